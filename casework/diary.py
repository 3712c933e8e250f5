"""What does a caseworker do to her diary's day? She adds, takes back, and says that a day was without cases."""

from dataclasses import replace
from datetime import date

from casework.diary_rules import DiaryFault, Pen, Written, pages_of, write_entries
from sagstyngde.case import CaseworkerId
from sagstyngde.diary import DayMark, DiaryEntry
from storage.diary_entries import entry_before, mark_days
from storage.engine import Connection
from storage.staff import lock_staff


def add_minutes(connection: Connection, some: DiaryEntry, pen: Pen) -> Written:
    """Add minutes to what stands of a case, day and kind of work."""
    lock_staff(connection, [some.caseworker_id])
    pages = pages_of(connection, some.caseworker_id, some.worked_on, some.worked_on)
    stands = pages.minutes.get((some.case_id, some.worked_on, some.kind), 0)
    whole = replace(some, minutes=stands + some.minutes)
    return write_entries(connection, [whole], pen)


def take_back(connection: Connection, caseworker_id: CaseworkerId, number: int, pen: Pen) -> DiaryFault | None:
    """Put back what stood before an entry of hers, where nothing newer stands; otherwise nothing happens."""
    lock_staff(connection, [caseworker_id])
    found = entry_before(connection, number)
    if found is None or found[0].entry.caseworker_id != caseworker_id:
        return None
    before = replace(found[0].entry, minutes=found[1])
    return write_entries(connection, [before], pen).faults.get(0)


def mark_day(
    connection: Connection, caseworker_id: CaseworkerId, pen: Pen, *, day: date, mark: DayMark
) -> DiaryFault | None:
    """Store what she says of a day of hers, where it may still be said; a day with hours on cases is no empty one."""
    lock_staff(connection, [caseworker_id])
    pages = pages_of(connection, caseworker_id, day, day)
    window = pages.window_on(day)
    if window is None:
        return DiaryFault.NO_WINDOW
    if window.closed_at is not None:
        return DiaryFault.CLOSED
    if day > pen.today:
        return DiaryFault.IN_FUTURE
    if not any(pages.minutes.values()):
        mark_days(connection, caseworker_id, [day], mark, stamp=pen.stamp)
    return None
