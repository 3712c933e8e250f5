"""Which table holds who a child is? One, encrypted; its key is kept outside the database."""

from sqlalchemy import Column, LargeBinary, String, Table

from storage.tables.base import ID_LENGTH, METADATA, stamped

vault = Table(
    "vault",
    METADATA,
    Column("child_id", String(ID_LENGTH), primary_key=True),
    Column("key_id", String(ID_LENGTH), nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    *stamped("entered"),
)
