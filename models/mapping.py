"""Where are many like pieces of work done? Here, one after another, or wherever a ``Mapper`` sends them.

What a piece gives depends on nothing but what it is handed, so that where it is done changes no number.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import numpy as np

from models.ordinal import Floats

S = TypeVar("S")
I = TypeVar("I")  # noqa: E741  an item
O = TypeVar("O")  # noqa: E741  what comes of it

Told = Callable[[int, int], None]
"""Is told how many pieces are done, and how many there are."""


class Mapper(Protocol):
    """Applies a function of a module to what all pieces share and to each piece."""

    def __call__(
        self, function: Callable[[S, I], O], shared: S, items: Sequence[I], told: Told | None = None
    ) -> list[O]:
        """Return what comes of each item, in the items' order."""
        ...


def one_by_one(function: Callable[[S, I], O], shared: S, items: Sequence[I], told: Told | None = None) -> list[O]:
    """Do the work here.

    >>> one_by_one(lambda shared, item: shared + item, 10, [1, 2])
    [11, 12]
    """
    found = []
    for count, item in enumerate(items, start=1):
        found.append(function(shared, item))
        if told is not None:
            told(count, len(items))
    return found


def joined(found: Sequence[Floats], folds: int) -> list[Floats]:
    """Put the losses of each candidate's folds together again, fold after fold along the last axis.

    >>> [losses.tolist() for losses in joined([np.ones(1), np.zeros(2), np.zeros(1), np.ones(2)], 2)]
    [[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]]
    """
    return [np.concatenate(found[start : start + folds], axis=-1) for start in range(0, len(found), folds)]
