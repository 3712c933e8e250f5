"""How long does a test search? Shortly in ``make test``, at length in ``make soak``: the same test, more of it.

Whatever is drawn is drawn from ``SEED``, which is printed, so that what was found can be found again.
"""

import os
from random import Random

import pytest

IS_LONG = bool(os.environ.get("SAGSTYNGDE_SOAK"))
SEED = int(os.environ.get("SAGSTYNGDE_SEED", "2026"))

soak = pytest.mark.soak


def size(short: int, long: int) -> int:
    """Return how many of something a test tries: ``short`` in the suite, ``long`` in ``make soak``."""
    return long if IS_LONG else short


def seeded(name: str) -> Random:
    """Return this test's own source of chance, and print the seed for whoever has to repeat it."""
    print(f"{name}: SAGSTYNGDE_SEED={SEED}")  # noqa: T201  shown by pytest when the test fails
    return Random(f"{name}-{SEED}")  # noqa: S311  nothing here is secret
