"""How many new cases a week may a caseworker get, who is just back from a long leave or newly employed?

Her desk is empty, so by load alone she would get every new case there is. A case is heaviest in its first months:
whoever gets ten at once is overloaded two months later, however light the desk was on the day.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np

from allocation.capacity import DAYS_PER_MONTH, CapacityRules
from sagstyngde.caseworker import Absence, Caseworker

_ONE_DAY = timedelta(days=1)
_MOST_WEEKS = 52


def inflow_cap(caseworker: Caseworker, on: date, rules: CapacityRules) -> float | None:
    """Return how many new cases a week she may get on a day; ``None`` where nothing limits it.

    The limit holds from a leave's first day, as what she gets meanwhile waits for her, and where two limits hold, the
    lower.

    >>> from sagstyngde.case import CaseworkerId
    >>> leave = Absence(starts_on=date(2026, 9, 14), ends_on=date(2026, 11, 22))
    >>> holm = Caseworker(caseworker_id=CaseworkerId("k1"), employed_on=date(2015, 1, 1), absences=(leave,))
    >>> inflow_cap(holm, date(2026, 12, 1), CapacityRules()), inflow_cap(holm, date(2027, 3, 1), CapacityRules())
    (1.0, None)
    """
    caps = []
    if (on - caseworker.employed_on).days < rules.ramp_months * DAYS_PER_MONTH:
        caps.append(rules.new_per_week_ramping)
    if is_back_from_leave(caseworker, on, rules):
        caps.append(rules.new_per_week_after_leave)
    return min(caps, default=None)


def is_back_from_leave(caseworker: Caseworker, on: date, rules: CapacityRules) -> bool:
    """Return whether a day lies in a leave or in the weeks after it that the rules name."""
    protected = timedelta(weeks=rules.weeks_after_leave)
    return any(
        starts_on <= on and on - protected <= ends_on  # an absence may end at the end of all days
        for starts_on, ends_on in _spells(caseworker.absences)
        if (ends_on - starts_on).days + 1 >= rules.leave_days
    )


def inflow_faults(rules: CapacityRules) -> Iterable[tuple[str, str]]:
    """Yield what is wrong with the rules of inflow, in English and Danish."""
    if rules.leave_days < 1:
        yield "capacity.leave_days is at least 1", "capacity.leave_days er mindst 1"
    if not 0 <= rules.weeks_after_leave <= _MOST_WEEKS:
        yield (
            f"capacity.weeks_after_leave lies between 0 and {_MOST_WEEKS}",
            f"capacity.weeks_after_leave ligger mellem 0 og {_MOST_WEEKS}",
        )
    for name in ("new_per_week_after_leave", "new_per_week_ramping"):
        if not 0.0 <= getattr(rules, name) < float("inf"):
            yield f"capacity.{name} is a number from 0", f"capacity.{name} er et tal fra 0 og op"


def _spells(absences: Iterable[Absence]) -> list[tuple[date, date]]:
    """Join whole absences that overlap or have no working day between them; both days included, in order."""
    spells: list[tuple[date, date]] = []
    whole = (absence for absence in absences if absence.share == 1.0)
    for absence in sorted(whole, key=lambda one: (one.starts_on, one.ends_on)):
        if spells and _no_work_between(spells[-1][1], absence.starts_on):
            starts_on, ends_on = spells[-1]
            spells[-1] = (starts_on, max(ends_on, absence.ends_on))
        else:
            spells.append((absence.starts_on, absence.ends_on))
    return spells


def _no_work_between(ends_on: date, starts_on: date) -> bool:
    return starts_on <= ends_on or not np.busday_count(ends_on + _ONE_DAY, starts_on)
