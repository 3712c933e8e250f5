"""In which world are principles compared? The record as it was, or drawn anew from it: the same for every policy.

A drawn world keeps the municipality's season, trend and staff. Cases come in blocks of weeks drawn from within half a
year of where they stand (the local block bootstrap of Paparoditis and Politis, 2002); each new case takes the course of
another case, seen to its end and of the same third by expected hours, scaled to its own expectation (the residual
bootstrap). What is compared under two policies therefore differs by the policies alone.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.random import Generator

from allocation.columns import Floats, Integers
from allocation.record import Record
from allocation.supply import DAYS_PER_WEEK
from sagstyngde.case import CaseId, FamilyId
from sagstyngde.plan import CaseToPlace

BLOCK_WEEKS = 4
REACH_WEEKS = 26
MOST_SCALED = 4.0
"""A course is stretched or shrunk by a factor of four at most: the tails are to come from cases that happened."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class World:
    """N cases in order of receipt and the work as it falls due; ``record`` says the rest.

    ``source`` (N,) is each case's place in the record, ``received`` and ``closes`` (N,) days from the record's start.
    The work's arrays are ordered by day, then case; all of it falls within the record's weeks.
    """

    record: Record
    cases: tuple[CaseToPlace, ...]
    source: Integers
    received: Integers
    closes: Integers
    work_case: Integers
    work_day: Integers
    work_hours: Floats

    @property
    def arrives(self) -> Integers:
        """The week each case is to be placed in: that of receipt, the first for those open at the start."""
        return np.maximum(self.received // DAYS_PER_WEEK, 0)

    @property
    def leaves(self) -> Integers:
        """The first week each case is no longer open in."""
        return np.maximum(self.closes // DAYS_PER_WEEK, self.arrives) + 1


def replayed(record: Record) -> World:
    """Return the world as it was: every case on its day, with its own hours as they fell."""
    everyone = np.arange(len(record.cases))
    return _world(record, everyone, record.received, donor=everyone, copies=np.zeros_like(everyone))


def redrawn(record: Record, rng: Generator) -> World:
    """Return a world drawn anew. Cases open at the start keep their own course, which is partly past."""
    stock = np.flatnonzero(record.received < 0)
    source, received = _arrivals(record, rng)
    donor = _donors(record, source, rng)
    return _world(
        record,
        np.concatenate((stock, source)),
        np.concatenate((record.received[stock], received)),
        donor=np.concatenate((stock, donor)),
        copies=np.concatenate((np.zeros_like(stock), _times_before(source))),
    )


def _arrivals(record: Record, rng: Generator) -> tuple[Integers, Integers]:
    """Draw who comes and when, block by block."""
    week = record.received // DAYS_PER_WEEK
    source, received = [np.empty(0, dtype=np.intp)], [np.empty(0, dtype=np.intp)]
    for start in range(0, record.weeks, BLOCK_WEEKS):
        width = min(BLOCK_WEEKS, record.weeks - start)
        drawn = int(np.clip(start + rng.integers(-REACH_WEEKS, REACH_WEEKS + 1), 0, record.weeks - width))
        cases = np.flatnonzero((week >= drawn) & (week < drawn + width))
        source.append(cases)
        received.append(record.received[cases] + DAYS_PER_WEEK * (start - drawn))
    return np.concatenate(source), np.concatenate(received)


def _donors(record: Record, source: Integers, rng: Generator) -> Integers:
    """Draw for each case one of its third whose course is whole; where there is none the case keeps its own."""
    strata, donor = record.strata, source.copy()
    for stratum in np.unique(strata):
        asking = np.flatnonzero(strata[source] == stratum)
        giving = np.flatnonzero((strata == stratum) & record.whole)
        if len(giving):
            donor[asking] = rng.choice(giving, size=len(asking))
    return donor


def _world(record: Record, source: Integers, received: Integers, *, donor: Integers, copies: Integers) -> World:
    order = np.lexsort((copies, source, received))
    source, received, donor, copies = source[order], received[order], donor[order], copies[order]
    case, day, hours = _work(record, received, donor, _scales(record, source, donor))
    return World(
        record=record,
        cases=tuple(
            _copied(record.cases[place], copy, days)
            for place, copy, days in zip(
                source.tolist(), copies.tolist(), (received - record.received[source]).tolist(), strict=True
            )
        ),
        source=source,
        received=received,
        closes=received + record.lasted[donor],
        work_case=case,
        work_day=day,
        work_hours=hours,
    )


def _scales(record: Record, source: Integers, donor: Integers) -> Floats:
    totals = record.expected.sum(axis=1)
    both = (totals[source] > 0.0) & (totals[donor] > 0.0)
    ratio = np.divide(totals[source], totals[donor], out=np.ones(len(source)), where=both)
    return np.asarray(np.clip(ratio, 1.0 / MOST_SCALED, MOST_SCALED))


def _work(record: Record, received: Integers, donor: Integers, scale: Floats) -> tuple[Integers, Integers, Floats]:
    """Lay each donor's work out from the day of receipt, and keep what falls within the weeks."""
    first = np.searchsorted(record.work_case, donor, side="left")
    count = np.searchsorted(record.work_case, donor, side="right") - first
    case = np.repeat(np.arange(len(donor)), count)
    row = np.arange(len(case)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    day = received[case] + record.work_age[row]
    kept = np.flatnonzero((day >= 0) & (day < DAYS_PER_WEEK * record.weeks))
    kept = kept[np.lexsort((case[kept], day[kept]))]
    return case[kept], day[kept], (record.work_hours[row] * scale[case])[kept]


def _times_before(source: Integers) -> Integers:
    """Return how many times each value stands earlier in the array.

    >>> _times_before(np.array([5, 7, 5, 5])).tolist()
    [0, 0, 1, 2]
    """
    order = np.argsort(source, kind="stable")
    starts = np.flatnonzero(np.diff(source[order], prepend=-1))
    counts = np.diff(np.append(starts, len(source)))
    before = np.empty_like(source)
    before[order] = np.arange(len(source)) - np.repeat(starts, counts)
    return before


def _copied(case: CaseToPlace, copy: int, days: int) -> CaseToPlace:
    """Move a case's decision as far as its receipt, and name it where it comes again.

    Its family is named with it: two copies of one child are not siblings.
    """
    if days and case.decision_on is not None:
        case = replace(case, decision_on=case.decision_on + timedelta(days=days))
    if not copy:
        return case
    family = None if case.family_id is None else FamilyId(f"{case.family_id}#{copy}")
    return replace(case, case_id=CaseId(f"{case.case_id}#{copy}"), family_id=family)
