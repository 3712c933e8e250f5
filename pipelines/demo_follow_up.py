"""What has the invented municipality been through? A year of weekly loads and felt loads, alarms, what was done.

All of it is invented: the present load is the casebook's own, and how it came about is drawn around it, seeded.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np

from allocation.board import Board
from casework.weekly import Known, weekly_loads
from sagstyngde.alarm import AlarmAction, AlarmKind, Closing, Finding
from sagstyngde.case import Case, CaseId, CaseworkerId
from sagstyngde.caseworker import Absence, Caseworker
from sagstyngde.danish import day, percent
from sagstyngde.felt import Felt
from sagstyngde.milestone import Milestone, MilestoneId, MilestoneKind
from sagstyngde.thresholds import DEFAULT
from sagstyngde.weekly_load import WeeklyLoad
from sagstyngde.weeks import monday_of
from storage.alarms import Asked, Within, alarms_of, close_alarm, raise_alarms
from storage.engine import Connection
from storage.felt_loads import tell_felt
from storage.milestones import insert_milestone
from storage.reach import NOTHING
from storage.stamp import Stamp
from storage.weekly_loads import record_weekly_loads

BY = "demo:leder"
_WEEKS = 52
_SPELL_BEGAN, _SPELL_ENDED = 40, 33
"""Weeks ago: somebody's hard months last winter, after which cases were moved."""
_OVER_FOR = 6
_SILENT = 0.05
_USUAL_SHARE = 0.9
"""Of whoever is over the limit now: what it was before her leave."""
_DONE = Closing(action=AlarmAction.MOVED, note="To sager flyttet til kollega i teamet (opdigtet)")


def add_a_year(connection: Connection, board: Board, *, at: datetime, seed: int) -> None:
    """Store a year of weeks, what was felt in them, what was raised, and what was done."""
    rng = np.random.default_rng(seed)
    now = weekly_loads(board, Known(cases=(), clocks={}, signs={}), DEFAULT)
    names = {key: seat.caseworker.name or str(key) for key, seat in board.seats.items()}
    heaviest = [load.caseworker_id for load in sorted(now, key=lambda load: -load.share)]
    weeks = [week for place, load in enumerate(now) for week in _weeks_of(load, rng, place=place, heaviest=heaviest)]
    record_weekly_loads(connection, weeks, Stamp(by=BY, at=at - timedelta(weeks=1)))
    _tell_felt(connection, weeks, rng, at)
    if heaviest:
        _deal_with(connection, heaviest[0], names[heaviest[0]], at=at, closing=_DONE)
    _talk(connection, sorted(board.held), rng, at)


def partly_ill(staff: Sequence[Caseworker], held: Sequence[Case], on: date) -> list[Caseworker]:
    """Return the staff with one of them on a part-time sick leave: whoever has most cases, but for the first.

    So there is an overload that one can follow from the alarm to the desk it is about.
    """
    counted = Counter(case.caseworker_id for case in held)
    whom = max(staff[1:], key=lambda one: (counted[one.caseworker_id], one.caseworker_id)).caseworker_id
    leave = Absence(starts_on=on - timedelta(weeks=_OVER_FOR), ends_on=on + timedelta(weeks=30), share=0.7)
    return [replace(one, absences=(*one.absences, leave)) if one.caseworker_id == whom else one for one in staff]


def _talk(connection: Connection, case_ids: Sequence[CaseId], rng: np.random.Generator, at: datetime) -> None:
    """Record a talk on most cases, so that the few without one stand out."""
    for number, case_id in enumerate(case_ids):
        if rng.random() < _SILENT:
            continue
        spoken = Milestone(
            milestone_id=MilestoneId(f"samtale-{number}"),
            case_id=case_id,
            kind=MilestoneKind.CONTACT,
            reached_on=at.date() - timedelta(days=int(rng.integers(1, 80))),
        )
        insert_milestone(connection, spoken, Stamp(by=BY, at=at))


def _weeks_of(
    load: WeeklyLoad, rng: np.random.Generator, *, place: int, heaviest: Sequence[CaseworkerId]
) -> list[WeeklyLoad]:
    """Draw the weeks before this one: a slow course that ends at the present load, holidays and sick weeks in it."""
    steps = np.cumsum(rng.normal(0.0, 0.02, _WEEKS))
    course = 1.0 + 0.10 * np.sin(np.arange(_WEEKS) / 8.0 + place) + steps
    shares = course / course[0] * load.hours
    usual = _full(load) if load.share <= 1.0 else load.hours / _USUAL_SHARE
    if load.caseworker_id == heaviest[0]:
        shares[_SPELL_ENDED - 1 : _SPELL_BEGAN] = np.maximum(shares[_SPELL_ENDED - 1 : _SPELL_BEGAN], 1.2 * usual)
        shares[:_OVER_FOR] = np.maximum(shares[:_OVER_FOR], 1.06 * _full(load))
    return [
        replace(
            load,
            week_of=load.week_of - timedelta(weeks=back),
            hours=max(0.0, float(shares[back - 1])),
            capacity_hours=_full(load) if back <= _OVER_FOR else usual,
            case_count=max(1, round(load.case_count * shares[back - 1] / max(load.hours, 1e-9))),
        )
        for back in range(1, _WEEKS + 1)
    ]


def _full(load: WeeklyLoad) -> float:
    return max(load.capacity_hours, 1.0)


def _tell_felt(connection: Connection, weeks: Sequence[WeeklyLoad], rng: np.random.Generator, at: datetime) -> None:
    """Let most caseworkers tell of most weeks, by their load as one feels it: with a will of its own."""
    for week in weeks:
        if rng.random() < 0.07:
            continue
        drawn = 3.0 + 6.0 * (min(week.share, 1.6) - 0.95) + rng.normal(0.0, 0.6)
        felt = Felt(int(np.clip(round(drawn), 1, 5)))
        told_at = at - timedelta(days=(at.date() - week.week_of).days - 4)
        tell_felt(connection, week.caseworker_id, felt, week_of=week.week_of, stamp=Stamp(by=BY, at=told_at))


def _deal_with(connection: Connection, who: CaseworkerId, name: str, *, at: datetime, closing: Closing) -> None:
    """Raise an alarm of last winter and close it, as somebody did then."""
    raised = at - timedelta(weeks=_SPELL_BEGAN - 4)
    began = monday_of(raised.date() - timedelta(weeks=4))
    finding = Finding(
        kind=AlarmKind.OVERLOAD,
        subject=f"overload:{who}",
        caseworker_id=who,
        text=f"{name} har været over {percent(1.0)} i mindst 4 uger i træk, siden {day(began)}.",
        content={"weeks": 4, "since": began.isoformat(), "limit": 1.0, "share": 1.2, "peak": 1.2},
    )
    raise_alarms(connection, [finding], Stamp(by=BY, at=raised))
    within = Within(cases=NOTHING, caseworkers=[who])
    (alarm,), _ = alarms_of(connection, within, Asked(is_open=True), limit=1)
    close_alarm(connection, alarm.alarm_id, closing, Stamp(by=BY, at=raised + timedelta(days=5)))
