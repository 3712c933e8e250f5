"""Which weeks of a municipality's history can be replayed, and what happened in them?

Hours are taken as they fell: the day something was done is the day it fell due. Who had a case is the history's own
caseworker; before she was employed, it is whoever recorded most of its hours until then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from allocation.columns import UNKNOWN, Flags, Floats, Integers
from allocation.record import Holders, Record, places
from features.catalogue import DAYS_PER_MONTH
from features.history import History
from models.assess import Assessor
from pipelines.advisor_view import assessed, by_category, days_open, still_open
from sagstyngde.case import Case
from sagstyngde.caseworker import Caseworker
from sagstyngde.errors import InputRefused

MOST_WEEKS = 156
FEWEST_WEEKS = 26
KEPT_BEFORE_WEEKS = 26
"""What precedes the replay teaches the categories' means, and shows who had the cases that were open."""

FEWEST_WHOLE = 60
"""From fewer courses seen in full no others are drawn: every case keeps its own."""

BURN_IN = 1 / 3
"""The first third runs before anything is measured: until then the cases in hand were given out in the same way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """Which weeks are replayed: from a Monday on, ``count`` in all, measured from the ``measured_from``-th."""

    starts_on: date
    count: int
    measured_from: int


def weeks_of(history: History, starts_on: date | None = None) -> Weeks:
    """Choose the weeks: the last three years, less what must come before them; or from a day on to the end.

    Raises:
        InputRefused: the history has no dates, is too short, or the day leaves too little on either side.

    """
    if not history.has_dates or not history.cases:
        raise InputRefused(
            english="a history without dated cases cannot be replayed",
            danish="en historik uden datoer på sagerne kan ikke genspilles",
        )
    first, last = history.cases[0].received_on, history.ends_on
    if starts_on is None:
        count = min(MOST_WEEKS, (last - first).days // 7 - KEPT_BEFORE_WEEKS)
        starts_on = last - timedelta(weeks=max(count, 0))
    starts_on -= timedelta(days=starts_on.weekday())
    count = (last - starts_on).days // 7
    if count < FEWEST_WEEKS or starts_on <= first:
        raise InputRefused(
            english=f"the history runs from {first} to {last}; a replay needs {FEWEST_WEEKS} weeks after its first day "
            f"({starts_on}) and cases before it",
            danish=f"historikken går fra {first:%d.%m.%Y} til {last:%d.%m.%Y}; en genspilning skal bruge "
            f"{FEWEST_WEEKS} uger efter sin første dag ({starts_on:%d.%m.%Y}) og sager før den",
        )
    return Weeks(starts_on=starts_on, count=count, measured_from=round(count * BURN_IN))


def record_of(history: History, staff: Sequence[Caseworker], weeks: Weeks, assessor: Assessor | None = None) -> Record:
    """Lay out the weeks of a history for a replay; without an assessor a case counts as its category's mean.

    Raises:
        InputRefused: nobody on the staff list was employed in these weeks, or no case was open.
        TooFewCases: too few cases precede the weeks.

    """
    people = _present(staff, weeks)
    end = weeks.starts_on + timedelta(weeks=weeks.count)
    received = np.array([(case.received_on - weeks.starts_on).days for case in history.cases])
    lasted = days_open(history).astype(np.intp)
    inside = np.flatnonzero((received < 7 * weeks.count) & (received + lasted >= 0))
    cases = [history.cases[place] for place in inside]
    if not cases:
        raise InputRefused(
            english=f"no case was open between {weeks.starts_on} and {end}",
            danish=f"ingen sag var åben mellem den {weeks.starts_on:%d.%m.%Y} og den {end:%d.%m.%Y}",
        )
    seen = by_category(history, cases, weeks.starts_on) if assessor is None else assessed(cases, assessor)
    worked = _worked(history, inside, people)
    return Record(
        starts_on=weeks.starts_on,
        weeks=weeks.count,
        staff=people,
        cases=seen,
        received=received[inside],
        lasted=lasted[inside],
        whole=_whole(history, weeks)[inside],
        still_open=still_open(history, seen, weeks.starts_on, history.scheme.effort.profile_months),
        work_case=worked.case,
        work_age=worked.age,
        work_hours=worked.hours,
        holders=_holders(cases, worked, people),
    )


def _present(staff: Sequence[Caseworker], weeks: Weeks) -> tuple[Caseworker, ...]:
    end = weeks.starts_on + timedelta(weeks=weeks.count)
    people = sorted(staff, key=lambda one: one.caseworker_id)
    there = tuple(
        one for one in people if one.employed_on < end and (one.left_on is None or one.left_on >= weeks.starts_on)
    )
    if not there:
        raise InputRefused(
            english=f"nobody on the staff list was employed between {weeks.starts_on} and {end}",
            danish=f"ingen på medarbejderlisten var ansat mellem den {weeks.starts_on:%d.%m.%Y} og den {end:%d.%m.%Y}",
        )
    return there


def _whole(history: History, weeks: Weeks) -> Flags:
    """Return which cases were seen in full: received in the weeks, and followed for as long as a profile runs.

    Not the closed ones, which were short, nor those open at the start, which were long. Where too few were followed for
    so long, for as long as the horizon.
    """
    effort, whole = history.scheme.effort, np.zeros(len(history.cases), dtype=bool)
    for months in (effort.profile_months, effort.horizon_months):
        latest = history.ends_on - timedelta(days=round(months * DAYS_PER_MONTH))
        whole = np.array([weeks.starts_on <= case.received_on <= latest for case in history.cases], dtype=bool)
        if whole.sum() >= FEWEST_WHOLE:
            return whole
    return np.zeros_like(whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worked:
    """Work side by side: place among the cases of the replay, days after receipt, hours, and who did it (a place)."""

    case: Integers
    age: Integers
    hours: Floats
    by: Integers


def _worked(history: History, inside: Integers, staff: Sequence[Caseworker]) -> _Worked:
    place = np.full(len(history.cases), UNKNOWN)
    place[inside] = np.arange(len(inside))
    work = history.work
    received = np.array([case.received_on for case in history.cases], dtype="datetime64[D]")
    age = (work.day - received[work.case_index]).astype(np.intp)
    kept = np.flatnonzero((place[work.case_index] != UNKNOWN) & (age >= 0) & (work.hours > 0.0))
    by = np.append(places(work.caseworkers, staff), UNKNOWN)[work.caseworker]
    return _Worked(
        case=place[work.case_index[kept]],
        age=age[kept],
        hours=np.asarray(work.hours[kept], dtype=np.float64),
        by=by[kept],
    )


def _holders(cases: Sequence[Case], worked: _Worked, staff: Sequence[Caseworker]) -> Holders | None:
    """Say who had each case: its own caseworker, and before she was employed whoever did most of its work."""
    own = places([case.caseworker_id or "" for case in cases], staff)
    if (own == UNKNOWN).all():
        return None
    employed = np.array([one.employed_on for one in staff], dtype="datetime64[D]")
    received = np.array([case.received_on for case in cases], dtype="datetime64[D]")
    changed = np.where(own == UNKNOWN, 0, (employed[own] - received).astype(np.intp)).clip(min=0)
    first = np.where(changed > 0, _did_most(worked, changed, len(staff)), own)
    return Holders(first=first, second=own, changed=changed)


def _did_most(worked: _Worked, until: Integers, seats: int) -> Integers:
    """Return who did most of each case's work before an age in days; ``UNKNOWN`` where nobody known did any."""
    early = (worked.by != UNKNOWN) & (worked.age < until[worked.case])
    flat = worked.case[early] * seats + worked.by[early]
    hours = np.bincount(flat, worked.hours[early], minlength=len(until) * seats).reshape(len(until), seats)
    return np.where(hours.any(axis=1), hours.argmax(axis=1), UNKNOWN)
