from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines import cli
from storage.vault_key_file import make_keys
from tests.factories import a_history_folder
from tests.pipelines.command_line import Ran
from tests.pipelines.importers.test_csv_list import a_list
from tests.pipelines.importers.test_l231 import a_record, a_report


def test_a_report_to_statistics_denmark_needs_no_scheme_and_is_checked_by_its_own(ran: Ran, tmp_path: Path) -> None:
    path = a_report(tmp_path / "l231.xml", a_record("a"), a_record("b", CPR="3102154321"))
    make_keys(tmp_path / "nøgler.toml")

    code, told, _ = ran("import", path, "--out", tmp_path / "ud", "--vault-keys", tmp_path / "nøgler.toml")

    assert code == 0
    assert "1 sag skrevet i" in told
    assert "den fødselsdato kan ingen nulevende have" in told
    assert "case_id,received_on" in (tmp_path / "ud" / "cases.csv").read_text("utf-8")
    assert "l231" in (tmp_path / "ud" / "scheme.toml").read_text("utf-8")


def test_a_dry_run_reports_and_writes_nothing_but_the_report_asked_for(ran: Ran, tmp_path: Path) -> None:
    cases = a_list(tmp_path, "case_id;received_on\ns1;2025-01-01\ns2;i går\n", "cases.csv")

    code, told, _ = ran("--lang", "en", "import", cases, "--dry-run", "--report", tmp_path / "afvist.csv")

    assert code == 0
    assert "nothing was written" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["afvist.csv", "cases.csv"]
    assert "cases.csv;3;received_on;text;refused" in (tmp_path / "afvist.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("content", ["", "case_id;received_on\n", "case_id;received_on\ns1;aldrig\n", "a;b\n1;2\n"])
def test_what_cannot_be_taken_in_ends_in_one_and_leaves_no_folder(content: str, ran: Ran, tmp_path: Path) -> None:
    path = a_list(tmp_path, content)

    code, _, danish = ran("import", path, "--out", tmp_path / "ud")
    english_code, _, english = ran("--lang", "en", "import", path, "--out", tmp_path / "ud")

    assert (code, english_code) == (1, 1)
    assert danish.strip()
    assert danish != english
    assert "Traceback" not in danish + english
    assert not (tmp_path / "ud").exists()


@pytest.mark.parametrize("name", ["mangler.csv", "mangler.xlsx", "mangler.xes", "mangler.xml", "billede.png"])
def test_a_file_that_is_not_there_or_of_another_kind_is_refused(name: str, ran: Ran, tmp_path: Path) -> None:
    code, _, told = ran("import", tmp_path / name, "--out", tmp_path / "ud")

    assert code == 1
    assert name in told


def test_a_folder_must_be_named_unless_nothing_is_written(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli.app, ["import", str(a_history_folder(tmp_path) / "cases.csv")])

    assert result.exit_code == 2
