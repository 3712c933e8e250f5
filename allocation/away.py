"""Who cannot have cases in a week? Whoever is not employed, or on leave for so long that others take over."""

import numpy as np

from allocation.record import Flags, Floats

LONG_WEEKS = 8
"""From so many weeks in a row without hours her cases are handed over; a shorter absence is waited out."""


def long_away(hours: Floats) -> Flags:
    """Return who is away in each week, (T, W), from net hours by week: on long leave, not yet or no longer employed.

    What lies before the first and after the last week is taken to be as long as it takes.

    >>> hours = np.array([[0.0], [9.0], [0.0], [9.0]])
    >>> long_away(hours)[:, 0].tolist()
    [True, False, False, False]
    """
    weeks = len(hours)
    away = np.zeros(hours.shape, dtype=bool)
    for seat in range(hours.shape[1]):
        working = np.concatenate(([-1], np.flatnonzero(hours[:, seat] > 0.0), [weeks]))
        for before, after in zip(working[:-1].tolist(), working[1:].tolist(), strict=True):
            if after - before > LONG_WEEKS or before < 0 or after == weeks:
                away[before + 1 : after, seat] = True
    return away
