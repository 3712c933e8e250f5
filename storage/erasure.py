"""How does the database forget a case or a child? In every table, at once, and down to the file's bytes.

The log of looks keeps its rows, which hold a pseudonym only; once the vault has forgotten the child nothing leads from
it to a person. What lies outside the database - bundles, exports, backups - is told in ``docs/vault.md``.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    String,
    Table,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)

from sagstyngde.case import CaseId, ChildId
from storage.drafts import forget_drafts_of
from storage.engine import Connection, Engine, reachable
from storage.struck import without
from storage.tables.casework import (
    assessments,
    case_versions,
    cases,
    hours,
    judgements,
    placements,
    settlements,
)
from storage.tables.identity import answered_requests, events
from storage.tables.mandate import appeals, decisions
from storage.tables.models import shadow_answers
from storage.tables.planning import alarms, plan_edits, plans
from storage.tables.staff import disqualifications
from storage.tables.vault import vault
from storage.tables.working import diary_entries, dissents, drafts, hand_overs, milestones
from storage.vault import forget

OF_A_CASE: tuple[Table, ...] = (
    events, alarms, disqualifications, placements, decisions, hours, judgements, shadow_answers, assessments, dissents,
    hand_overs, milestones, diary_entries, case_versions, cases,
)  # fmt: skip
"""The tables whose rows are about one case, each before those it refers to."""
ABOUT_MANY: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (plans, ("answer", "basis", "case_ids")),
    (plan_edits, ("answer",)),
    (alarms, ("content",)),
    (hand_overs, ("notes",)),
    (events, ("content",)),
)
"""The tables whose rows hold JSON about several cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was forgotten: rows by table, changed ones among them; the cases; the children nobody knows any longer."""

    rows: Mapping[str, int]
    case_ids: tuple[CaseId, ...]
    child_ids: tuple[ChildId, ...]


def cases_of(connection: Connection, child_id: ChildId) -> tuple[CaseId, ...]:
    """Return the ids of a child's cases, in their own order."""
    query = select(cases.c.case_id).where(cases.c.child_id == child_id).order_by(cases.c.case_id)
    return tuple(map(CaseId, connection.execute(query).scalars()))


def children_of(connection: Connection, case_ids: Collection[CaseId]) -> tuple[ChildId, ...]:
    """Return the children that some cases are about, each once."""
    query = select(cases.c.child_id).where(cases.c.case_id.in_(case_ids), cases.c.child_id.is_not(None)).distinct()
    return tuple(sorted(map(ChildId, connection.execute(query).scalars())))


def erase_cases(connection: Connection, case_ids: Sequence[CaseId]) -> Erased:
    """Forget cases, and of their children those that no other case is about."""
    children = children_of(connection, case_ids)
    rows = _rows_erased(connection, case_ids)
    alone = tuple(child_id for child_id in children if not cases_of(connection, child_id))
    rows["vault"] = forget(connection, alone)
    rows["drafts"] = forget_drafts_of(connection, alone)
    return Erased(rows=+rows, case_ids=tuple(case_ids), child_ids=alone)


def erase_child(connection: Connection, child_id: ChildId) -> Erased:
    """Forget a child and every case about it."""
    erased = erase_cases(connection, cases_of(connection, child_id))
    left = Counter(  # where no case was about the child
        vault=forget(connection, (child_id,)), drafts=forget_drafts_of(connection, (child_id,))
    )
    rows = Counter(erased.rows) + left
    return Erased(rows=rows, case_ids=erased.case_ids, child_ids=(child_id,))


def compact(engine: Engine) -> None:
    """Write the database's files anew, so that no byte of what was deleted is left in them.

    A deleted row's bytes stay in its page, and older versions in the journal, until something is written over them.
    This holds everybody else up while it lasts: seconds for a municipality.

    Raises:
        NotReady: the database cannot be reached, or others kept it busy; what was erased is erased all the same.

    """
    with reachable():
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")  # of the transaction begun on connecting: VACUUM takes none
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            for table in _TOUCHED:
                connection.exec_driver_sql(f'VACUUM (FULL) "{table.name}"')
            connection.exec_driver_sql("RESET statement_timeout")


def _rows_erased(connection: Connection, case_ids: Sequence[CaseId]) -> Counter[str]:
    if not case_ids:
        return Counter()
    held = select(cases.c.case_id).where(cases.c.case_id.in_(case_ids)).with_for_update()
    connection.execute(held).all()  # nobody adds to a case that is being forgotten
    of_the_cases = assessments.c.case_id.in_(case_ids)
    assessment_ids = connection.execute(select(assessments.c.assessment_id).where(of_the_cases)).scalars().all()
    names = (*case_ids, *assessment_ids)
    decision_ids = select(decisions.c.decision_id).where(decisions.c.case_id.in_(case_ids))
    rows = Counter(
        settlements=_deleted(connection, settlements, settlements.c.assessment_id.in_(assessment_ids)),
        appeals=_deleted(connection, appeals, appeals.c.decision_id.in_(decision_ids)),
    )
    for table in OF_A_CASE:
        rows[table.name] = _deleted(connection, table, table.c.case_id.in_(case_ids))
    for table, columns in ABOUT_MANY:
        rows[table.name] += sum(_strike(connection, table.c[column], names) for column in columns)
    rows["answered_requests"] = _deleted(connection, answered_requests, _shows(connection, names))
    return rows


def _deleted(connection: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(condition)).rowcount


def _strike(connection: Connection, column: Column[Any], names: Sequence[str]) -> int:
    """Take the names out of a column's JSON, and return in how many rows that changed something."""
    table = column.table
    named = or_(*(cast(column, String).contains(name, autoescape=True) for name in names))
    changed = 0
    for number, answer in connection.execute(select(table.c.sequence, column).where(named)).all():
        struck = without(answer, names)
        if struck != answer:
            connection.execute(update(table).where(table.c.sequence == number).values({column.name: struck}))
            changed += 1
    return changed


def _shows(connection: Connection, names: Sequence[str]) -> ColumnElement[bool]:
    """Whether a kept reply names one of these: among the cases it shows, in its body, or as a new one's address."""
    kept = answered_requests.c
    within = func.instr if connection.dialect.name == "sqlite" else func.pg_catalog.position
    return or_(
        *(within(kept.body, literal(f'"{name}"'.encode(), LargeBinary)) > 0 for name in names),
        *(cast(kept.case_ids, String).contains(f'"{name}"', autoescape=True) for name in names),
        *(cast(kept.headers, String).contains(f'/{name}"', autoescape=True) for name in names),
    )


_TOUCHED = tuple(
    dict.fromkeys(
        (*OF_A_CASE, settlements, appeals, *(table for table, _ in ABOUT_MANY), answered_requests, drafts, vault)
    )
)
