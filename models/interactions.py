"""Which two facts weigh by standing together in this case? Then one reason names both, as a person would.

A pair is named together where what it adds beyond its two facts (``models.purified``) pulls the way both facts pull and
carries a large share of each one's contribution (ADR 0020). The contributions themselves are untouched. Numpy only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.frame import Frame
from models.ordinal import Floats, Integers
from models.purified import Purified

LEAST_SHARE = 0.25
"""So much of each fact's contribution must come from standing together: half of the pair's own belongs to each."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grids:
    """One table's grids: how much the table weighs in the index, and which pair of facts each grid belongs to."""

    purified: Purified
    weight: float
    pair_of: Integers

    def add_to(self, added: Floats, X: Floats) -> None:
        """Add to ``added`` (pairs x rows) what each pair weighs beyond its two facts."""
        if len(self.pair_of):
            bins = self.purified.table.binned.bins(np.ascontiguousarray(X.T))
            np.add.at(added, self.pair_of, self.weight * self.purified.together(bins))


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Finds the pairs of facts to be named together; ``pairs`` are places among the frame's sources."""

    pairs: tuple[Pair, ...]
    are_apart: NDArray[np.bool_]
    grids: tuple[_Grids, ...]

    @classmethod
    def of(cls, frame: Frame, score: Purified, own: Purified, beta: float) -> "Together":
        """Lay out the pairs of both tables: the score's, which weighs ``beta`` in the index, and the index's own."""
        found: dict[Pair, int] = {}
        tables = ((score, beta), (own, 1.0))
        grids = tuple(_grids(frame, purified, weight, found) for purified, weight in tables)
        read = _facts_read(frame)
        are_apart = [read[one].isdisjoint(read[other]) for one, other in found]
        return cls(pairs=tuple(found), are_apart=np.array(are_apart, dtype=bool), grids=grids)

    def weights(self, X: Floats) -> Floats:
        """Return what each pair adds to the effort index beyond its two facts, (rows x pairs)."""
        added = np.zeros((len(self.pairs), len(X)))
        for grids in self.grids:
            grids.add_to(added, X)
        return added.T

    def named(self, weights: Floats, index_points: Floats) -> tuple[Pair, ...]:
        """Return the pairs to name in one case, the strongest first and no fact twice.

        ``weights`` (pairs,) are what pairs add, ``index_points`` (sources,) the contributions to the same index.
        """
        pairs = np.array(self.pairs, dtype=np.intp).reshape(-1, 2)
        strong = np.flatnonzero(_are_strong(weights, index_points[pairs]) & self.are_apart)
        taken: set[int] = set()
        named: list[Pair] = []
        for place in strong[np.argsort(-np.abs(weights[strong]), kind="stable")].tolist():
            if taken.isdisjoint(self.pairs[place]):
                taken.update(self.pairs[place])
                named.append(self.pairs[place])
        return tuple(named)


def _grids(frame: Frame, purified: Purified, weight: float, found: dict[Pair, int]) -> _Grids:
    """Number the pairs of sources."""
    sources = frame.source_index[purified.table.binned.pairs]
    pair_of = []
    for one, other in sources.tolist():
        pair_of.append(found.setdefault((one, other), len(found)))
    return _Grids(purified=purified, weight=weight, pair_of=np.array(pair_of, dtype=np.intp))


def _facts_read(frame: Frame) -> list[frozenset[str]]:
    """Return, for each source, the facts it reads: age and months to 18 are one fact, and no pair worth naming."""
    derived = {feature.name: frozenset(feature.of) for feature in frame.scheme.features}
    return [derived.get(source, frozenset({source})) for source in frame.sources]


def _are_strong(weights: Floats, own: Floats) -> NDArray[np.bool_]:
    """Say where a pair's weight (pairs,) pulls as its facts' ``own`` (pairs x 2) do and is a large share of each."""
    agrees = (own * weights[:, None] > 0.0).all(axis=1)
    return np.asarray(agrees & (np.abs(weights) / 2.0 >= LEAST_SHARE * np.abs(own).max(axis=1)))
