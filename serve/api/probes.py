"""Does the server run, can it answer, how is it doing? For those who watch it."""

import shutil
from pathlib import Path

from fastapi import APIRouter, Request, Response

from sagstyngde.errors import NotReady
from sagstyngde.operations import Operation
from serve.dependencies import Database, ReadyAssessor
from serve.metrics import CONTENT_TYPE, exposition
from serve.monitor_gauges import tell_of_model
from serve.visits import Visiting
from storage.audit import is_writable
from storage.engine import Engine
from storage.migrate import is_at_head

LEAST_FREE_BYTES = 256 * 1024**2
router = APIRouter(tags=["Drift"])


@router.get("/live", summary="Kører serveren?", operation_id=Operation.LIVE)
async def live() -> dict[str, str]:
    """Say that the process runs. Touches nothing, so that it answers under any load."""
    return {"status": "ok"}


@router.get("/ready", summary="Kan serveren svare?", operation_id=Operation.READY)
def ready(request: Request, _assessor: ReadyAssessor, database: Database) -> dict[str, str]:
    """Say that all is there: a model, the database at this version's tables, a log that can be written, free disk.

    A server without a model still takes cases in and places them by their categories (degraded mode); it only asks not
    to be preferred.
    """
    if getattr(request.app.state, "is_draining", False):
        raise NotReady(english="the server is about to stop", danish="serveren er ved at lukke")
    if not is_at_head(database):
        raise NotReady(
            english="the database is not at this version's tables; start the server again to upgrade it",
            danish="databasen passer ikke til denne version; start serveren igen, så den bliver opgraderet",
        )
    if not is_writable(database):
        raise NotReady(english="the log of looks cannot be written", danish="loggen over opslag kan ikke skrives")
    if _free_bytes(database) < LEAST_FREE_BYTES:
        raise NotReady(english="the disk is nearly full", danish="disken er næsten fuld")
    return {"status": "ok"}


@router.get("/metrics", summary="Tal for driften", operation_id=Operation.METRICS_READ, response_class=Response)
def metrics(visit: Visiting) -> Response:
    """Return counts and durations in Prometheus's text format, and what the newest look at the model found."""
    visit.do(lambda work: tell_of_model(work.connection))
    return Response(exposition(), media_type=CONTENT_TYPE)


def _free_bytes(database: Engine) -> int:
    """Return what is free where an SQLite file lies; a database server minds its own disk."""
    name = database.url.database
    is_file = database.dialect.name == "sqlite" and name and Path(name).exists()
    return shutil.disk_usage(Path(name).parent).free if is_file and name else LEAST_FREE_BYTES
