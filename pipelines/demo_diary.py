"""What stands in the demo's diary? Invented hours of the team's last weeks: some have closed, one is still writing."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.diary import DayMark, DiaryEntry
from sagstyngde.work_kind import WorkKind
from storage.diary import agree_windows, close_window
from storage.diary_entries import mark_days, record_entries
from storage.engine import Engine, writing
from storage.placements import open_with
from storage.staff import all_staff
from storage.stamp import Stamp

WEEKS = 2
CASES_A_DAY = (2, 5)
_KINDS = (WorkKind.DESK, WorkKind.FAMILY, WorkKind.PARTNERS, WorkKind.TRAVEL)
_OFTEN = (4, 3, 2, 1)
_MINUTES = (15, 30, 30, 45, 60, 90, 120)


def keep_invented_diary(engine: Engine, *, now: datetime, seed: int) -> None:
    """Let everybody keep a diary in last week and this one; the first of the staff list has two days to fill.

    Who comes later in the list has kept one in the two weeks before, and most have closed it.
    """
    stamp, today = Stamp(by="demo", at=now), now.date()
    monday = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    with writing(engine) as connection:
        ids = [one.caseworker_id for one in all_staff(connection, on=today) if one.left_on is None]
        cases = {whom: [case for who, case in open_with(connection, [whom]) if who == whom] for whom in ids}
        earlier = monday - timedelta(weeks=WEEKS)
        told = [whom for whom in ids if cases[whom]]
        for whom, window in zip(ids, agree_windows(connection, ids, _days(earlier), stamp), strict=True):
            if whom in told[:-1]:
                close_window(connection, window, stamp)
        agree_windows(connection, ids, _days(monday), stamp)
        draw = random.Random(seed)  # noqa: S311  nothing secret is drawn
        for whom in told:
            days = _working_days(earlier, today)
            skipped = {days[-1], days[-3]} if whom == told[0] else {days[-1]}
            filled = [day for day in days if day not in skipped]
            record_entries(connection, list(_entries(draw, whom, cases[whom], filled[:-1])), stamp)
            mark_days(connection, whom, filled[-1:], DayMark.NOTHING, stamp=stamp)


def _days(monday: date) -> tuple[date, date]:
    return monday, monday + timedelta(days=7 * WEEKS - 1)


def _working_days(first: date, today: date) -> list[date]:
    days = (first + timedelta(days=ahead) for ahead in range((today - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def _entries(
    draw: random.Random, whom: CaseworkerId, cases: Sequence[CaseId], days: Sequence[date]
) -> Iterator[DiaryEntry]:
    """Draw a few cases for each day, and minutes of one or two kinds on each."""
    for day in days:
        for case_id in draw.sample(cases, min(len(cases), draw.randint(*CASES_A_DAY))):
            for kind in dict.fromkeys(draw.choices(_KINDS, _OFTEN, k=2)):
                yield DiaryEntry(
                    case_id=case_id,
                    caseworker_id=whom,
                    worked_on=day,
                    kind=kind,
                    minutes=draw.choice(_MINUTES),
                )
