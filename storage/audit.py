"""How is a look written down? At the end of the transaction that showed the record, linked to all looks before it.

One row holds the chain's head. Whoever appends locks it until the transaction ends, so the chain's order is the order
of commits and never forks; a transaction that cannot append cannot commit, and then nothing is shown or kept.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import Select, insert, select, update

from sagstyngde.audit import Look
from sagstyngde.errors import NotReady
from storage.audit_chain import ChainLink, Row, linked, written_moment
from storage.engine import Connection, Engine, writing
from storage.tables.audit import audit_entries, audit_head

_HEAD = select(audit_head.c.sequence, audit_head.c.hash)
_LOCKED_HEAD = _HEAD.with_for_update()
_ADDED, _MOVED = insert(audit_entries), update(audit_head)


def append(connection: Connection, looks: Iterable[Look]) -> None:
    """Write looks at the end of the log, in the order given; the last thing a transaction does.

    Raises:
        NotReady: the log has no head; without it nothing can be linked, and nothing may be shown.

    """
    written = list(looks)
    if not written:
        return
    # SQLite ignores the lock on the row: there a writer holds the whole database from its start.
    rows = list(_chained(_found(connection, _LOCKED_HEAD), written))
    moments = [{"at": look.at} for look in written]
    connection.execute(_ADDED, [row._asdict() | at for row, at in zip(rows, moments, strict=True)])
    connection.execute(_MOVED, {"sequence": rows[-1].sequence, "hash": rows[-1].hash})


def head(connection: Connection) -> ChainLink:
    """Return the chain's end.

    Raises:
        NotReady: the log has no head.

    """
    return _found(connection, _HEAD)


def is_writable(engine: Engine) -> bool:
    """Whether a look could be written down now: the chain's head is there, and can be moved."""
    try:
        with writing(engine) as connection:
            moved = connection.execute(update(audit_head).values(sequence=audit_head.c.sequence + 1)).rowcount
            connection.rollback()
    except NotReady:
        return False
    return moved == 1


def _found(connection: Connection, query: Select[int, str]) -> ChainLink:
    found = connection.execute(query).one_or_none()
    if found is None:
        raise NotReady(
            english="the audit log has no head; restore the database from its backup",
            danish="loggen har intet hoved; gendan databasen fra sin sikkerhedskopi",
        )
    return ChainLink(*found)


def _chained(link: ChainLink, looks: Iterable[Look]) -> Iterator[Row]:
    start, previous = link
    for sequence, look in enumerate(looks, start + 1):
        row = _row(sequence, look)
        previous = linked(previous, row)
        yield row._replace(hash=previous)


def _row(sequence: int, look: Look) -> Row:
    return Row(
        sequence=sequence,
        at=written_moment(look.at),
        actor=look.actor,
        roles="+".join(sorted(look.roles)),
        operation=look.operation.value,
        outcome=look.outcome.value,
        purpose=look.purpose,
        request_id=look.request_id,
        case_id=look.case_id,
        child_id=look.child_id,
        hash="",
    )
