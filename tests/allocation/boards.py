"""Drawn by chance: a few cases, some held, some siblings, and caseworkers with competences and hours of their own."""

from collections.abc import Sequence
from typing import TypeAlias

from hypothesis import strategies as st

from sagstyngde.case import FamilyId, SiblingRule
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace
from tests.allocation.factories import AWAY_UNTIL_JANUARY, a_case, a_caseworker

Example: TypeAlias = tuple[list[CaseToPlace], list[Caseworker]]
COMPETENCES = ("autisme", "tegnsprog")


@st.composite
def boards(draw: st.DrawFn, most_cases: int = 6, most_staff: int = 4) -> Example:
    """Draw a board on which anything may be missing."""
    staff = [draw(_caseworkers(f"k{number}")) for number in range(draw(st.integers(1, most_staff)))]
    keys = [None, None, *(one.caseworker_id for one in staff)]
    cases = [draw(_cases(f"{number}", keys)) for number in range(draw(st.integers(1, most_cases)))]
    return cases, staff


@st.composite
def _caseworkers(draw: st.DrawFn, key: str) -> Caseworker:
    competences = draw(st.sets(st.sampled_from(COMPETENCES)))
    absences = draw(st.sampled_from([(), (), (), (AWAY_UNTIL_JANUARY,)]))
    duties = draw(st.sampled_from([0.0, 0.0, 0.0, 40.0, 400.0]))
    return a_caseworker(key, *competences, absences=absences, fixed_monthly_hours=duties)


@st.composite
def _cases(draw: st.DrawFn, key: str, holders: Sequence[str | None]) -> CaseToPlace:
    family = draw(st.sampled_from([None, None, "f", "g"]))
    return a_case(
        key,
        draw(st.integers(0, 60)) / 2.0,
        needs=" ".join(sorted(draw(st.sets(st.sampled_from(COMPETENCES), max_size=2)))),
        at=draw(st.sampled_from(holders)),
        spread=draw(st.sampled_from([0.0, 0.4])),
        family_id=None if family is None else FamilyId(family),
        sibling_rule=draw(st.sampled_from(list(SiblingRule))),
        category=draw(st.sampled_from([None, "A", "B"])),
    )
