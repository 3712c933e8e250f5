"""What is an entry of work on a case, and when is it refused?"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sagstyngde.case import Case, CaseId, CaseworkerId

EARLY_DAYS = 31
"""Work up to so many days before the receipt counts, as in a history (docs/data-contract.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursEntry:
    """Hours on a case on one day. ``source`` is the system they come from, ``entry_id`` the entry's id there."""

    source: str
    entry_id: str
    case_id: CaseId
    worked_on: date
    hours: float
    caseworker_id: CaseworkerId | None = None


class EntryFault(StrEnum):
    """Why an entry is not taken."""

    UNKNOWN_CASE = "unknown_case"
    DIFFERS = "differs"
    TOO_EARLY = "too_early"
    IN_FUTURE = "in_future"


def fault_of(entry: HoursEntry, case: Case, today: date) -> EntryFault | None:
    """Return why work cannot lie on its day, or ``None`` where it can."""
    if entry.worked_on > today:
        return EntryFault.IN_FUTURE
    if entry.worked_on < case.received_on - timedelta(days=EARLY_DAYS):
        return EntryFault.TOO_EARLY
    return None
