"""How far apart are two cases? Counted fact by fact, so that levels, choices and numbers weigh alike. Needs numpy only.

Two cases differ by a whole ``UNIT`` in a fact where one has nothing in common with the other, and by less where they
lie nearer: two levels apart is half of it, an octile apart in a number an eighth. A fact that is missing in both is
alike, one missing in only one is half a unit (Gower 1971, with steps for numbers). A date counts once, through the
first feature that reads it; features derived of facts that count already, or of no fact, do not count.

Every step is a whole number, so sums are exact in any order: a case has the same distances alone and among many.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.frame import Frame
from features.scheme import LEVELS, Kind
from models.ordinal import Floats, Integers

SmallFloats = NDArray[np.float32]

UNIT = 420
"""The least number that one to seven steps divide."""

_OCTILES = np.arange(1, 8) / 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """The steps by which facts are compared.

    A value above ``thresholds`` (steps,) in column ``columns`` (steps,) is ``weights`` (steps x compared) away from one
    below it, in the compared source it belongs to. ``sources`` and ``firsts`` (compared,) are each compared source's
    place among the frame's sources, and its first column: missing there is missing altogether.
    """

    columns: Integers
    thresholds: SmallFloats
    weights: SmallFloats
    sources: Integers
    firsts: Integers

    @classmethod
    def learn(cls, frame: Frame, rows: SmallFloats) -> "Likeness":
        """Place the steps of numbers by earlier cases (rows x columns); levels and choices have theirs given."""
        steps: list[tuple[int, float, int, int]] = []
        compared = list(_compared(frame))
        owned = [np.flatnonzero(frame.source_index == source) for source in compared]
        for place, columns in enumerate(owned):
            kind = _kind(frame, frame.sources[compared[place]])
            steps.extend((*step, place) for step in _steps(kind, columns, rows))
        weights = np.zeros((len(steps), len(compared)), dtype=np.float32)
        for index, (_, _, weight, place) in enumerate(steps):
            weights[index, place] = weight
        return cls(
            columns=np.array([step[0] for step in steps], dtype=np.intp),
            thresholds=np.array([step[1] for step in steps], dtype=np.float32),
            weights=weights,
            sources=np.array(compared, dtype=np.intp),
            firsts=np.array([columns[0] for columns in owned], dtype=np.intp),
        )

    def asked(self, rows: SmallFloats) -> SmallFloats:
        """Lay cases out so that their product with ``kept`` rows is their distance; (rows x terms)."""
        above, along, known = self._coded(rows)
        ones = np.ones((len(rows), 1), dtype=np.float32)
        return np.hstack([above, along, known, ones, known.sum(axis=1, keepdims=True)])

    def kept(self, rows: SmallFloats) -> SmallFloats:
        """Lay earlier cases out for ``asked``; (rows x terms).

        With a and b the steps two cases are above, w their weights and k the facts known, the distance is the sum of
        w (a k_b + b k_a - 2 a b) over steps, and of half a unit for k_a + k_b - 2 k_a k_b over facts.
        """
        above, along, known = self._coded(rows)
        half = np.float32(UNIT / 2)
        ones = np.ones((len(rows), 1), dtype=np.float32)
        counts = known.sum(axis=1, keepdims=True)
        return np.hstack(
            [-2 * above * self.weights.sum(axis=1), known, along - 2 * half * known, half * counts, half * ones]
        )

    def by_source(self, row: SmallFloats, others: SmallFloats) -> Integers:
        """Return how far one case (columns,) is from others (rows x columns) in each compared source."""
        above, _, known = self._coded(np.vstack([row[None, :], others]))
        differ = np.abs(above[1:] - above[0]) @ self.weights
        one_missing = known[1:] != known[0]
        both = (known[1:] > 0.0) & (known[0] > 0.0)
        return np.where(both, differ, np.where(one_missing, UNIT / 2, 0.0)).astype(np.intp)

    def _coded(self, rows: SmallFloats) -> tuple[SmallFloats, SmallFloats, SmallFloats]:
        """Return the steps each row is above, their weight by source, and which sources are known."""
        above = (rows[:, self.columns] > self.thresholds).astype(np.float32)
        known = (~np.isnan(rows[:, self.firsts])).astype(np.float32)
        return above, above @ self.weights, known


def _compared(frame: Frame) -> Iterator[int]:
    """Yield the places of the sources that count: facts, and for each fact without a column the first to read it."""
    own = {fact.name for fact in frame.scheme.facts if fact.is_feature}
    counted = set(own)
    readers = {feature.name: set(feature.of) for feature in frame.scheme.features}
    for place, source in enumerate(frame.sources):
        if source in own or readers[source] - counted:
            counted |= readers.get(source, set())
            yield place


def _kind(frame: Frame, source: str) -> Kind:
    return next((fact.kind for fact in frame.scheme.facts if fact.name == source), Kind.NUMBER)


def _steps(kind: Kind, columns: Integers, rows: SmallFloats) -> Iterator[tuple[int, float, int]]:
    """Yield a source's steps: column, threshold and weight."""
    match kind:
        case Kind.CHOICE:
            # Two options apart are two columns apart; an option without a column is half of that from any other.
            yield from ((int(column), 0.5, UNIT // 2) for column in columns)
        case Kind.CHOICES:
            weight = _weight_of_choices(rows[:, columns])
            yield from ((int(column), 0.5, weight) for column in columns)
        case Kind.LEVEL:
            top = len(LEVELS) - 1
            yield from ((int(columns[0]), level + 0.5, UNIT // top) for level in range(top))
        case Kind.FLAG:
            yield int(columns[0]), 0.5, UNIT
        case _:
            cuts = _octiles(rows[:, columns[0]])
            yield from ((int(columns[0]), float(cut), UNIT // len(cuts)) for cut in cuts)


def _weight_of_choices(chosen: SmallFloats) -> int:
    """Make two cases with as many choices as usual, none of them shared, a whole unit apart."""
    known = chosen[~np.isnan(chosen[:, 0])]
    usual = max(1.0, float(known.sum(axis=1).mean())) if len(known) else 1.0
    return max(1, round(UNIT / (2.0 * usual)))


def _octiles(values: SmallFloats) -> Floats:
    """Return the different octiles below the largest value; none where nothing varies."""
    known = values[~np.isnan(values)]
    if not len(known):
        return np.zeros(0)
    cuts = np.unique(np.quantile(known, _OCTILES, method="lower"))
    return np.asarray(cuts[cuts < known.max()], dtype=np.float64)
