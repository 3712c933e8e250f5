"""Why the largest load cannot be lower, and whose added competence would change that."""

import pytest
from hypothesis import given, settings

from allocation.board import lay_out
from allocation.bottleneck import floor_of
from allocation.competence import Competence
from allocation.filters import Siblings
from allocation.goals import BalancedLoad
from allocation.policy import Policy
from allocation.seat import total
from allocation.solve import allocate
from allocation.units import group
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace, Floor
from tests.allocation.boards import Example, boards
from tests.allocation.factories import MONDAY, a_case, a_caseworker, a_policy

HOLM = a_caseworker("k1", "autisme", name="M. Holm")
DAM = a_caseworker("k2", "autisme", "tegnsprog", name="S. Dam")
KROGH = a_caseworker("k3", name="T. Krogh")
LUND = a_caseworker("k4", name="A. Lund")
POLICY = a_policy(Siblings(), Competence(), BalancedLoad(z=0.0))


def a_floor(cases: list[CaseToPlace], *staff: Caseworker, policy: Policy = POLICY) -> Floor:
    board, plan = lay_out(cases, staff, policy, MONDAY), allocate(cases, staff, policy, MONDAY)
    found = floor_of(board, group(board), board.held | {one.case_id: one.caseworker_id for one in plan.placements})
    assert found is not None
    assert found.share <= plan.peak_share * (1.0 + 1e-9)
    return found


def test_cases_that_only_two_can_have_are_named_with_the_condition_and_with_who_could_relieve_them() -> None:
    cases = [a_case(f"{n}", 25.0, needs="autisme") for n in range(8)] + [a_case("held", 20.0, at="k3")]

    found = a_floor(cases, HOLM, DAM, KROGH, LUND)

    assert found.text == (
        "Lavere end 92 % kan den største belastning ikke blive: 8 sager (sag 0, sag 1, sag 2 …) kan kun gå til M. Holm "
        "og S. Dam, og sammen med det, de har i forvejen, fylder det så meget. "
        "8 af sagerne kræver autisme, og kun M. Holm og S. Dam har det. "
        "Fik A. Lund kompetencen autisme, ville grænsen være 61 % i stedet for 92 %."
    )
    assert (len(found.case_ids), found.caseworker_ids) == (8, ("k1", "k2"))


def test_what_is_told_of_a_grant_is_what_happens() -> None:
    cases = [a_case(f"{n}", 25.0, needs="autisme") for n in range(8)] + [a_case("held", 20.0, at="k3")]
    taught = a_caseworker("k4", "autisme", name="A. Lund")

    found = a_floor(cases, HOLM, DAM, KROGH, taught)

    assert found.text.startswith("Lavere end 61 % kan den største belastning ikke blive")


def test_each_condition_of_a_cut_is_told_with_who_meets_it() -> None:
    cases = [a_case(f"a{n}", 30.0, needs="autisme") for n in range(4)]
    cases += [a_case(f"t{n}", 30.0, needs="tegnsprog") for n in range(3)]
    holm = a_caseworker("k1", "autisme", name="M. Holm", fixed_monthly_hours=30.0)

    found = a_floor(cases, holm, DAM, KROGH, LUND)

    assert "4 af sagerne kræver autisme, og kun M. Holm og S. Dam har det." in found.text
    assert "3 af sagerne kræver tegnsprog, og kun S. Dam har det." in found.text


@pytest.mark.parametrize(
    ("cases", "staff", "text"),
    [
        (
            [a_case(f"{n}", 40.0) for n in range(9)],
            [KROGH, LUND],
            "Lavere end 165 % kan den største belastning ikke blive: der er 2.160 timers arbejde og 1.308 timer til "
            "sager i perioden; en jævn fordeling giver ikke flere timer.",
        ),
        (
            [a_case("1", 90.0), a_case("2", 1.0)],
            [KROGH, LUND],
            "Lavere end 83 % kan den største belastning ikke blive: sag 1 fylder alene så meget hos T. Krogh, "
            "hvor belastningen bliver lavest.",
        ),
        (
            [a_case("old", 100.0, at="k3"), a_case("2", 1.0)],
            [KROGH, LUND],
            "Lavere end 92 % kan den største belastning ikke blive: så meget har T. Krogh allerede uden nye sager.",
        ),
        (
            [a_case("1", 60.0, needs="autisme"), a_case("old", 60.0, at="k1")],
            [HOLM, KROGH],
            "Lavere end 110 % kan den største belastning ikke blive: sag 1 kan kun gå til M. Holm, og sammen med det, "
            "M. Holm har i forvejen, fylder det så meget. Sag 1 kræver autisme, og kun M. Holm har det. "
            "Fik T. Krogh kompetencen autisme, ville grænsen være 55 % i stedet for 110 %.",
        ),
    ],
)
def test_a_floor_says_what_makes_it(cases: list[CaseToPlace], staff: list[Caseworker], text: str) -> None:
    assert a_floor(cases, *staff).text == text


def test_a_plan_that_meets_its_floor_is_proved() -> None:
    assert a_floor([a_case("1", 90.0), a_case("2", 1.0)], KROGH, LUND).proved


def test_nothing_to_place_has_no_floor() -> None:
    board = lay_out([], [HOLM], POLICY, MONDAY)

    assert floor_of(board, group(board), {}) is None


@given(board=boards(most_cases=7))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_cases_of_a_floor_can_go_to_nobody_else_and_fill_those_who_may_have_them(board: Example) -> None:
    cases, staff = board
    laid = lay_out(cases, staff, POLICY, MONDAY)
    grouping = group(laid)
    plan = allocate(cases, staff, POLICY, MONDAY)
    positions = laid.held | {one.case_id: one.caseworker_id for one in plan.placements}

    found = floor_of(laid, grouping, positions)

    if found is None:
        assert not sum(sum(case.monthly_hours) for unit in grouping.units for case in unit)
        return
    hours = laid.hours(positions)
    assert found.share <= max(hours[seat.caseworker_id] / seat.capacity for seat in grouping.seats) * (1.0 + 1e-9)
    for unit, kind in zip(grouping.units, grouping.puzzle.allowed.kind_of, strict=True):
        able = grouping.puzzle.allowed.rows[kind]
        may = {seat.caseworker_id for seat, is_able in zip(grouping.seats, able, strict=True) if is_able}
        assert unit[0].case_id not in found.case_ids or may <= set(found.caseworker_ids)
    months, held = laid.policy.horizon_months, laid.hours(laid.staying)
    added = total([laid.cases[case_id] for case_id in found.case_ids], months)
    inside = [laid.seats[key] for key in found.caseworker_ids]
    together = (added + sum(held[seat.caseworker_id] for seat in inside)) / sum(seat.capacity for seat in inside)
    alone = min((added + held[seat.caseworker_id]) / seat.capacity for seat in inside)
    assert found.share in (pytest.approx(together), pytest.approx(alone))
