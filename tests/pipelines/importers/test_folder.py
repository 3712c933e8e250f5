import json
from dataclasses import replace
from pathlib import Path

import pytest

from features.export_names import Tables
from features.history_files import read_history
from features.scheme import Scheme
from pipelines.importers import folder
from pipelines.importers.folder import check_names, write_folder
from pipelines.importers.mapping import wanted_tables
from sagstyngde.errors import ImportRefused, InputRefused, Language
from tests.factories import a_history_folder, a_scheme
from tests.pipelines.importers.taking import a_list_scheme, taken
from tests.pipelines.importers.test_csv_list import a_list


def three(path: Path) -> list[Path]:
    return [path / f"{name}.csv" for name in ("cases", "hours", "categories")]


def test_a_history_taken_in_as_it_stands_is_the_same_history(tmp_path: Path) -> None:
    source = a_history_folder(tmp_path)

    got = taken(three(source), a_scheme())
    write_folder(tmp_path / "ud", got, scheme_text="x", sources=three(source), language=Language.DANISH)

    before, _ = read_history(a_scheme(), source)
    after, _ = read_history(a_scheme(), tmp_path / "ud")
    assert (after.cases, after.judgements, after.ends_on) == (before.cases, before.judgements, before.ends_on)
    assert after.work.hours.tolist() == before.work.hours.tolist()


def test_the_same_files_make_the_same_bytes(tmp_path: Path) -> None:
    source = a_history_folder(tmp_path)
    scheme = replace(a_scheme(), tables=Tables(hours="timer.csv.gz"))
    (tmp_path / "hours.csv").rename(tmp_path / "timer.csv")
    files = [source / name for name in ("cases.csv", "timer.csv", "categories.csv")]

    for out in ("ud1", "ud2"):
        write_folder(tmp_path / out, taken(files, scheme), scheme_text="x", sources=files, language=Language.DANISH)

    assert [path.name for path in sorted((tmp_path / "ud1").iterdir())] == [
        "afvist.csv", "cases.csv", "categories.csv", "import.json", "scheme.toml", "timer.csv.gz"
    ]  # fmt: skip
    for path in (tmp_path / "ud1").iterdir():
        assert path.read_bytes() == (tmp_path / "ud2" / path.name).read_bytes()


def test_the_folder_says_where_it_came_from_and_what_was_left_out(tmp_path: Path) -> None:
    path = a_list(tmp_path, "case_id;received_on;timer\ns1;01-01-2025;1,5\ns2;x;1\n")

    got = taken(path, a_list_scheme())
    write_folder(tmp_path / "ud", got, scheme_text="x", sources=[path], language=Language.DANISH)

    origin = json.loads((tmp_path / "ud" / "import.json").read_text("utf-8"))
    assert origin["files"][0]["name"] == "sager.csv"
    assert len(origin["files"][0]["sha256"]) == 64
    assert origin["tables"][0]["decimal_comma"] is True
    assert (tmp_path / "ud" / "afvist.csv").read_text("utf-8-sig").splitlines() == [
        "fil;række;kolonne;værdiens art;udfald;grund",
        "sager.csv;3;received_on;tekst;afvist;received_on: der ventes en dato (2026-03-31 eller 31-03-2026)",
    ]


def test_an_import_that_fails_on_the_way_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    source = a_history_folder(tmp_path)
    monkeypatch.setattr(folder, "report_csv", full)

    with pytest.raises(InputRefused):
        write_folder(
            tmp_path / "ud", taken(three(source), a_scheme()), scheme_text="x", sources=[], language=Language.DANISH
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.csv", "categories.csv", "hours.csv"]


def test_a_folder_with_files_is_never_written_over(tmp_path: Path) -> None:
    source = a_history_folder(tmp_path)

    with pytest.raises(InputRefused, match="holds files already"):
        write_folder(source, taken(three(source), a_scheme()), scheme_text="x", sources=[], language=Language.DANISH)


@pytest.mark.parametrize("name", ["../cases.csv", "/cases.csv", "..\\cases.csv", "a/b.csv", "x\0.csv", "cases.parquet"])
def test_a_table_is_never_written_outside_the_folder(name: str) -> None:
    scheme: Scheme = a_scheme(tables=Tables(cases=name))

    with pytest.raises(ImportRefused, match="correct the names"):
        check_names(scheme, wanted_tables(scheme))


def test_texts_a_spreadsheet_would_run_are_written_as_text_and_read_back_as_they_were(tmp_path: Path) -> None:
    path = a_list(tmp_path, 'case_id;received_on;partnere;timer\ns1;2025-01-01;"-skole;+ppr;@læge";1\n')

    got = taken(path, a_list_scheme())
    write_folder(tmp_path / "ud", got, scheme_text="x", sources=[path], language=Language.DANISH)
    history, _ = read_history(a_list_scheme(), tmp_path / "ud")

    assert "'-skole" in (tmp_path / "ud" / "cases.csv").read_text("utf-8")
    assert history.cases[0].facts["partnere"] == frozenset({"-skole", "+ppr", "@læge"})
