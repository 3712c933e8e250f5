"""How heavy did caseworkers feel their weeks to be? Every answer is kept; of several about one week the newest counts.

Nothing of allocation or of a model reads this (ADR 0054).
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select

from sagstyngde.case import CaseworkerId
from sagstyngde.felt import Felt, FeltLoad
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.working import felt_loads


def tell_felt(connection: Connection, caseworker_id: CaseworkerId, felt: Felt, *, week_of: date, stamp: Stamp) -> None:
    """Store what a caseworker tells of a week. ``week_of`` is its Monday."""
    row = {"caseworker_id": caseworker_id, "week_of": week_of, "felt": felt.value} | stamp.on("told")
    connection.execute(insert(felt_loads).values(**row))


def felt_by_week(
    connection: Connection, since: date, *, whom: Collection[CaseworkerId] | None = None
) -> tuple[FeltLoad, ...]:
    """Return what counts of each week from a day's on, by week and caseworker; ``whom`` limits it to some of them."""
    conditions: list[ColumnElement[bool]] = [felt_loads.c.week_of >= since]
    if whom is not None:
        conditions.append(felt_loads.c.caseworker_id.in_(sorted(whom)))
    newest = (
        select(func.max(felt_loads.c.sequence))
        .where(*conditions)
        .group_by(felt_loads.c.caseworker_id, felt_loads.c.week_of)
    )
    query = select(felt_loads).where(felt_loads.c.sequence.in_(newest))
    found = connection.execute(query.order_by(felt_loads.c.week_of, felt_loads.c.caseworker_id))
    return tuple(map(_read, found))


def _read(row: Row[Any]) -> FeltLoad:
    return FeltLoad(
        caseworker_id=CaseworkerId(row.caseworker_id),
        week_of=row.week_of,
        felt=Felt(row.felt),
        told_at=row.told_at,
    )
