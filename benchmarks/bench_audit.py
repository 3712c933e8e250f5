"""How fast is the log of looks to write in, to check, and to find one child in? On SQLite, with a million rows.

Rows are drawn as a municipality's days would make them: most of them lists, a child seen in a list being a row of its
own. The report is of the child with the most looks.
"""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.surroundings import Json
from benchmarks.timing import median_seconds
from sagstyngde.access import Role
from sagstyngde.access_report import access_report, as_spreadsheet
from sagstyngde.audit import Look, Outcome
from sagstyngde.case import CaseId, ChildId
from sagstyngde.operations import Operation
from storage.audit import append
from storage.audit_report import looks_at_child
from storage.audit_verify import verify
from storage.engine import Engine, open_engine, reading, writing
from storage.migrate import upgrade

ROWS = 1_000_000
CHILDREN = 3_000
AT_ONCE = 20_000
APPENDS = 100
SEED = 1
_START = datetime(2025, 1, 1, 8, tzinfo=UTC)


def bench_audit(rows: int = ROWS) -> Json:
    """Return figures of one log."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'log.sqlite'}")
        upgrade(engine)
        written = _fill(engine, rows)
        figures = {"rows": rows} | _append(engine) | _verify(engine) | _report(engine, written)
        engine.dispose()
        return figures


def _fill(engine: Engine, rows: int) -> Counter[str]:
    drawn, seen = _looks(rows), Counter[str]()
    while some := list(islice(drawn, AT_ONCE)):
        with writing(engine) as connection:
            append(connection, some)
        seen.update(str(look.child_id) for look in some)
    return seen


def _append(engine: Engine) -> Json:
    """Time a durable transaction that does nothing but write one look, or a list of fifty."""
    taken = {count: median_seconds(partial(_append_once, engine, list(_looks(count))), APPENDS) for count in (1, 50)}
    return {f"append_{count}_ms": round(1e3 * seconds, 3) for count, seconds in taken.items()}


def _append_once(engine: Engine, looks: list[Look]) -> None:
    with writing(engine) as connection:
        append(connection, looks)


def _verify(engine: Engine) -> Json:
    started = time.perf_counter()
    with reading(engine) as connection:
        verdict = verify(connection)
    taken = time.perf_counter() - started
    return {
        "holds": not verdict.breaks,
        "verify_seconds": round(taken, 2),
        "verify_rows_per_second": round(verdict.row_count / taken),
    }


def _report(engine: Engine, written: Counter[str]) -> Json:
    child, count = written.most_common(1)[0]

    def report() -> None:
        with reading(engine) as connection:
            looks = looks_at_child(connection, ChildId(child))
            as_spreadsheet(access_report(looks, made_at=_START, kept_from=None))

    return {"report_rows": count, "report_seconds": round(median_seconds(report), 4)}


def _looks(count: int) -> Iterator[Look]:
    draw = random.Random(SEED)  # noqa: S311  a benchmark's days
    operations = (Operation.QUEUE_PAGE, Operation.QUEUE_PAGE, Operation.CASELOAD_READ, Operation.CASE_READ)
    for number in range(count):
        child = min(draw.randrange(CHILDREN), draw.randrange(CHILDREN))  # some are looked at more than others
        yield Look(
            at=_START + timedelta(seconds=30 * number),
            actor=f"medarbejder-{draw.randrange(60)}",
            operation=draw.choice(operations),
            outcome=Outcome.ALLOWED,
            purpose="sagsbehandling",
            request_id=f"{number // 20:032x}",
            roles=frozenset({Role.CONSULTANT}),
            case_id=CaseId(f"sag-{child}"),
            child_id=ChildId(f"{child:032x}"),
        )
