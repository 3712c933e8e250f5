"""How is the size of a model chosen? On later cases than it was fitted to, and the smaller one wins a tie."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from models.ordinal import Floats, Integers

_FIRST_SHARE = 0.5


def forward_folds(rows: int, folds: int = 3) -> Iterator[tuple[Integers, Integers]]:
    """Yield (earlier, next) row numbers: each fold fits on a growing past and validates on what came next.

    Rows are in order of time.

    >>> [(len(past), len(next_)) for past, next_ in forward_folds(120)]
    [(60, 20), (80, 20), (100, 20)]
    """
    edges = np.linspace(rows * _FIRST_SHARE, rows, folds + 1).astype(int)
    for start, stop in pairwise(edges.tolist()):
        yield np.arange(start), np.arange(start, stop)


def cross_folds(rows: int, folds: int = 5) -> Iterator[tuple[Integers, Integers]]:
    """Yield (others, own) row numbers, dealt out in turn: the same folds for the same order of cases."""
    dealt = np.arange(rows) % folds
    for fold in range(folds):
        yield np.flatnonzero(dealt != fold), np.flatnonzero(dealt == fold)


def lowest(losses: Floats) -> int:
    """Return the candidate with the lowest mean loss; ``losses`` is (candidates x rows).

    For penalties: a stronger one makes no table smaller, so there is no tie for it to win; and what it takes from the
    line, trees put back as larger tables.
    """
    return int(losses.mean(axis=1).argmin())


def smallest_good(losses: Floats, unnoticed: float = 0.0, *, errors: float = 1.0) -> int:
    """Return the first candidate that is within ``errors`` standard errors of the best, or the share ``unnoticed``.

    ``losses`` is (candidates x rows), candidates from the smallest model to the largest. The standard error is that of
    the row-by-row difference to the best, which is much sharper than that of the losses themselves: it tells apart
    nearly equal models whose difference matters to nobody, hence the share.

    >>> smallest_good(np.array([[1.0, 1.1, 0.9], [0.99, 1.11, 0.9], [0.5, 0.5, 0.5]]))
    2
    """
    means = losses.mean(axis=1)
    excess = losses - losses[int(np.argmin(means))]
    margin = errors * excess.std(axis=1) / np.sqrt(losses.shape[1])
    return int(np.flatnonzero(means - means.min() <= np.maximum(margin, unnoticed * abs(means.min())))[0])
