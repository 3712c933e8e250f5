import csv
from dataclasses import replace

import pytest

from models.compile_booster import compile_trees
from models.fill_sheet import sheet_of
from models.point_table import PointTable
from models.sheet import Cell, Sheet
from models.sheet_csv import DIFF_HEADER, HEADER, diff_csv, sheet_csv
from models.sheet_diff import compare, difference
from tests.models.boosted import Boosted


@pytest.fixture(scope="module")
def sheet(boosted: Boosted) -> Sheet:
    return sheet_of(boosted.bundle, boosted.learned.data.design.X)


def with_cell(sheet: Sheet, source: str, *, points: float) -> Sheet:
    """Return the sheet with other points for the first value of a fact."""
    strips = []
    for strip in sheet.strips:
        if strip.source == source:
            first = strip.rows[0]
            cells = (replace(first.cells[0], points=points), *first.cells[1:])
            strips.append(replace(strip, rows=(replace(first, cells=cells), *strip.rows[1:])))
        else:
            strips.append(strip)
    return replace(sheet, strips=tuple(strips))


def test_a_model_beside_itself_has_no_changes(boosted: Boosted) -> None:
    rows = boosted.learned.data.design.X

    diff = compare(boosted.bundle, rows, boosted.bundle, rows)

    assert diff.is_empty
    assert (diff.came, diff.went, diff.pairs_came, diff.pairs_went, diff.changes) == ((), (), (), (), ())


def test_other_cases_behind_the_same_tables_are_no_change_of_what_a_line_weighs(boosted: Boosted) -> None:
    """Tenths of other cases would be other values: both are read at the newer one's."""
    rows = boosted.learned.data.design.X
    category, effort = boosted.bundle.category, boosted.bundle.effort
    untreed = replace(
        boosted.bundle,
        category=replace(category, table=_lines_of(category.table)),
        effort=replace(effort, table=_lines_of(effort.table)),
    )

    assert compare(untreed, rows[:150], untreed, rows[150:]).is_empty


def _lines_of(table: PointTable) -> PointTable:
    return replace(table, binned=compile_trees([], len(table.linear.weights), 0.0))


def test_the_largest_change_is_told_first_with_before_and_after(sheet: Sheet) -> None:
    small = with_cell(sheet, "mobilitet", points=100.0)
    both = with_cell(small, "complaint", points=900.0)

    diff = difference(sheet, both)

    assert [change.label for change in diff.changes] == ["Klage til Ankestyrelsen under behandling", "Mobilitet"]
    assert diff.changes[0].after.points == 900.0
    assert not diff.is_empty


def test_a_fact_that_came_or_went_is_named(sheet: Sheet) -> None:
    without = replace(sheet, strips=tuple(strip for strip in sheet.strips if strip.source != "mobilitet"))

    assert difference(without, sheet).came == ("Mobilitet",)
    assert difference(sheet, without).went == ("Mobilitet",)


def test_another_average_alone_is_a_change(sheet: Sheet) -> None:
    assert not difference(sheet, replace(sheet, average_hours=sheet.average_hours + 1.0)).is_empty


def read(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines(), delimiter=";"))


def test_the_spreadsheet_holds_every_cell_with_all_its_digits(sheet: Sheet) -> None:
    header, *rows = read(sheet_csv(sheet))
    facts = [row for row in rows if row[0] == "oplysning"]
    cells = [cell for strip in sheet.strips for row in strip.rows for cell in row.cells]
    pairs = [cell for heat in sheet.heats for row in heat.cells for cell in row]

    assert tuple(header) == HEADER
    assert {len(row) for row in rows} == {len(HEADER)}
    assert [float(row[5].replace(",", ".")) for row in facts] == [cell.points for cell in cells]
    assert [int(row[7]) for row in facts] == [cell.case_count for cell in cells]
    assert len([row for row in rows if row[0] == "par"]) == len(pairs) > 0


def test_the_changes_are_a_spreadsheet_too(sheet: Sheet) -> None:
    header, *rows = read(diff_csv(difference(sheet, with_cell(sheet, "mobilitet", points=-2.5))))

    assert tuple(header) == DIFF_HEADER
    assert [(row[0], row[1], row[3]) for row in rows[1:]] == [("Mobilitet", "ingen", "-2,5")]


def test_a_learned_option_is_no_formula(sheet: Sheet) -> None:
    strip = sheet.strips[0]
    evil = Cell(text="=HYPERLINK(1)", points=-1.5, hours_factor=1.0, case_count=3)
    row = replace(strip.rows[0], cells=(evil,))

    told = read(sheet_csv(replace(sheet, strips=(replace(strip, label="-x", rows=(row,)),), heats=())))[-1]

    assert told[1:6] == ["'-x", "'=HYPERLINK(1)", "", "", "-1,5"]
