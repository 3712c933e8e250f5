import gzip
from pathlib import Path

import pytest

from features.tables import Table, Wanted, read_table
from sagstyngde.errors import HistoryRefused

WANTED = Wanted(file="t.csv", columns={"id": "columns.case_id", "timer": "columns.hours"}, numeric=frozenset({"timer"}))


def read(folder: Path, content: bytes | str) -> Table:
    (folder / "t.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(folder, WANTED)


@pytest.mark.parametrize(
    ("content", "written"),
    [
        ("id,timer\nå,1.5\n".encode(), ("utf-8", ",", False)),
        ("id,timer\nå,1.5\n".encode("utf-8-sig"), ("utf-8-sig", ",", False)),
        ("id;timer\nå;1,5\n".encode("cp1252"), ("cp1252", ";", True)),
        ("id\ttimer\nå\t1,5\n".encode("utf-16"), ("utf-16", "\t", True)),
        ('timer,"id"\n"1.234,5",å\n'.encode(), ("utf-8", ",", True)),
        (b"id;timer;a, b, c\n\xe5\x81;2;x\n", ("latin-1", ";", False)),
    ],
)
def test_how_a_file_was_written_is_detected(tmp_path: Path, content: bytes, written: tuple[str, str, bool]) -> None:
    table = read(tmp_path, content)

    assert table.rows[0].text("id").startswith("å")
    assert (table.format.encoding, table.format.delimiter, table.format.decimal_comma) == written


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", ["t.csv", "tom"]),
        (" \n\n", ["t.csv", "tom"]),
        ("id,timer\n", ["t.csv", "ingen rækker"]),
        ("id,Timer\n1,2\n", ["kolonnen timer", "nærmeste er Timer", "columns.hours"]),
        ("id,tiner\n1,2\n", ["kolonnen timer", "nærmeste er tiner"]),
        ("id,timer,id\n1,2,3\n", ["kolonnen id", "to gange"]),
        ('id,timer\n"1,2\n', ["linje", "anførselstegn"]),
        (b"id,timer\n1,\x00\x01\n", ["ikke tekst"]),
        ("id,timer\n1,2\n010190-1234,3\n", ["række 3", "kolonne id", "CPR"]),
        ("id,timer\n1,010190-1234\n", ["række 2", "kolonne timer", "CPR"]),
    ],
)
def test_an_unusable_file_is_refused_by_name_and_place(tmp_path: Path, content: str | bytes, words: list[str]) -> None:
    with pytest.raises(HistoryRefused) as refused:
        read(tmp_path, content)

    assert all(word in refused.value.danish for word in words)
    assert "1234" not in refused.value.danish + refused.value.english


def test_a_missing_file_is_named_with_its_nearest(tmp_path: Path) -> None:
    (tmp_path / "T2.csv").touch()

    with pytest.raises(HistoryRefused, match=r"t\.csv: .*nearest is T2\.csv"):
        read_table(tmp_path, WANTED)


def test_a_row_of_another_width_is_refused_with_its_number(tmp_path: Path) -> None:
    table = read(tmp_path, "id,timer\n1,2\n\n3\n4,5,6\n")

    assert [row.number for row in table.rows] == [2]
    assert [(item.row, item.reason_en) for item in table.refusals] == [
        (4, "the row has 1 fields, the header 2"),
        (5, "the row has 3 fields, the header 2"),
    ]


def test_a_damaged_gzip_file_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(b"id,timer\n1,2\n")
    (tmp_path / "t.csv.gz").write_bytes(packed[:-6])

    with pytest.raises(HistoryRefused, match="unpacked"):
        read_table(tmp_path, Wanted(file="t.csv.gz", columns=WANTED.columns))


def test_a_long_number_in_a_column_of_numbers_is_no_cpr_number(tmp_path: Path) -> None:
    assert len(read(tmp_path, "id,timer\n1,1012901234\n").rows) == 1


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").touch()

    with pytest.raises(HistoryRefused, match="parquet"):
        read_table(tmp_path, Wanted(file="t.xlsx", columns={}))


def test_a_table_is_found_in_another_form_than_the_named_one_but_never_of_two(tmp_path: Path) -> None:
    (tmp_path / "cases.csv.gz").write_bytes(gzip.compress(b"case_id\ns1\n"))
    wanted = Wanted(file="cases.csv", columns={"case_id": "columns.case_id"})

    assert [row.text("case_id") for row in read_table(tmp_path, wanted).rows] == ["s1"]
    (tmp_path / "cases.parquet").write_bytes(b"")
    with pytest.raises(HistoryRefused, match=r"no such file .* nearest is cases\.csv\.gz"):
        read_table(tmp_path, wanted)
