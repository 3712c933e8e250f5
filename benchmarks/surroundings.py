"""On what machine, with which versions and from which folders are the figures made?"""

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SCHEMES = ROOT / "tests" / "schemes"
VAR = ROOT / "var"
PACKAGES = ("sagstyngde", "numpy", "scipy", "scikit-learn", "shap", "pandas", "fastapi", "uvicorn", "sqlalchemy")

Json = dict[str, Any]
"""What is written: JSON's own types."""


def real_data(name: str) -> Path | None:
    """Return the folder of a real history, or ``None`` where this machine has none."""
    folder = Path(os.environ.get("SAGSTYNGDE_SHARED_DATA") or ROOT.parent / "shared" / "data") / name
    return folder if folder.is_dir() else None


def surroundings() -> Json:
    """Return date, machine and versions: what a figure is worth nothing without."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {
            "cores": os.cpu_count(),
            "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
            "architecture": platform.machine(),
            "system": platform.system(),
            "threads": os.environ.get("OMP_NUM_THREADS", "unset"),
        },
        "versions": {"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
    }


def write_json(name: str, figures: Json) -> Path:
    """Write figures into ``docs``."""
    target = DOCS / name
    target.write_text(json.dumps(figures, indent=1, ensure_ascii=False, allow_nan=False) + "\n", "utf-8")
    return target


class Bar:
    """A progress bar over named steps."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=total)
        self._told = 0

    def __call__(self, step: str) -> None:
        """Begin the next step."""
        if not self._progress.console.is_terminal:
            self._progress.console.print(step, highlight=False, markup=False)
        self._progress.update(self._task, description=step, completed=self._told)
        self._told += 1


@contextmanager
def bar(total: int) -> Iterator[Bar]:
    """Show a bar while the block runs; without a terminal each step is a line."""
    console = Console()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal) as progress:
        yield Bar(progress, total)


def silent(_step: str) -> None:
    """Tell nobody: an inner step of a step that is told."""
