"""Who are the caseworkers, as of the newest staff list?"""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from sagstyngde.caseworker import Caseworker
from storage.codec import caseworker_from_json, caseworker_to_json
from storage.engine import Connection
from storage.tables import caseworkers


def replace_staff(connection: Connection, staff: Sequence[Caseworker]) -> None:
    """Let a staff list take the place of the one before it."""
    connection.execute(delete(caseworkers))
    rows = [
        {"caseworker_id": one.caseworker_id, "name": one.name, "team": one.team, "record": caseworker_to_json(one)}
        for one in staff
    ]
    if rows:
        connection.execute(insert(caseworkers), rows)


def all_staff(connection: Connection) -> tuple[Caseworker, ...]:
    """Return the caseworkers in the order of their ids."""
    query = select(caseworkers.c.record).order_by(caseworkers.c.caseworker_id)
    return tuple(map(caseworker_from_json, connection.execute(query).scalars()))
