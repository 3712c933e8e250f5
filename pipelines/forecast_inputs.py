"""What does a history tell a forecast? New cases a month, the course of each category, and the cases in hand.

Everything is laid out by the plan's months: month 0 begins on the plan's day, and the past is counted back from it.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from allocation.arrivals import LONGEST_PAST, MONTHS_PER_YEAR, Floats, Integers
from allocation.arrivals_check import FEWEST_MONTHS
from allocation.courses import courses_of
from allocation.forecast_grounds import Materials
from allocation.runoff import new_cases
from features.history import History
from features.scheme import EffortSource
from pipelines.forecast_cases import Days, days_of, is_diary, known_categories, seen_cases
from pipelines.forecast_open import Said, open_cases, stock_now, with_courses
from sagstyngde.case import Case
from sagstyngde.errors import InputRefused
from sagstyngde.months import add_months

GRACE = timedelta(days=3)
"""So long after the last record a plan may begin: a weekend and a month's turn."""

IDLE_MONTHS = 6
MIX_MONTHS = 24
"""The newest months whose categories tell which will come."""


def materials(history: History, on: date, months: int, said: Said | None = None) -> Materials:
    """Read what a plan of so many months from a day on needs from what was known that morning.

    Without a bundle a case's category is the judged one, or its band of recorded effort, and weighs as others of it.

    Raises:
        InputRefused: the history holds no dates, only totals, or less than half a year before the day.
    """
    past = past_months(history, on)
    history = history.as_of(on)
    category = known_categories(history) if said is None else said.category
    codes = history.scheme.scale.codes
    courses = courses_of(seen_cases(history, category), len(codes))
    if said is not None:
        courses = with_courses(courses, said.courses)
    received = days_of(history.cases)
    mix = _mix(category[received >= np.datetime64(add_months(on, -MIX_MONTHS))], len(codes))
    in_hand = open_cases(history, on, category, courses=courses, mix=mix)
    return Materials(
        on=on,
        codes=codes,
        past=np.diff(np.searchsorted(received, past)).astype(np.intp),
        past_hours=np.full(len(past) - 1, np.nan) if is_diary(history) else np.diff(_before(history, past)),
        past_mix=mix,
        courses=courses,
        stock=stock_now(history, in_hand, courses, months=months, said=said),
        new=new_cases(courses, months),
        of_team=_teams([case for case in history.cases if _counts_for_team(case, on)]),
        known=float((category[np.unique(in_hand.row)] >= 0).mean()) if len(in_hand.row) else 1.0,
        idle=_idle(history, in_hand.row, on),
    )


def past_months(history: History, on: date) -> Days:
    """Return the first day of each whole month before the plan's day, and the plan's day, oldest first.

    Raises:
        InputRefused: there are too few to forecast from, or what they hold is not dated.
    """
    effort = history.scheme.effort
    if not history.has_dates or effort.source is EffortSource.TOTAL:
        raise InputRefused(
            english="a forecast month by month needs dated hours, and the history tells only totals",
            danish="en prognose måned for måned kræver daterede timer, og historikken fortæller kun timer i alt",
        )
    if on > history.ends_on + GRACE:
        raise InputRefused(
            english=f"--on: the history ends before {history.ends_on}; make a newer export or choose an earlier day",
            danish=f"--on: historikken slutter før {history.ends_on}; lav et nyere udtræk, eller vælg en tidligere dag",
        )
    edges = [add_months(on, -month) for month in range(LONGEST_PAST + 1)]
    whole = [edge for edge in edges if history.cases and edge >= history.cases[0].received_on]
    if len(whole) <= FEWEST_MONTHS:
        raise InputRefused(
            english=f"the history holds {max(len(whole) - 1, 0)} whole months before {on}; a forecast needs at least "
            f"{FEWEST_MONTHS}, and two years to know the season",
            danish=f"historikken rummer {max(len(whole) - 1, 0)} hele måneder før {on}; en prognose kræver mindst "
            f"{FEWEST_MONTHS}, og to år for at kende årets gang",
        )
    return np.array(whole[::-1], dtype="datetime64[D]")


def plan_day(history: History) -> date:
    """Return the day a plan begins where none is asked for: the history's end, or the month's turn right after it."""
    turn = add_months(history.ends_on.replace(day=1), 1)
    return turn if turn - history.ends_on <= GRACE else history.ends_on


def _before(history: History, edges: Days) -> Floats:
    """Return the hours recorded before each of some days."""
    order = np.argsort(history.work.day, kind="stable")
    until = np.concatenate([[0.0], np.cumsum(history.work.hours[order])])
    return np.asarray(until[np.searchsorted(history.work.day[order], edges)])


def _mix(category: Integers, categories: int) -> Floats:
    """Count the categories; one of each is added, so that none is impossible."""
    return np.asarray(np.bincount(category[category >= 0], minlength=categories) + 1.0)


def _counts_for_team(case: Case, on: date) -> bool:
    return case.team is not None and (case.closed_on is None or case.received_on >= add_months(on, -MONTHS_PER_YEAR))


def _teams(cases: Sequence[Case]) -> dict[str, float]:
    teams = [case.team for case in cases if case.team is not None]
    return {team: teams.count(team) / len(teams) for team in sorted(set(teams))}


def _idle(history: History, rows: Integers, on: date) -> int | None:
    if is_diary(history):
        return None
    since = np.datetime64(add_months(on, -IDLE_MONTHS))
    worked = history.work.case_index[history.work.day >= since]
    old = rows[days_of(history.cases)[rows] < since]
    return len(np.setdiff1d(old, worked))
