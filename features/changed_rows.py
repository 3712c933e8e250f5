"""What does a case's row become when one or two of its facts change? Only the columns that read them are computed anew.

The row is bit for bit the one ``Frame.row`` makes of the changed case; a test says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from features.catalogue import CATALOGUE, Function
from features.frame import Frame, fact_floats
from sagstyngde.case import Case, FactValue


class Change(NamedTuple):
    """A fact given another value, and what then stands in columns of its own."""

    name: str
    value: FactValue
    own: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Changed:
    """A case with other facts: as much of it as derived features read."""

    received_on: date
    facts: Mapping[str, FactValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRows:
    """Makes rows of cases that differ from a known one in a few facts that both know.

    ``starts`` is where each fact's own columns begin, ``options`` which is whose among a choice's, and ``derived`` the
    columns that derive from a fact's value, each with its function and the facts that one reads.
    """

    frame: Frame
    starts: Mapping[str, int]
    options: Mapping[str, Mapping[str, int]]
    derived: Mapping[str, tuple[tuple[int, Function, tuple[str, ...]], ...]]

    @classmethod
    def of(cls, frame: Frame) -> "ChangedRows":
        """Find, for every fact of a frame, the columns that read it."""
        starts = dict(zip(frame.sources, frame.source_starts.tolist(), strict=True))
        options = {
            name: {option: place for place, option in enumerate(own, starts.get(name, 0))}
            for name, own in frame.options.items()
        }
        derived = {
            fact.name: tuple(
                (starts[feature.name], CATALOGUE[feature.function].function, feature.of)
                for feature in frame.scheme.features
                if fact.name in feature.of and CATALOGUE[feature.function].reads_values
            )
            for fact in frame.scheme.facts
        }
        return cls(frame=frame, starts=starts, options=options, derived=derived)

    def change(self, name: str, value: FactValue) -> Change:
        """Give a fact a value."""
        start = self.starts.get(name)
        if start is None:
            return Change(name=name, value=value, own=())
        floats = fact_floats(self.frame.scheme.fact(name), value, self.frame.options)
        return Change(name=name, value=value, own=tuple(enumerate(floats, start)))

    def toggle(self, name: str, now: frozenset[str], option: str) -> Change:
        """Add an option to those chosen now, or take it away: among the columns only its own can change."""
        own = (self.options[name][option], float(option not in now))
        return Change(name=name, value=now ^ {option}, own=(own,))

    def rows(self, case: Case, row: NDArray[np.float64], many: Sequence[Sequence[Change]]) -> NDArray[np.float64]:
        """Return the rows (sets of changes x columns) of the case with each set made; ``row`` is its own."""
        rows = np.repeat(row[None, :], len(many), axis=0)
        # One case whose facts are changed and put back: a hundred copies would cost more than all the rest.
        facts = dict(case.facts)
        changed = _Changed(received_on=case.received_on, facts=facts)
        for values, changes in zip(rows, many, strict=True):
            for one in changes:
                facts[one.name] = one.value
            for one in changes:
                self._write(values, one, changed)
            for one in changes:
                facts[one.name] = case.facts[one.name]
        return rows

    def _write(self, values: NDArray[np.float64], change: Change, changed: _Changed) -> None:
        for column, value in change.own:
            values[column] = value
        for column, function, of in self.derived[change.name]:
            derived = function(changed, of)
            values[column] = np.nan if derived is None else derived
