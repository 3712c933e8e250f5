"""Which commands are about who a child is, and about forgetting? The vault's keys, erasure, and retention by rule.

``pipelines.cli`` registers them; what holds for its commands holds for these.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

VAULT = typer.Typer(no_args_is_help=True, help="The vault with children's numbers and names.")
_KEY = typer.Typer(no_args_is_help=True, help="The vault's keys.")
VAULT.add_typer(_KEY, name="key")


@_KEY.command("new")
def new_key(context: typer.Context) -> None:
    """Make the key file of a new vault; one that is there is never touched."""
    from pipelines.vault_command import run_new
    from sagstyngde.settings import Settings

    run_new(Settings(), console=Console(), language=context.obj)


@_KEY.command("rotate")
def rotate_key(
    context: typer.Context,
    *,
    forget_older: Annotated[
        bool, typer.Option("--forget-older", help="Drop the older keys: backups from before can then not be opened.")
    ] = False,
) -> None:
    """Make a new encryption key and encrypt every row with it; pseudonyms stay as they are."""
    from pipelines.vault_command import run_rotate
    from sagstyngde.settings import Settings

    run_rotate(Settings(), forget_older=forget_older, console=Console(), language=context.obj)


@VAULT.command("check")
def check_vault(context: typer.Context) -> None:
    """Open every row with the keys and say how many there are; exit code 1 where one does not open."""
    from pipelines.vault_command import run_check
    from sagstyngde.settings import Settings

    run_check(Settings(), console=Console(), language=context.obj)


@VAULT.command("child")
def child_of_number() -> None:
    """Ask for a CPR number, which is not shown, and print the pseudonym it has everywhere else."""
    from pipelines.vault_command import run_child
    from sagstyngde.settings import Settings

    typer.echo(run_child(Settings(), typer.prompt("CPR", hide_input=True)))


def erase(
    context: typer.Context,
    reason: Annotated[str, typer.Option(help="Why, for the log: up to 100 characters.")],
    case: Annotated[str | None, typer.Option(help="A case's id.")] = None,
    child: Annotated[str | None, typer.Option(help="A child's pseudonym: all its cases go too.")] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget a case, or a child with all its cases, in every table of the casebook. It cannot be undone."""
    from pipelines.erasure_command import Request, run_erase
    from sagstyngde.settings import Settings

    if (case is None) == (child is None):
        raise typer.BadParameter("give --case or --child")
    if not yes:
        typer.confirm("Slet for altid?" if context.obj == "da" else "Erase for ever?", abort=True)
    asked = Request(case_id=case, child_id=child, reason=reason)
    run_erase(Settings(), asked, console=Console(), language=context.obj)


def retention(
    context: typer.Context,
    rules: Annotated[Path | None, typer.Option(help="The rules' TOML file; otherwise SAGSTYNGDE_RETENTION.")] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:
    """Forget what the municipality's own rules say may go."""
    from pipelines.erasure_command import run_retention
    from sagstyngde.settings import Settings

    run_retention(Settings(), rules, dry_run=dry_run, console=Console(), language=context.obj)


COMMANDS = (erase, retention)
