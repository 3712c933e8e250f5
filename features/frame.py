"""How does a case become a row of floats? The one road, for training and for serving.

Missing is NaN. A choice becomes one column an option; a date enters only through derived features. Which options a
choice without declared options has is learned from the training cases and travels with the bundle.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.catalogue import CATALOGUE
from features.scheme import Direction, Fact, Feature, Kind, Scale, Scheme
from sagstyngde.case import Case, FactValue

LEAST_CASES_PER_OPTION = 10
"""An option seen in fewer training cases gets no column: nothing can be learned of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of floats. ``source`` is the fact or feature a reader recognises; ``sign`` its direction."""

    name: str
    source: str
    sign: int
    option: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A scheme's columns, with the learned options of its open choices.

    >>> Frame.learn.__doc__.split(".")[0]
    'Learn the open choices of training cases'
    """

    scheme: Scheme
    options: Mapping[str, tuple[str, ...]]
    columns: tuple[Column, ...]

    @classmethod
    def of(cls, scheme: Scheme, options: Mapping[str, tuple[str, ...]]) -> "Frame":
        """Lay out the columns: facts in the scheme's order, then derived features."""
        facts = [column for fact in scheme.facts if fact.is_feature for column in _fact_columns(fact, options)]
        derived = [_feature_column(feature) for feature in scheme.features]
        return cls(scheme, options, (*facts, *derived))

    @classmethod
    def learn(cls, scheme: Scheme, cases: Sequence[Case]) -> "Frame":
        """Learn the open choices of training cases."""
        return cls.of(scheme, learn_options(scheme, cases))

    @property
    def sources(self) -> tuple[str, ...]:
        """The source facts and features, in the order of their first column."""
        return tuple(dict.fromkeys(column.source for column in self.columns))

    @property
    def source_index(self) -> NDArray[np.intp]:
        """For each column, the place of its source in ``sources``."""
        place = {source: index for index, source in enumerate(self.sources)}
        return np.array([place[column.source] for column in self.columns], dtype=np.intp)

    @property
    def signs(self) -> NDArray[np.int8]:
        """For each column +1, -1 or 0: what score and hours may do when it rises."""
        return np.array([column.sign for column in self.columns], dtype=np.int8)

    def label(self, source: str) -> str:
        """Return the Danish label of a source fact or derived feature."""
        labels = {fact.name: fact.label for fact in self.scheme.facts}
        labels |= {feature.name: feature.label for feature in self.scheme.features}
        return labels[source]

    def row(self, case: Case) -> NDArray[np.float64]:
        """Return a case's floats, one a column."""
        values: list[float] = []
        for fact in self.scheme.facts:
            if fact.is_feature:
                values.extend(fact_floats(fact, case.facts.get(fact.name), self.options))
        for feature in self.scheme.features:
            value = CATALOGUE[feature.function].function(case, feature.of)
            values.append(np.nan if value is None else value)
        return np.array(values, dtype=np.float64)

    def rows(self, cases: Iterable[Case]) -> NDArray[np.float64]:
        """Return a matrix: a row a case, the same rows ``row`` makes."""
        rows = [self.row(case) for case in cases]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(self.columns))

    def by_source(self, contributions: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum the contributions of columns (… x columns) back onto their sources (… x sources)."""
        starts = np.flatnonzero(np.diff(self.source_index, prepend=-1))
        return np.add.reduceat(contributions, starts, axis=-1)

    def unknown_options(self, case: Case) -> tuple[str, ...]:
        """Name the choices whose value no column stands for: never, or hardly ever, seen before."""
        return tuple(
            fact.name
            for fact in self.scheme.facts
            if fact.is_feature
            and fact.kind in {Kind.CHOICE, Kind.CHOICES}
            and not set(_chosen(case.facts.get(fact.name))) <= set(self.options[fact.name])
        )


def learn_options(scheme: Scheme, cases: Sequence[Case]) -> dict[str, tuple[str, ...]]:
    """Return, for each choice among the features, the options with enough training cases, in alphabetical order."""
    learned = {}
    for fact in scheme.facts:
        if fact.is_feature and fact.kind in {Kind.CHOICE, Kind.CHOICES}:
            seen = Counter(option for case in cases for option in _chosen(case.facts.get(fact.name)))
            learned[fact.name] = tuple(sorted(o for o, count in seen.items() if count >= LEAST_CASES_PER_OPTION))
    return learned


def _chosen(value: FactValue | None) -> tuple[str, ...]:
    if isinstance(value, frozenset):
        return tuple(value)
    return (value,) if isinstance(value, str) else ()


def _fact_columns(fact: Fact, options: Mapping[str, tuple[str, ...]]) -> list[Column]:
    if fact.kind not in {Kind.CHOICE, Kind.CHOICES}:
        return [Column(name=fact.name, source=fact.name, sign=fact.direction.sign)]
    # One of several exclusive options has no order to rise in; one more of several choices has.
    sign = fact.direction.sign if fact.kind is Kind.CHOICES else Direction.FREE.sign
    return [
        Column(name=f"{fact.name}={option}", source=fact.name, sign=sign, option=option)
        for option in options.get(fact.name, ())
    ]


def _feature_column(feature: Feature) -> Column:
    return Column(name=feature.name, source=feature.name, sign=feature.direction.sign)


def fact_floats(fact: Fact, value: FactValue | None, options: Mapping[str, tuple[str, ...]]) -> list[float]:
    """Return the floats of a fact's own columns; missing is NaN."""
    if fact.kind in {Kind.CHOICE, Kind.CHOICES}:
        columns = options.get(fact.name, ())
        if value is None:
            return [np.nan] * len(columns)
        chosen = _chosen(value)
        return [float(option in chosen) for option in columns]
    if not isinstance(value, (bool, int, float)):
        return [np.nan]
    return [float(np.log1p(max(float(value), 0.0))) if fact.scale is Scale.LOG else float(value)]
