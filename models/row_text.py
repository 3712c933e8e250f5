"""What does a row of floats say of a fact, in Danish? For earlier cases, of which nothing else is kept. Numpy only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import expm1, isnan

from features.catalogue import CATALOGUE
from features.frame import Column, Frame
from features.scheme import Fact, Feature, Kind, Scale
from models.phrases import Told, told_fact
from sagstyngde.case import FactValue

RARE = "en sjælden mulighed"
_NUMBERS = frozenset({Kind.COUNT, Kind.NUMBER})


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
            options = (self.columns[start + index].option or "" for index, value in enumerate(values) if value > 0.5)
            return told_fact(fact, _value(fact, values[0], frozenset(options)) if is_known else None)
        feature = self.features[source]
        kind = CATALOGUE[feature.function].gives
        return Told(label=feature.label, kind=kind, value=values[0] if is_known else None, words=feature.words)


def is_number(one: Told) -> bool:
    """Whether a value is counted or measured, so that two cases can be alike in it without being equal."""
    return one.kind in _NUMBERS


def _value(fact: Fact, value: float, chosen: frozenset[str]) -> FactValue:
    match fact.kind:
        case Kind.CHOICE:
            return next(iter(chosen), RARE)
        case Kind.CHOICES:
            return chosen
        case Kind.FLAG:
            return value > 0.5
        case Kind.LEVEL:
            return int(value)
        case _:
            return round(expm1(value) if fact.scale is Scale.LOG else value, 2)
