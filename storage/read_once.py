"""What is never rewritten need be read only once: a case as a version has it, and an answer as it was given.

Reading thousands of them anew takes a large municipality's board most of its time. What is kept is known by what cannot
come back with other content (a version and the moment it was stored at, an answer's own id), so it is never stale; what
a look no longer finds is forgotten at once, so that what was erased is not kept either.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import select, tuple_

from sagstyngde.assessment import AssessmentId
from sagstyngde.case import CaseId
from storage.assessments import IS_JUDGED, IS_NEWEST, Answered, assessments_of
from storage.cases import CaseRecord, holders, record_of
from storage.engine import Connection, Engine
from storage.tables.casework import assessments, case_versions, cases

K = TypeVar("K")
V = TypeVar("V")
_AT_ONCE = 500
"""So many are asked for by id in one statement."""


@dataclass(slots=True)
class _Kept(Generic[K, V]):
    """What was read from one database, by what it is known by."""

    known: dict[K, V] = field(default_factory=dict)

    def of(self, keys: Sequence[K], read: Callable[[Sequence[K]], Mapping[K, V]]) -> dict[K, V]:
        """Return what the keys stand for, read where it has not been; all else is forgotten."""
        kept = {key: self.known[key] for key in keys if key in self.known}
        missing = [key for key in keys if key not in kept]
        for start in range(0, len(missing), _AT_ONCE):
            kept |= read(missing[start : start + _AT_ONCE])
        self.known = kept
        return dict(kept)


Version = tuple[CaseId, int, datetime]
_CASES: WeakKeyDictionary[Engine, _Kept[Version, CaseRecord]] = WeakKeyDictionary()
_ANSWERS: WeakKeyDictionary[Engine, _Kept[AssessmentId, Answered]] = WeakKeyDictionary()
_NEW = Lock()


def every_open_record(connection: Connection) -> tuple[CaseRecord, ...]:
    """Return all open cases in the order of their ids, as ``storage.placements.open_records`` does."""
    is_newest = (case_versions.c.case_id == cases.c.case_id) & (case_versions.c.version == cases.c.version)
    heads = select(cases.c.case_id, cases.c.version, case_versions.c.known_at).join(case_versions, is_newest)
    query = heads.where(cases.c.closed_on.is_(None)).order_by(cases.c.case_id)
    keys: list[Version] = [(CaseId(row.case_id), row.version, row.known_at) for row in connection.execute(query)]

    def read(wanted: Sequence[Version]) -> Mapping[Version, CaseRecord]:
        columns = case_versions.c.case_id, case_versions.c.version, case_versions.c.known_at, case_versions.c.record
        is_wanted = tuple_(*columns[:2]).in_([(case_id, version) for case_id, version, _ in wanted])
        rows = connection.execute(select(*columns).where(is_wanted)).mappings()
        return {
            (CaseId(row["case_id"]), row["version"], row["known_at"]): record_of(row, None, frozenset()) for row in rows
        }

    with _NEW:
        kept = _CASES.setdefault(connection.engine, _Kept())
    known = kept.of(keys, read)
    primary, held = holders(connection)
    for key, record in known.items():
        if record.case.caseworker_id != primary.get(key[0]) or record.caseworkers != held[key[0]]:
            case = replace(record.case, caseworker_id=primary.get(key[0]))
            known[key] = replace(record, case=case, caseworkers=held[key[0]])
    return tuple(known[key] for key in keys)


def newest_estimates(connection: Connection) -> dict[CaseId, Answered]:
    """Return the newest answer of every open case that has one, without its reasons: what it weighs is in it."""
    query = (
        select(assessments.c.case_id, assessments.c.assessment_id, assessments.c.is_blind, IS_JUDGED.label("is_judged"))
        .join(cases, cases.c.case_id == assessments.c.case_id)
        .where(IS_NEWEST, cases.c.closed_on.is_(None))
    )
    rows = connection.execute(query).all()

    def read(wanted: Sequence[AssessmentId]) -> Mapping[AssessmentId, Answered]:
        found = assessments_of(connection, assessments.c.assessment_id.in_(wanted))
        return {one.assessment.assessment_id: _bare(one) for one in found}

    with _NEW:
        kept = _ANSWERS.setdefault(connection.engine, _Kept())
    known = kept.of([AssessmentId(row.assessment_id) for row in rows], read)
    found = {}
    for row in rows:
        one, awaits = known[AssessmentId(row.assessment_id)], bool(row.is_blind and not row.is_judged)
        found[CaseId(row.case_id)] = one if one.awaits_judgement == awaits else replace(one, awaits_judgement=awaits)
    return found


def _bare(answered: Answered) -> Answered:
    bare: dict[str, Any] = {"reasons": (), "contrast": None, "what_if": None, "similar": ()}
    return replace(answered, assessment=replace(answered.assessment, **bare))
