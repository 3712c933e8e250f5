"""What did the municipality's cases turn out to be? A validated history: cases, recorded work and judgements.

A history is made by ``features.history_files`` from an export; everything in it has passed validation. It keeps its
order (by day of receipt, then id), so that nothing learned from it depends on the order of the export's rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from features.scheme import Scheme
from sagstyngde.case import Case
from sagstyngde.judgement import Judgement

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Chosen = Integers | NDArray[np.bool_]

TRAIN_SHARE, DEVELOP_SHARE = 0.55, 0.75
"""Where a split by time cuts: the oldest cases choose sizes, all up to the second cut teach, the newest test."""

FEWEST_FOLLOWED = 20
"""From fewer cases seen in full neither bands nor intervals can be learned: they would lie at the extremes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Recorded hours, one entry a case, day and caseworker: arrays of one length, ordered by case, then day.

    ``case_index`` points into ``History.cases``. ``day`` is ``datetime64[D]`` in the scheme's time zone.
    ``caseworker`` points into ``caseworkers`` (ids in order): who recorded the hours, as the row tells it, otherwise
    the case's own caseworker; -1 where neither is known.
    """

    case_index: Integers
    day: Days
    hours: Floats
    caseworker: Integers
    caseworkers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse arrays that do not lie side by side."""
        if len({len(self.case_index), len(self.day), len(self.hours), len(self.caseworker)}) > 1:
            raise ValueError("the arrays of recorded work must have one length")

    def take(self, rows: Chosen) -> "Work":
        """Return some of the entries, by number or by mask."""
        return replace(
            self,
            case_index=self.case_index[rows],
            day=self.day[rows],
            hours=self.hours[rows],
            caseworker=self.caseworker[rows],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NonCaseWork:
    """Recorded hours that belong to no case (meetings, supervision), one entry a caseworker and day.

    ``caseworker`` points into ``caseworkers`` (ids in order).
    """

    caseworker: Integers
    day: Days
    hours: Floats
    caseworkers: tuple[str, ...] = ()

    def before(self, day: date) -> "NonCaseWork":
        """Return what was recorded before a day."""
        rows = self.day < np.datetime64(day)
        return replace(self, caseworker=self.caseworker[rows], day=self.day[rows], hours=self.hours[rows])


def no_non_case_work() -> NonCaseWork:
    """Return nothing recorded outside cases."""
    return NonCaseWork(caseworker=np.empty(0, dtype=np.intp), day=np.empty(0, dtype="M8[D]"), hours=np.empty(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stated period in which one caseworker registered hours (source ``diary``), both days included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A municipality's history under a scheme.

    ``ends_on`` is the first day of which nothing is known: hours before it are recorded in full, later ones not at all.
    ``windows`` (by caseworker id) is empty unless effort comes from a diary. ``has_dates`` is false for a table without
    dates, whose cases all count as received on one day and were fully observed. ``non_case`` is empty unless the hours
    name who recorded them.
    """

    scheme: Scheme
    cases: tuple[Case, ...]
    work: Work
    judgements: tuple[Judgement, ...]
    ends_on: date
    windows: Mapping[str, tuple[Window, ...]] = field(default_factory=dict)
    has_dates: bool = True
    non_case: NonCaseWork = field(default_factory=no_non_case_work)

    def __post_init__(self) -> None:
        """Refuse an order that would let row order into the models."""
        keys = [(case.received_on, case.case_id) for case in self.cases]
        if keys != sorted(keys):
            raise ValueError("a history's cases are ordered by day of receipt, then id")

    def received_share(self, share: float) -> date:
        """Return the day by which a share of the cases was received: where a split by time cuts."""
        return self.cases[int(len(self.cases) * share)].received_on

    def as_of(self, day: date) -> "History":
        """Return what was known on the morning of a day: no later case, hour, closing or judgement.

        Splitting by time means this: a model tested on the cases after a day may not have seen the hours that earlier
        cases took after it.
        """
        cases = tuple(
            replace(case, closed_on=None) if case.closed_on is not None and case.closed_on >= day else case
            for case in self.cases
            if case.received_on < day
        )
        seen = (self.work.case_index < len(cases)) & (self.work.day < np.datetime64(day))
        ids = {case.case_id for case in cases}
        judged = tuple(item for item in self.judgements if item.judged_on < day and item.case_id in ids)
        return replace(
            self,
            cases=cases,
            work=self.work.take(seen),
            judgements=judged,
            ends_on=min(day, self.ends_on),
            non_case=self.non_case.before(day),
        )


def numbered(names: Sequence[str]) -> tuple[tuple[str, ...], Integers]:
    """Number names by their order in the alphabet, which no order of rows can change; -1 for an empty name.

    >>> known, place = numbered(["k2", "", "k1"])
    >>> known, place.tolist()
    (('k1', 'k2'), [1, -1, 0])
    """
    known = tuple(sorted({name for name in names if name}))
    places = {name: place for place, name in enumerate(known)} | {"": -1}
    return known, np.array([places[name] for name in names], dtype=np.intp)
