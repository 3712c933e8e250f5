"""What stands in for a competence that nobody at work has."""

import pytest

from allocation.board import lay_out
from allocation.competence import Competence
from allocation.goals import BalancedLoad, EqualCount
from allocation.principles import Filter
from allocation.solve import allocate
from sagstyngde.caseworker import Caseworker
from tests.allocation.factories import AWAY_UNTIL_JANUARY, MONDAY, a_case, a_caseworker, a_policy, who_has

FALLBACK = Competence(fallback={"autisme": ("adhd", "psykiatri")})
KNOWS_IT = a_caseworker("k1", "autisme")
NEAR_IT = a_caseworker("k2", "adhd")
NEITHER = a_caseworker("k3", "tolk")


def known(rule: Competence, *staff: Caseworker) -> Filter:
    """The rule, knowing who is at work."""
    policy = lay_out([], staff, a_policy(rule, EqualCount()), MONDAY).policy
    prepared = policy.principles[0]
    assert isinstance(prepared, Filter)
    return prepared


@pytest.mark.parametrize(
    ("staff", "able"),
    [
        ([KNOWS_IT, NEAR_IT, NEITHER], ["k1"]),
        ([NEAR_IT, NEITHER], ["k2"]),
        ([a_caseworker("k1", "autisme", absences=(AWAY_UNTIL_JANUARY,)), NEAR_IT, NEITHER], ["k2"]),
        ([NEITHER], []),
    ],
)
def test_a_stand_in_is_taken_while_nobody_at_work_has_it(staff: list[Caseworker], able: list[str]) -> None:
    case = a_case("1", needs="autisme")
    board = lay_out([case], staff, a_policy(FALLBACK, EqualCount()), MONDAY)
    options = {key: board.option(case, seat, {}) for key, seat in board.seats.items()}

    passing = [key for key, option in options.items() if not board.objections(option)]

    assert passing == able


def test_a_stand_in_is_said() -> None:
    plan = allocate([a_case("1", needs="autisme")], [NEAR_IT, NEITHER], a_policy(FALLBACK, EqualCount()), MONDAY)

    assert "Har adhd, da ingen på arbejde har autisme." in plan.placements[0].reasons
    assert plan.placements[0].alternatives[0].text == "K3. Holm – mangler kompetencen autisme"


def test_a_soft_competence_is_graded_has_it_stands_in_has_nothing() -> None:
    soft = known(Competence(hard=False, fallback={"autisme": ("adhd",)}), KNOWS_IT, NEAR_IT, NEITHER)
    case = a_case("1", needs="autisme tolk")
    board = lay_out([case], [KNOWS_IT, NEAR_IT, NEITHER], a_policy(), MONDAY)

    burdens = [soft.burden(board.option(case, seat, {})) for seat in board.seats.values()]

    assert burdens == [1.0, 1.5, 1.0]


@pytest.mark.parametrize(("slack", "given"), [(0.0, 2), (0.5, 3)])
def test_a_soft_competence_is_met_as_far_as_the_load_allows(slack: float, given: int) -> None:
    cases = [a_case(f"{n}", needs="autisme") for n in range(4)]
    policy = a_policy(BalancedLoad(tolerance=slack), Competence(hard=False))

    plan = allocate(cases, [KNOWS_IT, NEAR_IT], policy, MONDAY)

    assert list(who_has(plan).values()).count("k1") == given


def test_a_competence_in_the_policy_that_nobody_has_or_needs_is_told() -> None:
    rule = Competence(fallback={"autisme": ("adhd",), "tegnsporg": ("tolk",)})

    plan = allocate([a_case("1", needs="autisme")], [NEAR_IT], a_policy(rule, EqualCount()), MONDAY)

    assert [one.text for one in plan.violations if "Politikken" in one.text] == [
        "Politikken nævner tegnsporg og tolk under »Særlige kompetencer«, men hverken en sagsbehandler eller en sag "
        "har det navn."
    ]
