"""How is a bundle's point table put on paper? A page to print, a spreadsheet, and what changed since the last one."""

from pathlib import Path

from rich.console import Console

from models import bundle as bundles
from models.bundle import ModelBundle
from models.fill_sheet import sheet_of
from models.sheet import Sheet
from models.sheet_csv import diff_csv, sheet_csv
from models.sheet_diff import SheetDiff, compare
from sagstyngde.danish import count
from sagstyngde.errors import InputRefused
from serve.sheets import sheet_file

DIFF_ENDING = ".aendringer.csv"


def run(bundle: Path, *, html: Path | None, csv: Path | None, against: Path | None, console: Console) -> None:
    """Write the sheet where asked; beside the spreadsheet, what changed since ``against``.

    Raises:
        BundleRefused: a bundle cannot be used.
        InputRefused: a file cannot be written.
    """
    newer = bundles.load(bundle)
    diff = None if against is None else _diff(bundles.load(against), newer)
    sheet = _sheet(newer) if diff is None else diff.newer
    if html is not None:
        _write(html, sheet_file(sheet, newer.frame.scheme, diff), console)
    if csv is not None:
        _write(csv, f"\ufeff{sheet_csv(sheet)}", console)
        if diff is not None:
            _write(csv.with_suffix(DIFF_ENDING), f"\ufeff{diff_csv(diff)}", console)
    if diff is not None:
        told = "ingen ændringer" if diff.is_empty else count(len(diff.changes), "ændring", "ændringer")
        console.print(f"Siden model {diff.older.bundle_hash[:12]}: {told}.", highlight=False)


def _sheet(bundle: ModelBundle) -> Sheet:
    return sheet_of(bundle, bundle.neighbours.earlier.rows)


def _diff(older: ModelBundle, newer: ModelBundle) -> SheetDiff:
    return compare(older, older.neighbours.earlier.rows, newer, newer.neighbours.earlier.rows)


def _write(path: Path, text: str, console: Console) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
    except OSError as error:
        raise InputRefused(
            english=f"{path.name}: cannot be written there", danish=f"{path.name}: kan ikke skrives der"
        ) from error
    console.print(f"Skrevet: {path}", highlight=False)
