"""What happened in a municipality, as a replay needs it: who came, what each case took and when, and who had it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from allocation.columns import UNKNOWN, Flags, Floats, Integers
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace

STRATA = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Holders:
    """Who had each of N cases: a first caseworker, and who took over. Places in the staff, ``UNKNOWN`` where not known.

    ``changed`` is how many days after receipt the second took over; a case that never changed hands has the same twice.
    """

    first: Integers
    second: Integers
    changed: Integers

    def at(self, age: Integers) -> Integers:
        """Return who had each case at an age in days; ``age`` broadcasts with (N,)."""
        return np.asarray(np.where(age < self.changed, self.first, self.second))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Record:
    """N cases that were open at some time of T weeks from a Monday on, and the staff of those weeks.

    ``cases`` are as an advisor sees them the day they come: hours by month since receipt, and no caseworker.
    ``received`` (N,) is the day of receipt counted from ``starts_on`` (below zero: open at the start), ``lasted`` (N,)
    how many days the case was open, as far as it was seen, and ``whole`` (N,) whether others may be given its course.
    ``still_open`` (N, months) is the share of cases like it that are open at the start of each month since receipt.
    The work lies in three arrays of one length, ordered by case, then day: which case, how many days after receipt,
    and hours. ``holders`` is ``None`` where the history does not tell who had the cases.
    """

    starts_on: date
    weeks: int
    staff: tuple[Caseworker, ...]
    cases: tuple[CaseToPlace, ...]
    received: Integers
    lasted: Integers
    whole: Flags
    still_open: Floats
    work_case: Integers
    work_age: Integers
    work_hours: Floats
    holders: Holders | None = None

    def __post_init__(self) -> None:
        """Refuse what does not lie side by side, and a staff of nobody."""
        if len({len(self.cases), len(self.received), len(self.lasted), len(self.whole), len(self.still_open)}) > 1:
            raise ValueError("the arrays over cases must have one length")
        if len({len(self.work_case), len(self.work_age), len(self.work_hours)}) > 1:
            raise ValueError("the arrays of work must have one length")
        if not self.staff:
            raise ValueError("a replay needs at least one caseworker")
        if len(self.work_hours) and self.work_hours.min() < 0.0:
            raise ValueError("work cannot take negative hours")

    @property
    def months(self) -> int:
        """How many months the cases' profiles run."""
        return int(self.still_open.shape[1])

    @property
    def expected(self) -> Floats:
        """Each case's expected hours in each month since receipt, (N, months); nought where there is no estimate."""
        expected: Floats = np.zeros((len(self.cases), self.months))
        for place, case in enumerate(self.cases):
            hours = case.monthly_hours[: self.months]
            expected[place, : len(hours)] = hours
        return expected

    @property
    def strata(self) -> Integers:
        """Which third of the cases by expected hours each belongs to, (N,): 0 the lightest."""
        totals = self.expected.sum(axis=1)
        cuts = np.quantile(totals, np.arange(1, STRATA) / STRATA) if len(totals) else np.empty(0)
        return np.asarray(np.searchsorted(cuts, totals, side="right"))


def remaining(record: Record, months: int) -> Floats:
    """Return what a case of each age still weighs in the months to come, (N, ages in months, months).

    The profile tells the hours of all cases of a kind, closed ones included: of a case that is still open in its month
    more is to be expected (``pipelines.caseload``). Past the profile's end a case goes on as in its last month.
    """
    expected = record.expected
    ages = expected.shape[1]
    longer = np.concatenate((expected, np.zeros((len(expected), months))), axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(longer, months, axis=1)[:, :ages]
    return np.asarray(windows / record.still_open[:, :, None])


def places(ids: Sequence[str], staff: Sequence[Caseworker]) -> Integers:
    """Return each id's place in the staff; ``UNKNOWN`` for an empty id or one that is not there."""
    known = {str(one.caseworker_id): place for place, one in enumerate(staff)}
    return np.array([known.get(name, UNKNOWN) for name in ids], dtype=np.intp)
