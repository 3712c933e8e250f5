"""What is a diary made of? Agreed windows, minutes on a case by day and kind of work, and days that are told empty."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.work_kind import WorkKind

WindowId = NewType("WindowId", str)
MINUTES_OF_A_DAY = 24 * 60


class DayMark(StrEnum):
    """What a caseworker says of a day without hours on cases."""

    NOTHING = "nothing"
    """She did no work on cases: that day counts, with nothing."""
    LEFT_OUT = "left_out"
    """She did not get it written down: that day does not count."""
    TAKEN_BACK = "taken_back"
    """What she said of it before no longer holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryWindow:
    """A period in which one caseworker has agreed to write down her hours on cases; both days are inside.

    ``closed_at``: when she said that all of them are told. Nothing can be changed after that.
    """

    window_id: WindowId
    caseworker_id: CaseworkerId
    starts_on: date
    ends_on: date
    closed_at: datetime | None = None

    def holds(self, day: date) -> bool:
        """Whether a day lies inside."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryEntry:
    """Minutes of one day on one case, of one kind of work: all of them, not some more."""

    case_id: CaseId
    caseworker_id: CaseworkerId
    worked_on: date
    kind: WorkKind
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEntry:
    """An entry as it was stored; ``number`` tells it from the one that was stored before of the same case and day."""

    number: int
    entry: DiaryEntry
