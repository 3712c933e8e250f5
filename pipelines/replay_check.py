"""Does the replay of what was done give the history's own figures? If not, it says little of anything else."""

from dataclasses import dataclass

import numpy as np

from allocation.actual import actual_holding
from allocation.backlog import Holding, demand
from allocation.capacity import CapacityRules
from allocation.columns import UNKNOWN, Floats, Integers
from allocation.measures import counted, peak, spread
from allocation.record import Record, places
from allocation.supply import DAYS_PER_WEEK, long_away, weekly_hours
from allocation.world import replayed
from allocation.yardstick import smoothed
from features.history import History
from pipelines.advisor_view import days_open


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The replay of the actual allocation held against the history, over the replayed weeks.

    ``hours_at_holder`` is the share of the hours that lie with whoever recorded them, ``weekly_correlation`` that of
    hours by caseworker and week, ``count_difference`` how many open cases a caseworker's number is off by, on average.
    ``recorded_cv`` and ``recorded_peak`` are the spread of load and its largest, had the hours been those of whoever
    recorded them: where many work on one case, that is not its caseworker alone.
    """

    hours_at_holder: float
    weekly_correlation: float
    count_difference: float
    recorded_cv: float
    recorded_peak: float


def check_replay(history: History, record: Record, rules: CapacityRules, since: int) -> Check | None:
    """Hold the replay of what was done against the history; ``None`` where it does not tell who had the cases.

    Loads are measured from the week ``since`` on.
    """
    if record.holders is None:
        return None
    world = replayed(record)
    holding = actual_holding(world, long_away(record.staff, record.starts_on, record.weeks, rules))
    recorded = _recorded(history, record)
    replay = demand(world, holding, len(record.staff))
    busy = recorded.sum(axis=0) > 0.0
    loads = smoothed(recorded, weekly_hours(record.staff, record.starts_on, record.weeks, rules))[since:]
    return Check(
        hours_at_holder=_overlap(replay, recorded),
        weekly_correlation=float(np.corrcoef(replay[:, busy].ravel(), recorded[:, busy].ravel())[0, 1]),
        count_difference=_count_difference(history, record, holding),
        recorded_cv=spread(counted(loads)),
        recorded_peak=peak(loads),
    )


def _recorded(history: History, record: Record) -> Floats:
    """Return the hours that each caseworker recorded in each week, (T, W)."""
    work, seats = history.work, len(record.staff)
    at = np.append(places(work.caseworkers, record.staff), UNKNOWN)[work.caseworker]
    week = (work.day - np.datetime64(record.starts_on)).astype(np.intp) // DAYS_PER_WEEK
    kept = (at != UNKNOWN) & (week >= 0) & (week < record.weeks)
    flat = np.bincount((week * seats + at)[kept], work.hours[kept], minlength=record.weeks * seats)
    return np.asarray(flat, dtype=np.float64).reshape(record.weeks, seats)


def _overlap(replay: Floats, recorded: Floats) -> float:
    """Return the share of the recorded hours that the replay has at the same caseworker in the same week."""
    total = float(recorded.sum())
    return float(np.minimum(replay, recorded).sum()) / total if total else float("nan")


def _count_difference(history: History, record: Record, holding: Holding) -> float:
    """Compare each caseworker's open cases in each week with those whose own caseworker she is in the history.

    Only while she is employed: the history names one caseworker a case, the last.
    """
    own = places([case.caseworker_id or "" for case in history.cases], record.staff)
    first = np.array([(case.received_on - record.starts_on).days for case in history.cases]) // DAYS_PER_WEEK
    last = _week_closed(history, record)
    employed = np.array([(one.employed_on - record.starts_on).days for one in record.staff]) // DAYS_PER_WEEK
    off = []
    for week, row in enumerate(holding):
        there = (first <= week) & (week <= last) & (own != UNKNOWN)
        told = np.bincount(own[there], minlength=len(record.staff))
        replayed_now = np.bincount(row[row != UNKNOWN], minlength=len(record.staff))
        off.append(np.abs(told - replayed_now)[employed <= week])
    return float(np.concatenate(off).mean())


def _week_closed(history: History, record: Record) -> Integers:
    """Return the week in which each case closed, or the last."""
    days = days_open(history) + np.array([(case.received_on - record.starts_on).days for case in history.cases])
    return np.asarray(days // DAYS_PER_WEEK, dtype=np.intp)
