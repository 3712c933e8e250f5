"""Who was over a limit for how many weeks in a row? Spells of recorded weeks, and the averages of teams.

Only recorded weeks count. One that is missing (nothing ran that week) neither counts nor breaks a spell; two do.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

from sagstyngde.case import CaseworkerId
from sagstyngde.weekly_load import WeeklyLoad

MOST_APART = timedelta(weeks=2)
"""From one recorded week to the next of a spell."""
_ROUNDING = 1e-9
_WHO, _PLACE = attrgetter("caseworker_id"), attrgetter("caseworker_id", "week_of")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A caseworker's weeks in a row over a limit, the first and the last of them included."""

    caseworker_id: CaseworkerId
    weeks: tuple[WeeklyLoad, ...]

    @property
    def first(self) -> date:
        """The Monday it began."""
        return self.weeks[0].week_of

    @property
    def last(self) -> date:
        """The Monday of its last week."""
        return self.weeks[-1].week_of

    @property
    def peak(self) -> float:
        """The largest load; infinite where she had cases and no hours for them."""
        return max(week.share for week in self.weeks)


def spells(loads: Iterable[WeeklyLoad], limit: float, *, least: int = 1) -> list[Spell]:
    """Return every spell over a limit of at least so many weeks, by caseworker and then by day.

    At the limit is not over it.
    """
    found = []
    for who, weeks in groupby(sorted(loads, key=_PLACE), key=_WHO):
        found += [Spell(caseworker_id=who, weeks=part) for part in _parts(tuple(weeks), limit) if len(part) >= least]
    return found


def running(loads: Iterable[WeeklyLoad], limit: float, *, least: int, on: date) -> list[Spell]:
    """Return the spells that last still: their last week is the newest that is recorded, and no older than two."""
    loads = tuple(loads)
    newest = {week.caseworker_id: week.week_of for week in sorted(loads, key=_PLACE)}
    return [
        spell
        for spell in spells(loads, limit, least=least)
        if spell.last == newest[spell.caseworker_id] and on - spell.last < MOST_APART + timedelta(weeks=1)
    ]


def by_team(loads: Iterable[WeeklyLoad]) -> Mapping[str | None, Sequence[WeeklyLoad]]:
    """Return each team's weeks in their order."""
    teams: defaultdict[str | None, list[WeeklyLoad]] = defaultdict(list)
    for week in sorted(loads, key=_PLACE):
        teams[week.team].append(week)
    return teams


def together(loads: Iterable[WeeklyLoad]) -> dict[date, float | None]:
    """Return, week by week, the hours of several over their capacity; ``None`` where they had none."""
    sums: defaultdict[date, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for week in loads:
        sums[week.week_of][0] += week.hours
        sums[week.week_of][1] += week.capacity_hours
    return {week: hours / capacity if capacity > 0.0 else None for week, (hours, capacity) in sorted(sums.items())}


def _parts(weeks: Sequence[WeeklyLoad], limit: float) -> list[tuple[WeeklyLoad, ...]]:
    parts: list[tuple[WeeklyLoad, ...]] = []
    part: tuple[WeeklyLoad, ...] = ()
    for week in weeks:
        is_over = week.share > limit + _ROUNDING
        goes_on = bool(part) and week.week_of - part[-1].week_of <= MOST_APART
        if part and not (is_over and goes_on):
            parts.append(part)
            part = ()
        if is_over:
            part = (*part, week)
    return [*parts, part] if part else parts
