"""Which decisions of her own cases are coming that a caseworker may make alone? Asked of the register, case by case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mandate.authority import RegisterAuthority
from mandate.intake import awaited
from mandate.register import Register
from sagstyngde.case import Case, CaseId
from sagstyngde.decision import Decider, ExpectedDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDecision:
    """A case whose decision is expected on a day, and in Danish which of its provisions she may decide on alone."""

    case_id: CaseId
    decision_on: date
    text: str


def own_decisions(register: Register, decider: Decider, cases: Iterable[Case], on: date) -> tuple[OwnDecision, ...]:
    """Return the decisions from a day on that a caseworker may make alone, the nearest first.

    How much is asked for is not known before it is decided: the text says up to how much she may.
    """
    authority = RegisterAuthority(register, [decider])
    found = []
    for case in cases:
        if case.decision_on is None or case.decision_on < on:
            continue
        day = case.decision_on
        awaits = tuple(ExpectedDecision(provision=one, on=day) for one in awaited(register, case.facts, day))
        text = authority.merit(awaits, decider.caseworker_id)
        if text is not None:
            found.append(OwnDecision(case_id=case.case_id, decision_on=day, text=text))
    return tuple(sorted(found, key=lambda one: (one.decision_on, one.case_id)))
