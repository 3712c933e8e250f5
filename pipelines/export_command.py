"""What happens when an analyst asks for a history of the casebook? It is read and logged, then written whole."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console

from features.scheme import EffortSource
from features.scheme_toml import parse_scheme, scheme_text
from pipelines.diary_export import ToldDiary, as_diary, tell_diary
from pipelines.exporter import grids
from pipelines.operators import Errand
from pipelines.tables_out import Format, anew, as_known, write_export
from sagstyngde.danish import count as number_of
from sagstyngde.danish import listing
from sagstyngde.errors import Language
from storage.audit import append
from storage.engine import Connection, Engine
from storage.told import Told, tell
from storage.transactions import write


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an analyst asks for. ``keep_ids`` leaves ids as the casebook has them.

    ``diary``: hours of the closed windows of the diary, whatever source of effort the scheme names.
    """

    out: Path
    scheme: str
    form: Format = Format.CSV
    since: date | None = None
    keep_ids: bool = False
    diary: bool = False
    language: Language = Language.DANISH


def run(wish: Wish, engine: Engine, errand: Errand, console: Console) -> int:
    """Read the casebook, log every case that is read, and write the folder; return the number of cases.

    The log is kept before anything is written: an export that then fails has been looked at all the same.

    Raises:
        SchemeRefused: the scheme cannot be used for the casebook.
        InputRefused: the folder cannot be written.
        NotReady: the database cannot be reached or written.

    """
    origin, text = scheme_text(wish.scheme)
    scheme = parse_scheme(text, origin)
    if wish.diary:
        scheme, text = as_diary(text, origin)

    def read(connection: Connection) -> tuple[Told, ToldDiary]:
        told = tell(connection, since=wish.since)
        append(connection, errand.looks(told.cases))
        return told, tell_diary(connection)

    told, diary = write(engine, read)
    tables = grids(told, scheme, as_known if wish.keep_ids else anew(), diary)
    write_export(wish.out, tables, text, wish.form)
    count = len(told.cases)
    is_diary = scheme.effort.source is EffortSource.DIARY
    hours = len(diary.minutes) if is_diary else len(told.hours)
    counts = (count, hours, len(told.judgements), len(told.decisions))
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
