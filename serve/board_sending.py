"""How does a form about a proposal come back? Done once and led on, or as the page itself with what stands now.

What was typed is still there. Whoever was too late is told so, and what has happened is told case by case.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from casework.basis import basis_from_json
from casework.staleness import Since, changed_since
from features.scheme import Scheme
from sagstyngde.case import CaseId
from sagstyngde.errors import InputRefused, PlanSettled, PlanStale, StateRefused, VersionDiffers
from serve.board_page import HOME, Said, find, shown_page, stale_lines
from serve.board_trial import changed_meanwhile
from serve.dependencies import CaseScheme, HouseRules
from serve.form_once import KEY_PATTERN, once_sent
from serve.form_reading import Filling
from serve.house import House
from serve.planning import seen
from serve.visits import Visit, Visiting
from serve.work import Work
from storage.plans import basis_of

Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
Id = Annotated[str, StringConstraints(max_length=64)]
Line = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
Version = Annotated[int, Field(ge=1, le=999_999_999)]


class Sent(BaseModel):
    """Fields by the names they have in the form: whether they can be used is asked afterwards, one by one."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: Key


class VersionForm(Sent):
    """Something done with the proposal as it was read, and why."""

    udgave: Version
    begrundelse: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A form on its way to a proposal."""

    request: Request
    visit: Visit
    house: House
    scheme: Scheme
    plan_id: str

    @property
    def address(self) -> str:
        """The proposal's page."""
        return f"{HOME}/forslag/{self.plan_id}"


async def _sending(
    request: Request, plan_id: str, *, visit: Visiting, house: HouseRules, scheme: CaseScheme
) -> Sending:
    return Sending(request=request, visit=visit, house=house, scheme=scheme, plan_id=plan_id)


ToPlan = Annotated[Sending, Depends(_sending)]
"""A form on its way to the proposal that its address names."""


def done(  # noqa: PLR0913  a form, and where it leads
    sending: Sending,
    key: str,
    sign: tuple[str, ...],
    act: Callable[[Work], tuple[CaseId, ...]],
    *,
    to: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:
    """Do what a form asks for and go to the proposal, or show it as it stands now with what could not be done."""
    committing = Filling(values=typed or {})
    try:
        once_sent(sending.visit, key, sign, act)
    except VersionDiffers:
        return shown_again(sending, lambda _work: Said(notice=changed_meanwhile(), committing=committing, status=409))
    except PlanStale as stale:
        told_so = stale.danish
        return shown_again(sending, lambda work: _stale(sending, work, told_so))
    except PlanSettled as settled:
        return shown_again(sending, _notice(settled.danish))
    except (InputRefused, StateRefused) as refused:
        general = Filling(values=typed or {}, general=refused.danish.removesuffix("."))
        return shown_again(sending, lambda _work: Said(committing=general, status=409))
    return RedirectResponse(f"{sending.address}{to}", status_code=303)


def _notice(text: str) -> Callable[[Work], Said]:
    said = f"{text[:1].upper()}{text[1:].removesuffix('.')}."
    return lambda _work: Said(notice=said, status=409)


def _stale(sending: Sending, work: Work, fallback: str) -> Said:
    """Say case by case what has happened since the proposal was made."""
    record, since = seen(work, sending.plan_id), Since()
    basis = basis_of(work.connection, record.plan_id)
    if basis is not None:
        since = changed_since(work.connection, basis_from_json(basis), record.plan.placements)
    found = find(work, sending.house, sending.scheme, sending.plan_id)
    return Said(stale=stale_lines(since, found) or (fallback,), status=409)


def shown_again(sending: Sending, say: Callable[[Work], Said]) -> Response:
    """Show the proposal as it stands now, with what is to be said of it."""

    def act(work: Work) -> Response:
        said = say(work)
        found = find(work, sending.house, sending.scheme, sending.plan_id)
        return shown_page(sending.request, found, sending.scheme, said)

    return sending.visit.do(act)
