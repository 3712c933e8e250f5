"""What did everybody carry, week by week? Recorded once a week; what was recorded is never reckoned anew."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, insert, select

from sagstyngde.case import CaseworkerId
from sagstyngde.weekly_load import WeeklyLoad
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.working import weekly_loads


def record_weekly_loads(connection: Connection, loads: Sequence[WeeklyLoad], stamp: Stamp) -> int:
    """Store what is not recorded yet of a week, and return how much that was: done twice it is done once.

    Two writers that record the same week at once: one of them breaks an index and tries again.
    """
    weeks = {load.week_of for load in loads}
    known = _known(connection, weeks)
    new = {(load.week_of, load.caseworker_id): load for load in loads}
    rows = [_values(load, stamp) for key, load in sorted(new.items()) if key not in known]
    if rows:
        connection.execute(insert(weekly_loads), rows)
    return len(rows)


def weekly_loads_of(  # noqa: PLR0913  what is asked for
    connection: Connection,
    *,
    since: date,
    until: date,
    caseworkers: Collection[CaseworkerId] | None = None,
    team: str | None = None,
    with_counts: bool = True,
) -> tuple[WeeklyLoad, ...]:
    """Return the loads of the weeks from one to another, both included, by caseworker and then by week.

    ``caseworkers``: theirs alone. ``team``: of those weeks in which she was in it. ``with_counts``: also what the cases
    were counted as, which for a year of hundreds of caseworkers takes longer to read than all the rest.
    """
    conditions = [weekly_loads.c.week_of >= since, weekly_loads.c.week_of <= until]
    if caseworkers is not None:
        conditions.append(weekly_loads.c.caseworker_id.in_(sorted(caseworkers)))
    if team is not None:
        conditions.append(weekly_loads.c.team == team)
    query = (_WITH_COUNTS if with_counts else _BARE).where(*conditions)
    rows = connection.execute(query.order_by(weekly_loads.c.caseworker_id, weekly_loads.c.week_of))
    return tuple(map(_load, rows))


def _known(connection: Connection, weeks: Collection[date]) -> set[tuple[date, str]]:
    query = select(weekly_loads.c.week_of, weekly_loads.c.caseworker_id)
    rows = connection.execute(query.where(weekly_loads.c.week_of.in_(sorted(weeks))))
    return {(row.week_of, row.caseworker_id) for row in rows}


def _values(load: WeeklyLoad, stamp: Stamp) -> dict[str, Any]:
    return {
        "week_of": load.week_of,
        "caseworker_id": load.caseworker_id,
        "team": load.team,
        "hours": load.hours,
        "capacity_hours": load.capacity_hours,
        "case_count": load.case_count,
        "counts": dict(sorted(load.counts.items())),
    } | stamp.on("reckoned")


def _load(row: Row[Any]) -> WeeklyLoad:
    week_of, caseworker_id, team, hours, capacity_hours, case_count, *counts = tuple(row)
    return WeeklyLoad(
        week_of=week_of,
        caseworker_id=CaseworkerId(caseworker_id),
        team=team,
        hours=hours,
        capacity_hours=capacity_hours,
        case_count=case_count,
        counts=counts[0] if counts else {},
    )


_BARE = select(
    weekly_loads.c.week_of,
    weekly_loads.c.caseworker_id,
    weekly_loads.c.team,
    weekly_loads.c.hours,
    weekly_loads.c.capacity_hours,
    weekly_loads.c.case_count,
)
_WITH_COUNTS = _BARE.add_columns(weekly_loads.c.counts)
