"""How many hours have been recorded on cases lately, and by whom?"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from sagstyngde.case import CaseId, CaseworkerId
from storage.engine import Connection
from storage.tables.casework import hours


def worked(
    connection: Connection, case_ids: Sequence[CaseId], *, since: date
) -> tuple[tuple[CaseId, CaseworkerId | None, float], ...]:
    """Return the hours recorded on cases from a day on, added up for each person; ``None`` where nobody is named."""
    query = (
        select(hours.c.case_id, hours.c.caseworker_id, func.sum(hours.c.hours))
        .where(hours.c.case_id.in_(case_ids), hours.c.worked_on >= since)
        .group_by(hours.c.case_id, hours.c.caseworker_id)
        .order_by(hours.c.case_id, hours.c.caseworker_id)
    )
    return tuple(
        (CaseId(case_id), None if person is None else CaseworkerId(person), float(total))
        for case_id, person, total in connection.execute(query)
    )
