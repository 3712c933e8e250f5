"""Which commands take data in from other systems, and hand them out again?

``pipelines.cli`` registers them; what holds for its commands holds for these.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console


def import_files(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Lists (CSV, Excel, ODS), event logs (XES, CSV), L231 (XML).")],
    out: Annotated[Path | None, typer.Option(help="The history's folder, new or empty.")] = None,
    scheme: Annotated[str, typer.Option(help='A scheme\'s TOML file, "bornehandicap" or "l231".')] = "",
    mapping: Annotated[Path | None, typer.Option(help="A mapping's TOML file: which column is which.")] = None,
    report: Annotated[Path | None, typer.Option(help="Where refusals are written as CSV, also on a dry run.")] = None,
    vault_keys: Annotated[
        Path | None,
        typer.Option(envvar="SAGSTYNGDE_VAULT_KEYS", help="The vault's key file, where a column holds CPR numbers."),
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do everything but write.")] = False,
) -> None:
    """Take lists, event logs or a report to Statistics Denmark in as a history."""
    from pipelines.import_command import Asked, into_folder, run
    from storage.vault_key_file import read_keys

    if out is None and not dry_run:
        raise typer.BadParameter("name the folder", param_hint="--out")
    asked = Asked(
        files=files,
        scheme=scheme,
        mapping=mapping,
        report=report,
        dry_run=dry_run,
        today=datetime.now(UTC).date(),
        language=context.obj,
    )
    keys = None if vault_keys is None else read_keys(vault_keys)
    run(asked, into_folder(asked, out or Path()), keys, Console())


COMMANDS = {"import": import_files}
