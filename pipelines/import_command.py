"""What happens when files are taken in? They are read and judged; then everything is written, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console

from features.scheme import Scheme
from features.scheme_toml import EMBEDDED, L231, read_scheme, scheme_text
from pipelines.importers.casebook import brought_by, into_casebook
from pipelines.importers.convert import Intake
from pipelines.importers.folder import REFUSED, check_names, write_folder
from pipelines.importers.limits import LIMITS, Limits
from pipelines.importers.mapping import ListMapping
from pipelines.importers.mapping_toml import read_mapping
from pipelines.importers.pseudonyms import Pseudonyms
from pipelines.importers.report import report_csv
from pipelines.importers.shown import show
from pipelines.importers.sources import is_report
from pipelines.importers.take_in import TakenIn, take_in
from pipelines.operators import Errand
from pipelines.progress import Steps
from pipelines.whole_files import write_whole
from sagstyngde.danish import count, number
from sagstyngde.errors import Language
from storage.engine import Engine
from storage.imported import Entered


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an operator asks of an import. ``scheme`` empty: the one that suits the files. ``report``: where it goes."""

    files: Sequence[Path]
    scheme: str = ""
    mapping: Path | None = None
    report: Path | None = None
    dry_run: bool = False
    today: date
    language: Language = Language.DANISH
    limits: Limits = LIMITS


Write = Callable[[TakenIn, Scheme, str], str]
"""Writes what was taken in, given the scheme and its text, and says in one line what was done."""


def run(asked: Asked, write: Write, pseudonyms: Pseudonyms | None, console: Console) -> TakenIn:
    """Take files in, show the report, and write; what a dry run means is up to what is written to.

    Raises:
        InputRefused: files, mapping or scheme cannot be used, or nothing can be written.

    """
    source = asked.scheme or (L231 if all(map(is_report, asked.files)) else EMBEDDED)
    scheme = read_scheme(source)
    mapping = ListMapping() if asked.mapping is None else read_mapping(asked.mapping, scheme)
    intake = Intake(scheme=scheme, pseudonyms=pseudonyms, today=asked.today, limits=asked.limits)
    with Steps.shown(console) as steps:
        taken_in = take_in(asked.files, mapping, intake, steps)
    show(taken_in.report, console, asked.language)
    if asked.report is not None:
        write_whole(asked.report, "\ufeff" + report_csv(taken_in.report, asked.language).rstrip())
    console.print(write(taken_in, scheme, scheme_text(source)[1]), highlight=False, markup=False)
    return taken_in


def into_folder(asked: Asked, out: Path) -> Write:
    """Write a history's folder; a dry run writes none."""

    def write(taken_in: TakenIn, scheme: Scheme, text: str) -> str:
        check_names(scheme, taken_in.wanted)
        if asked.dry_run:
            return _say(asked, "Prøvekørsel: intet er skrevet.", "Dry run: nothing was written.")
        write_folder(out, taken_in, scheme_text=text, sources=asked.files, language=asked.language)
        cases = taken_in.report.case_count
        return _say(
            asked,
            f"{count(cases, 'sag', 'sager')} skrevet i {out}; hvad der ikke kom med, står i {REFUSED}.",
            f"{cases} {'case' if cases == 1 else 'cases'} written to {out}; what was left out is in {REFUSED}.",
        )

    return write


def into_the_casebook(asked: Asked, engine: Engine, errand: Errand) -> Write:
    """Enter it into the casebook; a dry run does all of it and takes it back."""

    def write(taken_in: TakenIn, scheme: Scheme, _text: str) -> str:
        brought, left_out = brought_by(taken_in, scheme, asked.files)
        entered = into_casebook(engine, brought, errand, dry_run=asked.dry_run)
        if entered.known_since is not None:
            day = entered.known_since.at.date().isoformat()
            return _say(
                asked,
                f"Filerne er allerede indlæst den {day}; intet er ændret.",
                f"The files were taken in on {day} already; nothing was changed.",
            )
        return _said_of(asked, entered, len(left_out))

    return write


def _said_of(asked: Asked, entered: Entered, too_long: int) -> str:
    new, changed, unchanged = len(entered.new), len(entered.changed), len(entered.unchanged)
    danish = (
        f"{count(new, 'ny sag', 'nye sager')}, {number(changed)} ændret, {number(unchanged)} uændret; "
        f"{count(entered.hours, 'timeregistrering', 'timeregistreringer')} og "
        f"{count(entered.judgements, 'vurdering', 'vurderinger')} tilføjet."
    )
    english = (
        f"cases: {new} new, {changed} changed, {unchanged} unchanged; "
        f"added: hours {entered.hours}, judgements {entered.judgements}."
    )
    if entered.elsewhere:
        sager = count(entered.elsewhere, "sag", "sager")
        danish += f" {sager} har en anden sagsbehandler i filen; tildelinger er ikke ændret."
        english += f" Cases with another caseworker in the file: {entered.elsewhere}; placements were not changed."
    if too_long:
        sager = count(too_long, "sag", "sager")
        danish += f" {sager} har et id, der er for langt til sagsbogen, og er ikke taget med."
        english += f" Cases left out, their ids being too long for the casebook: {too_long}."
    if asked.dry_run:
        danish, english = f"Prøvekørsel, intet er gemt: {danish}", f"Dry run, nothing was kept: {english}"
    return _say(asked, danish, english)


def _say(asked: Asked, danish: str, english: str) -> str:
    return danish if asked.language is Language.DANISH else english
