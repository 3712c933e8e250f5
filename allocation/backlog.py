"""When is the work done, if a caseworker can do no more in a week than she has hours for?

Work falls due on its day and waits at the case's caseworker; the oldest is done first. What is not done this week waits
for the next. A case that changes hands takes its waiting work along, which keeps its place by age.
"""

from dataclasses import dataclass

import numpy as np

from allocation.columns import UNKNOWN, Flags, Floats, Integers
from allocation.supply import DAYS_PER_WEEK
from allocation.world import World

Holding = np.ndarray[tuple[int, int], np.dtype[np.int32]]
"""Who has each case in each week, (T, N): places in the staff; ``UNKNOWN`` while it is not open."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Done:
    """What became of the work. Days are from the record's start, ``nan`` for work that was not begun or not finished.

    ``begun`` and ``finished`` (M,) are days for each entry of the world's work, ``left`` (M,) its hours not done at the
    end. ``hours`` (T, W) are the hours done, ``waiting`` (T, W + 1) those that wait at each week's end, the last column
    where nobody has the case.
    """

    begun: Floats
    finished: Floats
    hours: Floats
    waiting: Floats
    left: Floats


def work_off(world: World, holding: Holding, capacity: Floats) -> Done:
    """Let W caseworkers work off what falls due; ``capacity`` (T, W) is their net hours by week.

    Work that falls due after its case has closed is done by whoever had the case last.
    """
    weeks, seats = capacity.shape
    # Nobody's work waits at an extra place that has no hours.
    holding = np.where((known := _last_known(holding)) == UNKNOWN, seats, known)
    capacity = np.column_stack((capacity, np.zeros(weeks)))
    left = world.work_hours.copy()
    begun, finished = np.full(len(left), np.nan), np.full(len(left), np.nan)
    hours, waiting = np.zeros((weeks, seats + 1)), np.zeros((weeks, seats + 1))
    due = np.searchsorted(world.work_day, DAYS_PER_WEEK * np.arange(weeks + 1))
    queue = np.empty(0, dtype=np.intp)
    for week in range(weeks):
        queue = np.concatenate((queue, np.arange(due[week], due[week + 1])))
        at = holding[week, world.work_case[queue]]
        order = np.argsort(at, kind="stable")
        queue, at = queue[order], at[order]
        ahead, room = _ahead(left[queue], at), capacity[week, at]
        done = np.clip(room - ahead, 0.0, left[queue])
        left[queue] -= done
        hours[week] = np.bincount(at, done, minlength=seats + 1)
        _date(begun, queue, (done > 0.0) & np.isnan(begun[queue]), week + _share(ahead, room))
        _date(finished, queue, left[queue] <= 0.0, week + _share(ahead + done, room))
        queue = np.sort(queue[left[queue] > 0.0])
        waiting[week] = np.bincount(holding[week, world.work_case[queue]], left[queue], minlength=seats + 1)
    due_on = world.work_day.astype(np.float64)
    return Done(
        begun=np.maximum(begun, due_on),
        finished=np.maximum(finished, due_on),
        left=left,
        hours=hours[:, :seats],
        waiting=waiting,
    )


def demand(world: World, holding: Holding, seats: int) -> Floats:
    """Return the hours that fall due in each week at each caseworker, (T, W)."""
    week = world.work_day // DAYS_PER_WEEK
    at = _last_known(holding)[week, world.work_case]
    had = at != UNKNOWN
    hours = np.bincount((week * seats + at)[had], world.work_hours[had], minlength=len(holding) * seats)
    return np.asarray(hours, dtype=np.float64).reshape(len(holding), seats)


def _date(days: Floats, queue: Integers, which: Flags, week: Floats) -> None:
    """Write down the day of what happened to some of the queue."""
    days[queue[which]] = DAYS_PER_WEEK * week[which]


def _share(hours: Floats, room: Floats) -> Floats:
    """Return how far into the week so many hours reach."""
    return np.divide(hours, room, out=np.ones_like(hours), where=room > 0.0)


def _last_known(holding: Holding) -> Holding:
    """Let whoever had a case last go on having it once it has closed."""
    rows = np.where(holding != UNKNOWN, np.arange(len(holding))[:, None], 0)
    known = np.maximum.accumulate(rows, axis=0)
    return np.take_along_axis(holding, known, axis=0)


def _ahead(hours: Floats, at: Integers) -> Floats:
    """Return the hours that wait ahead of each entry at the same caseworker; ``at`` is in order.

    >>> _ahead(np.array([1.0, 2.0, 4.0]), np.array([0, 0, 1])).tolist()
    [0.0, 1.0, 0.0]
    """
    upto = np.cumsum(hours) - hours
    first = np.searchsorted(at, at, side="left")
    return np.asarray(upto - upto[first])
