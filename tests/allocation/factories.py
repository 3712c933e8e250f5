"""Cases, caseworkers and policies for tests: only what matters stands in the test."""

from datetime import date
from typing import Any

from allocation.board import lay_out
from allocation.competence import Competence
from allocation.filters import Siblings
from allocation.goals import BalancedLoad, EqualCount
from allocation.policy import Policy
from allocation.principles import Principle
from allocation.seat import Seat
from sagstyngde.case import CaseId, CaseworkerId, FamilyId, SiblingRule
from sagstyngde.caseworker import Absence, Caseworker
from sagstyngde.plan import CaseToPlace, Plan

MONDAY = date(2026, 11, 2)
LONG_AGO = date(2015, 1, 1)
AWAY_UNTIL_JANUARY = Absence(starts_on=date(2026, 10, 1), ends_on=date(2027, 1, 12))
STANDARD: tuple[Principle, ...] = (Siblings(), Competence(), BalancedLoad(), EqualCount())


def a_caseworker(key: str, *competences: str, **fields: Any) -> Caseworker:
    known: dict[str, Any] = {
        "employed_on": LONG_AGO,
        "name": f"{key.upper()}. Holm",
        "competences": frozenset(competences),
    }
    return Caseworker(caseworker_id=CaseworkerId(key), **(known | fields))


def a_case(key: str, hours: float = 6.0, *, needs: str = "", at: str | None = None, **fields: Any) -> CaseToPlace:
    """A case with so many hours in each of six months, needing competences by name, held by a caseworker."""
    known: dict[str, Any] = {
        "monthly_hours": (hours,) * 6,
        "required_competences": frozenset(needs.split()),
        "caseworker_id": None if at is None else CaseworkerId(at),
    }
    return CaseToPlace(case_id=CaseId(key), **(known | fields))


def a_sibling(key: str, rule: str = "free", **fields: Any) -> CaseToPlace:
    return a_case(key, family_id=FamilyId("f"), sibling_rule=SiblingRule(rule), **fields)


def a_policy(*principles: Principle, **fields: Any) -> Policy:
    return Policy(name="prøve", principles=principles or STANDARD, **fields)


def seat_of(caseworker: Caseworker) -> Seat:
    """The seat of a caseworker who is alone."""
    return lay_out([], [caseworker], a_policy(), MONDAY).seats[caseworker.caseworker_id]


def who_has(plan: Plan) -> dict[str, str]:
    return {placement.case_id: placement.caseworker_id for placement in plan.placements}
