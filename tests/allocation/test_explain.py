"""Every placement says why, and what another would cost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.board import lay_out
from allocation.competence import Competence
from allocation.continuity import Continuity
from allocation.filters import Siblings
from allocation.goals import BalancedLoad, EqualCount
from allocation.measured import goals_reached
from allocation.solve import allocate
from allocation.units import group
from sagstyngde.plan import Placement
from tests.allocation.boards import Example, boards
from tests.allocation.factories import AWAY_UNTIL_JANUARY, MONDAY, a_case, a_caseworker, a_policy, a_sibling

HOLM = a_caseworker("k1", "autisme", name="M. Holm")
KROGH = a_caseworker("k2", "autisme", name="T. Krogh")
LUND = a_caseworker("k3", name="A. Lund")
STAFF = [HOLM, KROGH, LUND]


def test_a_placement_names_load_competence_and_standing_and_what_others_would_cost() -> None:
    cases = [a_case("1", 6.0, needs="autisme"), a_case("old", 80.0, at="k1"), a_case("older", 84.0, at="k2")]

    (placement,) = allocate(cases, STAFF, a_policy(), MONDAY).placements

    assert placement.reasons == (
        "Foreslået: M. Holm (belastning 73 % → 79 %).",
        "Har kompetencen autisme.",
        "Laveste belastning blandt de 2, der kan tage sagen.",
    )
    assert [(other.text, other.allowed) for other in placement.alternatives] == [
        (
            "T. Krogh – 4 procentpoint højere belastning, "
            "og den største belastning (med plads til usikkerhed) bliver 83 % mod 79 %",
            True,
        ),
        ("A. Lund – mangler kompetencen autisme", False),
    ]


def test_the_only_one_who_can_is_said_to_be() -> None:
    (placement,) = allocate([a_case("1", needs="autisme")], [HOLM, LUND], a_policy(), MONDAY).placements

    assert placement.reasons[-1] == "Den eneste, der opfylder kravene."


def test_siblings_are_a_reason_and_move_together() -> None:
    cases = [a_sibling("1", "same"), a_sibling("2"), a_sibling("other", "free", at="k3")]

    placements = allocate(cases, STAFF, a_policy(), MONDAY).placements

    assert "Har også sag 2 og sag other (søskende)." in placements[0].reasons


def test_an_alternative_with_lower_load_says_what_would_suffer() -> None:
    cases = [a_case("1", 10.0), a_case("old", 20.0, at="k1"), *(a_case(f"light{n}", 1.0, at="k2") for n in range(3))]

    plan = allocate(cases, [HOLM, KROGH], a_policy(Competence(), EqualCount(), BalancedLoad()), MONDAY)

    assert texts(plan.placements[0]) == [
        "T. Krogh – 16 procentpoint lavere belastning, men antallet af sager bliver mere ulige; "
        "til gengæld bliver »Balanceret belastning« bedre"
    ]


def test_one_who_is_away_is_named_with_when_she_is_there() -> None:
    away = a_caseworker("k9", "autisme", name="S. Dam", absences=(AWAY_UNTIL_JANUARY,))

    (placement,) = allocate([a_case("1", needs="autisme")], [HOLM, away], a_policy(), MONDAY).placements

    assert texts(placement) == ["S. Dam – er først på arbejde den 13. januar 2027"]


def test_caseworkers_of_one_name_are_told_apart() -> None:
    twins = [a_caseworker(key, name="M. Holm") for key in ("k1", "k2")]

    (placement,) = allocate([a_case("1")], twins, a_policy(), MONDAY).placements

    assert placement.reasons[0].startswith("Foreslået: M. Holm (k1) (")
    assert texts(placement) == ["M. Holm (k2) – samme belastning, og fordelingen bliver lige så god"]


def test_a_moved_case_says_from_whom_and_what_staying_would_mean() -> None:
    cases = [a_case(f"{n}", 40.0, at="k2") for n in range(3)]

    placement, *_ = allocate(cases, [HOLM, KROGH], a_policy(BalancedLoad(), Continuity()), MONDAY).placements

    assert placement.moved_from == "k2"
    assert placement.reasons == (
        "Foreslået: M. Holm (belastning 0 % → 37 %).",
        "Flyttes fra T. Krogh (belastning 110 % → 73 %).",
        "Uden flytningen: den største belastning (med plads til usikkerhed) bliver 110 % mod 73 %.",
        "Laveste belastning blandt de 2, der kan tage sagen.",
    )


def test_a_soft_wish_that_another_would_not_meet_is_part_of_her_cost() -> None:
    policy = a_policy(Competence(hard=False), BalancedLoad())

    (placement,) = allocate(
        [a_case("1", needs="autisme"), a_case("old", at="k1")], [HOLM, LUND], policy, MONDAY
    ).placements

    assert texts(placement) == [
        "A. Lund – 6 procentpoint lavere belastning, men 1 sag mere går imod »Særlige kompetencer«; "
        "til gengæld bliver »Balanceret belastning« bedre"
    ]


def test_alternatives_stand_in_the_policys_order_not_in_that_of_load() -> None:
    staff = [HOLM, a_caseworker("k4", "autisme", name="B. Riis"), LUND, KROGH]
    cases = [a_case("1", needs="autisme"), a_case("a", 20.0, at="k4"), a_case("b", 30.0, at="k2")]

    (placement,) = allocate(cases, staff, a_policy(Competence(hard=False), BalancedLoad()), MONDAY).placements

    assert [other.caseworker_id for other in placement.alternatives] == ["k4", "k2"]


@given(board=boards(), softly=st.booleans())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_what_an_alternative_costs_is_what_moving_the_case_there_would_cost(board: Example, softly: bool) -> None:
    cases, staff = board
    principles = (
        Siblings(),
        Competence(hard=not softly),
        EqualCount(),
        BalancedLoad(z=0.7),
        Continuity(move_price=2.0),
    )
    policy = a_policy(*principles)
    plan, laid = allocate(cases, staff, policy, MONDAY), lay_out(cases, staff, policy, MONDAY)
    units = {case.case_id: unit for unit in group(laid).units for case in unit}
    positions = laid.held | {one.case_id: one.caseworker_id for one in plan.placements}
    now = {one.goal: one.value for one in goals_reached(laid, positions)}

    for placement in plan.placements:
        for other in placement.alternatives:
            moved = positions | {case.case_id: other.caseworker_id for case in units[placement.case_id]}
            then = {one.goal: one.value for one in goals_reached(laid, moved)}
            if laid.seats[other.caseworker_id].capacity == 0.0:
                continue
            told = {change.goal: (change.before, change.after) for change in other.changes}
            for goal, value in then.items():
                assert list(told.get(goal, (now[goal],) * 2)) == pytest.approx([now[goal], value])


def texts(placement: Placement) -> list[str]:
    return [other.text for other in placement.alternatives]


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (0.94, 0.97, "den største belastning bliver 97 % mod 94 %"),
        (0.941, 0.943, "den største belastning stiger en anelse"),
    ],
)
def test_a_higher_peak_is_told_in_whole_per_cent(before: float, after: float, text: str) -> None:
    assert BalancedLoad(z=0.0).worsened(before, after) == text
