"""When was something last done on a case? A talk, a follow-up, hours recorded, or time written in the diary."""

from datetime import date

from sqlalchemy import exists, func, or_, select

from sagstyngde.case import CaseId
from sagstyngde.milestone import MilestoneKind
from storage.engine import Connection
from storage.tables.casework import cases, hours, placements
from storage.tables.working import diary_entries, milestones

CONTACTS = (MilestoneKind.CONTACT, MilestoneKind.FOLLOWED_UP)


def last_signs(connection: Connection) -> dict[CaseId, date]:
    """Return, of each open case on which anything is recorded, the last day of it. Four queries, whatever the number.

    That the case was given to somebody is such a sign too: she has to get to it first.
    """
    is_contact = milestones.c.kind.in_([kind.value for kind in CONTACTS]) & milestones.c.withdrawn_at.is_(None)
    asked = (
        (milestones.c.case_id, milestones.c.reached_on, is_contact),
        (hours.c.case_id, hours.c.worked_on, hours.c.hours > 0),
        (diary_entries.c.case_id, diary_entries.c.worked_on, diary_entries.c.minutes > 0),
        (placements.c.case_id, placements.c.starts_on, placements.c.ended_on.is_(None)),
    )
    found: dict[CaseId, date] = {}
    for case_id, day, condition in asked:
        is_open = (cases.c.case_id == case_id) & cases.c.closed_on.is_(None)
        query = select(case_id, func.max(day)).join(cases, is_open).where(condition).group_by(case_id)
        for which, last in connection.execute(query):
            found[CaseId(which)] = max(last, found.get(CaseId(which), last))
    return found


def is_told_since(connection: Connection, day: date) -> bool:
    """Whether any talk, follow-up, hour or diary entry of a day or later is recorded, on whatever case.

    Where there is none the casebook is not told of such things, and its silence says nothing.
    """
    is_contact = milestones.c.kind.in_([kind.value for kind in CONTACTS]) & milestones.c.withdrawn_at.is_(None)
    asked = (
        exists().where(is_contact, milestones.c.reached_on >= day),
        exists().where(hours.c.worked_on >= day, hours.c.hours > 0),
        exists().where(diary_entries.c.worked_on >= day, diary_entries.c.minutes > 0),
    )
    return bool(connection.execute(select(or_(*asked))).scalar_one())
