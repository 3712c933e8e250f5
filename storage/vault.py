"""Who is the child behind a pseudonym? Kept here alone, encrypted; every other table holds the pseudonym."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sagstyngde.case import ChildId
from sagstyngde.child import Identity
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.casework import cases
from storage.tables.vault import vault
from storage.vault_keys import Sealed, VaultKeys

_AT_A_TIME = 500


def enter(connection: Connection, keys: VaultKeys, identity: Identity, stamp: Stamp) -> ChildId:
    """Keep an identity, and return the pseudonym that everything else knows the child by.

    The same number always gives the same pseudonym; the name given last counts. Two who enter the same child at once
    both succeed.
    """
    child_id = keys.pseudonym_of(identity.cpr)
    sealed = keys.seal(child_id, identity)
    row = {"key_id": sealed.key_id, "ciphertext": sealed.ciphertext} | stamp.on("entered")
    entering = _insert(connection, vault).values(child_id=child_id, **row)
    connection.execute(entering.on_conflict_do_update(index_elements=["child_id"], set_=row))
    return child_id


def identity_of(connection: Connection, keys: VaultKeys, child_id: ChildId) -> Identity | None:
    """Return who a child is, or ``None`` where the vault does not know (any longer).

    Raises:
        VaultClosed: these are not the vault's keys.

    """
    query = select(vault.c.key_id, vault.c.ciphertext).where(vault.c.child_id == child_id)
    found = connection.execute(query).one_or_none()
    return None if found is None else keys.unseal(child_id, _sealed(found))


def prove(connection: Connection, keys: VaultKeys, *, most: int | None = None) -> int:
    """Open the rows, the oldest first, at most so many of them; return how many. What they hold is told to nobody.

    Raises:
        VaultClosed: these are not the vault's keys, or a row is not the one that was written.

    """
    query = select(vault.c.child_id, vault.c.key_id, vault.c.ciphertext).order_by(vault.c.entered_at).limit(most)
    count = 0
    for found in connection.execute(query).yield_per(_AT_A_TIME):
        keys.unseal(ChildId(found.child_id), _sealed(found))
        count += 1
    return count


def reseal(connection: Connection, keys: VaultKeys) -> int:
    """Encrypt some of the rows that an older key encrypted with the newest; return how many, 0 when none is left.

    Raises:
        VaultClosed: a row's key is missing.

    """
    is_old = vault.c.key_id != keys.newest.key_id
    old = connection.execute(select(vault).where(is_old).limit(_AT_A_TIME).with_for_update()).all()
    for found in old:
        child_id = ChildId(found.child_id)
        sealed = keys.seal(child_id, keys.unseal(child_id, _sealed(found)))
        renewed = update(vault).where(vault.c.child_id == child_id)
        connection.execute(renewed.values(key_id=sealed.key_id, ciphertext=sealed.ciphertext))
    return len(old)


def forget(connection: Connection, child_ids: Collection[ChildId]) -> int:
    """Take children out of the vault; return how many were there. Their pseudonyms then lead to nobody."""
    return connection.execute(delete(vault).where(vault.c.child_id.in_(child_ids))).rowcount


def count(connection: Connection) -> int:
    """Count the children in the vault."""
    return connection.execute(select(func.count()).select_from(vault)).scalar_one()


def without_cases(connection: Connection) -> tuple[tuple[ChildId, Any], ...]:
    """Return the children that no case is about, each with the moment it was entered."""
    has_case = select(cases.c.case_id).where(cases.c.child_id == vault.c.child_id).exists()
    found = connection.execute(select(vault.c.child_id, vault.c.entered_at).where(~has_case)).all()
    return tuple((ChildId(row.child_id), row.entered_at) for row in found)


def _sealed(found: Any) -> Sealed:
    return Sealed(key_id=found.key_id, ciphertext=bytes(found.ciphertext))


def _insert(connection: Connection, table: Table) -> Any:
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
