"""How does the casebook become a history to learn from without lying in any file? Table by table, in memory.

An export lies in a folder under names made anew; what is read here stays inside the process under the casebook's own
ids, so that the same casebook gives the same model, and ends with it: a crash leaves nothing behind.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from features.history_files import take_history
from features.leakage import check_leakage
from features.scheme import Scheme
from features.scheme_toml import parse_scheme, scheme_text
from features.tables import Row, Table, TableFormat, Wanted
from pipelines.diary_export import ToldDiary, tell_diary
from pipelines.exporter import grids
from pipelines.operators import Errand
from pipelines.tables_out import Grid, as_known
from pipelines.train import Material
from sagstyngde.errors import HistoryRefused
from storage.audit import append
from storage.engine import Connection, Engine
from storage.erasures import Erasure, pending_erasures
from storage.known_models import answering_models
from storage.models import KnownModel, models_known
from storage.told import Told, tell
from storage.transactions import write

_IN_MEMORY = TableFormat(encoding="", delimiter="", decimal_comma=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasebookRead:
    """What was read in one transaction: the history, all erasures, the models, and since when any has answered."""

    material: Material
    erasures: Sequence[Erasure]
    models: Sequence[KnownModel]
    suggesting_since: date | None


def read_casebook(engine: Engine, scheme_source: str, errand: Errand) -> CasebookRead:
    """Read everything, and log each case that was read, before anything is made of it.

    Raises:
        SchemeRefused: the scheme cannot be used for the casebook.
        LeakageFound: a feature would see what is known only later, or a caseworker's behaviour.
        HistoryRefused: there is no case, or nothing that can be believed.
        NotReady: the database cannot be reached or written.

    """
    origin, text = scheme_text(scheme_source)
    scheme = parse_scheme(text, origin)
    check_leakage(scheme)

    def read(connection: Connection) -> tuple[Told, ToldDiary, Sequence[Erasure], Sequence[KnownModel], date | None]:
        told = tell(connection)
        append(connection, errand.looks(told.cases))
        firsts = [one.first_at.date() for one in answering_models(connection)]
        erasures = pending_erasures(connection, _BEGINNING)
        return told, tell_diary(connection), erasures, models_known(connection), min(firsts, default=None)

    told, diary, erasures, models, since = write(engine, read)
    material = material_of(grids(told, scheme, as_known, diary), scheme, text)
    return CasebookRead(material=material, erasures=erasures, models=models, suggesting_since=since)


def material_of(tables: Iterable[Grid], scheme: Scheme, text: str) -> Material:
    """Read tables that lie in memory as if they were a folder's.

    Raises:
        HistoryRefused: there is no case, or nothing that can be believed.

    """
    by_file = {table.file: table for table in tables}

    def source(wanted: Wanted) -> Table:
        grid = by_file.get(wanted.file)
        if grid is None or not grid.rows:
            raise HistoryRefused(
                english=f"{wanted.file}: the casebook has nothing of this yet; there is nothing to learn from",
                danish=f"{wanted.file}: sagsbogen har intet af dette endnu; der er intet at lære af",
            )
        return _table(grid, wanted)

    history, quality = take_history(scheme, source)
    return Material(scheme_text=text, history=history, quality=quality)


def _table(grid: Grid, wanted: Wanted) -> Table:
    sources = [grid.header.index(column) for column in wanted.columns]
    places = {column: place for place, column in enumerate(wanted.columns)}
    rows = tuple(
        Row(number, tuple(cells[source] for source in sources), places)
        for number, cells in enumerate(grid.rows, start=2)
    )
    return Table(file=wanted.file, rows=rows, format=_IN_MEMORY, row_count=len(rows), refusals=())


_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""Before anybody could have erased anything here."""
