"""What does a case's row become when one or two of its facts change? Only the columns that read them are computed anew.

The row is bit for bit the one ``Frame.row`` makes of the changed case; a test says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from features.catalogue import CATALOGUE
from features.frame import Frame, fact_floats
from features.scheme import Fact, Feature
from sagstyngde.case import Case, FactValue

Changes = Mapping[str, FactValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reach:
    """The columns a fact has of its own, and the derived features that read it with theirs."""

    fact: Fact
    own: slice
    derived: tuple[tuple[int, Feature], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRows:
    """Makes rows of cases that differ from a known one in a few facts that both know."""

    options: Mapping[str, tuple[str, ...]]
    reaches: Mapping[str, _Reach]

    @classmethod
    def of(cls, frame: Frame) -> "ChangedRows":
        """Find, for every fact of a frame, the columns that read it."""
        by_source: dict[str, list[int]] = {}
        for place, column in enumerate(frame.columns):
            by_source.setdefault(column.source, []).append(place)
        reaches = {
            fact.name: _Reach(
                fact=fact,
                own=_slice(by_source.get(fact.name, [])),
                derived=tuple(
                    (by_source[feature.name][0], feature)
                    for feature in frame.scheme.features
                    if fact.name in feature.of
                ),
            )
            for fact in frame.scheme.facts
        }
        return cls(options=frame.options, reaches=reaches)

    def rows(self, case: Case, row: NDArray[np.float64], many: Sequence[Changes]) -> NDArray[np.float64]:
        """Return the rows (changes x columns) of the case with each set of changes made; ``row`` is its own."""
        rows = np.repeat(row[None, :], len(many), axis=0)
        # One case whose facts are changed and put back: a hundred copies would cost more than all the rest.
        facts = dict(case.facts)
        changed = replace(case, facts=facts)
        for values, changes in zip(rows, many, strict=True):
            facts.update(changes)
            for name in changes:
                self._write(changed, name, values)
            facts.update({name: case.facts[name] for name in changes})
        return rows

    def _write(self, changed: Case, name: str, values: NDArray[np.float64]) -> None:
        reach = self.reaches[name]
        if reach.own.stop > reach.own.start:
            values[reach.own] = fact_floats(reach.fact, changed.facts[name], self.options)
        for place, feature in reach.derived:
            derived = CATALOGUE[feature.function].function(changed, feature.of)
            values[place] = np.nan if derived is None else derived


def _slice(places: list[int]) -> slice:
    return slice(places[0], places[-1] + 1) if places else slice(0, 0)
