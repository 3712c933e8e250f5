"""Which days has a diary's window, and what stands on each? Said in words: filled, empty, left out, away, to come."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from casework.diary_rules import Pages
from casework.diary_windows import hours_on, working_days
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.diary import DayMark, DiaryWindow
from sagstyngde.duration import clock
from serve.language import _

Marks = Mapping[tuple[CaseworkerId, date], DayMark]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A day of the window as the strip shows it: what stands in it, and in words what that means."""

    day: date
    text: str
    means: str
    state: str


def tiles_of(  # noqa: PLR0913  what a day is told by
    pages: Pages, window: DiaryWindow, who: Caseworker, marks: Marks, *, shown: date, today: date
) -> Iterator[Tile]:
    """Yield a window's working days in order, and of its weekends the days with hours and the one that is shown."""
    filled = _filled(pages)
    weekend = {day for day in (*filled, shown) if window.holds(day)}
    for day in sorted({*working_days(window), *weekend}):
        mark = marks.get((who.caseworker_id, day))
        text, means, state = _said(filled.get(day, 0), mark, is_away=hours_on(who, day) == 0.0, is_past=day <= today)
        yield Tile(day=day, text=text, means=means, state=state)


def _filled(pages: Pages) -> dict[date, int]:
    totals: defaultdict[date, int] = defaultdict(int)
    for one in pages.recorded:
        totals[one.entry.worked_on] += one.entry.minutes
    return {day: minutes for day, minutes in totals.items() if minutes}


def _said(minutes: int, mark: DayMark | None, *, is_away: bool, is_past: bool) -> tuple[str, str, str]:
    """Return what a day's tile shows, what that means, and what kind of day it is."""
    if minutes:
        return clock(minutes), _("timer og minutter på sager"), "filled"
    if mark is DayMark.NOTHING:
        return _("intet"), _("intet på sager"), "filled"
    if mark is DayMark.LEFT_OUT:
        return _("udeladt"), _("tæller ikke med"), "out"
    if is_away:
        return _("fri"), _("fravær eller fri"), "away"
    return (_("tom"), _("mangler"), "missing") if is_past else ("–", _("er ikke kommet endnu"), "coming")
