"""Which cases are known?"""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, insert, select

from sagstyngde.case import Case, CaseId, SiblingRule
from storage.codec import facts_from_json, facts_to_json
from storage.engine import Connection
from storage.tables import cases

_PLAIN = (
    "case_id", "child_id", "family_id", "received_on", "closed_on", "team", "district", "caseworker_id", "language",
    "birth_day", "decision_on",
)  # fmt: skip


def insert_case(connection: Connection, case: Case, *, at: datetime) -> None:
    """Store a case that is not known yet; an id that is known breaks the primary key."""
    connection.execute(insert(cases).values(_row(case) | {"created_at": at}))


def find_case(connection: Connection, case_id: CaseId) -> Case | None:
    """Return a case, or ``None`` where the id is unknown."""
    row = connection.execute(select(cases).where(cases.c.case_id == case_id)).mappings().one_or_none()
    return None if row is None else case_of(row)


def case_of(row: RowMapping) -> Case:
    """Read a row that holds the columns of ``cases``."""
    return Case(
        facts=facts_from_json(row["facts"]),
        sibling_rule=SiblingRule(row["sibling_rule"]),
        required_competences=frozenset(row["required_competences"]),
        **{name: row[name] for name in _PLAIN},
    )


def _row(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in _PLAIN} | {
        "sibling_rule": case.sibling_rule.value,
        "required_competences": sorted(case.required_competences),
        "facts": facts_to_json(case.facts),
    }
