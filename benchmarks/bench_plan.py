"""How long does a whole proposal take, reasons and floor included, and which part of it takes the longest?

Boards are as busy offices are: everybody holds fifteen cases, and the weekly meeting has two new ones for each at the
smallest size, more at the others. The policy is the standard one. Parts are timed one after another in one run; the
rest of a proposal (loads, remarks, cases that nobody may have) is what they leave of the whole.
"""

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import TypeVar

from numpy.random import default_rng

from allocation.aims import Aim, aims_of
from allocation.board import Board, lay_out
from allocation.bottleneck import floor_of
from allocation.explain import explained
from allocation.policy_toml import read_policy
from allocation.search import search
from allocation.solve import allocate
from allocation.units import Grouping, group
from benchmarks.bench_advise import ON, OPEN_PER_CASEWORKER, draw_case, draw_caseworker
from benchmarks.surroundings import Json
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace

SIZES = ((30, 15), (300, 40), (3_000, 150))
SEED = 1
POLICY = "standard"

T = TypeVar("T")


def bench_plan(sizes: tuple[tuple[int, int], ...] = SIZES) -> list[Json]:
    """Return a row for each size, after one small proposal to warm up: seconds of the whole and of its parts."""
    allocate(*draw_meeting(*SIZES[1]), read_policy(POLICY), ON)
    return [_row(*size) for size in sizes]


def draw_meeting(cases: int, caseworkers: int) -> tuple[list[CaseToPlace], list[Caseworker]]:
    """Draw new cases, the cases everybody holds already, and the caseworkers."""
    rng = default_rng(SEED)
    staff = [draw_caseworker(rng, number) for number in range(caseworkers)]
    held = [draw_case(rng, f"h{number}") for number in range(OPEN_PER_CASEWORKER * caseworkers)]
    held = [replace(case, caseworker_id=CaseworkerId(f"k{rng.integers(caseworkers):05d}")) for case in held]
    return [*held, *(draw_case(rng, f"n{number}") for number in range(cases))], staff


def _row(new: int, caseworkers: int) -> Json:
    cases, staff = draw_meeting(new, caseworkers)
    policy = read_policy(POLICY)
    whole, plan = _timed(lambda: allocate(cases, staff, policy, ON))
    laid_out, (board, grouping, aims) = _timed(lambda: _laid_out(cases, staff))
    searched, _ = _timed(lambda: search(grouping.puzzle, aims))
    positions = board.held | {one.case_id: one.caseworker_id for one in plan.placements}
    told, _ = _timed(lambda: explained(board, grouping, positions))
    bounded, _ = _timed(lambda: floor_of(board, grouping, positions))
    return {
        "cases": new,
        "caseworkers": caseworkers,
        "open_cases": len(cases) - new,
        "policy": POLICY,
        "seed": SEED,
        "unplaced": len(plan.unplaced),
        "seconds": round(whole, 3),
        "parts": {
            "lay_out": round(laid_out, 3),
            "search": round(searched, 3),
            "explanations": round(told, 3),
            "floor": round(bounded, 3),
        },
    }


def _laid_out(cases: list[CaseToPlace], staff: list[Caseworker]) -> tuple[Board, Grouping, list[Aim]]:
    board = lay_out(cases, staff, read_policy(POLICY), ON)
    grouping = group(board)
    return board, grouping, aims_of(board, grouping)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    started = perf_counter()
    made = work()
    return perf_counter() - started, made


if __name__ == "__main__":
    for row in bench_plan():
        print(row)
