"""B35-B37: a CPR number is a child's only where the mapping says so, becomes a pseudonym, and is told to nobody."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from features.scheme import Kind
from pipelines.importers.folder import write_folder
from pipelines.importers.report import report_csv
from pipelines.importers.shown import show
from sagstyngde.errors import ImportRefused, Language
from tests.factories import a_fact
from tests.pipelines.importers.taking import a_list_scheme, cells, taken, told
from tests.pipelines.importers.test_csv_list import a_list

SCHEME = a_list_scheme(facts=(a_fact(), a_fact("born_on", Kind.DATE), a_fact("bemærkning", Kind.CHOICE)))
DECLARED = '[cases]\ncpr = "CPR"\nborn = "born_on"\n'
HEADER = "case_id;CPR;received_on;timer;bemærkning"


@pytest.mark.parametrize(
    ("written", "month", "day"),
    [
        ("0101154321", "2015-01-01", "1"),
        ("010115-4321", "2015-01-01", "1"),
        ("01 01 15 4321", "2015-01-01", "1"),
        ("311215–4321", "2015-12-01", "31"),
        ("711215-4321", "", "11"),
        ("0101850000", "1985-01-01", "1"),
    ],
)
def test_a_declared_number_becomes_a_pseudonym_a_day_and_a_month(
    written: str, month: str, day: str, tmp_path: Path
) -> None:
    path = a_list(tmp_path, f"{HEADER}\ns1;{written};2025-01-01;1;\n")

    got = taken(path, SCHEME, DECLARED)

    assert cells(got, "cases", "child_id") == ["barn-1"]
    assert cells(got, "cases", "birth_day") == [day]
    assert cells(got, "cases", "born_on") == [month]


def test_the_same_child_gets_the_same_pseudonym_however_the_number_is_written(tmp_path: Path) -> None:
    lines = "s1;0101154321;2025-01-01;1;\ns2;010115-4321;2025-01-02;1;\ns3;020115-4321;2025-01-03;1;\n"

    got = taken(a_list(tmp_path, f"{HEADER}\n{lines}"), SCHEME, DECLARED)

    assert cells(got, "cases", "child_id") == ["barn-1", "barn-1", "barn-2"]


@pytest.mark.parametrize("nobody", ["", "0000000000", "000000-0000"])
def test_no_number_is_no_child(nobody: str, tmp_path: Path) -> None:
    got = taken(a_list(tmp_path, f"{HEADER}\ns1;{nobody};2025-01-01;1;\n"), SCHEME, DECLARED)

    assert cells(got, "cases", "child_id") == [""]


@pytest.mark.parametrize("wrong", ["310215-4321", "101154321", "01011543210", "290201-1234", "abc", "=0101154321"])
def test_a_number_nobody_can_have_refuses_the_row_and_is_not_repeated(wrong: str, tmp_path: Path) -> None:
    lines = f"s1;0101154321;2025-01-01;1;\ns2;{wrong};2025-01-02;1;\n"

    got = taken(a_list(tmp_path, f"{HEADER}\n{lines}"), SCHEME, DECLARED)

    assert told(got.report.refusals) == [(3, "CPR")]
    assert wrong not in report_csv(got.report, Language.DANISH) + report_csv(got.report, Language.ENGLISH)


def test_a_number_that_is_not_declared_is_struck_out_and_told(tmp_path: Path) -> None:
    lines = "s1;;2025-01-01;1;\ns2;;2025-01-02;1;søster til 010115-4321\n"

    got = taken(a_list(tmp_path, f"{HEADER}\n{lines}"), SCHEME)

    assert cells(got, "cases", "bemærkning") == ["", ""]
    assert [(one.column, one.rows) for one in got.report.masked] == [("bemærkning", (3,))]


def test_a_number_in_an_id_refuses_the_row(tmp_path: Path) -> None:
    got = taken(a_list(tmp_path, f"{HEADER}\ns1;;2025-01-01;1;\n0101154321;;2025-01-02;1;\n"), SCHEME)

    assert told(got.report.refusals) == [(3, "case_id")]


def test_without_a_key_a_declared_number_stops_the_import(tmp_path: Path) -> None:
    path = a_list(tmp_path, f"{HEADER}\ns1;0101154321;2025-01-01;1;\n")

    with pytest.raises(ImportRefused, match="SAGSTYNGDE_VAULT_KEYS"):
        taken(path, SCHEME, DECLARED, keys=False)


def test_no_number_reaches_the_folder_the_report_or_the_screen(tmp_path: Path) -> None:
    planted = [f"{1 + place % 28:02}0{1 + place % 9}15{4000 + place}" for place in range(200)]
    lines = "".join(
        f"s{place};{number};{date(2025, 1, 1 + place % 28)};1;se {number[:6]}-{number[6:]}\n"
        if place % 2
        else f"{number};{number};2025-01-01;{number};{number}\n"
        for place, number in enumerate(planted)
    )
    path = a_list(tmp_path, f"{HEADER}\n{lines}")
    console = Console(record=True, width=300, file=StringIO())

    got = taken(path, SCHEME, DECLARED)
    show(got.report, console, Language.DANISH)
    write_folder(tmp_path / "ud", got, scheme_text="", sources=[path], language=Language.DANISH)

    written = b"".join(one.read_bytes() for one in (tmp_path / "ud").iterdir()) + console.export_text().encode()
    assert got.report.case_count == 100
    assert len(got.report.refusals) == 100
    assert [number for number in planted if number.encode() in written or number[6:].encode() in written] == []
