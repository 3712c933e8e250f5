"""What does the casebook tell as a history? Every case as it is known, its hours, what people judged and decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from sagstyngde.access import Classification
from sagstyngde.access_report import OPERATOR
from sagstyngde.case import Case, CaseId, CaseworkerId
from sagstyngde.judgement import Judgement
from storage.cases import newest, records
from storage.decisions import DecisionRecord, standing_decisions
from storage.engine import Connection
from storage.imported import RecordedHours
from storage.tables.casework import cases, hours, judgements

_HAS_CATEGORY = judgements.c.category.is_not(None)
"""A case that somebody could not assess for a target group is no example of a category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A history's rows, in the order of their cases' day of receipt, then id; the rest as recorded.

    ``decisions`` are those that count, without those recorded by mistake.
    """

    cases: Sequence[Case]
    classifications: Mapping[CaseId, Classification]
    hours: Sequence[RecordedHours]
    judgements: Sequence[Judgement]
    decisions: Sequence[DecisionRecord] = ()


def tell(connection: Connection, *, since: date | None = None) -> Told:
    """Return everything known of the cases received since a day, or of all."""
    query = newest(*([] if since is None else [cases.c.received_on >= since]))
    found = records(connection, query.order_by(cases.c.received_on, cases.c.case_id))
    kept = {record.case.case_id for record in found}
    worked = connection.execute(select(hours).order_by(hours.c.sequence)).mappings()
    judged = connection.execute(select(judgements).where(_HAS_CATEGORY).order_by(judgements.c.sequence)).mappings()
    return Told(
        cases=tuple(record.case for record in found),
        classifications={record.case.case_id: record.classification for record in found},
        hours=tuple(
            RecordedHours(
                case_id=CaseId(row["case_id"]),
                worked_on=row["worked_on"],
                hours=row["hours"],
                caseworker_id=None if row["caseworker_id"] is None else CaseworkerId(row["caseworker_id"]),
            )
            for row in worked
            if row["case_id"] in kept
        ),
        judgements=tuple(
            Judgement(
                case_id=CaseId(row["case_id"]),
                category=row["category"],
                judged_on=row["judged_on"],
                judged_by=None if row["judged_by"].startswith(OPERATOR) else row["judged_by"],
                blind=row["is_blind"],
            )
            for row in judged
            if row["case_id"] in kept
        ),
        decisions=tuple(one for one in standing_decisions(connection) if one.decision.case_id in kept),
    )
