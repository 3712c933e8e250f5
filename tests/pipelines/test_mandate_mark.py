"""A history's cases are marked by a register: filled where nobody has said it, told of where the two differ."""

import io
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner

from features.history_files import read_history
from features.scheme_toml import read_scheme
from mandate.intake import COMMITTEE
from pipelines.cli import app
from pipelines.mandate_mark import Mark, Sources, mark_history
from sagstyngde.errors import InputRefused


@pytest.fixture
def history(municipality: Path, tmp_path: Path) -> Path:
    """The municipality with nothing said of the committee, but for the first two cases of § 83: one yes, one no."""
    folder = tmp_path / "historik"
    folder.mkdir()
    for file in municipality.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    cases = pd.read_csv(folder / "cases.csv", dtype=str, keep_default_na=False)
    column = _column(municipality)
    first, second, *_ = cases.index[cases["provisions"].eq("bl_83") & cases["received_on"].ge("2024-01-01")]
    cases[column] = ""
    cases.loc[first, column], cases.loc[second, column] = "ja", "nej"
    cases.to_csv(folder / "cases.csv", index=False)
    return folder


def _column(folder: Path) -> str:
    scheme = read_scheme(str(folder / "scheme.toml"))
    return next(fact.column for fact in scheme.facts if fact.name == COMMITTEE)


def test_what_nobody_said_is_filled_in_and_what_somebody_said_stands(history: Path, tmp_path: Path) -> None:
    scheme, out, console = str(history / "scheme.toml"), tmp_path / "ud", Console(file=io.StringIO(), width=200)

    found = mark_history(Sources(history=history, scheme=scheme, register="eksempel"), out, console)

    before, after = (pd.read_csv(one / "cases.csv", dtype=str, keep_default_na=False) for one in (history, out))
    column = _column(history)
    assert before.drop(columns=column).equals(after.drop(columns=column)[before.columns.drop(column)])
    assert (found[Mark.STATED], found[Mark.CONTRADICTED]) == (1, 1)
    assert found[Mark.FILLED_YES] + 1 == (after[column] == "ja").sum()
    assert found[Mark.FILLED_NO] + 1 == (after[column] == "nej").sum()
    assert found[Mark.LEFT] == (after[column] == "").sum() > 0
    marked, _ = read_history(read_scheme(scheme), out)
    schools = [one for one in marked.cases if one.facts["provisions"] == {"bl_83"} and one.decision_on is not None]
    late = [one.facts.get(COMMITTEE) for one in schools if one.decision_on and one.decision_on.year >= 2024]
    assert sorted(map(str, set(late))) == ["False", "True"]
    assert late.count(False) == 1
    assert isinstance(console.file, io.StringIO)
    assert "1 sag siger noget andet end kompetenceplanen" in console.file.getvalue()


def test_a_folder_with_files_is_left_alone(history: Path) -> None:
    sources = Sources(history=history, scheme=str(history / "scheme.toml"), register="eksempel")

    with pytest.raises(InputRefused, match="holds files already"):
        mark_history(sources, history, Console(file=io.StringIO()))


def test_the_command_marks_a_history(history: Path, tmp_path: Path) -> None:
    asked = [
        "--history",
        history,
        "--scheme",
        history / "scheme.toml",
        "--register",
        "eksempel",
        "--out",
        tmp_path / "ud",
    ]

    result = CliRunner().invoke(app, ["mandate", "mark", *map(str, asked), "--staff", str(history / "staff.csv")])

    assert result.exit_code == 0
    assert "er udfyldt efter kompetenceplanen" in " ".join(result.output.split())
