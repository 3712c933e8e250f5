"""What did watching the model find, each time it was done? Figures and verdicts, and no case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, delete, insert, select

from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.models import monitor_runs


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorRun:
    """One time the model was watched, and what was found."""

    run_id: str
    bundle_hash: str
    content: Mapping[str, Any]
    ran: Stamp


def keep_monitor_run(connection: Connection, bundle_hash: str, content: Mapping[str, Any], stamp: Stamp) -> str:
    """Store what was found, and return the id it got. What the same model's earlier run of the day found gives way."""
    run_id = uuid4().hex
    morning = datetime.combine(stamp.at.date(), time(), UTC)
    is_of_the_day = (monitor_runs.c.ran_at >= morning) & (monitor_runs.c.ran_at < morning + timedelta(days=1))
    connection.execute(delete(monitor_runs).where(monitor_runs.c.bundle_hash == bundle_hash, is_of_the_day))
    row = {"run_id": run_id, "bundle_hash": bundle_hash, "content": dict(content)}
    connection.execute(insert(monitor_runs).values(**row, **stamp.on("ran")))
    return run_id


def newest_run_id(connection: Connection) -> str | None:
    """Return the id of the newest run, or ``None`` before the first."""
    newest = select(monitor_runs.c.run_id).order_by(monitor_runs.c.sequence.desc()).limit(1)
    return connection.execute(newest).scalar()


def monitor_runs_kept(connection: Connection, *, most: int) -> tuple[MonitorRun, ...]:
    """Return what was found the last times, the newest first."""
    rows = connection.execute(select(monitor_runs).order_by(monitor_runs.c.sequence.desc()).limit(most))
    return tuple(map(_run, rows))


def _run(row: Row[Any]) -> MonitorRun:
    return MonitorRun(
        run_id=row.run_id,
        bundle_hash=row.bundle_hash,
        content=row.content,
        ran=Stamp(by=row.ran_by, at=row.ran_at),
    )
