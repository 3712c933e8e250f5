"""How does what was taken in enter the casebook? With a log entry for every case it touches, or not at all.

The casebook keeps hours of cases; work on no case, events and totals stay in histories. An operator's command is no
route: nobody reaches it over the network, and what it does is logged under the operator's name.
"""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from features.refusals import Reason, Refusal, refusal
from features.scheme import EffortSource, Scheme
from pipelines.importers.folder import digest
from pipelines.importers.take_in import TakenIn
from pipelines.operators import Errand
from sagstyngde.case import Case, CaseId, CaseworkerId
from storage.audit import append
from storage.engine import Connection, Engine
from storage.imported import Brought, Entered, RecordedHours, enter
from storage.transactions import write

_LONGEST_ID = 64


class _Undone(Exception):
    def __init__(self, entered: Entered) -> None:
        super().__init__()
        self.entered = entered


def into_casebook(engine: Engine, brought: Brought, errand: Errand, *, dry_run: bool) -> Entered:
    """Enter what files bring, in one transaction with its log; a dry run does all of it and takes it back.

    The log's lines bear the import's id.

    Raises:
        NotReady: the database cannot be reached or written.

    """

    def do(connection: Connection) -> Entered:
        entered = enter(connection, brought, errand.stamp)
        touched = (*entered.new, *entered.changed, *entered.unchanged)
        append(connection, replace(errand, request_id=brought.import_id).looks(touched))
        if dry_run:
            raise _Undone(entered)
        return entered

    try:
        return write(engine, do, computed_key=True)
    except _Undone as undone:
        return undone.entered


def brought_by(taken_in: TakenIn, scheme: Scheme, sources: Sequence[Path]) -> tuple[Brought, tuple[Refusal, ...]]:
    """Return what files bring to the casebook, and the cases it cannot hold: their ids are too long for it."""
    too_long = {case.case_id: column for case in taken_in.taken.cases if (column := _too_long(case, scheme))}
    numbers = {item.case.case_id: item.row.number for item in taken_in.taken.rows}
    cases = [case for case in taken_in.taken.cases if case.case_id not in too_long]
    kept = {case.case_id for case in cases}
    in_hours = scheme.effort.source in {EffortSource.HOURS, EffortSource.DIARY}
    source = next(table.source for table in taken_in.report.tables if table.table == "cases")
    brought = Brought(
        import_id=str(uuid4()),
        kind=sources[0].suffix.lstrip(".")[:_LONGEST_ID],
        content_hash=sha256("".join(sorted(map(digest, sources))).encode()).hexdigest(),
        refused=len(taken_in.report.refusals) + len(too_long),
        cases=cases,
        kle={item.case.case_id: item.kle for item in taken_in.taken.rows if item.kle},
        sensitivities={item.case.case_id: item.sensitivity for item in taken_in.taken.rows if item.sensitivity},
        hours=[
            RecordedHours(
                case_id=CaseId(entry.case_id),
                worked_on=entry.day,
                hours=entry.hours,
                caseworker_id=CaseworkerId(entry.person) if entry.person else None,
            )
            for entry in taken_in.taken.effort
            if in_hours and entry.case_id in kept
        ],
        judgements=[one for _, one in taken_in.taken.judgements if one.case_id in kept],
    )
    return brought, tuple(
        refusal(source, numbers[case_id], column, _TOO_LONG, text="x" * (_LONGEST_ID + 1))
        for case_id, column in too_long.items()
    )


def _too_long(case: Case, scheme: Scheme) -> str:
    names = ("case_id", "child_id", "family_id", "caseworker_id")
    return next(
        (str(getattr(scheme.columns, name)) for name in names if len(getattr(case, name) or "") > _LONGEST_ID), ""
    )


_TOO_LONG = Reason(
    danish=f"id'et er længere end de {_LONGEST_ID} tegn, sagsbogen har plads til",
    english=f"the id is longer than the {_LONGEST_ID} characters the casebook has room for",
)
