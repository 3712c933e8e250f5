"""How long does it take? The median of repeats, and of several ways the repeats themselves, taken in turn."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

REPEATS = 7

Work = Callable[[], Any]


def seconds(work: Work) -> float:
    """Time one run."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median_seconds(work: Work, repeats: int = REPEATS) -> float:
    """Return the median of some runs, after one to warm up."""
    work()
    return median(seconds(work) for _ in range(repeats))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Seconds of processor time and by the clock, (repeats,) each.

    Where others use the machine too, the clock also counts the waiting; processor time does not.
    """

    processor: tuple[float, ...]
    clock: tuple[float, ...]


def side_by_side(works: Sequence[Work], repeats: int = REPEATS) -> list[Spent]:
    """Return what each took; they take turns, so that whatever slows the machine slows all, after one to warm up."""
    for work in works:
        work()
    rounds = [[_spent(work) for work in works] for _ in range(repeats)]
    return [
        Spent(processor=tuple(one[0] for one in own), clock=tuple(one[1] for one in own))
        for own in zip(*rounds, strict=True)
    ]


def _spent(work: Work) -> tuple[float, float]:
    processor, clock = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - processor, time.perf_counter() - clock
