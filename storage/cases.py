"""Which cases are known, what was known of each when, and who has it now?

A case is stored in versions: a change adds one and never touches those before it, so that an answer given earlier can
always be seen beside what was known then.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, bindparam, insert, select, update

from sagstyngde.access import Classification, Marks
from sagstyngde.case import Case, CaseId, CaseworkerId, ChildId, FamilyId, is_shadowed
from sagstyngde.errors import CaseRefused
from storage.codec import case_from_json, case_to_json, classification_from_json
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.casework import case_versions, cases, placements

UNCLASSIFIED = Classification()
_SEARCHED = ("child_id", "family_id", "received_on", "closed_on", "team", "district")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord:
    """A case as its newest version has it, and who has it. ``case.caseworker_id`` is the active primary caseworker."""

    case: Case
    version: int
    classification: Classification
    caseworkers: frozenset[CaseworkerId] = frozenset()

    @property
    def marks(self) -> Marks:
        """What the rules of access look at."""
        return Marks(
            team=self.case.team,
            kle=self.classification.kle,
            sensitivity=self.classification.sensitivity,
            caseworkers=self.caseworkers,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a case: what was known, since when, told by whom."""

    number: int
    case: Case
    known: Stamp


def insert_case(
    connection: Connection, case: Case, stamp: Stamp, *, classification: Classification = UNCLASSIFIED
) -> CaseRecord:
    """Store a case that is not known yet, as its first version; an id that is known breaks the primary key.

    A case that comes with a caseworker is placed with her from the day it was received.

    Raises:
        CaseRefused: its id is one that no address could lead to.

    """
    if is_shadowed(case.case_id):
        raise CaseRefused(
            field="case_id",
            english="is a word that addresses of pages use (such as ny, or /ret at its end); give the case another id",
            danish="er et ord, som sidernes adresser bruger (fx ny, eller /ret til sidst); giv sagen et andet sags-id",
        )
    record = CaseRecord(case=case, version=1, classification=classification, caseworkers=_own(case))
    connection.execute(_STORED, {"case_id": case.case_id} | _searched(record) | stamp.on("created"))
    _insert_version(connection, record, stamp)
    if case.caseworker_id:
        own = {"case_id": case.case_id, "caseworker_id": case.caseworker_id}
        placed = {"starts_on": case.received_on, "is_primary": True} | stamp.on("placed")
        connection.execute(insert(placements), own | placed)
    return record


def change_case(connection: Connection, known: CaseRecord, changed: CaseRecord, stamp: Stamp) -> CaseRecord:
    """Store what is now known of a case as its next version, and return it.

    The caller holds the case's row (``find_record(..., lock=True)``). Who has the case is not changed here.
    """
    record = replace(changed, version=known.version + 1, caseworkers=known.caseworkers)
    connection.execute(update(cases).where(cases.c.case_id == known.case.case_id).values(**_searched(record)))
    _insert_version(connection, record, stamp)
    return record


def find_record(connection: Connection, case_id: CaseId, *, lock: bool = False) -> CaseRecord | None:
    """Return a case, or ``None`` where the id is unknown; ``lock`` holds its row until the transaction ends."""
    if lock:  # by itself: a joined query that waited would go on with the version that was newest before
        connection.execute(_LOCKED, {"case_id": case_id})
    found = records(connection, _FOUND, case_id=case_id)
    return found[0] if found else None


def records_of_child(connection: Connection, child_id: ChildId) -> tuple[CaseRecord, ...]:
    """Return the cases about a child, in the order of their ids."""
    return records(connection, newest(cases.c.child_id == child_id).order_by(cases.c.case_id))


def records_of_family(connection: Connection, family_id: FamilyId) -> tuple[CaseRecord, ...]:
    """Return the cases of a family's children, those received last first."""
    own = newest(cases.c.family_id == family_id)
    return records(connection, own.order_by(cases.c.received_on.desc(), cases.c.case_id))


def newest(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Return the query for cases in their newest version; ``records`` reads what it finds."""
    is_newest = (case_versions.c.case_id == cases.c.case_id) & (case_versions.c.version == cases.c.version)
    return select(*cases.c, case_versions.c.record).join(case_versions, is_newest).where(*conditions)


def in_ids(case_ids: Sequence[CaseId]) -> ColumnElement[bool]:
    """Return the condition that a case is one of these."""
    return cases.c.case_id.in_(case_ids)


def records(connection: Connection, query: Select[Any], **parameters: Any) -> tuple[CaseRecord, ...]:
    """Read what a query made of ``newest`` finds, with who has each case, in the query's order."""
    rows = connection.execute(query, parameters).mappings().all()
    primary, held = _holders(connection, [row["case_id"] for row in rows])
    return tuple(record_of(row, primary.get(row["case_id"]), held[row["case_id"]]) for row in rows)


def record_of(row: RowMapping, primary: CaseworkerId | None, held: frozenset[CaseworkerId]) -> CaseRecord:
    """Read a row of ``newest``."""
    return CaseRecord(
        case=replace(case_from_json(CaseId(row["case_id"]), row["record"]), caseworker_id=primary),
        version=row["version"],
        classification=classification_from_json(row["record"]),
        caseworkers=held,
    )


def versions(connection: Connection, case_id: CaseId) -> tuple[Version, ...]:
    """Return every version of a case, oldest first; none where the id is unknown."""
    query = select(case_versions).where(case_versions.c.case_id == case_id).order_by(case_versions.c.version)
    return tuple(
        Version(
            number=row["version"],
            case=case_from_json(case_id, row["record"]),
            known=Stamp(by=row["known_by"], at=row["known_at"]),
        )
        for row in connection.execute(query).mappings()
    )


def _own(case: Case) -> frozenset[CaseworkerId]:
    return frozenset({case.caseworker_id} if case.caseworker_id else ())


def _searched(record: CaseRecord) -> dict[str, Any]:
    marks = {"kle": record.classification.kle, "sensitivity": record.classification.sensitivity.value}
    return {name: getattr(record.case, name) for name in _SEARCHED} | marks | {"version": record.version}


def _insert_version(connection: Connection, record: CaseRecord, stamp: Stamp) -> None:
    known = case_to_json(record.case, record.classification)
    row = {"case_id": record.case.case_id, "version": record.version, "record": known} | stamp.on("known")
    connection.execute(_ADDED, row)


def holders(connection: Connection) -> tuple[dict[str, CaseworkerId], defaultdict[str, frozenset[CaseworkerId]]]:
    """Return who is the primary caseworker of each case that has one, and everybody who has each case now."""
    return _sorted_out(connection.execute(_ALL_HELD))


def _holders(
    connection: Connection, case_ids: Sequence[str]
) -> tuple[dict[str, CaseworkerId], defaultdict[str, frozenset[CaseworkerId]]]:
    return _sorted_out(connection.execute(_HELD, {"case_ids": case_ids}) if case_ids else ())


def _sorted_out(
    rows: Iterable[Any],
) -> tuple[dict[str, CaseworkerId], defaultdict[str, frozenset[CaseworkerId]]]:
    primary: dict[str, CaseworkerId] = {}
    held: defaultdict[str, frozenset[CaseworkerId]] = defaultdict(frozenset)
    for case_id, caseworker_id, is_primary in rows:
        held[case_id] |= {CaseworkerId(caseworker_id)}
        if is_primary:
            primary[case_id] = CaseworkerId(caseworker_id)
    return primary, held


# Made once: to make a query, and to know it again, costs several times what running it does.
_STORED, _ADDED = insert(cases), insert(case_versions)
_FOUND = newest(cases.c.case_id == bindparam("case_id"))
_LOCKED = select(cases.c.case_id).where(cases.c.case_id == bindparam("case_id")).with_for_update()
_ALL_HELD = select(placements.c.case_id, placements.c.caseworker_id, placements.c.is_primary).where(
    placements.c.ended_on.is_(None)
)
_HELD = _ALL_HELD.where(placements.c.case_id.in_(bindparam("case_ids", expanding=True)))
