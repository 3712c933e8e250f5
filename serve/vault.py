"""With which keys does the server open the vault? Those of one file, read anew for each use."""

import logging
from pathlib import Path
from typing import Annotated

from fastapi import Depends

from sagstyngde.errors import VaultClosed
from sagstyngde.settings import Mode, Settings
from serve.dependencies import HouseRules
from storage.engine import Engine, reading
from storage.vault import prove
from storage.vault_key_file import make_keys, read_keys
from storage.vault_keys import VaultKeys

_log = logging.getLogger(__name__)


def key_file(settings: Settings, engine: Engine) -> Path:
    """Return the vault's key file, once it is known to open this database's vault.

    Where no file is named, one is made under ``var``: in development only.

    Raises:
        VaultClosed: the named file is missing, readable by others, or another vault's; or operation names none.

    """
    path = settings.vault_key_file
    if settings.vault_keys is None and settings.mode is Mode.OPERATION:
        raise VaultClosed(
            english="operation needs keys apart from the database: name a file elsewhere in SAGSTYNGDE_VAULT_KEYS, and "
            "make it with sagstyngde vault key new",
            danish="drift kræver nøgler, der ligger for sig selv: angiv en fil et andet sted i SAGSTYNGDE_VAULT_KEYS, "
            "og lav den med sagstyngde vault key new",
        )
    if settings.vault_keys is None and not path.exists():
        _make(path)
    with reading(engine) as connection:
        prove(connection, read_keys(path), most=1)
    return path


def _make(path: Path) -> None:
    try:
        make_keys(path)
    except VaultClosed:
        if path.exists():  # another worker of the same start was quicker
            return
        raise
    _log.warning("made the vault's keys in %s; for operation, name a file outside this folder", path.name)


def _keys(house: HouseRules) -> VaultKeys:
    if house.vault_keys is None:
        raise VaultClosed(
            english="this server has no vault; set SAGSTYNGDE_VAULT_KEYS and start it again",
            danish="denne server har ingen boks; angiv SAGSTYNGDE_VAULT_KEYS, og start den igen",
        )
    return read_keys(house.vault_keys)


OpenVault = Annotated[VaultKeys, Depends(_keys)]
