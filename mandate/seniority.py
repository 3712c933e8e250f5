"""From which day has a caseworker been employed as long as the register asks? Counted over spans, exact to the day.

Leaves that overlap or follow each other without a day between are one leave, and employments that follow each other so
are one employment: how somebody's time was split up when it was written down must not change what she may do. A leave
is as long as she was away, also where it began before an employment or ended after it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from mandate.register import Leave, Reemployment, Seniority
from sagstyngde.decision import Decider, Span
from sagstyngde.months import add_months

_NEVER = date.max.toordinal() + 1
"""The day after the last one there is: where days without an end stop, and when a count is full that never is."""

_Days = tuple[int, int]
"""Ordinals from a first day up to, not including, another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """Employments that are counted as one.

    ``employments`` have a day or more between them, which is not employed. ``full_on`` is the first employed day on
    which the count is full; ``None``: it never is.
    """

    employments: tuple[Span, ...]
    full_on: date | None

    def holds(self, day: date) -> bool:
        """Whether she is employed on a day."""
        return any(span.holds(day) for span in self.employments)


def full_on(seniority: Seniority, decider: Decider, on: date | None = None) -> date | None:
    """Return the first day on which she has been employed long enough, ``None`` where there will be none.

    Who comes back may have to start over. The employment meant is the one of the day ``on``, or the last one;
    ``None`` too where she is not employed on that day.
    """
    found = tenures(seniority, decider)
    if on is not None:
        found = tuple(tenure for tenure in found if tenure.holds(on))
    return found[-1].full_on if found else None


def tenures(seniority: Seniority, decider: Decider) -> tuple[Tenure, ...]:
    """Return her employments, those that are counted as one together, in order."""
    if not decider.employments:
        return ()
    pauses = _pauses(seniority, decider.leaves)
    return tuple(
        Tenure(employments=tuple(_span(days) for days in employed), full_on=_full_on(seniority, employed, pauses))
        for employed in _counted_as_one(seniority, _joined(map(_days, decider.employments)))
    )


def _joined(days: Iterable[_Days]) -> list[_Days]:
    """Return the same days in order and apart: what overlaps or touches is joined."""
    joined: list[_Days] = []
    for starts, ends in sorted(days):
        if joined and starts <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], ends)
        else:
            joined.append((starts, ends))
    return joined


def _days(span: Span) -> _Days:
    return span.starts_on.toordinal(), _NEVER if span.ends_on is None else span.ends_on.toordinal() + 1


def _span(days: _Days) -> Span:
    starts, ends = days
    return Span(starts_on=_date(starts), ends_on=None if ends == _NEVER else _date(ends - 1))


def _date(ordinal: int) -> date:
    return date.fromordinal(ordinal)


def _pauses(seniority: Seniority, leaves: Sequence[Span]) -> list[_Days]:
    if seniority.leave is Leave.COUNTS:
        return []
    return [(starts, ends) for starts, ends in _joined(map(_days, leaves)) if ends - starts >= seniority.leave_days]


def _counted_as_one(seniority: Seniority, employed: list[_Days]) -> list[list[_Days]]:
    runs = [employed[:1]]
    for earlier, later in pairwise(employed):
        if seniority.reemployment is Reemployment.CONTINUES and later[0] <= _later(earlier[1], seniority.gap_months):
            runs[-1].append(later)
        else:
            runs.append([later])
    return runs


def _later(ordinal: int, months: int) -> int:
    """Return the day some months later, at most the day after the last one there is."""
    try:
        return add_months(_date(ordinal), months).toordinal()
    except ValueError:
        return _NEVER


def _full_on(seniority: Seniority, employed: list[_Days], pauses: list[_Days]) -> date | None:
    first = employed[0][0]
    full = _later(first, seniority.months)
    gaps = [(earlier[1], later[0]) for earlier, later in pairwise(employed)]
    for starts, ends in _joined(gaps + pauses):
        if max(starts, first) < min(full, ends):
            full += ends - max(starts, first)
    return next((_date(max(full, starts)) for starts, ends in employed if full < ends), None)
