"""Which page answers whoever writes a new case? The form as it is filled in, or what stands there from another page."""

from collections.abc import Mapping
from datetime import date

from fastapi import Request
from fastapi.responses import HTMLResponse

from features.scheme import Scheme
from sagstyngde.errors import StateRefused
from serve.case_fields import Section
from serve.case_models import CaseModels
from serve.case_reading import typed, usable_facts
from serve.current import current_of
from serve.dependencies import today
from serve.draft_view import DraftView, address_of, differences, gaps_of, ids_of, is_enough, saved_text
from serve.draft_work import Sent, new_tab
from serve.form_reading import Filling
from serve.rendering import page
from storage.drafts import Draft


def drawn(
    request: Request,
    draft: Draft,
    parts: tuple[Section, ...],
    form: Filling,
    *,
    template: str = "draft.html",
) -> HTMLResponse:
    """Show a draft's form as it is filled in, with what is untold and whether that is enough."""
    scheme: Scheme = request.app.state.scheme
    models: CaseModels = request.app.state.case_models
    facts = usable_facts(models.facts, typed(parts, form.values))
    view = DraftView(
        draft=draft,
        address=address_of(draft),
        parts=parts,
        gaps=gaps_of(parts, form.values),
        is_enough=is_enough(current_of(request).assessor, facts, _received(form.values, scheme)),
        saved=saved_text(draft.saved_at, scheme),
        tab=new_tab(),
        has_vault=current_of(request).house.vault_keys is not None,
        ids=ids_of(parts),
    )
    status = 422 if form.faults or form.general else 200
    return page(request, template, {"view": view, "form": form}, status=status)


def conflict(request: Request, known: Draft, parts: tuple[Section, ...], sent: Sent) -> HTMLResponse:
    """Show what was typed here beside what another page has saved, and let the person choose.

    Raises:
        StateRefused: a script saved in passing; the page it stands in keeps what was typed.

    """
    when = saved_text(known.saved_at, request.app.state.scheme)
    if "hx-request" in request.headers:
        raise StateRefused(
            english="the draft was saved from another page meanwhile; press save to see the difference",
            danish=f"ikke gemt: kladden er gemt fra en anden fane {when}; tryk på Gem kladde for at se forskellen",
        )
    here = sent.values(parts)
    context = {
        "address": address_of(known),
        "here": here,
        "version": known.version,
        "tab": sent.tab,
        "saved": when,
        "differences": differences(parts, here, known.values),
    }
    return page(request, "draft_conflict.html", context, status=409)


def _received(values: Mapping[str, str], scheme: Scheme) -> date:
    try:
        return date.fromisoformat(values.get("modtaget", ""))
    except ValueError:
        return today(scheme)
