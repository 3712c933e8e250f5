"""How do recorded hours come in? In bulk, each entry once, however often it is sent; each refusal by its line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from sagstyngde.case import CaseId
from sagstyngde.hours import EntryFault, HoursEntry, fault_of
from sagstyngde.operations import Operation
from serve.dependencies import CaseScheme, today
from serve.ndjson import Lines, read_line
from serve.openapi_parts import lines_body
from serve.problems import Problem
from serve.replies import reply
from serve.visits import Visiting
from serve.wire_hours import EntryIn, EntryRefusedOut, HoursIn, HoursOut, refused
from serve.work import Work
from storage.answered import Reply
from storage.cases import CaseRecord
from storage.hours import insert_entries, known_entries

router = APIRouter(tags=["Timer"])

DryRun = Annotated[bool, Query(description="true = gem intet, og fortæl, hvad der ville ske.")]
Whole = Annotated[bool, Query(description="true = gem kun noget, hvis ingen registrering afvises.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be taken in, and how: numbered entries, the lines refused already, and whether to keep anything."""

    entries: Sequence[tuple[int, HoursEntry]]
    refused: Sequence[EntryRefusedOut] = ()
    dry_run: bool
    all_or_nothing: bool


@router.post("/hours", summary="Tag timer ind", operation_id=Operation.HOURS_IMPORT, response_model=HoursOut)
def import_hours(
    hours: HoursIn,
    *,
    visit: Visiting,
    scheme: CaseScheme,
    dry_run: DryRun = False,
    all_or_nothing: Whole = False,
) -> Response:
    """Take in up to 1,000 entries. An entry that is known just so counts once; one that differs is refused."""
    entries = [(number, entry.entry()) for number, entry in enumerate(hours.entries, start=1)]
    asked = Asked(entries=entries, dry_run=dry_run, all_or_nothing=all_or_nothing)
    return visit.effect(lambda work: taken_in(work, asked, today(scheme)))


@router.post(
    "/hours/batch",
    summary="Tag timer ind linje for linje",
    operation_id=Operation.HOURS_BATCH,
    response_model=HoursOut,
    openapi_extra=lines_body("EntryIn"),
)
def import_lines(
    lines: Lines, *, visit: Visiting, scheme: CaseScheme, dry_run: DryRun = False, all_or_nothing: Whole = False
) -> Response:
    """Take in up to 1,000 entries, one JSON object a line. A line that cannot be read is refused by its number."""
    read = [(line.number, read_line(line, EntryIn)) for line in lines]
    asked = Asked(
        entries=[(number, one.entry()) for number, one in read if isinstance(one, EntryIn)],
        refused=[_unreadable(number, one) for number, one in read if isinstance(one, Problem)],
        dry_run=dry_run,
        all_or_nothing=all_or_nothing,
    )
    return visit.effect(lambda work: taken_in(work, asked, today(scheme)))


def taken_in(work: Work, asked: Asked, now: date) -> Reply:
    """Take the entries in, as far as they can be, and report on the rest."""
    cases = work.cases([entry.case_id for _, entry in asked.entries])
    known = known_entries(work.connection, [entry for _, entry in asked.entries])
    new: list[HoursEntry] = []
    repeated, faults = 0, list(asked.refused)
    for line, entry in asked.entries:
        before = known.setdefault((entry.source, entry.entry_id), entry)
        fault = _fault(entry, before, cases, now)
        if fault is not None:
            faults.append(refused(line, fault))
        elif before is entry:
            new.append(entry)
        else:
            repeated += 1
    kept = not asked.dry_run and not (asked.all_or_nothing and faults)
    if kept:
        insert_entries(work.connection, new, work.stamp)
    told = HoursOut(taken=len(new), known=repeated, refused=sorted(faults, key=lambda one: one.line), kept=kept)
    return reply(told, case_ids=tuple(cases))


def _fault(entry: HoursEntry, before: HoursEntry, cases: dict[CaseId, CaseRecord], now: date) -> EntryFault | None:
    record = cases.get(entry.case_id)
    if record is None:
        return EntryFault.UNKNOWN_CASE
    if before != entry:
        return EntryFault.DIFFERS
    return fault_of(entry, record.case, now)


def _unreadable(line: int, problem: Problem) -> EntryRefusedOut:
    first = problem.errors[0] if problem.errors else None
    if first is None:
        return EntryRefusedOut(line=line, code=f"status_{problem.status}", field=None, message=problem.detail)
    return EntryRefusedOut(line=line, code=first.code, field=first.field, message=first.message)
