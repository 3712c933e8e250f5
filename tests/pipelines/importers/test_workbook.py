import zipfile
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.importers import workbook
from pipelines.importers.limits import Limits
from sagstyngde.errors import ImportRefused
from tests.pipelines.importers.taking import a_list_scheme, cells, taken, told

HEADER = ["case_id", "received_on", "kommunikation", "tolk", "timer"]


def a_workbook(folder: Path, rows: list[list[Any]], *, sheet: str = "Sager", top: int = 0) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for _ in range(top):
        page.append([])
    for row in rows:
        page.append(row)
    book.save(folder / "liste.xlsx")
    return folder / "liste.xlsx"


def test_numbers_days_durations_and_truths_are_read_as_a_csv_file_would_hold_them(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path,
        [
            HEADER,
            [10045, date(2024, 12, 31), 3, True, timedelta(hours=30, minutes=30)],
            ["s2", date(2025, 1, 5), "svær", False, time(1, 30)],
            ["s3", "31-01-2025", None, "ja", 1234.5],
        ],
    )

    got = taken(path, a_list_scheme())

    assert cells(got, "cases", "case_id") == ["10045", "s2", "s3"]
    assert cells(got, "cases", "received_on") == ["2024-12-31", "2025-01-05", "2025-01-31"]
    assert cells(got, "cases", "timer") == ["30.5", "1.5", "1234.5"]
    assert [case.facts.get("tolk") for case in got.taken.cases] == [True, False, True]


def test_rows_are_numbered_as_the_workbook_shows_them_wherever_the_table_begins(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path,
        [["Udtræk"], [], ["", *HEADER], ["", "s1", "x", 1, "ja", 1], ["", "s2", "2025-01-01", 1, "ja", 1]],
        top=2,
    )

    got = taken(path, a_list_scheme(), '[cases]\nsheet = "Sager"\nheader_row = 5\n')

    assert [(one.file, one.row) for one in got.report.refusals] == [("liste.xlsx, ark Sager", 6)]
    assert cells(got, "cases", "case_id") == ["s2"]


def test_errors_and_formulas_that_were_never_calculated_are_not_taken_for_empty(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path,
        [
            HEADER,
            ["s1", "2025-01-01", 1, "ja", 1],
            ["s2", "2025-01-02", 1, "ja", "=1+1"],
            ["s3", "2025-01-03", "#N/A", "ja", 1],
        ],
    )

    got = taken(path, a_list_scheme())

    assert told(got.report.refusals) == [(3, "timer"), (4, "kommunikation")]
    assert cells(got, "cases", "case_id") == ["s1"]


def test_a_number_that_lost_its_first_zero_is_a_child_all_the_same(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, [[*HEADER, "CPR"], ["s1", "2025-01-01", 1, "ja", 1, 101154321]])

    got = taken(path, a_list_scheme(), '[cases]\ncpr = "CPR"\n')

    assert cells(got, "cases", "child_id") == ["barn-1"]


def test_a_sheet_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, [HEADER])

    with pytest.raises(ImportRefused, match="there are Sager"):
        taken(path, a_list_scheme(), '[cases]\nsheet = "Andre"\n')


@pytest.mark.parametrize("name", ["liste.xlsx", "liste.xls", "liste.ods", "liste.xlsb"])
def test_what_is_no_workbook_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"PK\x03\x04 ikke et regneark")

    with pytest.raises(ImportRefused, match="workbook"):
        taken(path, a_list_scheme())


def test_a_workbook_that_unpacks_to_more_than_the_limit_is_not_unpacked(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, [HEADER])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/bombe.bin", bytes(5_000_000))

    with pytest.raises(ImportRefused, match="more than may be read"):
        taken(path, a_list_scheme(), limits=Limits(file_bytes=1_000_000))


def test_a_workbook_with_entities_is_refused(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, [HEADER, ["s1", "2025-01-01", 1, "ja", 1]])
    bomb = tmp_path / "bombe.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(bomb, "w") as changed:
        for name in whole.namelist():
            content = whole.read(name)
            if name.endswith("sheet1.xml"):
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
            changed.writestr(name, content)

    with pytest.raises(ImportRefused, match="workbook"):
        taken(bomb, a_list_scheme())


def test_an_open_document_is_read_too(tmp_path: Path) -> None:
    def cell(text: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    rows = "".join(
        f"<table:table-row>{''.join(map(cell, row))}</table:table-row>"
        for row in (HEADER, ["s1", "2025-01-01", "let", "ja", "1,5"])
    )
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    path = tmp_path / "liste.ods"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        packed.writestr("META-INF/manifest.xml", f"<manifest:manifest {manifest}/>")
        packed.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="Ark1">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )

    got = taken(path, a_list_scheme())

    assert cells(got, "cases", "kommunikation") == ["let"]
    assert cells(got, "cases", "timer") == ["1.5"]


def test_without_the_extra_a_workbook_is_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(workbook, "import_module", absent)

    with pytest.raises(ImportRefused, match=r"sagstyngde\[import\]"):
        taken(a_workbook(tmp_path, [HEADER]), a_list_scheme())
