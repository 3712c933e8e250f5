"""Which commands are about who may decide what, and whether it helped?

``pipelines.cli`` registers them as ``sagstyngde mandate …``; what holds for its commands holds for these.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

MANDATE = typer.Typer(no_args_is_help=True, help="Who may decide what, and did it help?")

PlanFile = Annotated[Path, typer.Argument(help='A plan\'s TOML file; "eksempel" is the one that comes with it.')]


@MANDATE.command()
def plan(source: PlanFile) -> None:
    """Register a trial's plan with its margins, and print a receipt: before the trial begins."""
    from pipelines.trial_registration import register_trial_plan

    register_trial_plan(source, Console())


@MANDATE.command()
def plans() -> None:
    """List the plans that were registered, each version, and whether it was before the trial and the figures."""
    from pipelines.trial_registration import print_trial_plans

    print_trial_plans(Console())
