"""How does an operator look after the vault's keys? Nothing here shows whose case is whose."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console

from sagstyngde import danish
from sagstyngde.case import ChildId
from sagstyngde.cpr import Cpr
from sagstyngde.errors import Language
from sagstyngde.settings import Settings
from storage.engine import open_engine, reading
from storage.patience import JOB
from storage.transactions import write
from storage.vault import prove, reseal
from storage.vault_key_file import make_keys, read_keys, replace_keys

_DENMARK = ZoneInfo("Europe/Copenhagen")


def run_new(settings: Settings, *, console: Console, language: Language) -> None:
    """Make a key file, and say where it must not lie.

    Raises:
        VaultClosed: the file is there already, or cannot be written.

    """
    make_keys(settings.vault_key_file)
    _say(
        console,
        language,
        english=f"made {settings.vault_key_file}. Keep a copy apart from the database's backups: without it nobody can "
        "ever tell whose cases they are",
        danish=f"lavede {settings.vault_key_file}. Gem en kopi et andet sted end databasens sikkerhedskopier: uden den "
        "kan ingen nogensinde se, hvis sager det er",
    )


def run_rotate(settings: Settings, *, forget_older: bool, console: Console, language: Language) -> None:
    """Add a key, encrypt every row with it, and where asked for drop the older ones.

    The new key is in the file before a row needs it, and an older one leaves it after the last row did. A server that
    runs meanwhile reads the file for each use, so nothing stops.

    Raises:
        VaultClosed: the keys do not open the vault, or the file cannot be written.

    """
    path = settings.vault_key_file
    keys = read_keys(path).rotated()
    engine = open_engine(settings.database_url, patience=JOB)
    try:
        with reading(engine) as connection:
            prove(connection, keys)
        replace_keys(path, keys)
        count = 0
        while done := write(engine, lambda connection: reseal(connection, keys)):
            count += done
    finally:
        engine.dispose()
    if forget_older:
        replace_keys(path, keys.newest_only())
    _say(
        console,
        language,
        english=f"key {keys.newest.key_id} encrypts from now on; {count} rows were encrypted anew",
        danish=f"nøgle {keys.newest.key_id} krypterer fra nu af; {danish.count(count, 'række', 'rækker')} blev "
        "krypteret på ny",
    )


def run_check(settings: Settings, *, console: Console, language: Language) -> None:
    """Open every row, and say how many there are.

    Raises:
        VaultClosed: a row does not open.

    """
    keys = read_keys(settings.vault_key_file)
    engine = open_engine(settings.database_url, patience=JOB)
    try:
        with reading(engine) as connection:
            count = prove(connection, keys)
    finally:
        engine.dispose()
    _say(
        console,
        language,
        english=f"the keys open all {count} rows of the vault",
        danish=f"nøglerne åbner alt i boksen: {danish.count(count, 'række', 'rækker')}",
    )


def run_child(settings: Settings, typed: str) -> ChildId:
    """Return the pseudonym of a number.

    Raises:
        CprRefused: it is no such number.
        VaultClosed: the keys cannot be read.

    """
    return read_keys(settings.vault_key_file).pseudonym_of(Cpr.parse(typed, today=datetime.now(_DENMARK).date()))


def _say(console: Console, language: Language, *, english: str, danish: str) -> None:
    console.print(danish if language is Language.DANISH else english, highlight=False, markup=False, soft_wrap=True)
