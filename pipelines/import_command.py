"""What happens when files are taken in? They are read and judged; then everything is written, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console

from features.scheme_toml import EMBEDDED, L231, read_scheme, scheme_text
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
from pipelines.progress import Steps
from pipelines.whole_files import write_whole
from sagstyngde.errors import Language


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


Write = Callable[[TakenIn, str], str]
"""Writes what was taken in, given the scheme's text, and says in one line what was written."""


def run(asked: Asked, write: Write, pseudonyms: Pseudonyms | None, console: Console) -> TakenIn:
    """Take files in, show the report, and write unless it is a dry run.

    Raises:
        InputRefused: files, mapping or scheme cannot be used, or nothing can be written.

    """
    source = asked.scheme or (L231 if all(map(is_report, asked.files)) else EMBEDDED)
    scheme = read_scheme(source)
    mapping = ListMapping() if asked.mapping is None else read_mapping(asked.mapping, scheme)
    intake = Intake(scheme=scheme, pseudonyms=pseudonyms, today=asked.today, limits=asked.limits)
    with Steps.shown(console) as steps:
        taken_in = take_in(asked.files, mapping, intake, steps)
        check_names(scheme, taken_in.wanted)
    show(taken_in.report, console, asked.language)
    if asked.report is not None:
        write_whole(asked.report, "\ufeff" + report_csv(taken_in.report, asked.language).rstrip())
    if asked.dry_run:
        told = _say(asked, "Prøvekørsel: intet er skrevet.", "Dry run: nothing was written.")
    else:
        told = write(taken_in, scheme_text(source)[1])
    console.print(told, highlight=False, markup=False)
    return taken_in


def into_folder(asked: Asked, out: Path) -> Write:
    """Write a history's folder."""

    def write(taken_in: TakenIn, text: str) -> str:
        write_folder(out, taken_in, scheme_text=text, sources=asked.files, language=asked.language)
        count = taken_in.report.case_count
        return _say(
            asked,
            f"{'1 sag' if count == 1 else f'{count} sager'} skrevet i {out}; hvad der ikke kom med, står i {REFUSED}.",
            f"{'1 case' if count == 1 else f'{count} cases'} written to {out}; what was left out is in {REFUSED}.",
        )

    return write


def _say(asked: Asked, danish: str, english: str) -> str:
    return danish if asked.language is Language.DANISH else english
