"""Which decisions have been made in a case, and could the caseworker make them alone? Only ever added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NewType

from sqlalchemy import insert, select

from sagstyngde.case import CaseId
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.casework import decisions

DecisionId = NewType("DecisionId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision under a provision: granted or refused, by the caseworker alone or by the visitation committee."""

    decision_id: DecisionId
    case_id: CaseId
    provision: str
    decided_on: date
    decided_alone: bool
    granted: bool
    yearly_amount: float | None = None


def insert_decision(connection: Connection, decision: Decision, stamp: Stamp) -> None:
    """Store a decision."""
    row = {name: getattr(decision, name) for name in Decision.__slots__} | stamp.on("recorded")
    connection.execute(insert(decisions).values(**row))


def decisions_of(connection: Connection, case_ids: Sequence[CaseId]) -> tuple[Decision, ...]:
    """Return the decisions of cases, in the order they were recorded."""
    query = select(decisions).where(decisions.c.case_id.in_(case_ids)).order_by(decisions.c.sequence)
    return tuple(
        Decision(
            decision_id=DecisionId(row.decision_id),
            case_id=CaseId(row.case_id),
            provision=row.provision,
            decided_on=row.decided_on,
            decided_alone=row.decided_alone,
            granted=row.granted,
            yearly_amount=row.yearly_amount,
        )
        for row in connection.execute(query)
    )
