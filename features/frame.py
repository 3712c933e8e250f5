"""How does a case become a row of floats? The one road, for training and for serving.

Missing is NaN. A choice becomes one column an option; a date enters only through derived features. Which options a
choice has is learned from the training cases and travels with the bundle: those with enough cases by name, the rare
ones as digests, so that they can be recognised but not read.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

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


@dataclass(frozen=True)
class Frame:
    """A scheme's columns, with the learned options of its choices.

    ``rare`` holds the digests of options that were seen, but in too few training cases for a column.

    >>> Frame.learn.__doc__.split(".")[0]
    'Learn the open choices of training cases'
    """

    scheme: Scheme
    options: Mapping[str, tuple[str, ...]]
    columns: tuple[Column, ...]
    rare: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, scheme: Scheme, options: Mapping[str, tuple[str, ...]], rare: Mapping[str, tuple[str, ...]] | None = None
    ) -> "Frame":
        """Lay out the columns: facts in the scheme's order, then derived features."""
        facts = [column for fact in scheme.facts if fact.is_feature for column in _fact_columns(fact, options)]
        derived = [_feature_column(feature) for feature in scheme.features]
        return cls(scheme, options, (*facts, *derived), rare or {})

    @classmethod
    def learn(cls, scheme: Scheme, cases: Sequence[Case]) -> "Frame":
        """Learn the open choices of training cases."""
        seen = seen_options(scheme, cases)
        options = {name: _with_cases(counts, LEAST_CASES_PER_OPTION) for name, counts in seen.items()}
        rare = {name: _rare_digests(name, counts) for name, counts in seen.items()}
        return cls.of(scheme, options, rare)

    @cached_property
    def _facts(self) -> tuple[Fact, ...]:
        """The facts that have columns of their own."""
        return tuple(fact for fact in self.scheme.facts if fact.is_feature)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The source facts and features, in the order of their first column."""
        return tuple(dict.fromkeys(column.source for column in self.columns))

    @cached_property
    def source_index(self) -> NDArray[np.intp]:
        """For each column, the place of its source in ``sources``."""
        place = {source: index for index, source in enumerate(self.sources)}
        return np.array([place[column.source] for column in self.columns], dtype=np.intp)

    @cached_property
    def signs(self) -> NDArray[np.int8]:
        """For each column +1, -1 or 0: what score and hours may do when it rises."""
        return np.array([column.sign for column in self.columns], dtype=np.int8)

    @cached_property
    def source_starts(self) -> NDArray[np.intp]:
        """For each source, its first column."""
        return np.flatnonzero(np.diff(self.source_index, prepend=-1))

    @cached_property
    def named(self) -> Mapping[str, Fact | Feature]:
        """Every fact and derived feature of the scheme, by name."""
        facts = {fact.name: fact for fact in self.scheme.facts}
        return facts | {feature.name: feature for feature in self.scheme.features}

    def label(self, source: str) -> str:
        """Return the Danish label of a source fact or derived feature."""
        return self.named[source].label

    def row(self, case: Case) -> NDArray[np.float64]:
        """Return a case's floats, one a column."""
        values: list[float] = []
        for fact in self._facts:
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
        return np.add.reduceat(contributions, self.source_starts, axis=-1)

    def unknown_options(self, case: Case) -> tuple[str, ...]:
        """Name the choices with an option that no training case had."""
        return tuple(
            fact.name
            for fact in self._facts
            if fact.has_options
            and not all(self.was_seen(fact.name, option) for option in _chosen(case.facts.get(fact.name)))
        )

    def was_seen(self, name: str, option: str) -> bool:
        """Say whether any training case had an option of a choice."""
        return option in self.options[name] or _digest(name, option) in self.rare.get(name, ())


def seen_options(scheme: Scheme, cases: Sequence[Case]) -> dict[str, Counter[str]]:
    """Count, for each choice among the features, in how many cases each option was chosen."""
    return {
        fact.name: Counter(option for case in cases for option in _chosen(case.facts.get(fact.name)))
        for fact in scheme.facts
        if fact.is_feature and fact.has_options
    }


def _with_cases(counts: Counter[str], least: int) -> tuple[str, ...]:
    return tuple(sorted(option for option, count in counts.items() if count >= least))


def _rare_digests(name: str, counts: Counter[str]) -> tuple[str, ...]:
    rare = (option for option, count in counts.items() if count < LEAST_CASES_PER_OPTION)
    return tuple(sorted(_digest(name, option) for option in rare))


def _digest(name: str, option: str) -> str:
    """An option of very few cases, in an open choice perhaps somebody's own words, is not written out in a bundle."""
    return hashlib.sha256(f"{name}={option}".encode()).hexdigest()[:16]


def _chosen(value: FactValue | None) -> tuple[str, ...]:
    if isinstance(value, frozenset):
        return tuple(value)
    return (value,) if isinstance(value, str) else ()


def _fact_columns(fact: Fact, options: Mapping[str, tuple[str, ...]]) -> list[Column]:
    if not fact.has_options:
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
    if fact.has_options:
        columns = options.get(fact.name, ())
        if value is None:
            return [np.nan] * len(columns)
        chosen = _chosen(value)
        return [float(option in chosen) for option in columns]
    if not isinstance(value, (bool, int, float)):
        return [np.nan]
    return [float(np.log1p(max(float(value), 0.0))) if fact.scale is Scale.LOG else float(value)]
