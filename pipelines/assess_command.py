"""What does somebody see who assesses many cases at once? How far it has come, how many, and what was refused."""

from pathlib import Path

from rich.console import Console

from models.mapping import Mapper
from pipelines.progress import Steps
from sagstyngde.danish import number


def run_file(bundle: Path, cases: Path, out: Path, *, newest: int | None, console: Console) -> None:
    """Assess a table into lines of JSON."""
    from pipelines.batch import assess_file

    with Steps.shown(console) as steps:
        count = assess_file(bundle, cases, out, newest=newest, steps=steps)
    console.print(f"{count} sager vurderet: {out}", highlight=False)


def run_parts(bundle: Path, cases: Path, out: Path, *, mapper: Mapper, console: Console) -> None:
    """Assess Parquet files part by part."""
    from pipelines.assess_parts import assess_parts

    with Steps.shown(console) as steps:
        done = assess_parts(bundle, cases, out, mapper=mapper, steps=steps)
    before = f" ({number(done.were_there)} var der i forvejen)" if done.were_there else ""
    told = f"{number(done.answered)} sager vurderet; færdige dele: {number(done.parts)}{before}: {out}"
    console.print(told, highlight=False)
    if done.refused:
        console.print(
            f"Ikke vurderet, fordi rækken ikke kunne læses: {number(done.refused)}; se filerne *.afviste.csv",
            style="yellow",
            highlight=False,
        )
