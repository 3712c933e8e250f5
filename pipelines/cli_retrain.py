"""Which command makes a candidate of the newest history? Exit code 1 where its gate stops, so that a schedule tells.

``pipelines.cli`` registers it; what holds for its commands holds for this.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.cli_options import EMBEDDED, Json, Scheme
from pipelines.engines import EngineOption, Scheduler, Workers, mapper_of


def retrain(
    context: typer.Context,
    history: Annotated[Path | None, typer.Option(help="A history's folder instead of the casebook.")] = None,
    scheme: Scheme = EMBEDDED,
    seed: int = 0,
    out: Annotated[Path | None, typer.Option(help="The folder of candidates; var/kandidater otherwise.")] = None,
    champion: Annotated[Path | None, typer.Option(help="With --history: the bundle it is compared with.")] = None,
    tracking: Annotated[str | None, typer.Option(help='MLflow\'s URI; "none" copies nothing there.')] = None,
    engine: EngineOption = None,
    scheduler: Scheduler = None,
    workers: Workers = 2,
    *,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where a stopped run was.")] = False,
    as_json: Json = False,
) -> None:
    """Train on the newest history, judge against the model in use, and register a candidate; nothing is put to use."""
    from models.learn import Training
    from pipelines.retrain_command import Asked, run
    from pipelines.retrain_command import as_json as written
    from sagstyngde.settings import Settings

    settings = Settings()
    uri = tracking or settings.tracking_uri
    console = Console(stderr=as_json)
    with mapper_of(engine, scheduler, workers) as mapper:
        asked = Asked(
            scheme=scheme,
            out=out or settings.candidates,
            history=history,
            champion=champion,
            training=Training(seed=seed, mapper=mapper),
            tracking=None if uri == "none" else uri,
            resume=resume,
        )
        candidate = run(settings, asked, console=console, language=context.obj)
    if as_json:
        Console().print_json(written(candidate))
    if candidate.gate.stops:
        raise typer.Exit(1)


COMMANDS = (retrain,)
