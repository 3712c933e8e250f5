"""When was the export made? The last day with records, unless a stray date stands alone after a long silence."""

from collections.abc import Sequence
from datetime import date

import numpy as np

SILENT_DAYS = 60
LARGEST_STRAY_SHARE = 0.005
FEWEST_DATES = 100
FEWEST_MISSED = 50.0
"""A silence counts only where, at the former pace, fifty records were due in it."""


def last_recorded_day(days: Sequence[date]) -> date:
    """Return the newest day that is not a stray: a mistyped year must not stretch a history into the future.

    At most 0.5 per cent of the dates are strays, and only after 60 silent days in which the former pace would have left
    fifty records. Fewer than a hundred dates have no pace to speak of, and the newest counts.

    >>> from datetime import timedelta
    >>> busy = [date(2025, 1, 1) + timedelta(days=index % 300) for index in range(600)]
    >>> last_recorded_day([*busy, date(2052, 1, 1)])
    datetime.date(2025, 10, 27)
    """
    ordinals = np.sort(np.array([day.toordinal() for day in days], dtype=np.int64))
    if len(ordinals) < FEWEST_DATES:
        return date.fromordinal(int(ordinals[-1]))
    before = np.arange(1, len(ordinals))
    silence = np.diff(ordinals)
    pace = before / np.maximum(ordinals[:-1] - ordinals[0], 1)
    is_stray = (
        (silence > SILENT_DAYS)
        & (len(ordinals) - before <= LARGEST_STRAY_SHARE * len(ordinals))
        & (silence * pace >= FEWEST_MISSED)
    )
    last = int(np.argmax(is_stray)) if is_stray.any() else len(ordinals) - 1
    return date.fromordinal(int(ordinals[last]))
