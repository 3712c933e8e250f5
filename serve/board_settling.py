"""How does a leader carry a proposal out, or lay it aside? All or nothing, with a reason for what is set aside."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response
from pydantic import ConfigDict

from casework.committing import Commitment
from sagstyngde.case import CaseId
from sagstyngde.operations import Operation
from serve.api.wire_plans import CommitIn
from serve.board_page import HOME, Said
from serve.board_sending import ToPlan, VersionForm, done, shown_again
from serve.board_words import label
from serve.form_reading import Filling, told
from serve.language import _
from serve.planning import carried_out, laid_aside, seen
from serve.preconditions import require
from serve.work import Work
from storage.plans import PlanRecord

router = APIRouter(include_in_schema=False)


class CommitForm(VersionForm):
    """A commit; what is set aside is told by fields named after the conditions (``fravig_…``, ``grund_…``)."""

    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True)

    def typed(self) -> dict[str, str]:
        """Return what was typed or ticked, by field."""
        extra = {name: str(value).strip() for name, value in (self.model_extra or {}).items() if name != "maerke"}
        return extra | {"begrundelse": self.begrundelse}


@router.post(f"{HOME}/forslag/{{plan_id}}/godkend", operation_id=Operation.PLAN_COMMIT)
def approve(sending: ToPlan, sent: Annotated[CommitForm, Form()]) -> Response:
    """Carry the proposal out: all of it or nothing."""
    typed = sent.typed()
    record = sending.visit.do(lambda work: seen(work, sending.plan_id))
    word, faults = _commitment(record, typed)
    if word is None:
        return shown_again(sending, lambda _work: Said(committing=Filling(values=typed, faults=faults), status=422))
    said = Commitment(reason=word.reason, set_aside=frozenset(word.set_aside))

    def act(work: Work) -> tuple[CaseId, ...]:
        held = seen(work, sending.plan_id, lock=True)
        require(held.version, sent.udgave)
        return tuple(sorted(carried_out(work, held, said, house=sending.house, scheme=sending.scheme).made))

    sign = (sending.plan_id, str(sent.udgave), *(f"{name}={value}" for name, value in sorted(typed.items())))
    return done(sending, sent.noegle, sign, act, typed=typed)


@router.post(f"{HOME}/forslag/{{plan_id}}/traek-tilbage", operation_id=Operation.PLAN_WITHDRAW)
def withdraw(sending: ToPlan, sent: Annotated[VersionForm, Form()]) -> Response:
    """Lay the proposal aside for good."""

    def act(work: Work) -> tuple[CaseId, ...]:
        held = seen(work, sending.plan_id, lock=True)
        require(held.version, sent.udgave)
        laid_aside(work, held)
        return ()

    return done(sending, sent.noegle, (sending.plan_id, str(sent.udgave), sent.begrundelse), act)


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
