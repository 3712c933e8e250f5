import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from models.bundle import load
from pipelines import cli
from pipelines.train import Trained, write
from tests.factories import a_long_history_folder
from tests.pipelines.command_line import Ran


@pytest.fixture(scope="module")
def bundle(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model") / "bundle"
    write(trained, folder, None)
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ["ukendt"],
        ["train"],
        ["check"],
        ["check", "--plan-diary", "--caseworkers", "0"],
        ["assess", "bundle", "--cases", "x.csv"],
        ["assess", "bundle", "--cases", "x.csv", "--out", "y", "--newest", "0"],
        ["synthesise", "ud", "--cases", "mange"],
        ["table", "bundle"],
        ["allocate", "--cases", "x", "--staff", "y", "--out", "z", "--on", "i morgen"],
        ["--lang", "tysk", "check", "--history", "x"],
    ],
)
def test_wrong_usage_ends_in_two(words: list[str]) -> None:
    result = CliRunner().invoke(cli.app, words)

    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "words",
    [
        ["check", "--history", "mangler"],
        ["train", "--history", "mangler", "--out", "ud", "--tracking", "none"],
        ["train", "--history", "mangler", "--scheme", "mangler.toml", "--out", "ud", "--tracking", "none"],
        ["evaluate", "mangler", "--history", "mangler"],
        ["table", "mangler", "--html", "tavle.html"],
        ["assess", "mangler", "--cases", "mangler.csv", "--out", "ud.jsonl"],
        ["allocate", "--cases", "mangler.jsonl", "--staff", "mangler.csv", "--out", "ud.json"],
        ["synthesise", "ud", "--cases", "0"],
    ],
)
def test_a_refusal_ends_in_one_with_its_reason_in_the_readers_language(
    words: list[str], ran: Ran, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)

    code, _, danish = ran(*words)
    english_code, _, english = ran("--lang", "en", *words)

    assert (code, english_code) == (1, 1)
    assert danish.strip()
    assert english.strip()
    assert danish != english
    assert "Traceback" not in danish + english
    assert list(tmp_path.iterdir()) == []


def test_a_history_that_cannot_be_trained_on_ends_the_check_in_one(
    ran: Ran, municipality: Path, tmp_path: Path
) -> None:
    scheme = municipality / "scheme.toml"
    few = tmp_path / "få"
    few.mkdir()
    for path in municipality.iterdir():
        keep = 101 if path.name == "cases.csv" else None
        (few / path.name).write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:keep]))

    good, told, _ = ran("check", "--history", municipality, "--scheme", scheme, "--json")
    bad, stopped, _ = ran("check", "--history", few, "--scheme", scheme)

    assert (good, bad) == (0, 1)
    assert json.loads(told)["can_train"] is True
    assert "too_few_cases" in stopped


def test_training_writes_bundle_and_report_and_shows_the_figures(ran: Ran, municipality: Path, tmp_path: Path) -> None:
    where = ("--history", municipality, "--scheme", municipality / "scheme.toml", "--out", tmp_path / "bundle")

    code, told, _ = ran("train", *where, "--report", tmp_path / "rapport.json", "--tracking", "none")

    report = json.loads((tmp_path / "rapport.json").read_text("utf-8"))
    assert code == 0
    assert load(tmp_path / "bundle").content_hash == report["content_hash"]
    assert "pointtavlen" in told
    assert report["content_hash"][:12] in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle", "rapport.card.html", "rapport.json"]


def test_training_on_too_little_writes_nothing(ran: Ran, tmp_path: Path) -> None:
    (tmp_path / "historik").mkdir()
    folder = a_long_history_folder(tmp_path / "historik", 60)

    code, _, told = ran("train", "--history", folder, "--out", tmp_path / "bundle", "--tracking", "none")

    assert code == 1
    assert told.strip()
    assert [path.name for path in tmp_path.iterdir()] == ["historik"]


def test_a_bundle_is_evaluated_on_cases_it_was_not_trained_on(
    ran: Ran,
    municipality: Path,
    bundle: Path,
    trained: Trained,
) -> None:
    code, told, _ = ran("evaluate", bundle, "--history", municipality, "--json")

    report = json.loads(told)
    assert code == 0
    assert report["n_test"] == trained.report["n_test"]
    for name in ("accuracy", "log_loss", "coverage"):
        assert report["category"][name] == pytest.approx(trained.report["category"][name])
    assert report["effort"]["r2_log"] == pytest.approx(trained.report["effort"]["r2_log"])


def test_help_answers_without_loading_what_training_needs() -> None:
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom pipelines.cli import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "print({'pandas', 'sklearn', 'shap', 'mlflow', 'scipy', 'sqlalchemy'} & set(sys.modules))"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env={**os.environ, "COLUMNS": "100"}
    )

    assert ended.stdout.strip() == "set()"


def test_the_point_table_is_written_with_what_changed_since_another(bundle: Path, ran: Ran, tmp_path: Path) -> None:
    html, csv = tmp_path / "ud" / "tavle.html", tmp_path / "tavle.csv"

    code, told, _ = ran("table", bundle, "--html", html, "--csv", csv, "--against", bundle)

    assert code == 0
    assert "ingen ændringer" in told
    assert "Hvad ændrede sig siden sidst" in html.read_text("utf-8")
    assert csv.read_text("utf-8-sig").startswith("del;oplysning;")
    assert (tmp_path / "tavle.aendringer.csv").read_text("utf-8-sig").count("\n") == 2


def test_a_point_table_that_cannot_be_written_is_told(bundle: Path, ran: Ran, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")

    code, _, told = ran("table", bundle, "--html", tmp_path / "fil" / "tavle.html")

    assert (code, "tavle.html: kan ikke skrives der" in told) == (1, True)
