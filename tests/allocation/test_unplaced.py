"""What cannot be kept is said in the user's terms, with the ways out."""

import pytest
from hypothesis import given, settings

from allocation.board import Board, Positions, lay_out
from allocation.filters import Siblings
from allocation.goals import BalancedLoad
from allocation.leader import Leader
from allocation.obstacle import Obstacle, relaxed
from allocation.solve import allocate
from allocation.units import Unit, group
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace, LeadersWord, Unplaced
from tests.allocation.boards import Example, boards
from tests.allocation.factories import AWAY_UNTIL_JANUARY, MONDAY, a_case, a_caseworker, a_policy, a_sibling

HOLM = a_caseworker("k1", "autisme", name="M. Holm")
KROGH = a_caseworker("k2", name="T. Krogh")
DAM = a_caseworker("k3", "tegnsprog", name="S. Dam", absences=(AWAY_UNTIL_JANUARY,))
LUND = a_caseworker("k4", "tegnsprog", name="A. Lund")


def unplaced(cases: list[CaseToPlace], *staff: Caseworker) -> Unplaced:
    return allocate(cases, staff, a_policy(), MONDAY).unplaced[0]


def test_a_scarce_competence_is_named_with_who_has_it_and_why_she_cannot() -> None:
    case = unplaced([a_case("17", needs="tegnsprog"), a_case("old", 20.0, at="k2")], HOLM, KROGH, DAM)

    assert case.reason == (
        "Sag 17 kan ikke placeres uden at fravige noget: den kræver tegnsprog, og kun S. Dam har det; "
        "S. Dam er først på arbejde den 13. januar 2027."
    )
    assert case.ways_out == (
        "Fravig kravet om tegnsprog: M. Holm (belastning 0 % → 6 %).",
        "Vent til 13. januar 2027: S. Dam (belastning 0 % → 9 %).",
    )


@pytest.mark.parametrize(
    ("cases", "staff", "reason", "way_out"),
    [
        ([a_case("1", needs="tolk")], [HOLM], "den kræver tolk, og ingen har det", "Fravig kravet om tolk: M. Holm"),
        (
            [a_case("1", needs="autisme tegnsprog")],
            [HOLM, LUND],
            "ingen har begge dele",
            "Fravig kravet om tegnsprog: M.",
        ),
        ([a_case("1")], [], "der er ingen sagsbehandlere på listen", "Tilføj sagsbehandlere"),
        ([a_case("1")], [DAM], "S. Dam er først på arbejde den 13. januar 2027", "Vent til 13. januar 2027: S. Dam"),
        (
            [a_case("1")],
            [a_caseworker("k1", name="B. Riis", fixed_monthly_hours=400.0)],
            "B. Riis har ingen timer til sager i perioden",
            "Fritag for faste opgaver: B. Riis.",
        ),
        (
            [a_case("1")],
            [a_caseworker("k1", left_on=MONDAY.replace(month=10))],
            "K1. Holm er ikke på arbejde i perioden",
            "Tilføj sagsbehandlere, der er på arbejde i perioden.",
        ),
        (
            [a_sibling("1", "same", needs="autisme"), a_sibling("2", at="k2")],
            [HOLM, KROGH],
            "den skal have samme sagsbehandler som sag 2, og det opfylder kun T. Krogh; "
            "T. Krogh mangler kompetencen autisme",
            "Fravig søskendereglen for sag 2: M. Holm",
        ),
        (
            [a_sibling("1", "different"), a_sibling("2", at="k2")],
            [KROGH],
            "den skal have en anden sagsbehandler end sag 2, og det opfylder ingen",
            "Fravig søskendereglen for sag 2: T. Krogh",
        ),
        (
            [a_sibling("1", "same", needs="autisme"), a_sibling("2", needs="tegnsprog")],
            [HOLM, LUND],
            "Sag 1 og sag 2 skal have samme sagsbehandler og kan ikke placeres uden at fravige noget: "
            "de kræver autisme og tegnsprog, og ingen har begge dele",
            "Lad søskende få hver sin sagsbehandler: sag 1 hos M. Holm (belastning 0 % → 6 %) og sag 2 hos A. Lund",
        ),
        (
            [a_sibling("1", "same"), a_sibling("2", "different")],
            [HOLM, KROGH],
            "sag 1 og sag 2 siger både samme og forskellig sagsbehandler",
            "Beslut forskellige sagsbehandlere: sag 1 hos M. Holm (belastning 0 % → 6 %) og sag 2 hos T. Krogh",
        ),
        (
            [a_sibling("1", "same"), a_sibling("2", "different", at="k1")],
            [HOLM],
            "siger både samme og forskellig sagsbehandler",
            "Beslut forskellige sagsbehandlere: sag 1 hos ingen.",
        ),
        (
            [a_sibling("1", "same", needs="tolk"), a_sibling("2", at="k4")],
            [a_caseworker("k1", name="M. Holm", absences=(AWAY_UNTIL_JANUARY,)), LUND],
            "kræver tolk, og ingen har det",
            "Fravig kravet om tolk: A. Lund",
        ),
        (
            [a_case("1", needs="tolk")],
            [DAM],
            "kræver tolk, og ingen har det",
            "Fravig kravet om tolk og vent til 13. januar 2027: S. Dam (belastning 0 % → 9 %)",
        ),
    ],
)
def test_every_dead_end_is_explained_with_a_way_out(
    cases: list[CaseToPlace], staff: list[Caseworker], reason: str, way_out: str
) -> None:
    case = unplaced(cases, *staff)

    assert reason in case.reason
    assert any(way.startswith(way_out) for way in case.ways_out), case.ways_out


def test_nobody_is_ever_told_that_a_case_is_infeasible_and_none_is_dropped() -> None:
    cases = [a_case("1", needs="tolk"), a_case("2"), a_sibling("3", "same"), a_sibling("4", "different")]

    plan = allocate(cases, [HOLM], a_policy(), MONDAY)

    assert sorted([*(p.case_id for p in plan.placements), *(u.case_id for u in plan.unplaced)]) == ["1", "2", "3", "4"]
    assert all(case.ways_out for case in plan.unplaced)
    told = " ".join(text for case in plan.unplaced for text in (case.reason, *case.ways_out)).lower()
    assert not [word for word in ("umulig", "infeasible", "ugyldig") if word in told]


def pinned(key: str, to: str, rule: str = "free") -> CaseToPlace:
    return a_sibling(key, rule, leader=LeadersWord(pinned_to=CaseworkerId(to)))


def test_siblings_who_belong_together_but_are_pinned_apart_are_told_so() -> None:
    policy = a_policy(Siblings(), Leader(), BalancedLoad())

    case, _ = allocate([pinned("1", "k1", "same"), pinned("2", "k2")], [HOLM, KROGH], policy, MONDAY).unplaced

    assert case.reason == (
        "Sag 1 og sag 2 skal have samme sagsbehandler og kan ikke placeres uden at fravige noget: "
        "de er af lederen givet til hver sin: sag 1 til M. Holm og sag 2 til T. Krogh."
    )
    assert case.ways_out == (
        "Lad søskende få hver sin sagsbehandler: "
        "sag 1 hos M. Holm (belastning 0 % → 6 %) og sag 2 hos T. Krogh (belastning 0 % → 6 %).",
        "Bed lederen vælge om i sag 1: T. Krogh (belastning 0 % → 11 %).",
        "Bed lederen vælge om i sag 2: M. Holm (belastning 0 % → 11 %).",
    )
    assert case.principles == ("ledelsesmaessig_vurdering",)


def test_nobody_who_is_disqualified_is_ever_a_way_out() -> None:
    word = LeadersWord(disqualified=frozenset({CaseworkerId("k1")}))

    case = allocate([a_case("1", leader=word)], [HOLM], a_policy(Leader(), BalancedLoad()), MONDAY).unplaced[0]

    (way,) = case.ways_out
    assert way == "Tilføj en sagsbehandler, der må få sagen: ingen på listen kan, heller ikke med en fravigelse."


@given(board=boards())
@settings(max_examples=80, deadline=None, derandomize=True)
def test_the_conditions_named_bar_everybody_and_none_of_them_can_be_left_out(board: Example) -> None:
    cases, staff = board
    plan, laid = allocate(cases, staff, a_policy(), MONDAY), lay_out(cases, staff, a_policy(), MONDAY)
    positions = laid.held | {one.case_id: one.caseworker_id for one in plan.placements}

    for unit in group(laid).stranded:
        barred = [_objections(laid, unit, key, positions) for key in laid.seats]
        (told,) = {one.principles for one in plan.unplaced if one.case_id in {case.case_id for case in unit}}
        assert all(names & set(told) for names in barred)
        assert all(any(not names & (set(told) - {left_out}) for names in barred) for left_out in told)


@given(board=boards())
@settings(max_examples=80, deadline=None, derandomize=True)
def test_a_way_out_is_enough_and_nothing_less_is(board: Example) -> None:
    cases, staff = board
    plan, laid = allocate(cases, staff, a_policy(), MONDAY), lay_out(cases, staff, a_policy(), MONDAY)
    positions = laid.held | {one.case_id: one.caseworker_id for one in plan.placements}

    for unit in group(laid).stranded:
        barred = [_objections(laid, unit, key, positions) for key in laid.seats]
        for way in relaxed(Obstacle.of(laid, unit, positions)):
            assert set(way.names) in barred
            assert not any(names < set(way.names) for names in barred if "til_stede" not in names)


def _objections(laid: Board, unit: Unit, key: CaseworkerId, positions: Positions) -> set[str]:
    options = [laid.option(case, laid.seats[key], positions) for case in unit]
    return {item.name for item in laid.filters for option in options if item.objection(option) is not None}
