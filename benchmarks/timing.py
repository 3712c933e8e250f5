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
    """Seconds a run, (turns,) each: processor time, the same of a turn's first run, and by the clock.

    Where others use the machine too, the clock also counts the waiting; processor time does not. The first run finds
    the processor's caches full of another's numbers.
    """

    processor: tuple[float, ...]
    first: tuple[float, ...]
    clock: tuple[float, ...]


def side_by_side(works: Sequence[Work], least_seconds: float, turns: int = REPEATS) -> list[Spent]:
    """Return what each took; they take turns, so that whatever slows the machine slows all, after one to warm up.

    In its turn a work runs again and again until it has taken ``least_seconds``: else the short would be measured
    starting up, the long running.
    """
    for work in works:
        work()
    rounds = [[_turn(work, least_seconds) for work in works] for _ in range(turns)]
    return [
        Spent(
            processor=tuple(one[0] for one in own),
            first=tuple(one[1] for one in own),
            clock=tuple(one[2] for one in own),
        )
        for own in zip(*rounds, strict=True)
    ]


def _turn(work: Work, least_seconds: float) -> tuple[float, float, float]:
    """Return processor seconds a run, of the first run, and seconds by the clock a run."""
    processor, clock, runs = time.process_time(), time.perf_counter(), 1
    work()
    first = time.process_time() - processor
    while time.process_time() - processor < least_seconds:
        work()
        runs += 1
    return (time.process_time() - processor) / runs, first, (time.perf_counter() - clock) / runs
