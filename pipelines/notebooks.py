"""Do the notebooks still run? ``python -m pipelines.notebooks SRC OUT`` executes each and keeps what it showed in OUT.

The sources are Python files in percent cells and never hold outputs; what a run shows, figures of a municipality among
it, is written to a folder that is not under version control.
"""

import os
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

CELL_SECONDS = 900
_INLINE = "module://matplotlib_inline.backend_inline"


def run_all(sources: Path, out: Path, console: Console) -> bool:
    """Execute every notebook of a folder; return whether all of them ran to their end."""
    notebooks = sorted(sources.glob("*.py"))
    if not notebooks:
        console.print(f"{sources} har ingen notesbøger (*.py)", style="red", highlight=False)
        return False
    out.mkdir(parents=True, exist_ok=True)
    ran = [run_one(source, out / f"{source.stem}.ipynb", console) for source in notebooks]
    return all(ran)


def run_one(source: Path, target: Path, console: Console) -> bool:
    """Execute one notebook and write it with its outputs, also where a cell failed; return whether it ran."""
    import jupytext
    from nbclient.exceptions import CellExecutionError

    notebook = jupytext.read(source, fmt="py:percent")
    console.print(f"{source.name}: kører {len(notebook.cells)} celler", highlight=False)
    client, started = _client(notebook), time.monotonic()
    failure = None
    try:
        client.execute(env=os.environ | {"OMP_NUM_THREADS": "1", "MPLBACKEND": _INLINE})
    except CellExecutionError as error:
        failure = error
    jupytext.write(notebook, target)
    if failure is None:
        console.print(f"{source.name}: færdig på {time.monotonic() - started:.0f} s: {target}", highlight=False)
        return True
    console.print(f"{source.name}, {_failed(notebook)}: {failure.ename}: {failure.evalue}", style="red", markup=False)
    return False


def _client(notebook: Any) -> Any:
    from nbclient import NotebookClient
    from traitlets.config import Config

    # The kernel starts where the command was given, and is spoken to through files of this user: outputs are a
    # municipality's figures, and a TCP port is open to everybody on the machine.
    resources = {"metadata": {"path": str(Path.cwd())}}
    config = Config({"KernelManager": {"transport": "ipc"}})
    return NotebookClient(notebook, timeout=CELL_SECONDS, kernel_name="python3", resources=resources, config=config)


def _failed(notebook: Any) -> str:
    """Name the cell that raised: its number and its first line."""
    for number, cell in enumerate(notebook.cells, start=1):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return f"celle {number} ({cell.source.splitlines()[0]})"
    return "en celle"


def main(
    sources: Annotated[Path, typer.Argument(help="The folder with the notebooks, as Python in percent cells.")],
    out: Annotated[Path, typer.Argument(help="Where the executed notebooks are written.")],
) -> None:
    """Execute every notebook; exit code 1 where a cell fails."""
    if not run_all(sources, out, Console()):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
