"""What happens when an analyst asks for a history of the casebook? It is read and logged, then written whole."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console

from features.scheme_toml import read_scheme, scheme_text
from pipelines.exporter import Format, anew, as_known, grids, write_export
from pipelines.operators import Errand
from sagstyngde.danish import count as number_of
from sagstyngde.danish import listing
from sagstyngde.errors import Language
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


def run(wish: Wish, engine: Engine, errand: Errand, console: Console) -> int:
    """Read the casebook, log every case that is read, and write the folder; return the number of cases.

    The log is kept before anything is written: an export that then fails has been looked at all the same.

    Raises:
        SchemeRefused: the scheme cannot be used for the casebook.
        InputRefused: the folder cannot be written.
        NotReady: the database cannot be reached or written.

    """
    scheme = read_scheme(wish.scheme)

    def read(connection: Connection) -> Told:
        told = tell(connection, since=wish.since)
        append(connection, errand.looks(told.cases))
        return told

    told = write(engine, read)
    tables = grids(told, scheme, as_known if wish.keep_ids else anew())
    write_export(wish.out, tables, scheme_text(wish.scheme)[1], wish.form)
    count = len(told.cases)
    counts = (count, len(told.hours), len(told.judgements), len(told.decisions))
    said = f"{counted(counts, language=wish.language)}: {wish.out}"
    console.print(said, highlight=False, markup=False)
    return count


def counted(counts: tuple[int, int, int, int], *, language: Language) -> str:
    """Write how many cases, hours, judgements and decisions there are.

    >>> counted((2, 1, 0, 3), language=Language.DANISH)
    '2 sager, 1 timeregistrering, 0 vurderinger og 3 afgørelser'
    """
    if language is Language.DANISH:
        return listing([number_of(n, *noun) for n, noun in zip(counts, _DANISH, strict=True)])
    *most, last = (f"{n} {noun[n != 1]}" for n, noun in zip(counts, _ENGLISH, strict=True))
    return f"{', '.join(most)} and {last}"


_DANISH = (
    ("sag", "sager"),
    ("timeregistrering", "timeregistreringer"),
    ("vurdering", "vurderinger"),
    ("afgørelse", "afgørelser"),
)
_ENGLISH = (
    ("case", "cases"),
    ("entry of hours", "entries of hours"),
    ("judgement", "judgements"),
    ("decision", "decisions"),
)
