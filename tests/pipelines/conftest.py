"""How is the command line tried? As a shell would run it, on a casebook of the test's own."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipelines import cli
from tests.pipelines.command_line import Ran

if TYPE_CHECKING:
    from tests.pipelines.gate_world import World


@pytest.fixture
def casebook_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The casebook of a fresh installation: not there yet."""
    file = f"sqlite:///{tmp_path / 'sagsbog' / 'sagstyngde.sqlite'}"
    monkeypatch.setenv("SAGSTYNGDE_DATABASE", file)
    return file


@pytest.fixture
def ran(casebook_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ran:
    """Run the command line; return exit code, output and errors."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["sagstyngde", *map(str, words)])
        monkeypatch.setenv("COLUMNS", "400")
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


@pytest.fixture(scope="session")
def gate_town(tmp_path_factory: pytest.TempPathFactory) -> "World":
    """An invented municipality with a champion that was trained when four in five of its cases had been received."""
    from tests.pipelines.gate_world import world  # noqa: PLC0415  only those who ask for it wait for scikit-learn

    return world(tmp_path_factory.mktemp("proeven"), cases=700, seed=1)
