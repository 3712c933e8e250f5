"""How does what was taken in from files enter the casebook? It adds to what is known and never blanks anything.

A file that was taken in before changes nothing. A case that is known gets a new version where the file tells something
else or more; what the file does not tell stays known, and who has a case stays a leader's decision. Hours and
judgements are added once: an entry is known again by what it says.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select

from sagstyngde.access import Classification, Sensitivity
from sagstyngde.case import Case, CaseId, CaseworkerId, SiblingRule
from sagstyngde.errors import CaseDiffers
from sagstyngde.judgement import Judgement
from storage.cases import UNCLASSIFIED, CaseRecord, change_case, find_record, insert_case
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.casework import hours, judgements
from storage.tables.planning import imports

SOURCE = "import"
"""Where hours came from, as the table of hours tells it."""

_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedHours:
    """Hours on one day on one case; ``caseworker_id`` is ``None`` where the file does not say who worked."""

    case_id: CaseId
    worked_on: date
    hours: float
    caseworker_id: CaseworkerId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What files bring: cases, hours and judgements of those cases; and what marks the import itself.

    ``content_hash`` is that of the files' bytes; ``refused`` the number of rows left out. ``kle`` and ``sensitivities``
    hold what is told of the cases' classification.
    """

    import_id: str
    kind: str
    content_hash: str
    refused: int
    cases: Sequence[Case]
    kle: Mapping[CaseId, str] = field(default_factory=dict)
    sensitivities: Mapping[CaseId, Sensitivity] = field(default_factory=dict)
    hours: Sequence[RecordedHours] = ()
    judgements: Sequence[Judgement] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What an import did. ``known_since`` is set where the same files were taken in before, and nothing was done.

    ``elsewhere`` counts the cases that the file gives to another caseworker than they have.
    """

    known_since: Stamp | None = None
    new: tuple[Case, ...] = ()
    changed: tuple[Case, ...] = ()
    unchanged: tuple[Case, ...] = ()
    elsewhere: int = 0
    hours: int = 0
    judgements: int = 0


def enter(connection: Connection, brought: Brought, stamp: Stamp) -> Entered:
    """Store what files bring, and that they were taken in.

    Raises:
        CaseDiffers: a case is known as closed before the day the file says it was received.

    """
    query = select(imports.c.imported_by, imports.c.imported_at).where(imports.c.content_hash == brought.content_hash)
    known = connection.execute(query).first()
    if known is not None:
        return Entered(known_since=Stamp(by=known.imported_by, at=known.imported_at))
    new, changed, unchanged, elsewhere = [], [], [], 0
    for case in brought.cases:
        record = find_record(connection, case.case_id, lock=True)
        if record is None:
            own = _classified(UNCLASSIFIED, brought, case.case_id)
            new.append(insert_case(connection, case, stamp, classification=own).case)
            continue
        elsewhere += case.caseworker_id not in {None, record.case.caseworker_id}
        own = _classified(record.classification, brought, case.case_id)
        told = replace(record, case=_told(record, case), classification=own)
        if told == record:
            unchanged.append(record.case)
        else:
            changed.append(change_case(connection, record, told, stamp).case)
    added_hours = _add_hours(connection, brought.hours, stamp)
    added_judgements = _add_judgements(connection, brought.judgements, stamp)
    row = {
        "import_id": brought.import_id,
        "kind": brought.kind,
        "content_hash": brought.content_hash,
        "taken": len(brought.cases) + len(brought.hours) + len(brought.judgements),
        "refused": brought.refused,
    }
    connection.execute(insert(imports), row | stamp.on("imported"))
    return Entered(
        new=tuple(new),
        changed=tuple(changed),
        unchanged=tuple(unchanged),
        elsewhere=elsewhere,
        hours=added_hours,
        judgements=added_judgements,
    )


def _told(record: CaseRecord, case: Case) -> Case:
    """Return the known case with what the file tells of it; an empty cell says nothing."""
    closed_on = case.closed_on or record.case.closed_on
    if closed_on is not None and closed_on < case.received_on:
        raise CaseDiffers(
            field="case_id",
            english="a case of the file was closed, in the casebook, before the day the file says it was received; "
            "give the new case an id of its own",
            danish="en sag i filen er i sagsbogen lukket før den dag, filen siger, at den er modtaget; giv den nye sag "
            "sit eget id",
        )
    facts, by_register = {**record.case.facts, **case.facts}, record.case.by_register - case.facts.keys()
    return replace(record.case, **_said(case), facts=facts, by_register=by_register)


def _classified(known: Classification, brought: Brought, case_id: CaseId) -> Classification:
    return Classification(
        kle=brought.kle.get(case_id, known.kle), sensitivity=brought.sensitivities.get(case_id, known.sensitivity)
    )


def _said(case: Case) -> dict[str, Any]:
    left_out = {"case_id", "caseworker_id", "facts"}
    said = {one.name: getattr(case, one.name) for one in fields(case) if one.name not in left_out}
    return {name: value for name, value in said.items() if value and value is not SiblingRule.FREE}


def _add_hours(connection: Connection, entries: Sequence[RecordedHours], stamp: Stamp) -> int:
    """Add the entries that are not there yet; two that say the same are two."""
    alike: Counter[tuple[object, ...]] = Counter()
    rows: list[dict[str, Any]] = []
    for entry in entries:
        said = (entry.case_id, entry.worked_on.isoformat(), entry.caseworker_id, repr(entry.hours))
        alike[said] += 1
        rows.append(
            {
                "entry_id": _name_of(*said, alike[said]),
                "source": SOURCE,
                "case_id": entry.case_id,
                "caseworker_id": entry.caseworker_id,
                "worked_on": entry.worked_on,
                "hours": entry.hours,
            }
            | stamp.on("recorded")
        )
    known = set(connection.execute(select(hours.c.entry_id).where(hours.c.source == SOURCE)).scalars())
    added = [row for row in rows if row["entry_id"] not in known]
    for start in range(0, len(added), _CHUNK):
        connection.execute(insert(hours), added[start : start + _CHUNK])
    return len(added)


def _add_judgements(connection: Connection, judged: Sequence[Judgement], stamp: Stamp) -> int:
    rows = {
        name: {
            "judgement_id": name,
            "case_id": one.case_id,
            "category": one.category,
            "judged_on": one.judged_on,
            "is_blind": one.blind,
            "judged_by": one.judged_by or stamp.by,
            "judged_at": stamp.at,
        }
        for one in judged
        for name in [_name_of(one.case_id, one.judged_on.isoformat(), one.judged_by, one.category, one.blind)]
    }
    known = set(connection.execute(select(judgements.c.judgement_id)).scalars())
    added = [row for name, row in rows.items() if name not in known]
    for start in range(0, len(added), _CHUNK):
        connection.execute(insert(judgements), added[start : start + _CHUNK])
    return len(added)


def _name_of(*said: object) -> str:
    """Return an id that the same row gets every time it is taken in."""
    return sha256("\x1f".join(map(str, said)).encode()).hexdigest()
