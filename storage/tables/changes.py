"""Which table says that something has changed? One row, whose mark the database itself renews with every change."""

from sqlalchemy import Column, String, Table

from storage.tables.base import ID_LENGTH, METADATA

BOARD = "board"

changes = Table(
    "changes",
    METADATA,
    Column("subject", String(ID_LENGTH), primary_key=True),
    Column("mark", String(ID_LENGTH), nullable=False),
)
