"""What an edit of a plan changes, told before anybody commits it."""

from math import isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.board import lay_out
from allocation.competence import Competence
from allocation.filters import Siblings
from allocation.goals import BalancedLoad, EqualCount
from allocation.impact import Edit, Impact, Situation, impact_of
from allocation.measured import goals_reached
from allocation.policy import Policy
from allocation.solve import allocate
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.plan import CaseToPlace
from tests.allocation.boards import Example, boards
from tests.allocation.factories import MONDAY, a_case, a_caseworker, a_policy

HOLM = a_caseworker("k1", "autisme", name="M. Holm")
KROGH = a_caseworker("k2", name="T. Krogh")
SOFTLY = a_policy(Siblings(), Competence(hard=False), BalancedLoad(), EqualCount())


def impact(cases: list[CaseToPlace], *edits: str, policy: Policy | None = None) -> Impact:
    """Allocate, then edit: "case:caseworker", or "case:" to take a case out."""
    situation = Situation(cases=cases, staff=[HOLM, KROGH], policy=policy or a_policy(), on=MONDAY)
    plan = allocate(cases, [HOLM, KROGH], situation.policy, MONDAY)
    return impact_of([edit(one) for one in edits], plan.placements, situation)


def edit(text: str) -> Edit:
    case, key = text.split(":")
    return Edit(case_id=CaseId(case), caseworker_id=CaseworkerId(key) if key else None)


def test_a_move_says_who_gets_more_and_less_and_what_appears() -> None:
    found = impact([a_case("1", 60.0, needs="autisme"), a_case("2", 55.0, at="k2")], "1:k2")

    assert [(load.caseworker_id, round(load.share_before, 2), round(load.share_after, 2)) for load in found.loads] == [
        ("k1", 0.55, 0.0),
        ("k2", 0.5, 1.05),
    ]
    assert [change.text for change in found.changes] == [
        "den største belastning (med plads til usikkerhed) bliver 105 % mod 55 %",
        "antallet af sager bliver mere ulige",
    ]
    assert [violation.text.split(":")[0] for violation in found.appearing] == [
        "Sag 1 er hos T. Krogh, som mangler kompetencen autisme.",
        "T. Krogh kommer på 105 % af sine timer til sager (50 % før)",
    ]
    assert found.vanishing == ()


def test_what_an_edit_repairs_vanishes() -> None:
    cases = [a_case("1", 70.0, needs="autisme"), a_case("2", 60.0, needs="autisme")]

    found = impact(cases, "2:k2", policy=SOFTLY)

    assert [(change.goal, change.after) for change in found.changes][:1] == [("saerlige_kompetencer", 1.0)]
    assert not any(violation.hard for violation in found.appearing)
    assert [violation.principle for violation in found.vanishing] == ["balanceret_belastning"]


def test_a_case_taken_out_burdens_nobody_and_one_that_stays_can_be_moved() -> None:
    cases = [a_case("1", 10.0), a_case("2", 10.0, at="k1")]

    taken, moved = impact(cases, "1:"), impact(cases, "2:k2")

    assert [(load.caseworker_id, load.count_before, load.count_after) for load in taken.loads] == [("k2", 1, 0)]
    assert [(load.caseworker_id, load.count_after, load.new_count) for load in moved.loads] == [
        ("k1", 0, 0),
        ("k2", 2, 1),
    ]


def test_an_edit_that_changes_nothing_touches_nobody() -> None:
    found = impact([a_case("1", 10.0)], "1:k1")

    assert (found.loads, found.changes, found.appearing, found.vanishing) == ((), (), (), ())


@pytest.mark.parametrize("unknown", ["9:k1", "1:k9"])
def test_an_edit_of_what_is_not_there_is_refused(unknown: str) -> None:
    with pytest.raises(ValueError, match="an edit names a case"):
        impact([a_case("1")], unknown)


@given(board=boards(), picks=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), max_size=4))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_an_impact_adds_up(board: Example, picks: list[tuple[int, int]]) -> None:
    cases, staff = board
    edits = [
        Edit(
            case_id=cases[case % len(cases)].case_id,
            caseworker_id=staff[who].caseworker_id if who < len(staff) else None,
        )
        for case, who in picks
    ]
    situation = Situation(cases=cases, staff=staff, policy=SOFTLY, on=MONDAY)
    plan, laid = allocate(cases, staff, SOFTLY, MONDAY), lay_out(cases, staff, SOFTLY, MONDAY)

    found = impact_of(edits, plan.placements, situation)

    before = laid.held | {one.case_id: one.caseworker_id for one in plan.placements}
    after = laid.held | {one.case_id: one.caseworker_id for one in found.placements}
    assert sum(load.count_after - load.count_before for load in found.loads) == len(after) - len(before)
    moved_hours = sum(sum(load.hours_after) - sum(load.hours_before) for load in found.loads)
    assert moved_hours == pytest.approx(sum(laid.hours(after).values()) - sum(laid.hours(before).values()))
    counted = [case.case_id for case in cases]
    risen = {change.goal: change.after - change.before for change in found.changes}
    for then, now in zip(goals_reached(laid, after, counted), goals_reached(laid, before, counted), strict=True):
        assert isfinite(then.value)
        if then.goal in ("balanceret_belastning", "ligelig_fordeling"):
            assert risen.get(then.goal, 0.0) == pytest.approx(then.value - now.value, abs=1e-6)
