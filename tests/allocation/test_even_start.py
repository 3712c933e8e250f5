"""Compiled code finds where the search begins, and what it finds keeps every condition."""

from dataclasses import replace

import numpy as np
import pytest

from allocation import even_start as module
from allocation import search as searching
from allocation.aims import Sums, aims_of
from allocation.board import Board, lay_out
from allocation.competence import Competence
from allocation.filters import Siblings
from allocation.goals import BalancedLoad, EqualCount
from allocation.load_bound import least_load
from allocation.policy import Policy
from allocation.seating import Seating
from allocation.units import group, mates_of
from sagstyngde.plan import CaseToPlace
from tests.allocation.factories import MONDAY, a_case, a_caseworker, a_policy, a_sibling

ALIKE = BalancedLoad(tolerance=0.0, z=0.7)
BY_MONTH = BalancedLoad(tolerance=0.0, z=0.0, per="month")


def a_board(policy: Policy, *, spread: float = 0.6, cases: int = 70) -> Board:
    """Seventy cases and thirty caseworkers: large enough for the compiled loops."""
    random = np.random.default_rng(3)
    staff = [a_caseworker(f"k{n:02}", *(["a"] if n % 3 else []), weekly_hours=25.0 + n % 4 * 4.0) for n in range(30)]
    held = [a_case(f"h{n:02}", float(random.uniform(5.0, 20.0)), at=f"k{n:02}", spread=spread) for n in range(30)]
    new = [_new(random, n, spread) for n in range(cases)]
    family = [a_sibling(f"f{n}", "different", hours=10.0, spread=spread) for n in range(6)]
    return lay_out([*held, *new, *family], staff, policy, MONDAY)


def _new(random: np.random.Generator, n: int, spread: float) -> CaseToPlace:
    case = a_case(f"c{n:02}", needs="a" if n % 2 else "")
    course = np.exp(-np.arange(6.0) / random.uniform(1.0, 8.0)) * random.lognormal(2.0, 0.8)
    return replace(case, monthly_hours=tuple(course.tolist()), spread=spread * float(random.uniform(0.5, 1.5)))


@pytest.mark.parametrize("goal", [ALIKE, BY_MONTH, BalancedLoad(tolerance=0.0, z=0.0)])
def test_the_start_is_better_than_rotations_alone_and_keeps_every_condition(
    goal: BalancedLoad, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = a_board(a_policy(Siblings(), Competence(), goal))
    grouping = group(board)
    aims = aims_of(board, grouping)

    found = searching.best_found(grouping.puzzle, aims)
    monkeypatch.setattr(searching, "even_start", lambda *_, **__: False)
    rotated = searching.best_found(grouping.puzzle, aims)

    assert found.proofs[0].value <= rotated.proofs[0].value * (1.0 + 1e-9)
    assert grouping.puzzle.allowed.at(np.arange(len(found.seat_of)), found.seat_of).all()
    assert (found.seat_of[grouping.puzzle.apart[:, 0]] != found.seat_of[grouping.puzzle.apart[:, 1]]).all()
    assert found.proofs[0].bound <= found.proofs[0].value


def test_the_same_board_gives_the_same_seats() -> None:
    board = a_board(a_policy(Siblings(), Competence(), ALIKE, EqualCount()))
    grouping = group(board)
    aims = aims_of(board, grouping)

    one, other = (searching.best_found(grouping.puzzle, aims).seat_of for _ in range(2))

    assert one.tolist() == other.tolist()


def test_wishes_before_the_load_are_kept() -> None:
    soft = a_board(a_policy(Siblings(), Competence(hard=False), ALIKE))
    grouping = group(soft)
    aims = aims_of(soft, grouping)

    found = searching.best_found(grouping.puzzle, aims)

    assert found.proofs[0].value == 0.0


def test_without_compiled_loops_the_rotations_search(monkeypatch: pytest.MonkeyPatch) -> None:
    board = a_board(a_policy(Siblings(), Competence(), BY_MONTH), cases=64)
    grouping = group(board)
    aims = aims_of(board, grouping)
    monkeypatch.setattr(module, "optional", lambda _: None)
    seating = Seating(grouping.puzzle, list(aims[0].measures), grouping.puzzle.witness)

    assert not module.even_start(grouping.puzzle, aims[0].measures[0], [], seating)
    assert seating.seat_of.tolist() == grouping.puzzle.witness.tolist()


def test_a_small_board_is_left_to_the_rotations() -> None:
    board = a_board(a_policy(Siblings(), Competence(), ALIKE), cases=10)
    grouping = group(board)
    aims = aims_of(board, grouping)
    seating = Seating(grouping.puzzle, list(aims[0].measures), grouping.puzzle.witness)

    assert not module.even_start(grouping.puzzle, aims[0].measures[0], [], seating)


def test_the_fullest_month_alone_bounds_the_largest_load() -> None:
    """Everybody may take every case, and the first month holds most hours: no allocation beats their mean."""
    board = a_board(a_policy(Siblings(), BY_MONTH), spread=0.0)
    grouping = group(board)
    load = aims_of(board, grouping)[0].measures[0]
    assert isinstance(load, Sums)
    months = load.room.shape[1] // 2
    hours = load.adds[:, :months].sum(axis=0) + load.held[:, :months].sum(axis=0)

    bound = least_load(grouping.puzzle, load, 10.0)

    assert bound >= (hours / load.room[:, :months].sum(axis=0)).max() * (1.0 - 1e-9)


def test_mates_are_listed_for_both() -> None:
    first, mates = mates_of(np.array([[0, 3], [1, 3]]), 4)

    assert [mates[first[unit] : first[unit + 1]].tolist() for unit in range(4)] == [[3], [3], [], [0, 1]]
