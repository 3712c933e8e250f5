"""Where are the vault's keys kept? In one file that only the server's own user may read, apart from the database."""

from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from sagstyngde.errors import VaultClosed, unreadable
from sagstyngde.toml_text import parse_toml
from storage import own_file
from storage.vault_keys import EncryptionKey, VaultKeys

_HEADING = """\
# The keys of sagstyngde's vault. Without this file nobody can tell which children the cases are about; with it and the
# database, anybody can. Keep it readable to the server's own user only (mode 600), with a copy in another place than
# the database's backups. Never edit it: use "sagstyngde vault key".
"""


def read_keys(path: Path) -> VaultKeys:
    """Read the keys.

    They are read for each use and kept nowhere, so a change of keys counts at once, and a stolen image of the server's
    memory seldom holds them.

    Raises:
        VaultClosed: the file is missing, readable by others, or not such a file.

    """
    try:
        if own_file.is_open_to_others(path):
            raise _closed(
                path, "others may read it; set its mode to 600", "andre må læse den; sæt dens rettigheder til 600"
            )
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _closed(path, *unreadable(error)) from error
    try:
        return _parsed(parse_toml(text))
    except (ValueError, KeyError, TypeError):  # the text, and so the error's, holds keys: it is not passed on
        raise _closed(path, "is not a vault's key file", "er ikke en boks' nøglefil") from None


def make_keys(path: Path) -> VaultKeys:
    """Draw the keys of a new vault and write them to a new file.

    Raises:
        VaultClosed: the file is there already, or cannot be written.

    """
    keys = VaultKeys.new()
    try:
        own_file.make(path, _text(keys).encode())
    except OSError as error:
        raise _not_made(path, error) from error
    return keys


def replace_keys(path: Path, keys: VaultKeys) -> None:
    """Put other keys in the file's place: a reader sees the old ones or the new ones.

    Raises:
        VaultClosed: the file cannot be written.

    """
    try:
        own_file.replace(path, _text(keys).encode())
    except OSError as error:
        raise _not_made(path, error) from error


def _text(keys: VaultKeys) -> str:
    encryption = (
        f'\n[[encryption]]\nkey_id = "{key.key_id}"\nsecret = "{_coded(key.secret)}"\n' for key in keys.encryption
    )
    return "".join((_HEADING, f'pseudonym = "{_coded(keys.pseudonym)}"\n', *encryption))


def _parsed(told: dict[str, Any]) -> VaultKeys:
    return VaultKeys(
        pseudonym=b64decode(told["pseudonym"], validate=True),
        encryption=tuple(
            EncryptionKey(key_id=str(int(key["key_id"])), secret=b64decode(key["secret"], validate=True))
            for key in told["encryption"]
        ),
    )


def _coded(secret: bytes) -> str:
    return b64encode(secret).decode("ascii")


def _not_made(path: Path, error: OSError) -> VaultClosed:
    if isinstance(error, FileExistsError):
        return _closed(
            path,
            "is there already; another pseudonym key would make every child a stranger",
            "findes allerede; en anden pseudonymnøgle ville gøre hvert barn til en fremmed",
        )
    return _closed(path, "cannot be written there", "kan ikke skrives der")


def _closed(path: Path, english: str, danish: str) -> VaultClosed:
    return VaultClosed(
        english=f"the vault's key file {path.name}: {english}", danish=f"boksens nøglefil {path.name}: {danish}"
    )
