"""How does a leader ask for a proposal, change it, take a change back, carry it out or lay it aside? Each sent once.

By the API's own functions. What cannot be done comes back as the page itself, with what was typed and what stands now.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import NAMESPACE_URL, uuid5

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.background import BackgroundTask

from casework.basis import basis_from_json
from casework.committing import Commitment
from casework.policy import named_policy
from casework.proposing import Asked, Gathered
from casework.staleness import Since, changed_since
from features.scheme import Scheme
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.errors import InputRefused, PlanSettled, PlanStale, StateRefused, VersionDiffers
from sagstyngde.operations import Operation
from sagstyngde.plan import LeadersWord
from serve.api.reckoning import InTurn
from serve.api.wire_plans import CommitIn, EditIn, ReasonedEditsIn, WithdrawIn
from serve.board_page import HOME, Said, find, shown_page, stale_lines
from serve.board_trial import Tried, changed_meanwhile, trial
from serve.board_view import anchor
from serve.board_words import TAKEN_OUT, label
from serve.dependencies import CaseScheme, HouseRules, today
from serve.form_once import KEY_PATTERN, once_sent
from serve.form_reading import Filling, told
from serve.house import House
from serve.language import _
from serve.ledger import policy_of
from serve.planning import carried_out, changed, gathered, is_there, laid_aside, reckoned, seen, stored, undone
from serve.preconditions import require
from serve.visits import Visit, Visiting, Work
from storage.plans import PlanId, PlanRecord, not_undone, plan_edits_of

router = APIRouter(include_in_schema=False)
_Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
_Id = Annotated[str, StringConstraints(max_length=64)]
_Line = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
_Version = Annotated[int, Field(ge=1, le=999_999_999)]


class _Sent(BaseModel):
    """Fields by the names they have in the form: whether they can be used is asked afterwards, one by one."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: _Key


class ProposeForm(_Sent):
    """What a proposal is asked for: by which policy, and whether what was changed in the one before is held fast."""

    politik: _Line = ""
    holdt_fra: _Id = ""


class EditForm(_Sent):
    """A case given to another, held fast or taken out, and why."""

    sag: _Id
    til: _Id
    udgave: _Version
    begrundelse: _Line = ""


class VersionForm(_Sent):
    """Something done with the proposal as it was read, and why."""

    udgave: _Version
    begrundelse: _Line = ""


class CommitForm(VersionForm):
    """A commit; what is set aside is told by fields named after the conditions (``fravig_…``, ``grund_…``)."""

    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True)

    def typed(self) -> dict[str, str]:
        """Return what was typed or ticked, by field."""
        extra = {name: str(value).strip() for name, value in (self.model_extra or {}).items() if name != "maerke"}
        return extra | {"begrundelse": self.begrundelse}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sending:
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


@router.post(f"{HOME}/forslag", operation_id=Operation.PLAN_PROPOSE)
def propose(
    visit: Visiting,
    *,
    house: HouseRules,
    scheme: CaseScheme,
    in_turn: InTurn,
    sent: Annotated[ProposeForm, Form()],
) -> Response:
    """Ask for a proposal, and go to where it will be; it is reckoned when its turn has come."""
    known = replace(visit, key=sent.noegle, fingerprint="")
    plan_id = PlanId(str(uuid5(NAMESPACE_URL, f"{visit.principal.user_id}/{sent.noegle}")))

    def read(work: Work) -> Gathered:
        own = policy_of(work, house)
        policy = named_policy(sent.politik, own) if sent.politik else own
        words, out = _held_fast(work, sent.holdt_fra)
        return gathered(work, Asked(on=today(scheme), policy=policy, words=words, without=out, weigher=house.weigher))

    found = known.do(read)

    def reckon() -> None:
        if known.do(lambda work: is_there(work, plan_id)):
            return
        plan = reckoned(found.basis, slack=True)
        known.do(lambda work: None if is_there(work, plan_id) else stored(work, plan_id, plan, found.basis))

    address = f"{HOME}/forslag/{plan_id}?afventer={time.time():.0f}"
    return RedirectResponse(address, 303, background=BackgroundTask(in_turn.later(reckon)))


@router.post(f"{HOME}/forslag/{{plan_id}}/ret", operation_id=Operation.PLAN_EDIT)
def edit(  # noqa: PLR0913  what a form needs
    request: Request,
    plan_id: str,
    visit: Visiting,
    *,
    house: HouseRules,
    scheme: CaseScheme,
    sent: Annotated[EditForm, Form()],
) -> Response:
    """Keep a move that was tried."""
    sending = _Sending(request=request, visit=visit, house=house, scheme=scheme, plan_id=plan_id)
    case_id, fields = CaseId(sent.sag), {"begrundelse": sent.begrundelse}
    reason = told(WithdrawIn, fields, names={"reason": "begrundelse"})
    faults = dict(reason.faults) if sent.begrundelse else {"begrundelse": _("mangler")}
    if faults:
        form = Filling(values=fields, faults=faults)

        def again(work: Work) -> Said:
            tried = Tried(case_id=case_id, to=sent.til, version=sent.udgave, form=form)
            said = trial(work, plan_id, tried)
            return replace(said, status=max(said.status, 422))

        return _again(sending, again)
    to = None if sent.til == TAKEN_OUT else CaseworkerId(sent.til)
    edits = ReasonedEditsIn(edits=[EditIn(case_id=case_id, caseworker_id=to)], reason=sent.begrundelse)

    def act(work: Work) -> tuple[CaseId, ...]:
        changed(work, plan_id, edits, expected=sent.udgave)
        return (case_id,)

    sign = (plan_id, sent.sag, sent.til, str(sent.udgave), sent.begrundelse)
    return _done(sending, sent.noegle, sign, act, to=f"?gemt={sent.udgave + 1}#{anchor(case_id)}")


@router.post(f"{HOME}/forslag/{{plan_id}}/fortryd", operation_id=Operation.PLAN_EDIT)
def undo(  # noqa: PLR0913  what a form needs
    request: Request,
    plan_id: str,
    visit: Visiting,
    *,
    house: HouseRules,
    scheme: CaseScheme,
    sent: Annotated[VersionForm, Form()],
) -> Response:
    """Take the newest change back: the proposal is again as it was before it."""
    sending = _Sending(request=request, visit=visit, house=house, scheme=scheme, plan_id=plan_id)

    def act(work: Work) -> tuple[CaseId, ...]:
        return undone(work, plan_id, expected=sent.udgave)

    return _done(sending, sent.noegle, (plan_id, str(sent.udgave)), act, to=f"?gemt={sent.udgave + 1}")


@router.post(f"{HOME}/forslag/{{plan_id}}/godkend", operation_id=Operation.PLAN_COMMIT)
def approve(  # noqa: PLR0913  what a form needs
    request: Request,
    plan_id: str,
    visit: Visiting,
    *,
    house: HouseRules,
    scheme: CaseScheme,
    sent: Annotated[CommitForm, Form()],
) -> Response:
    """Carry the proposal out: all of it or nothing."""
    sending = _Sending(request=request, visit=visit, house=house, scheme=scheme, plan_id=plan_id)
    typed = sent.typed()
    record = visit.do(lambda work: seen(work, plan_id))
    word, faults = _commitment(record, typed)
    if word is None:
        return _again(sending, lambda _work: Said(committing=Filling(values=typed, faults=faults), status=422))
    said = Commitment(reason=word.reason, set_aside=frozenset(word.set_aside))

    def act(work: Work) -> tuple[CaseId, ...]:
        held = seen(work, plan_id, lock=True)
        require(held.version, sent.udgave)
        return tuple(sorted(carried_out(work, held, said, house=house, scheme=scheme).made))

    sign = (plan_id, str(sent.udgave), *(f"{name}={value}" for name, value in sorted(typed.items())))
    return _done(sending, sent.noegle, sign, act, typed=typed)


@router.post(f"{HOME}/forslag/{{plan_id}}/traek-tilbage", operation_id=Operation.PLAN_WITHDRAW)
def withdraw(  # noqa: PLR0913  what a form needs
    request: Request,
    plan_id: str,
    visit: Visiting,
    *,
    house: HouseRules,
    scheme: CaseScheme,
    sent: Annotated[VersionForm, Form()],
) -> Response:
    """Lay the proposal aside for good."""
    sending = _Sending(request=request, visit=visit, house=house, scheme=scheme, plan_id=plan_id)

    def act(work: Work) -> tuple[CaseId, ...]:
        held = seen(work, plan_id, lock=True)
        require(held.version, sent.udgave)
        laid_aside(work, held)
        return ()

    return _done(sending, sent.noegle, (plan_id, str(sent.udgave), sent.begrundelse), act)


def _held_fast(work: Work, plan_id: str) -> tuple[dict[CaseId, LeadersWord], set[CaseId]]:
    """Return what the changes of an earlier proposal say of the next: who must have which case, and what stays out."""
    if not plan_id:
        return {}, set()
    record = seen(work, plan_id)
    said = {
        case_id: to for one in not_undone(plan_edits_of(work.connection, record.plan_id)) for case_id, to in one.edits
    }
    pinned = {case_id: LeadersWord(pinned_to=to) for case_id, to in said.items() if to is not None}
    return pinned, {case_id for case_id, to in said.items() if to is None}


def _commitment(record: PlanRecord, typed: Mapping[str, str]) -> tuple[CommitIn | None, dict[str, str]]:
    """Read a leader's word: every condition that is broken must be set aside by name, each with a reason."""
    broken = sorted({one.principle for one in record.plan.violations if one.hard})
    faults: dict[str, str] = {}
    reasons = []
    for name in broken:
        if not typed.get(f"fravig_{name}"):
            faults[f"fravig_{name}"] = _("skal krydses af, hvis betingelsen skal fraviges")
        reason = typed.get(f"grund_{name}", "")
        if not reason:
            faults[f"grund_{name}"] = _("mangler: skriv, hvorfor betingelsen fraviges")
        reasons.append(f"{label(name)}: {reason}")
    note = ". ".join(reasons) if broken else typed.get("begrundelse", "")
    read = told(CommitIn, {"begrundelse": note}, names={"reason": "begrundelse"})
    if faults or read.value is None:
        at = f"grund_{broken[0]}" if broken else "begrundelse"
        return None, faults or {at: next(iter(read.faults.values()))}
    return read.value.model_copy(update={"set_aside": broken}), {}


def _done(  # noqa: PLR0913  a form, and where it leads
    sending: _Sending,
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
        return _again(sending, lambda _work: Said(notice=changed_meanwhile(), committing=committing, status=409))
    except PlanStale as stale:
        told_so = stale.danish
        return _again(sending, lambda work: _stale(sending, work, told_so))
    except PlanSettled as settled:
        return _again(sending, _notice(settled.danish))
    except (InputRefused, StateRefused) as refused:
        general = Filling(values=typed or {}, general=refused.danish.removesuffix("."))
        return _again(sending, lambda _work: Said(committing=general, status=409))
    return RedirectResponse(f"{sending.address}{to}", status_code=303)


def _notice(text: str) -> Callable[[Work], Said]:
    said = f"{text[:1].upper()}{text[1:].removesuffix('.')}."
    return lambda _work: Said(notice=said, status=409)


def _stale(sending: _Sending, work: Work, fallback: str) -> Said:
    """Say case by case what has happened since the proposal was made."""
    record = seen(work, sending.plan_id)
    since = Since()
    if record.basis is not None:
        since = changed_since(work.connection, basis_from_json(record.basis), record.plan.placements)
    found = find(work, sending.house, sending.scheme, sending.plan_id)
    return Said(stale=stale_lines(since, found) or (fallback,), status=409)


def _again(sending: _Sending, say: Callable[[Work], Said]) -> Response:
    """Show the proposal as it stands now, with what is to be said of it."""

    def act(work: Work) -> Response:
        said = say(work)
        found = find(work, sending.house, sending.scheme, sending.plan_id)
        return shown_page(sending.request, found, sending.scheme, said)

    return sending.visit.do(act)
