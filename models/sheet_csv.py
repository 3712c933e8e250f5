"""How is a sheet, or what changed since the last one, handed on as a spreadsheet? With decimal commas."""

from collections.abc import Iterator

from models.sheet import Cell, Heat, Sheet, Strip
from models.sheet_diff import SheetDiff
from sagstyngde.spreadsheet import spreadsheet

HEADER = ("del", "oplysning", "værdi", "oplysning 2", "værdi 2", "point", "timefaktor", "tidligere sager")
DIFF_HEADER = ("oplysning", "værdi", "point før", "point nu", "timefaktor før", "timefaktor nu", "tidligere sager nu")


def sheet_csv(sheet: Sheet) -> str:
    """Return the whole sheet: where a case starts, the limits, every fact's values and every pair's."""
    return spreadsheet(HEADER, _sheet_rows(sheet))


def diff_csv(diff: SheetDiff) -> str:
    """Return what came, what went, and every value that weighs otherwise, the largest change first."""
    return spreadsheet(DIFF_HEADER, _diff_rows(diff))


def _sheet_rows(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    start = (_decimal(sheet.average_points), _decimal(sheet.average_hours), str(sheet.case_count))
    yield ("gennemsnitssagen (timer i stedet for timefaktor)", "", "", "", "", *start)
    for name, points in sheet.limits:
        yield ("grænse, kategorien fra", name, "", "", "", _decimal(points), "", "")
    for strip in sheet.strips:
        yield from _strip_rows(strip)
    for heat in sheet.heats:
        yield from _heat_rows(heat)


def _strip_rows(strip: Strip) -> Iterator[tuple[str, ...]]:
    for row in strip.rows:
        label = f"{strip.label}: {row.label}" if row.label else strip.label
        yield from (("oplysning", label, cell.text, "", "", *_numbers(cell)) for cell in row.cells)


def _heat_rows(heat: Heat) -> Iterator[tuple[str, ...]]:
    for text, cells in zip(heat.texts[0], heat.cells, strict=True):
        yield from (("par", heat.labels[0], text, heat.labels[1], cell.text, *_numbers(cell)) for cell in cells)


def _diff_rows(diff: SheetDiff) -> Iterator[tuple[str, ...]]:
    older, newer = diff.older, diff.newer
    points = (_decimal(older.average_points), _decimal(newer.average_points))
    hours = (_decimal(older.average_hours), _decimal(newer.average_hours))
    yield ("gennemsnitssagen (timer i stedet for timefaktor)", "", *points, *hours, str(newer.case_count))
    yield from ((label, "ny", "", "", "", "", "") for label in (*diff.came, *diff.pairs_came))
    yield from ((label, "udgået", "", "", "", "", "") for label in (*diff.went, *diff.pairs_went))
    for change in diff.changes:
        before, after = change.before, change.after
        numbers = (before.points, after.points, before.hours_factor, after.hours_factor)
        yield (change.label, after.text, *map(_decimal, numbers), str(after.case_count))


def _numbers(cell: Cell) -> tuple[str, str, str]:
    return _decimal(cell.points), _decimal(cell.hours_factor), str(cell.case_count)


def _decimal(value: float) -> str:
    """Write a number so that it comes back exactly, with a decimal comma."""
    return repr(value + 0.0).replace(".", ",")
