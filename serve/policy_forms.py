"""How does a municipality change its policy on a page? Put the list in order, see what it changes, and adopt it.

Every button sends the whole list, which comes back as it then is: nothing is kept before it is adopted, and nothing
that was typed is lost, whatever is wrong and whoever was faster.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from allocation.policy_changes import PolicyChange, policy_changes
from allocation.policy_toml import embedded_policies
from allocation.policy_written import written
from casework.comparing import Proposed, differently, under_each
from casework.policies import MOST_NAME, parsed_for_adoption
from casework.policy import HousePolicy, house_policy, read_text
from casework.proposing import Asked, Gathered, Sees, gather
from sagstyngde.allowed import may, reaches_everybody
from sagstyngde.errors import NotReady, PolicyRefused, VersionDiffers
from sagstyngde.operations import Operation
from serve.api.policies import ORIGIN, adopted_now, version_of
from serve.api.reckoning import InTurn
from serve.api.wire_policies import PolicyIn
from serve.board_words import policy_label
from serve.dependencies import CaseScheme, HouseRules, today
from serve.form_once import once_sent
from serve.form_reading import Filling, told
from serve.house import House
from serve.language import _
from serve.ledger import policy_of
from serve.policy_draft import NAME, Draft, Read, draft_of, read_draft
from serve.policy_pages import ADDRESS
from serve.policy_sent import AdoptForm, ListForm
from serve.policy_view import addable, figures, nowhere, rows_of, rule_fields, whole_fields
from serve.rendering import page
from serve.visits import Visit, Visiting
from serve.work import Work

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the list would do to the cases that wait, beside the policy that holds; empty where nothing waits."""

    both: tuple[Proposed, ...]

    @property
    def others(self) -> int:
        """How many cases would go to somebody else."""
        return len(differently(self.both))


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """All that the page with the list shows. ``changes`` is ``None`` until it is asked what changes."""

    draft: Draft
    version: int
    about: str = ""
    read: Read = field(default_factory=Read)
    changes: tuple[PolicyChange, ...] | None = None
    effect: Effect | None = None
    busy: str = ""
    note: Filling = field(default_factory=Filling)


@router.get(f"{ADDRESS}/rediger", operation_id=Operation.POLICY_EDIT_PAGE)
def edit(
    request: Request,
    visit: Visiting,
    *,
    house: HouseRules,
    version: Annotated[int | None, Query(alias="udgave", ge=0, le=10**9)] = None,
    base: Annotated[str, Query(alias="grundlag", max_length=60)] = "",
) -> Response:
    """Show the policy that holds as a list to be changed, or an earlier version, or an embedded one."""

    def act(work: Work) -> Editing:
        own = policy_of(work, house)
        start = own if version is None else version_of(work, version, house)
        if base in embedded_policies():
            start = house_policy(base)
        draft = draft_of(start.policy)
        if start is not own and start.version == 0:
            draft = replace(draft, values=dict(draft.values) | {NAME: draft_of(own.policy).values[NAME]})
        return Editing(draft=draft, version=own.version)

    return _shown(request, visit, visit.do(act))


@router.post(f"{ADDRESS}/rediger", operation_id=Operation.POLICY_CHECK)
def rearrange(request: Request, visit: Visiting, house: HouseRules, sent: Annotated[ListForm, Form()]) -> Response:
    """Show the list as a button leaves it; without a button, what it changes. Nothing is kept."""
    draft, about = sent.changed()
    if sent.goer:
        return _shown(request, visit, Editing(draft=draft, version=sent.udgave, about=about))
    editing = visit.do(lambda work: _checked(policy_of(work, house), draft, sent.udgave))
    return _shown(request, visit, editing)


@router.post(f"{ADDRESS}/proev", operation_id=Operation.POLICY_TRY)
def attempt(  # noqa: PLR0913  what a page needs
    request: Request,
    visit: Visiting,
    *,
    house: HouseRules,
    scheme: CaseScheme,
    in_turn: InTurn,
    sent: Annotated[ListForm, Form()],
) -> Response:
    """Say what the list changes, in words and for the cases that wait. Nothing is kept."""
    on = today(scheme)

    def read(work: Work) -> tuple[Editing, HousePolicy, Gathered | None, HousePolicy | None]:
        own = policy_of(work, house)
        editing = _checked(own, sent.draft(), sent.udgave)
        if editing.read.policy is None:
            return editing, own, None, None
        new = read_text(written(editing.read.policy), ORIGIN)
        farthest = max((own, new), key=lambda one: one.policy.horizon_months)
        sees = Sees(case=work.may_see, caseworker=work.reaches_caseworker)
        found = gather(work.connection, Asked(on=on, policy=farthest, weigher=house.weigher), sees)
        for record in found.seen:
            work.saw(record)
        return editing, own, found, new

    editing, own, found, new = visit.do(read)
    if found is not None and new is not None:
        try:
            both = in_turn(lambda: under_each(found.basis, (own, new)))
        except NotReady as busy:
            editing = replace(editing, busy=busy.danish)
        else:
            editing = replace(editing, effect=Effect(both=both))
    return _shown(request, visit, editing)


@router.post(f"{ADDRESS}/vedtag", operation_id=Operation.POLICY_ADOPT)
def adopt(request: Request, visit: Visiting, house: HouseRules, sent: Annotated[AdoptForm, Form()]) -> Response:
    """Adopt the text that was seen, where nobody was faster, and go to the policy."""
    fields = {"tekst": sent.tekst.replace("\r\n", "\n"), "bemaerkning": sent.bemaerkning.strip()}
    read = told(PolicyIn, fields, names={"toml": "tekst", "note": "bemaerkning"})
    if (value := read.value) is None:
        return _again(request, visit, house, sent, fields=fields, faults=read.faults)

    def act(work: Work) -> tuple[()]:
        adopted_now(work, value.toml, note=value.note or None, expected=sent.udgave)
        return ()

    try:
        once_sent(visit, sent.noegle, (str(sent.udgave), *fields.values()), act)
    except (PolicyRefused, VersionDiffers):
        return _again(request, visit, house, sent, fields=fields, faults={})
    return RedirectResponse(ADDRESS, status_code=303)


def _again(  # noqa: PLR0913  what the page shows again
    request: Request,
    visit: Visit,
    house: House,
    sent: AdoptForm,
    *,
    fields: Mapping[str, str],
    faults: Mapping[str, str],
) -> Response:
    """Show the list that the text stands for, with what the form said."""

    def act(work: Work) -> Editing:
        own = policy_of(work, house)
        try:
            policy = parsed_for_adoption(fields["tekst"], ORIGIN)
        except PolicyRefused as refused:
            return Editing(draft=draft_of(own.policy), version=own.version, read=Read(general=refused.danish))
        return replace(_checked(own, draft_of(policy), sent.udgave), note=Filling(values=fields, faults=faults))

    return _shown(request, visit, visit.do(act), status=422)


def _checked(own: HousePolicy, draft: Draft, version: int) -> Editing:
    """Return the list with its faults or its changes; one that rests on an older version is told what is newer."""
    read = read_draft(draft)
    if read.policy is not None:
        try:
            parsed_for_adoption(written(read.policy), ORIGIN)
        except PolicyRefused as refused:
            read = Read(faults={NAME: refused.faults[0].danish} if refused.faults else {}, general=refused.danish)
    if own.version != version:
        faster = _("der er vedtaget en nyere udgave, siden du åbnede siden; din liste står her, men er ikke vedtaget")
        read = replace(read, general=faster)
    changes = None if read.policy is None else policy_changes(own.policy, read.policy)
    return Editing(draft=draft, version=own.version, read=read, changes=changes)


def _shown(request: Request, visit: Visit, editing: Editing, *, status: int = 200) -> HTMLResponse:
    read, effect = editing.read, editing.effect
    rows = rows_of(editing.draft)
    inputs = [*whole_fields(editing.draft), *rule_fields(editing.draft), *(one for row in rows for one in row.fields)]
    context: dict[str, Any] = {
        "editing": editing,
        "rows": rows,
        "rules": rule_fields(editing.draft),
        "whole": whole_fields(editing.draft),
        "addable": addable(editing.draft),
        "form": Filling(values=editing.draft.values, faults=read.faults, general=read.general),
        "ids": {one.name: (one.id, one.setting.label) for one in inputs} | {NAME: (NAME, _("Navn"))},
        "toml": "" if read.policy is None else written(read.policy),
        "figures": figures([one.counts for one in effect.both]) if effect else (),
        "nowhere": nowhere([one.counts for one in effect.both]) if effect else "",
        "key": str(uuid4()),
        "embedded": [(name, policy_label(name)) for name in embedded_policies()],
        "may_try": may(visit.principal, Operation.POLICY_TRY),
        "may_adopt": reaches_everybody(visit.principal, Operation.POLICY_ADOPT),
        "most_name": MOST_NAME,
    }
    faulty = bool(read.faults or read.general)
    return page(request, "policy_edit.html", context, status=422 if faulty else status)
