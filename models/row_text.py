"""What does a row of floats say of a fact, in Danish? For earlier cases, of which nothing else is kept. Numpy only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import expm1, isnan

import numpy as np
from numpy.typing import NDArray

from features.frame import Column, Frame
from features.scheme import Fact, Feature, Kind, Scale
from models.phrases import NUMBERS, Told, feature_told, told_fact
from sagstyngde.case import FactValue

RARE = "en sjælden mulighed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowText:
    """A frame's sources with their facts or features and their first columns: looked up once."""

    sources: tuple[str, ...]
    facts: Mapping[str, Fact]
    features: Mapping[str, Feature]
    starts: tuple[int, ...]
    columns: tuple[Column, ...]

    @classmethod
    def of(cls, frame: Frame) -> "RowText":
        """Look a frame up."""
        return cls(
            sources=frame.sources,
            facts={fact.name: fact for fact in frame.scheme.facts},
            features={feature.name: feature for feature in frame.scheme.features},
            starts=(*frame.source_starts.tolist(), len(frame.columns)),
            columns=frame.columns,
        )

    def told(self, row: Sequence[float], place: int) -> Told:
        """Return what a row says of the source at a place among the sources."""
        source, start = self.sources[place], self.starts[place]
        values = row[start : self.starts[place + 1]]
        is_known = not isnan(values[0])
        if (fact := self.facts.get(source)) is not None:
            return told_fact(fact, self._value(fact, start, values) if is_known else None)
        return feature_told(self.features[source], values[0] if is_known else None)

    def _value(self, fact: Fact, start: int, values: Sequence[float]) -> FactValue:
        if not fact.has_options:
            return _number(fact, values[0])
        columns = enumerate(values, start)
        chosen = frozenset(self.columns[place].option or "" for place, value in columns if value > 0.5)
        return chosen if fact.kind is Kind.CHOICES else next(iter(chosen), RARE)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierText:
    """What the rows of earlier cases say of some sources. They share few values: each is told once, at the start.

    ``told`` are each source's values, ``which`` (cases x sources) says which of them a case has.
    """

    told: tuple[tuple[Told, ...], ...]
    which: NDArray[np.intp]

    @classmethod
    def of(cls, frame: Frame, rows: NDArray[np.float32], sources: Sequence[int]) -> "EarlierText":
        """Tell earlier cases' rows (cases x columns)."""
        words = RowText.of(frame)
        told, which = [], np.empty((len(rows), len(sources)), dtype=np.intp)
        for place, source in enumerate(sources):
            own = np.ascontiguousarray(rows[:, words.starts[source] : words.starts[source + 1]])
            found: dict[bytes, int] = {}  # by their bytes: one gap is as another
            which[:, place] = [found.setdefault(values.tobytes(), len(found)) for values in own]
            _, first = np.unique(which[:, place], return_index=True)
            told.append(tuple(words.told(rows[case].tolist(), source) for case in first))
        return cls(told=tuple(told), which=which)

    def __call__(self, case: int, place: int) -> Told:
        """Return what an earlier case says of the source at a place among those told."""
        return self.told[place][int(self.which[case, place])]


def is_number(one: Told) -> bool:
    """Whether a value is counted or measured, so that two cases can be alike in it without being equal."""
    return one.kind in NUMBERS


def _number(fact: Fact, value: float) -> FactValue:
    match fact.kind:
        case Kind.FLAG:
            return value > 0.5
        case Kind.LEVEL:
            return int(value)
        case _:
            return round(expm1(value) if fact.scale is Scale.LOG else value, 2)
