"""Which command makes a model's evidence? One folder to show whoever asks, and a replay of the answers it has given.

``pipelines.cli`` registers it; what holds for its commands holds for this one.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.cli_options import Json


def evidence(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(help="The folder; an earlier one of ours is replaced.")] = None,
    model: Annotated[str | None, typer.Option(help="How its hash begins; else the model in use.")] = None,
    own: Annotated[Path | None, typer.Option(help="The municipality's own texts, as the folder asks for them.")] = None,
    replay: Annotated[int, typer.Option(min=0, help="How many of the year's answers are given again.")] = 100,
    *,
    as_json: Json = False,
) -> None:
    """Write a model's evidence, replay answers; exit code 1 where a section is empty or old or an answer differs."""
    if out is None and not replay:
        raise typer.BadParameter("name a folder", param_hint="--out")
    from pipelines.evidence import command
    from sagstyngde.settings import Settings

    asked = command.Asked(out=out, model=model, own=own, answers=replay)
    console = Console(stderr=as_json)
    outcome = command.run(Settings(), asked, at=datetime.now(UTC), console=console, language=context.obj)
    if as_json:
        typer.echo(command.as_json(outcome))
    if not outcome.holds:
        raise typer.Exit(1)


COMMANDS = (evidence,)
