"""What happens when an analyst asks for a history of the casebook? It is read and logged, then written whole."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from rich.console import Console

from features.scheme_toml import read_scheme, scheme_text
from pipelines.exporter import Format, anew, as_known, grids, write_export
from pipelines.importers.casebook import Operator, looks
from sagstyngde.errors import Language
from sagstyngde.operations import Operation
from storage.audit import append
from storage.engine import Connection, Engine
from storage.told import Told, tell
from storage.transactions import write


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an analyst asks for. ``keep_ids`` leaves ids as the casebook has them."""

    out: Path
    scheme: str
    form: Format = Format.CSV
    since: date | None = None
    keep_ids: bool = False
    language: Language = Language.DANISH


def run(wish: Wish, engine: Engine, operator: Operator, console: Console) -> int:
    """Read the casebook, log every case that is read, and write the folder; return the number of cases.

    The log is kept before anything is written: an export that then fails has been looked at all the same.

    Raises:
        SchemeRefused: the scheme cannot be used for the casebook.
        InputRefused: the folder cannot be written.
        NotReady: the database cannot be reached or written.

    """
    scheme = read_scheme(wish.scheme)
    export_id = str(uuid4())

    def read(connection: Connection) -> Told:
        told = tell(connection, since=wish.since)
        append(connection, looks(told.cases, Operation.HISTORY_EXPORT, operator, export_id))
        return told

    told = write(engine, read)
    tables = grids(told, scheme, as_known if wish.keep_ids else anew())
    write_export(wish.out, tables, scheme_text(wish.scheme)[1], wish.form)
    count = len(told.cases)
    danish = f"{count} sager, {len(told.hours)} timeregistreringer og {len(told.judgements)} vurderinger: {wish.out}"
    english = f"{count} cases, {len(told.hours)} entries of hours and {len(told.judgements)} judgements: {wish.out}"
    console.print(danish if wish.language is Language.DANISH else english, highlight=False, markup=False)
    return count
