"""What happens when an operator adopts a register? It is read, put into force from a day on, and written in the log."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from rich.console import Console

from casework.mandates import Adoption, Proposed, adopt, parsed_for_adoption
from mandate.register_toml import register_text
from pipelines.access import is_plain
from pipelines.casebook import opened_casebook
from pipelines.operators import Errand
from sagstyngde.danish import day
from sagstyngde.errors import InputRefused, Language
from sagstyngde.operations import Operation
from sagstyngde.settings import Settings
from storage import audit
from storage.engine import Connection
from storage.registers import newest_register
from storage.transactions import write

PURPOSE = "delegation"
_HERE = ZoneInfo("Europe/Copenhagen")
_LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A register's file, from which day (``None``: today), and who decided it when, where that is told."""

    source: str
    holds_from: date | None = None
    note: str = ""


def run_adopt(wish: Wish, *, console: Console, language: Language) -> Adoption:
    """Adopt a register as this machine's operator, with a line in the log.

    Raises:
        RegisterRefused: it cannot be used, or still says that it is an example.
        InputRefused: the note is no plain line of text.
        NotReady: the database cannot be reached or written.

    """
    origin, text = register_text(wish.source)
    parsed_for_adoption(text, origin)
    if len(wish.note) > _LONGEST_NOTE or (wish.note and not is_plain(wish.note)):
        raise InputRefused(
            english="the note is one plain line, without CPR numbers",
            danish="bemærkningen skal være én almindelig linje uden CPR-numre",
        )
    now = datetime.now(UTC)
    errand = Errand.now(Operation.MANDATE_ADOPT, PURPOSE, at=now)
    proposed = Proposed(toml=text, holds_from=wish.holds_from, note=wish.note.strip() or None)

    def whole(connection: Connection) -> Adoption:
        adoption = adopt(
            connection, proposed, after=newest_register(connection), on=now.astimezone(_HERE).date(), stamp=errand.stamp
        )
        audit.append(connection, [errand.look()])
        return adoption

    with opened_casebook(Settings().database_url) as engine:
        adoption = write(engine, whole, computed_key=True)  # two may adopt at once
    console.print(_told(adoption, language), highlight=False, markup=False)
    return adoption


def _told(adoption: Adoption, language: Language) -> str:
    own = adoption.adopted
    if language is Language.ENGLISH:
        what = "adopted" if adoption.is_new else "stands already; nothing is changed"
        return f"register: version {own.version}, in force from {own.holds_from.isoformat()}: {what}"
    if adoption.is_new:
        return f"Kompetenceplanen er vedtaget som udgave {own.version} og gælder fra {day(own.holds_from)}"
    return (
        f"Kompetenceplanen står allerede som udgave {own.version}, gældende fra {day(own.holds_from)}; intet er ændret"
    )
