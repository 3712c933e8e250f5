"""How does a leader ask for a proposal, change it, and take a change back? Each form once, as the API would do it."""

import time
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import NAMESPACE_URL, uuid5

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask

from casework.basis import PlanBasis
from casework.policy import named_policy
from casework.proposing import Asked, Gathered
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.operations import Operation
from sagstyngde.plan import LeadersWord
from serve.api.reckoning import InTurn
from serve.api.wire_plans import EditIn, ReasonedEditsIn, WithdrawIn
from serve.board_page import HOME, Said
from serve.board_sending import Id, Line, Sent, ToPlan, Version, VersionForm, done, shown_again
from serve.board_trial import Tried, trial
from serve.board_view import anchor, standing
from serve.board_words import TAKEN_OUT
from serve.dependencies import CaseScheme, HouseRules, today
from serve.form_reading import Filling, told
from serve.language import _
from serve.ledger import policy_of
from serve.planning import changed, gathered, is_there, reckoned, seen, stored, undone
from serve.visits import Visiting
from serve.work import Work
from storage.plans import PlanEdit, PlanId, plan_edits_of

router = APIRouter(include_in_schema=False)
MOST_PRICED = 1_000
"""So many pairs of a waiting case and a caseworker at the most: the price of slack takes six allocations more."""


class ProposeForm(Sent):
    """What a proposal is asked for: by which policy, and whether what was changed in the one before is held fast."""

    politik: Line = ""
    holdt_fra: Id = ""


class EditForm(Sent):
    """A case given to another, held fast or taken out, and why."""

    sag: Id
    til: Id
    udgave: Version
    begrundelse: Line = ""


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

    def read(work: Work) -> tuple[Gathered, tuple[PlanEdit, ...]]:
        own = policy_of(work, house)
        policy = named_policy(sent.politik, own) if sent.politik else own
        fast = _held_fast(work, sent.holdt_fra)
        asked = Asked(on=today(scheme), policy=policy, words=fast.pinned, without=fast.out, weigher=house.weigher)
        found = gathered(work, asked)
        return found, fast.of(found.basis)

    found, held = known.do(read)

    def reckon() -> None:
        if known.do(lambda work: is_there(work, plan_id)):
            return
        plan = reckoned(found.basis, slack=_is_small(found.basis))
        known.do(lambda work: None if is_there(work, plan_id) else stored(work, plan_id, plan, found.basis, held=held))

    address = f"{HOME}/forslag/{plan_id}?afventer={time.time():.0f}"
    return RedirectResponse(address, 303, background=BackgroundTask(in_turn.later(reckon)))


@router.post(f"{HOME}/forslag/{{plan_id}}/ret", operation_id=Operation.PLAN_EDIT)
def edit(sending: ToPlan, sent: Annotated[EditForm, Form()]) -> Response:
    """Keep a move that was tried."""
    case_id, fields = CaseId(sent.sag), {"begrundelse": sent.begrundelse}
    reason = told(WithdrawIn, fields, names={"reason": "begrundelse"})
    faults = dict(reason.faults) if sent.begrundelse else {"begrundelse": _("mangler")}
    if faults:
        form = Filling(values=fields, faults=faults)

        def again(work: Work) -> Said:
            tried = Tried(case_id=case_id, to=sent.til, version=sent.udgave, form=form)
            said = trial(work, sending.plan_id, tried)
            return replace(said, status=max(said.status, 422))

        return shown_again(sending, again)
    to = None if sent.til == TAKEN_OUT else CaseworkerId(sent.til)
    edits = ReasonedEditsIn(edits=[EditIn(case_id=case_id, caseworker_id=to)], reason=sent.begrundelse)

    def act(work: Work) -> tuple[CaseId, ...]:
        changed(work, sending.plan_id, edits, expected=sent.udgave)
        return (case_id,)

    sign = (sending.plan_id, sent.sag, sent.til, str(sent.udgave), sent.begrundelse)
    return done(sending, sent.noegle, sign, act, to=f"?gemt={sent.udgave + 1}#{anchor(case_id)}")


@router.post(f"{HOME}/forslag/{{plan_id}}/fortryd", operation_id=Operation.PLAN_EDIT)
def undo(sending: ToPlan, sent: Annotated[VersionForm, Form()]) -> Response:
    """Take the newest change back: the proposal is again as it was before it."""

    def act(work: Work) -> tuple[CaseId, ...]:
        return undone(work, sending.plan_id, expected=sent.udgave)

    return done(sending, sent.noegle, (sending.plan_id, str(sent.udgave)), act, to=f"?gemt={sent.udgave + 1}")


def _is_small(basis: PlanBasis) -> bool:
    waiting = sum(case.caseworker_id is None for case in basis.cases)
    return waiting * len(basis.staff) <= MOST_PRICED


@dataclass(frozen=True, slots=True, kw_only=True)
class _HeldFast:
    """What the changes of an earlier proposal say of the next: who must have which case, and what stays out."""

    edits: tuple[PlanEdit, ...] = ()

    @property
    def pinned(self) -> dict[CaseId, LeadersWord]:
        """Return who must have which case."""
        return {key: LeadersWord(pinned_to=to) for one in self.edits for key, to in one.edits if to is not None}

    @property
    def out(self) -> frozenset[CaseId]:
        """Return the cases that stay out."""
        return frozenset(key for one in self.edits for key, to in one.edits if to is None)

    def of(self, basis: PlanBasis) -> tuple[PlanEdit, ...]:
        """Return what is said of the cases of a proposal, and of those it is made without."""
        named = basis.case_stands.keys() | self.out
        return tuple(one for one in self.edits if all(key in named for key, _to in one.edits))


def _held_fast(work: Work, plan_id: str) -> _HeldFast:
    """Read an earlier proposal's changes: of each case the newest that has not been taken back."""
    if not plan_id:
        return _HeldFast()
    record = seen(work, plan_id)
    stands = standing(plan_edits_of(work.connection, record.plan_id))
    return _HeldFast(edits=tuple(replace(one, edits=((key, dict(one.edits)[key]),)) for key, one in stands.items()))
