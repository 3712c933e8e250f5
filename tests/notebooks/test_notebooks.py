from io import StringIO
from pathlib import Path

import jupytext
import pytest
from rich.console import Console

from pipelines.notebooks import run_all

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
MADE = {".venv", "node_modules", "var"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_asks_first_and_answers_last(path: Path) -> None:
    cells = jupytext.read(path, fmt="py:percent").cells

    assert path.read_text("utf-8").startswith("# %%")
    assert (cells[0].cell_type, cells[0].source[-1]) == ("markdown", "?")
    assert (cells[-1].cell_type, cells[-1].source.splitlines()[0]) == ("markdown", "## Svar")
    assert {cell.cell_type for cell in cells} == {"markdown", "code"}


def test_nothing_a_notebook_showed_is_kept_beside_the_code() -> None:
    kept = [path for path in ROOT.rglob("*.ipynb") if not MADE & set(path.relative_to(ROOT).parts)]

    assert NOTEBOOKS
    assert kept == []


def test_the_cell_that_fails_is_named_and_what_ran_before_it_is_kept(tmp_path: Path) -> None:
    sources, out, told = tmp_path / "sources", tmp_path / "out", StringIO()
    sources.mkdir()
    (sources / "a.py").write_text("# %% [markdown]\n# # Virker det?\n\n# %%\n6 * 7\n\n# %%\nbroken = 1 / 0\n", "utf-8")

    ran = run_all(sources, out, Console(file=told, width=200))

    assert not ran
    assert "a.py, celle 3 (broken = 1 / 0): ZeroDivisionError" in told.getvalue()
    assert '"42"' in (out / "a.ipynb").read_text("utf-8")


def test_a_folder_without_notebooks_is_a_failure(tmp_path: Path) -> None:
    assert not run_all(tmp_path, tmp_path / "out", Console(file=StringIO()))
