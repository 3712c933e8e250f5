"""How long does it take? The median of repeats, and of two ways the medians of repeats taken in turn."""

import time
from collections.abc import Callable
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


def side_by_side(ours: Work, theirs: Work, repeats: int = REPEATS) -> tuple[float, float]:
    """Return both medians; the two take turns, so that whatever slows the machine slows both."""
    ours()
    theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(repeats)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
