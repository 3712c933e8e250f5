"""When did the invented municipality's caseworkers keep a diary, and which of their hours stand in it?

A round is the same number of weeks for everyone, Monday to Friday, one every half-year; the newest ends just before the
export. Teams start a week apart, as a team leader would plan it. Nothing else of the municipality changes, so that what
is learned from the diary can be held against the same truth.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from pipelines.synthetic_facts import Days, as_date
from pipelines.synthetic_intake import EXPORTED_ON
from pipelines.synthetic_staff import Staff
from sagstyngde.errors import InputRefused

WEEKS_BETWEEN_ROUNDS = 26
MOST_WEEKS = 12
MOST_ROUNDS = 12
_LAST_MONDAY = as_date(EXPORTED_ON) - timedelta(days=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """A diary of ``weeks`` working weeks, kept ``rounds`` times."""

    weeks: int
    rounds: int = 1

    def __post_init__(self) -> None:
        """Refuse a diary that would hardly be kept, or whose rounds would run into one another."""
        for option, value, most in (("weeks", self.weeks, MOST_WEEKS), ("rounds", self.rounds, MOST_ROUNDS)):
            if not 1 <= value <= most:
                raise InputRefused(
                    english=f"--diary-{option} must lie between 1 and {most}",
                    danish=f"--diary-{option} skal ligge mellem 1 og {most}",
                )


def diary_windows(diary: Diary, staff: Staff) -> pd.DataFrame:
    """Return the windows of everyone who was employed throughout a round, (windows, 3 columns)."""
    rows = []
    for back in range(diary.rounds):
        for worker in staff.caseworkers:
            delay = staff.teams.index(worker.team) if worker.team in staff.teams else 0
            starts_on = _LAST_MONDAY - timedelta(weeks=WEEKS_BETWEEN_ROUNDS * back + diary.weeks - 1 + delay)
            ends_on = starts_on + timedelta(days=7 * diary.weeks - 3)
            if worker.employed_on <= starts_on and (worker.left_on is None or ends_on <= worker.left_on):
                rows.append((worker.caseworker_id, starts_on.isoformat(), ends_on.isoformat()))
    return pd.DataFrame(sorted(rows), columns=["caseworker_id", "starts_on", "ends_on"])


def in_diary(hours: pd.DataFrame, windows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of recorded hours that lie inside a window of who recorded them."""
    days: Days = hours["worked_on"].to_numpy(dtype="datetime64[D]")
    kept = np.zeros(len(hours), dtype=np.bool_)
    recorder = hours["caseworker_id"].to_numpy()
    for caseworker_id, starts_on, ends_on in windows.itertuples(index=False):
        inside = (days >= np.datetime64(starts_on)) & (days <= np.datetime64(ends_on))
        kept |= inside & (recorder == caseworker_id)
    return hours[kept]
