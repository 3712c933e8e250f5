"""Who has kept and closed which weeks of diary? Completeness, and never how long anybody worked on what.

What the time of a round went to is told for all together, once everybody in it has closed, and only of so many that
nobody's share can be told from it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from casework.diary_windows import hours_on, working_days
from sagstyngde.case import CaseworkerId
from sagstyngde.diary import DiaryWindow
from sagstyngde.work_kind import WorkKind
from storage.diary import windows_of
from storage.diary_entries import days_worked, entries_of, marks_of
from storage.engine import Connection
from storage.staff import StaffRecord

FEWEST_TOGETHER = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One caseworker's window, and how many of its working days that have come are told."""

    window: DiaryWindow
    name: str
    team: str | None
    told: int
    come: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Windows of the same weeks. ``minutes`` by kind of work, of all of them together; ``None`` where not told."""

    starts_on: date
    ends_on: date
    kept: tuple[Kept, ...]
    minutes: dict[WorkKind, int] | None

    @property
    def open(self) -> tuple[Kept, ...]:
        """Those who have not closed."""
        return tuple(one for one in self.kept if one.window.closed_at is None)


def rounds_of(connection: Connection, people: Sequence[StaffRecord], *, since: date, today: date) -> tuple[Round, ...]:
    """Return the rounds that some people keep a diary in and that end on a day or later, the newest first."""
    by_id = {one.caseworker_id: one for one in people}
    windows = windows_of(connection, list(by_id), since=since)
    if not windows:
        return ()
    first, last = min(one.starts_on for one in windows), max(one.ends_on for one in windows)
    told = days_worked(connection, first, last) | set(marks_of(connection, list(by_id), first, last))
    ordered = sorted(windows, key=_weeks, reverse=True)
    return tuple(
        _round(connection, [_kept(one, by_id[one.caseworker_id], told, today) for one in group])
        for _, group in groupby(ordered, key=_weeks)
    )


def _weeks(window: DiaryWindow) -> tuple[date, date]:
    return window.starts_on, window.ends_on


def _kept(window: DiaryWindow, record: StaffRecord, told: frozenset[tuple[CaseworkerId, date]], today: date) -> Kept:
    who = record.on(today)
    come = [day for day in working_days(window) if day <= today]
    return Kept(
        window=window,
        name=who.name or who.caseworker_id,
        team=who.team,
        told=sum((who.caseworker_id, day) in told or hours_on(who, day) == 0.0 for day in come),
        come=len(come),
    )


def _round(connection: Connection, kept: Sequence[Kept]) -> Round:
    window = kept[0].window
    is_told = len(kept) >= FEWEST_TOGETHER and all(one.window.closed_at is not None for one in kept)
    ids = [one.window.caseworker_id for one in kept]
    return Round(
        starts_on=window.starts_on,
        ends_on=window.ends_on,
        kept=tuple(sorted(kept, key=lambda one: (one.team or "", one.name))),
        minutes=dict(_minutes(connection, ids, window)) if is_told else None,
    )


def _minutes(
    connection: Connection, ids: Sequence[CaseworkerId], window: DiaryWindow
) -> Iterator[tuple[WorkKind, int]]:
    recorded = entries_of(connection, ids, window.starts_on, window.ends_on)
    for kind in WorkKind:
        yield kind, sum(one.entry.minutes for one in recorded if one.entry.kind is kind)
