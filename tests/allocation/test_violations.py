"""Any plan is judged by the same rules, also one a person has made."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.capacity import CapacityRules
from allocation.competence import Competence
from allocation.continuity import Continuity
from allocation.filters import Siblings
from allocation.goals import BalancedLoad
from allocation.solve import allocate
from allocation.violations import violations
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.caseworker import Absence
from sagstyngde.plan import Placement
from tests.allocation.boards import Example, boards
from tests.allocation.factories import AWAY_UNTIL_JANUARY, MONDAY, a_case, a_caseworker, a_policy, a_sibling

STAFF = [
    a_caseworker("k1", "autisme", name="M. Holm"),
    a_caseworker("k2", name="T. Krogh"),
    a_caseworker("k3", name="S. Dam", absences=(AWAY_UNTIL_JANUARY,)),
]
CASES = [
    a_case("1", needs="autisme"),
    a_sibling("2", "same"),
    a_sibling("3", at="k1"),
    a_case("4", 130.0),
    a_case("5"),
]


def judge(*placements: str) -> list[tuple[str, str]]:
    """Judge a plan written as "case:caseworker"."""
    pairs = [placement.split(":") for placement in placements]
    plan = [Placement(case_id=CaseId(case), caseworker_id=CaseworkerId(key)) for case, key in pairs]
    return [(v.principle, v.text) for v in violations(plan, CASES, STAFF, a_policy(), on=MONDAY)]


def test_a_plan_that_keeps_every_condition_has_no_violations() -> None:
    assert judge("1:k1", "2:k1", "5:k2") == []


@pytest.mark.parametrize(
    ("placement", "principle", "text"),
    [
        ("1:k2", "saerlige_kompetencer", "Sag 1 er hos T. Krogh, som mangler kompetencen autisme."),
        ("5:k3", "til_stede", "Sag 5 er hos S. Dam, som først er på arbejde den 13. januar 2027."),
        (
            "2:k2",
            "soeskende",
            "Sag 2 og sag 3 er søskende og skal have samme sagsbehandler, men er hos T. Krogh og M. Holm.",
        ),
        (
            "4:k2",
            "balanceret_belastning",
            "T. Krogh kommer på 119 % af sine timer til sager (0 % før): "
            "over 100 % i alle måneder, mest i februar (129 %).",
        ),
        ("99:k1", "fordelingsforslag", "Sag 99 findes ikke blandt sagerne."),
        ("5:k9", "fordelingsforslag", "Sag 5 er givet til en, der ikke er på listen over sagsbehandlere."),
    ],
)
def test_a_manual_placement_that_breaks_a_condition_is_named(placement: str, principle: str, text: str) -> None:
    assert judge(placement) == [(principle, text)]


def test_months_are_named_by_where_they_lie_and_those_without_hours_are_told() -> None:
    on, leave = date(2026, 10, 31), Absence(starts_on=date(2027, 1, 31), ends_on=date(2027, 12, 31))
    staff, held = [a_caseworker("k1", name="M. Holm", absences=(leave,))], a_case("1", 130.0, at="k1")

    (found,) = violations([], [held], staff, a_policy(), on=on)

    assert found.text.endswith(
        ": over 100 % i november, december og januar, mest i november (129 %), "
        "og ingen timer til sager i februar, marts og april."
    )


def test_a_plan_that_moves_a_case_is_judged_where_it_moves_it() -> None:
    assert judge("2:k2", "3:k2") == []


def test_a_case_placed_twice_is_said_once() -> None:
    assert judge("5:k1", "5:k2") == [
        ("fordelingsforslag", "Sag 5 er placeret mere end én gang; den sidste placering er talt med.")
    ]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("different", "er søskende og skal have forskellige sagsbehandlere, men er begge hos M. Holm."),
        ("free", None),
    ],
)
def test_siblings_who_must_differ_do(rule: str, text: str | None) -> None:
    cases = [a_sibling("1", rule), a_sibling("2")]
    plan = [Placement(case_id=case.case_id, caseworker_id=CaseworkerId("k1")) for case in cases]

    found = violations(plan, cases, STAFF, a_policy(), on=MONDAY)

    assert [violation.text for violation in found] == ([f"Sag 1 og sag 2 {text}"] if text else [])
    assert all(violation.case_ids == ("1", "2") for violation in found)


def test_a_wish_not_met_is_a_remark_with_its_burden_and_no_breach() -> None:
    policy = a_policy(Competence(hard=False), BalancedLoad())

    (found,) = violations([placed("1", "k2")], [a_case("1", needs="autisme tolk")], STAFF, policy, on=MONDAY)

    assert found.text == "Sag 1 er hos T. Krogh, som mangler kompetencerne autisme og tolk; det er et ønske."
    assert (found.principle, found.hard, found.burden) == ("saerlige_kompetencer", False, 2.0)


def test_more_new_cases_than_the_newly_employed_may_get_is_remarked() -> None:
    novice = a_caseworker("k1", name="A. Lund", employed_on=MONDAY)
    cases = [a_case("1", 1.0), a_case("2", 1.0), a_case("3", 1.0), a_case("old", 1.0, at="k1")]
    plan = [placed(key, "k1") for key in ("1", "2", "3", "old")]

    (found,) = violations(plan, cases, [novice], a_policy(capacity=CapacityRules(new_per_week_ramping=2.0)), on=MONDAY)

    assert found.text == "A. Lund får 3 nye sager; så kort efter ansættelse eller orlov er loftet 2 om ugen."
    assert (found.case_ids, found.hard, found.burden) == (("1", "2", "3"), False, 1.0)


def test_an_overload_names_its_months() -> None:
    away = Absence(starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 31), share=0.9)
    staff, cases = [a_caseworker("k1", name="M. Holm", absences=(away,))], [a_case("1", 101.0)]

    (found,) = violations([placed("1", "k1")], cases, staff, a_policy(), on=MONDAY)

    assert found.text == (
        "M. Holm kommer på 110 % af sine timer til sager (0 % før): over 100 % i december og februar, "
        "mest i december (627 %)."
    )
    assert not found.hard


@given(board=boards(), softly=st.booleans())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_no_proposal_breaks_a_condition_that_always_holds(board: Example, softly: bool) -> None:
    cases, staff = board
    policy = a_policy(Siblings(), Competence(hard=not softly), BalancedLoad(), Continuity())

    plan = allocate(cases, staff, policy, MONDAY)

    assert not [one.text for one in plan.violations if one.hard]


def placed(case: str, caseworker: str) -> Placement:
    return Placement(case_id=CaseId(case), caseworker_id=CaseworkerId(caseworker))
