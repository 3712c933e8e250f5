"""B14, B17, B33, B48: what lists from other systems look like when something is wrong with them."""

import gzip
from pathlib import Path

import pytest

from pipelines.importers.limits import Limits
from sagstyngde.errors import ImportRefused
from tests.pipelines.importers.taking import a_list_scheme, cells, taken, told

HEADER = "case_id;received_on;kommunikation;tolk;timer"


def a_list(folder: Path, content: str | bytes, name: str = "sager.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252"), ("latin-1", "cp1252"), ("utf-16", "utf-16")],
)
def test_danish_letters_are_read_in_every_usual_encoding_and_the_encoding_is_told(
    encoding: str, named: str, tmp_path: Path
) -> None:
    path = a_list(tmp_path, f"{HEADER}\ns1;31-12-2025;svær;ja;1,5\n".encode(encoding))

    got = taken(path, a_list_scheme())

    assert cells(got, "cases", "kommunikation") == ["svær"]
    assert got.report.tables[0].format.encoding == named


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_detected_and_told(delimiter: str, tmp_path: Path) -> None:
    path = a_list(tmp_path, f"{HEADER}\ns1;2025-12-31;1;ja;2\n".replace(";", delimiter))

    got = taken(path, a_list_scheme())

    assert got.report.tables[0].format.delimiter == delimiter
    assert got.report.case_count == 1


def test_danish_numbers_and_days_become_plain_ones(tmp_path: Path) -> None:
    path = a_list(tmp_path, f"{HEADER}\ns1;31-12-2024;1;ja;1.234,5\ns2;1.2.2025;;nej;2,25\n")

    got = taken(path, a_list_scheme())

    assert cells(got, "cases", "timer") == ["1234.5", "2.25"]
    assert cells(got, "cases", "received_on") == ["2024-12-31", "2025-02-01"]
    assert got.report.tables[0].format.decimal_comma


@pytest.mark.parametrize("day", ["31-02-2025", "29-02-2025", "1900-02-29", "2025-13-01", "05/01/2025", "igår"])
def test_days_that_do_not_exist_are_refused_with_their_row_and_column(day: str, tmp_path: Path) -> None:
    path = a_list(tmp_path, f"{HEADER}\ns1;2025-01-01;1;ja;1\ns2;{day};1;ja;1\n")

    got = taken(path, a_list_scheme())

    assert told(got.report.refusals) == [(3, "received_on")]
    assert day not in got.report.refusals[0].reason_da + got.report.refusals[0].reason_en


def test_days_with_slashes_are_read_where_the_mapping_says_how(tmp_path: Path) -> None:
    path = a_list(tmp_path, f"{HEADER}\ns1;05/01/2025;1;ja;1\ns2;13/1/25;1;ja;1\n")

    got = taken(path, a_list_scheme(), '[cases]\ndates = "%d/%m/%Y"\n')

    assert cells(got, "cases", "received_on") == ["2025-01-05"]
    assert told(got.report.refusals) == [(3, "received_on")]


def test_lines_pasted_in_from_another_encoding_are_refused_one_by_one(tmp_path: Path) -> None:
    good = f"{HEADER}\ns1;2025-01-01;svær;ja;1\ns2;2025-01-02;svær;ja;1\n".encode()
    path = a_list(tmp_path, good + "s3;2025-01-03;svær;ja;1\n".encode("cp1252"))

    got = taken(path, a_list_scheme())

    assert got.report.case_count == 2
    assert told(got.report.refusals) == [(4, "")]
    assert "tegnsæt" in got.report.refusals[0].reason_da


def test_utf8_pasted_into_a_file_of_windows_1252_is_refused_too(tmp_path: Path) -> None:
    lines = "".join(f"s{number};2025-01-01;svær;ja;1\n" for number in range(3))
    path = a_list(tmp_path, (HEADER + "\n" + lines).encode("cp1252") + "s9;2025-01-03;svær;ja;1\n".encode())

    got = taken(path, a_list_scheme())

    assert got.report.case_count == 3
    assert told(got.report.refusals) == [(5, "")]


def test_a_header_that_stands_again_is_no_case(tmp_path: Path) -> None:
    path = a_list(tmp_path, f"{HEADER}\ns1;2025-01-01;1;ja;1\n{HEADER}\ns2;2025-01-02;1;ja;1\n")

    got = taken(path, a_list_scheme())

    assert got.report.case_count == 2
    assert [one.row for one in got.report.refusals] == [3]


def test_a_column_that_stands_twice_stops_the_import(tmp_path: Path) -> None:
    path = a_list(tmp_path, "case_id;received_on;received_on;timer\ns1;2025-01-01;2025-01-02;1\n")

    with pytest.raises(ImportRefused, match="received_on stands twice"):
        taken(path, a_list_scheme())


def test_a_missing_column_names_the_nearest_and_the_mapping(tmp_path: Path) -> None:
    path = a_list(tmp_path, "case_id;Received_On;timer\ns1;2025-01-01;1\n")

    with pytest.raises(ImportRefused, match=r"received_on .* missing \(the nearest is Received_On\)"):
        taken(path, a_list_scheme())


def test_a_quotation_mark_that_is_not_closed_stops_the_import_and_names_the_line(tmp_path: Path) -> None:
    rows = "".join(f"s{number};2025-01-01;1;ja;1\n" for number in range(2, 2000))
    path = a_list(tmp_path, f'{HEADER}\ns1;2025-01-01;1;"ja;1\n{rows}')

    with pytest.raises(ImportRefused, match="from line 2"):
        taken(path, a_list_scheme())


def test_a_line_beyond_the_limit_is_never_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "sager.csv"
    with path.open("wb") as out:
        out.write(f"{HEADER}\n".encode())
        out.seek(200 * 1024**2)  # a hole in the file: 200 MB of a single line
        out.write(b"\n")

    with pytest.raises(ImportRefused, match="line 2 is longer than"):
        taken(path, a_list_scheme())


def test_a_nul_in_a_row_refuses_the_row(tmp_path: Path) -> None:
    path = a_list(tmp_path, f"{HEADER}\ns1;2025-01-01;1;ja;1\ns2;2025-01-02;1;j\0a;1\n")

    got = taken(path, a_list_scheme())

    assert told(got.report.refusals) == [(3, "")]


def test_text_of_two_bytes_a_letter_without_a_mark_is_refused_whole(tmp_path: Path) -> None:
    path = a_list(tmp_path, f"{HEADER}\ns1;2025-01-01;1;ja;1\n".encode("utf-16-le"))

    with pytest.raises(ImportRefused, match="UTF-8"):
        taken(path, a_list_scheme())


@pytest.mark.parametrize("formula", ["=1+1", "=HYPERLINK(1)", " =SUM(A1:A9)", '="a"&"b"'])
def test_a_formula_is_no_value(formula: str, tmp_path: Path) -> None:
    quoted = formula.replace('"', '""')
    path = a_list(tmp_path, f'{HEADER}\ns1;2025-01-01;1;ja;1\ns2;2025-01-02;1;ja;"{quoted}"\n')

    got = taken(path, a_list_scheme())

    assert told(got.report.refusals) == [(3, "timer")]
    assert "formel" in got.report.refusals[0].reason_da


def test_a_text_written_as_a_formula_to_keep_its_zeros_is_a_text(tmp_path: Path) -> None:
    path = a_list(tmp_path, f'{HEADER}\n"=""0012""";2025-01-01;1;ja;1\n')

    assert cells(taken(path, a_list_scheme()), "cases", "case_id") == ["0012"]


def test_rows_with_too_few_or_too_many_fields_are_refused_and_empty_ends_are_not(tmp_path: Path) -> None:
    path = a_list(tmp_path, f"{HEADER}\ns1;2025-01-01;1;ja;1;;\ns2;2025-01-02\ns3;2025-01-03;1;ja;1;mere\n\n;;;;\n")

    got = taken(path, a_list_scheme())

    assert cells(got, "cases", "case_id") == ["s1"]
    assert told(got.report.refusals) == [(3, ""), (4, "")]


def test_titles_above_the_header_and_excels_own_hint_are_passed_over(tmp_path: Path) -> None:
    path = a_list(tmp_path, f"sep=;\nUdtræk fra fagsystemet\n\n{HEADER}\ns1;2025-01-01;1;ja;1\ns2;x;1;ja;1\n")

    got = taken(path, a_list_scheme(), "[cases]\nheader_row = 3\n")

    assert cells(got, "cases", "case_id") == ["s1"]
    assert told(got.report.refusals) == [(6, "received_on")]


def test_a_packed_list_is_read_up_to_the_limit_of_what_it_unpacks_to(tmp_path: Path) -> None:
    text = f"{HEADER}\n" + "".join(f"s{number};2025-01-01;1;ja;1\n" for number in range(9_000))
    path = a_list(tmp_path, gzip.compress(text.encode()), "sager.csv.gz")

    assert taken(path, a_list_scheme()).report.case_count == 9_000
    with pytest.raises(ImportRefused, match="more than may be read"):
        taken(path, a_list_scheme(), limits=Limits(file_bytes=50_000))


def test_a_packed_list_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(f"{HEADER}\n{'s1;2025-01-01;1;ja;1' * 500}\n".encode())
    path = a_list(tmp_path, packed[:-20], "sager.csv.gz")

    with pytest.raises(ImportRefused, match="cut short"):
        taken(path, a_list_scheme())


def test_more_rows_than_the_limit_stop_the_import(tmp_path: Path) -> None:
    path = a_list(tmp_path, f"{HEADER}\n" + "".join(f"s{number};2025-01-01;1;ja;1\n" for number in range(11)))

    with pytest.raises(ImportRefused, match="more than 10 rows"):
        taken(path, a_list_scheme(), limits=Limits(rows=10))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x00\x01\x02\xff" * 40])
def test_what_is_no_list_is_refused_without_a_traceback(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused):
        taken(a_list(tmp_path, content), a_list_scheme())


def test_a_list_of_one_column_lacks_the_others_by_name(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="received_on"):
        taken(a_list(tmp_path, "case_id\ns1\ns2\n"), a_list_scheme())


def test_columns_the_list_does_not_have_are_empty_and_told(tmp_path: Path) -> None:
    path = a_list(tmp_path, "case_id;received_on;timer\ns1;2025-01-01;1\n")

    got = taken(path, a_list_scheme())

    assert cells(got, "cases", "tolk") == [""]
    assert {"tolk", "kommunikation", "closed_on"} <= set(got.report.tables[0].absent)
