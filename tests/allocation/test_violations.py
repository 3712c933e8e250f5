"""Any plan is judged by the same rules, also one a person has made."""

import pytest

from allocation.violations import violations
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.plan import Placement
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
        ("5:k3", "til_stede", "Sag 5 er hos S. Dam, som er først på arbejde den 13. januar 2027."),
        (
            "2:k2",
            "soeskende",
            "Sag 2 og sag 3 er søskende og skal have samme sagsbehandler, men er hos T. Krogh og M. Holm.",
        ),
        ("4:k2", "balanceret_belastning", "T. Krogh kommer på 119 % af sine timer til sager (0 % før)."),
        ("99:k1", "fordelingsforslag", "Sag 99 findes ikke blandt sagerne."),
        ("5:k9", "fordelingsforslag", "Sag 5 er givet til en, der ikke er på listen over sagsbehandlere."),
    ],
)
def test_a_manual_placement_that_breaks_a_condition_is_named(placement: str, principle: str, text: str) -> None:
    assert judge(placement) == [(principle, text)]


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
