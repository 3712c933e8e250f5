"""What allows this installation to be used on real cases? The newest record counts; every earlier one stays."""

from sqlalchemy import insert, select

from sagstyngde.legal_basis import LegalBasis
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.identity import legal_bases


def record_legal_basis(connection: Connection, basis: LegalBasis, stamp: Stamp) -> None:
    """Write a legal basis down, after those before it."""
    row = {"text": basis.text, "decided_on": basis.decided_on, "decided_by": basis.decided_by}
    connection.execute(insert(legal_bases).values(**row, **stamp.on("recorded")))


def legal_basis(connection: Connection) -> LegalBasis | None:
    """Return the newest one, or ``None`` where none has been recorded."""
    row = connection.execute(select(legal_bases).order_by(legal_bases.c.sequence.desc()).limit(1)).one_or_none()
    return None if row is None else LegalBasis(text=row.text, decided_on=row.decided_on, decided_by=row.decided_by)
