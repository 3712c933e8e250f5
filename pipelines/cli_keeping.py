"""Which commands see to it that nothing is lost or forgotten? A backup, its restoring, the drill, the night's watch.

``pipelines.cli`` registers them; what holds for its commands holds for these.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.cli_options import Json

To = Annotated[str | None, typer.Option(help="An empty database's URL.")]


def backup(
    context: typer.Context, out: Annotated[Path, typer.Argument(help="The new file; nothing is overwritten.")]
) -> None:
    """Write the whole casebook into one file, while it is in use."""
    from pipelines.keeping import run_backup
    from sagstyngde.settings import Settings

    run_backup(Settings().database_url, out, console=Console(), language=context.obj)


def restore(
    context: typer.Context,
    backup: Annotated[Path, typer.Argument(help="A file that backup has written.")],
    to: To = None,
) -> None:
    """Fill an empty database from a backup; without --to the one of this installation."""
    from pipelines.keeping import run_restore
    from sagstyngde.settings import Settings

    run_restore(backup, to or Settings().database_url, console=Console(), language=context.obj)


def drill(
    context: typer.Context,
    to: To = None,
    answers: Annotated[int, typer.Option(min=0, help="How many of the newest assessments are read back.")] = 100,
    *,
    as_json: Json = False,
) -> None:
    """Back up, restore elsewhere and compare; exit code 1 where anything differs. Only the log is added to."""
    from pipelines.keeping import run_drill
    from sagstyngde.settings import Settings

    settings = Settings()
    settings.var.mkdir(parents=True, exist_ok=True)
    done = run_drill(settings, to, answers=answers, console=Console(stderr=as_json), language=context.obj)
    if as_json:
        typer.echo(done.json())
    if not done.passed:
        raise typer.Exit(1)


def watch(context: typer.Context) -> None:
    """Record the week's loads and raise alarms: to be run every night. Run twice it does what once does."""
    from datetime import UTC, datetime

    from pipelines.watch_command import run_watch
    from sagstyngde.settings import Settings

    run_watch(Settings(), at=datetime.now(UTC), console=Console(), language=context.obj)


def monitor(context: typer.Context, *, as_json: Json = False) -> None:
    """Look whether the model in use still fits: to be run every night. Exit code 1 while an alarm stands."""
    from datetime import UTC, datetime

    from pipelines.monitor import run_monitor
    from sagstyngde.settings import Settings

    at = datetime.now(UTC)
    if run_monitor(Settings(), at=at, console=Console(), language=context.obj, as_json=as_json):
        raise typer.Exit(1)


COMMANDS = (backup, restore, drill, watch, monitor)
