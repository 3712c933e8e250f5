"""Between which groups of children are errors compared? Age bands, audit choices, teams and what the scheme names.

Nothing of this reaches a model: an audit fact is read here and nowhere else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from features.catalogue import CATALOGUE
from features.scheme import Fact, Known, Scheme, Use
from sagstyngde.case import Case

NOT_TOLD = "ikke oplyst"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some of the cases: a value's code, its Danish label, and the row numbers of the cases that have it."""

    code: str
    label: str
    rows: NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """One way of dividing cases into groups; where several options may be chosen, groups overlap."""

    name: str
    label: str
    groups: tuple[Group, ...]


def groupings(scheme: Scheme, cases: Sequence[Case]) -> tuple[Grouping, ...]:
    """Divide cases in every way the scheme asks for; a way in which all are alike is left out."""
    return tuple(found for found in _all(scheme, cases) if len(found.groups) > 1)


def _all(scheme: Scheme, cases: Sequence[Case]) -> Iterator[Grouping]:
    if scheme.groups.age is not None:
        yield _by_age(scheme, cases)
    for fact in _compared(scheme):
        codes = [_codes(case, fact) for case in cases]
        yield Grouping(name=fact.name, label=fact.label, groups=_groups(codes, fact.options))
    for name, label in (("team", "Team"), ("district", "Distrikt")):
        codes = [(value,) if (value := getattr(case, name)) else ("",) for case in cases]
        yield Grouping(name=name, label=label, groups=_groups(codes, {}))


def _compared(scheme: Scheme) -> Iterator[Fact]:
    """Yield audit choices known at intake, then those the scheme names; an outcome is no group of children."""
    for fact in scheme.facts:
        is_trait = fact.use is Use.AUDIT and fact.known is Known.INTAKE and fact.has_options
        if is_trait or fact.name in scheme.groups.facts:
            yield fact


def _codes(case: Case, fact: Fact) -> tuple[str, ...]:
    value = case.facts.get(fact.name)
    if isinstance(value, frozenset) and value:
        return tuple(sorted(value))
    return (value,) if isinstance(value, str) else ("",)


def _groups(codes: Sequence[tuple[str, ...]], labels: Mapping[str, str]) -> tuple[Group, ...]:
    """Collect the rows of each code, in the order of the labels, then of the alphabet; what is not told comes last."""
    rows: dict[str, list[int]] = {}
    for row, chosen in enumerate(codes):
        for code in chosen:
            rows.setdefault(code, []).append(row)
    place = {code: index for index, code in enumerate(labels)}
    order = sorted(rows, key=lambda code: (code == "", place.get(code, len(place)), code))
    return tuple(
        Group(code=code, label=labels.get(code, code) or NOT_TOLD, rows=np.array(rows[code], dtype=np.intp))
        for code in order
    )


def _by_age(scheme: Scheme, cases: Sequence[Case]) -> Grouping:
    name, edges = scheme.groups.age or "", scheme.groups.age_bands
    years = np.array([_years(scheme, case, name) for case in cases])
    labels = _band_labels(edges)
    band = np.where(np.isnan(years), len(labels), np.searchsorted(edges, years, side="right"))
    codes = [(str(place),) if place < len(labels) else ("",) for place in band.tolist()]
    groups = _groups(codes, {str(place): label for place, label in enumerate(labels)})
    return Grouping(name=name, label="Alder ved modtagelsen", groups=groups)


def _years(scheme: Scheme, case: Case, name: str) -> float:
    for feature in scheme.features:
        if feature.name == name:
            value = CATALOGUE[feature.function].function(case, feature.of)
            return np.nan if value is None else value
    known = case.facts.get(name)
    return float(known) if isinstance(known, (int, float)) else np.nan


def _band_labels(edges: Sequence[int]) -> list[str]:
    """Name the bands between edges.

    >>> _band_labels((6, 12, 16))
    ['under 6 år', '6-11 år', '12-15 år', '16 år og derover']
    """
    if not edges:
        return ["alle"]
    between = [f"{low}-{high - 1} år" for low, high in pairwise(edges)]
    return [f"under {edges[0]} år", *between, f"{edges[-1]} år og derover"]
