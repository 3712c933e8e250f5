"""Who may take which case."""

from datetime import date

import pytest

from allocation.board import lay_out
from allocation.competence import Competence
from allocation.filters import Presence, Siblings
from allocation.principles import Filter
from sagstyngde.caseworker import Absence, Caseworker
from sagstyngde.plan import CaseToPlace
from tests.allocation.factories import AWAY_UNTIL_JANUARY, MONDAY, a_case, a_caseworker, a_policy, a_sibling


def objection(item: Filter, case: CaseToPlace, caseworker: Caseworker, *others: CaseToPlace) -> str | None:
    """Ask a filter of one case and one caseworker, other cases being where they say."""
    board = lay_out([case, *others], [caseworker, a_caseworker("anden")], a_policy(), MONDAY)
    return item.objection(board.option(case, board.seats[caseworker.caseworker_id], board.held))


@pytest.mark.parametrize(
    ("needs", "text"),
    [
        ("", None),
        ("autisme", None),
        ("tegnsprog", "mangler kompetencen tegnsprog"),
        ("tolk tegnsprog autisme", "mangler kompetencerne tegnsprog og tolk"),
    ],
)
def test_a_case_goes_to_one_who_has_every_competence(needs: str, text: str | None) -> None:
    assert objection(Competence(), a_case("1", needs=needs), a_caseworker("k", "autisme")) == text


@pytest.mark.parametrize(
    ("caseworker", "text"),
    [
        (a_caseworker("k"), None),
        (a_caseworker("k", absences=(Absence(starts_on=MONDAY, ends_on=date(2026, 11, 10)),)), None),
        (a_caseworker("k", absences=(AWAY_UNTIL_JANUARY,)), "er først på arbejde den 13. januar 2027"),
        (a_caseworker("k", employed_on=date(2027, 2, 1)), "er først på arbejde den 1. februar 2027"),
        (a_caseworker("k", left_on=date(2026, 10, 31)), "er ikke på arbejde i perioden"),
        (a_caseworker("k", fixed_monthly_hours=400.0), "har ingen timer til sager i perioden"),
        (a_caseworker("k", weekly_hours=0.0), "har ingen timer til sager i perioden"),
    ],
)
def test_a_new_case_goes_to_one_who_is_there_soon_and_has_hours(caseworker: Caseworker, text: str | None) -> None:
    assert objection(Presence(), a_case("1"), caseworker) == text


@pytest.mark.parametrize(
    ("rule", "sibling_rule", "at", "text"),
    [
        ("same", "free", "k", None),
        ("free", "same", "anden", "har ikke sag 2, der skal have samme sagsbehandler"),
        ("different", "free", "k", "har sag 2, der skal have en anden sagsbehandler"),
        ("free", "different", "anden", None),
        ("free", "free", "k", None),
    ],
)
def test_the_stricter_of_two_siblings_rules_counts(rule: str, sibling_rule: str, at: str, text: str | None) -> None:
    sibling = a_sibling("2", sibling_rule, at=at)

    assert objection(Siblings(), a_sibling("1", rule), a_caseworker("k"), sibling) == text


def test_cases_without_a_family_have_no_siblings() -> None:
    assert Siblings().wish(a_case("1"), a_case("2")) == frozenset()
