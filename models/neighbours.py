"""Which earlier cases lie nearest to a case, and how far away? For silence and for examples. Needs numpy only."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.frame import Frame
from models.earlier import EarlierCases
from models.likeness import Likeness, SmallFloats
from models.ordinal import Floats, Integers

NEAREST = 12
"""So many are found: enough that five of different families are among them."""

_ROWS_AT_ONCE = 256
_ASKED_AT_ONCE = 2048
_KEPT_AT_ONCE = 256
"""So many earlier cases are looked at before those rows are left alone that have found their like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """Places among the earlier cases, nearest first, and their distances; both (rows x at most ``NEAREST``)."""

    places: Integers
    distances: Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The earlier cases, laid out so that distances to all of them are one product (``kept`` is terms x cases)."""

    earlier: EarlierCases
    likeness: Likeness
    kept: SmallFloats

    @classmethod
    def of(cls, frame: Frame, earlier: EarlierCases) -> "Neighbours":
        """Lay earlier cases out."""
        likeness = Likeness.learn(frame, earlier.rows)
        kept = np.ascontiguousarray(likeness.kept(earlier.rows).T)
        return cls(earlier=earlier, likeness=likeness, kept=kept)

    def nearest(self, X: Floats) -> Nearest:
        """Return the nearest earlier cases of each row; of two equally near, the first."""
        parts = [self._nearest(self._distances(X[start : start + _ROWS_AT_ONCE])) for start in _starts(len(X))]
        keys = np.concatenate(parts) if parts else np.zeros((0, 0), dtype=np.int64)
        distances, places = np.divmod(keys, max(1, len(self.earlier)))
        return Nearest(places=places, distances=distances)

    def are_beyond(self, X: Floats, limit: int, rank: int) -> NDArray[np.bool_]:
        """Return which rows have fewer than ``rank`` earlier cases within a distance, (rows,).

        As ``nearest`` would say, but a row is done with when so many are found, and most are near the first ones.
        """
        beyond = np.ones(len(X), dtype=np.bool_)
        for start in range(0, len(X), _ASKED_AT_ONCE):
            asked = self.likeness.asked(X[start : start + _ASKED_AT_ONCE].astype(np.float32))
            found, left = np.zeros(len(asked), dtype=np.intp), np.arange(len(asked))
            for first in range(0, len(self.earlier), _KEPT_AT_ONCE):
                distances = asked[left] @ self.kept[:, first : first + _KEPT_AT_ONCE]
                found[left] += (distances <= limit).sum(axis=1)
                left = left[found[left] < rank]
                if not len(left):
                    break
            beyond[start : start + len(asked)] = found < rank
        return beyond

    def left_out(self, rank: int) -> Integers:
        """Return each earlier case's distance to the ``rank``-th nearest of the others; (cases,)."""
        found = []
        for start in _starts(len(self.earlier)):
            distances = self._distances(self.earlier.rows[start : start + _ROWS_AT_ONCE])
            own = np.arange(len(distances))
            distances[own, start + own] = np.iinfo(np.int64).max
            found.append(np.partition(distances, rank - 1, axis=1)[:, rank - 1])
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)

    def _distances(self, X: Floats | SmallFloats) -> Integers:
        return np.asarray((self.likeness.asked(X.astype(np.float32)) @ self.kept).astype(np.int64))

    def _nearest(self, distances: Integers) -> Integers:
        """Return distance and place as one number each, smallest first: no two are equal."""
        count = distances.shape[1]
        keys = distances * count + np.arange(count)
        if count > NEAREST:
            keys = np.partition(keys, NEAREST - 1, axis=1)[:, :NEAREST]
        return np.sort(keys, axis=1)


def _starts(rows: int) -> range:
    return range(0, rows, _ROWS_AT_ONCE)
