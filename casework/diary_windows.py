"""When does a diary begin, and when is it told? Whole weeks, agreed by the leader and closed by the caseworker.

A window is agreed before it begins, so that nobody chooses the weeks by how busy they were. Its working days are
filled, told to be without work on cases, or left out; what is left out is not learned from (docs/adr/0055).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from casework.diary_rules import Pen
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.diary import DayMark, DiaryWindow, WindowId
from sagstyngde.errors import InputRefused, StateRefused
from sagstyngde.weeks import monday_of
from storage.diary import agree_windows, close_window, windows_of, withdraw_window
from storage.diary_entries import days_worked, mark_days, marks_of
from storage.engine import Connection
from storage.staff import lock_staff
from storage.stamp import Stamp

WEEKS = (2, 3, 4)
"""So many weeks a window may last: two show a case's month, more than four are not kept to the end."""
MOST_DAYS_AHEAD = 366
_WEEKEND = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """Windows that were agreed, and by caseworker why she got none."""

    windows: tuple[WindowId, ...]
    without: Mapping[CaseworkerId, str]


def agree(connection: Connection, people: Sequence[Caseworker], pen: Pen, *, starts_on: date, weeks: int) -> Agreed:
    """Agree a window of so many weeks from a Monday with each of some people.

    Who is not employed all the time, or has a window in those weeks already, gets none.

    Raises:
        InputRefused: it does not begin on a Monday to come, or is not two to four weeks long.

    """
    _refuse_weeks(starts_on, weeks, pen.today)
    ends_on = starts_on + timedelta(days=7 * weeks - 1)
    ids = sorted(one.caseworker_id for one in people)
    lock_staff(connection, ids)
    taken = {one.caseworker_id for one in windows_of(connection, ids, since=starts_on) if one.starts_on <= ends_on}
    without = {
        one.caseworker_id: why
        for one in people
        if (why := _why_not(one, starts_on, ends_on, is_taken=one.caseworker_id in taken))
    }
    wanted = [whom for whom in ids if whom not in without]
    return Agreed(windows=agree_windows(connection, wanted, (starts_on, ends_on), pen.stamp), without=without)


def withdraw(connection: Connection, window: DiaryWindow, stamp: Stamp) -> None:
    """Let an agreed window no longer hold. The caller holds her row.

    Raises:
        StateRefused: it is closed: the hours are hers, and told.

    """
    if window.closed_at is not None:
        raise StateRefused(
            english="the window is closed; what is told in it stays",
            danish="perioden er afsluttet; det, der er skrevet, bliver stående",
        )
    withdraw_window(connection, window.window_id, stamp)


def close(connection: Connection, window: DiaryWindow, who: Caseworker, pen: Pen, *, empty: DayMark | None) -> None:
    """Let everything in a window be told. ``empty`` is what she says of the working days that stand empty.

    The caller holds her row.

    Raises:
        StateRefused: it is closed already, or its last working day has not come.
        InputRefused: days stand empty, and nothing is said of them.

    """
    if window.closed_at is not None:
        raise StateRefused(english="the window is closed already", danish="perioden er allerede afsluttet")
    if pen.today < last_working_day(window):
        raise StateRefused(
            english="the window can be closed from its last working day on",
            danish="perioden kan først afsluttes på den sidste arbejdsdag",
        )
    days = empty_days(connection, window, who)
    if days and empty not in {DayMark.NOTHING, DayMark.LEFT_OUT}:
        raise InputRefused(
            english="days stand empty; say whether they were without work on cases, or are not to count",
            danish="vælg, hvad de tomme dage betyder",
        )
    if days and empty is not None:
        mark_days(connection, window.caseworker_id, days, empty, stamp=pen.stamp)
    close_window(connection, window.window_id, pen.stamp)


def empty_days(connection: Connection, window: DiaryWindow, who: Caseworker) -> tuple[date, ...]:
    """Return the working days of a window without hours on cases of which she has said nothing and was not away."""
    first, last = window.starts_on, window.ends_on
    filled = {day for whom, day in days_worked(connection, first, last) if whom == window.caseworker_id}
    told = {day for _, day in marks_of(connection, [window.caseworker_id], first, last)}
    return tuple(day for day in working_days(window) if day not in filled | told and hours_on(who, day) > 0.0)


def working_days(window: DiaryWindow) -> tuple[date, ...]:
    """Return a window's days from Monday to Friday."""
    days = (window.starts_on + timedelta(days=ahead) for ahead in range((window.ends_on - window.starts_on).days + 1))
    return tuple(day for day in days if day.weekday() < _WEEKEND)


def last_working_day(window: DiaryWindow) -> date:
    """Return the last day from Monday to Friday; a window of a weekend has only its own last."""
    return max(working_days(window), default=window.ends_on)


def hours_on(who: Caseworker, day: date) -> float:
    """Return the hours of a working day by her contract, absence taken off; none at weekends.

    >>> hours_on(Caseworker(caseworker_id=CaseworkerId("w1"), employed_on=date(2020, 1, 1)), date(2026, 11, 23))
    7.4
    """
    if day.weekday() >= _WEEKEND:
        return 0.0
    away = sum(one.share for one in who.absences if one.starts_on <= day <= one.ends_on)
    return who.weekly_hours / _WEEKEND * max(0.0, 1.0 - away)


def counted_stretches(
    window: DiaryWindow, marks: Mapping[tuple[CaseworkerId, date], DayMark]
) -> tuple[tuple[date, date], ...]:
    """Return the parts of a window that are learned from: what is left when the days left out are cut away."""
    out = sorted(
        day for (whom, day), mark in marks.items() if whom == window.caseworker_id and mark is DayMark.LEFT_OUT
    )
    return tuple(_between(window, [day for day in out if window.holds(day)]))


def _between(window: DiaryWindow, out: Iterable[date]) -> Iterable[tuple[date, date]]:
    begins = window.starts_on
    for day in out:
        if begins < day:
            yield begins, day - timedelta(days=1)
        begins = day + timedelta(days=1)
    if begins <= window.ends_on:
        yield begins, window.ends_on


def _why_not(one: Caseworker, starts_on: date, ends_on: date, *, is_taken: bool) -> str:
    if one.employed_on > starts_on or (one.left_on is not None and one.left_on < ends_on):
        return "er ikke ansat i hele perioden"
    return "har allerede en periode i de uger" if is_taken else ""


def _refuse_weeks(starts_on: date, weeks: int, today: date) -> None:
    this_monday = monday_of(today)
    if starts_on.weekday() != 0 or not this_monday <= starts_on <= today + timedelta(days=MOST_DAYS_AHEAD):
        raise InputRefused(
            english="a window begins on a Monday: this week's, or one within a year",
            danish="perioden skal begynde en mandag: i denne uge eller inden for et år",
        )
    if weeks not in WEEKS:
        raise InputRefused(
            english="a window lasts two to four weeks", danish="perioden skal vare to, tre eller fire uger"
        )
