"""By what name is a user known? As it was at her newest log-in; what she did is stored under her id alone."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import insert, select, update

from sagstyngde.access import Principal
from storage.engine import Connection
from storage.tables.identity import people


def remember_name(connection: Connection, who: Principal, *, at: datetime) -> None:
    """Keep the name of whoever logs in."""
    row = {"name": who.name, "seen_at": at}
    if not connection.execute(update(people).where(people.c.user_id == who.user_id).values(**row)).rowcount:
        connection.execute(insert(people).values(user_id=who.user_id, **row))


def names_of(connection: Connection, user_ids: Iterable[str]) -> Mapping[str, str]:
    """Return the names of users, by id; who has never logged in is left out."""
    wanted = sorted(set(user_ids))
    if not wanted:
        return {}
    found = connection.execute(select(people.c.user_id, people.c.name).where(people.c.user_id.in_(wanted)))
    return {row.user_id: row.name for row in found}
