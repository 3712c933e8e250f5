"""Which commands take data in from other systems, and hand them out again?

``pipelines.cli`` registers them; what holds for its commands holds for these.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipelines.cli_options import EMBEDDED, Scheme
from sagstyngde.operations import Operation

if TYPE_CHECKING:
    from pipelines.operators import Errand
    from storage.engine import Engine


class Into(StrEnum):
    """Where an import goes."""

    HISTORY = "history"
    CASEBOOK = "casebook"


class Form(StrEnum):
    """How exported tables are written."""

    CSV = "csv"
    PARQUET = "parquet"


def import_files(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Lists (CSV, Excel, ODS), event logs (XES, CSV), L231 (XML).")],
    into: Annotated[Into, typer.Option(help="A history's folder, or the casebook.")] = Into.HISTORY,
    out: Annotated[Path | None, typer.Option(help="The history's folder, new or empty.")] = None,
    scheme: Annotated[str, typer.Option(help='A scheme\'s TOML file, "bornehandicap" or "l231".')] = "",
    mapping: Annotated[Path | None, typer.Option(help="A mapping's TOML file: which column is which.")] = None,
    report: Annotated[Path | None, typer.Option(help="Where refusals are written as CSV, also on a dry run.")] = None,
    vault_keys: Annotated[
        Path | None, typer.Option(help="Another key file than this installation's, where a column holds CPR numbers.")
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do everything but write.")] = False,
) -> None:
    """Take lists, event logs or a report to Statistics Denmark in, whole or not at all."""
    from pipelines.import_command import Asked, into_folder, into_the_casebook, run
    from sagstyngde.settings import Settings
    from storage.vault_key_file import read_keys

    if into is Into.HISTORY and out is None and not dry_run:
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
    key_file = vault_keys or Settings().vault_key_file
    keys = read_keys(key_file) if vault_keys is not None or key_file.exists() else None
    if into is Into.HISTORY:
        write = into_folder(asked, out or Path())
    else:
        write = into_the_casebook(asked, *_casebook(Operation.HISTORY_IMPORT, "indlæsning af filer"))
    run(asked, write, keys, Console())


def export(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    scheme: Scheme = EMBEDDED,
    form: Annotated[Form, typer.Option("--format", help="How the tables are written.")] = Form.CSV,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only cases received since that day.")
    ] = None,
    *,
    keep_ids: Annotated[
        bool, typer.Option("--keep-ids", help="Keep the casebook's ids, for a folder that stays with its users.")
    ] = False,
    diary: Annotated[
        bool, typer.Option("--diary", help="Hours from the diary's closed windows, and the windows beside them.")
    ] = False,
) -> None:
    """Write the casebook out as a history, under pseudonym, to check and to train on."""
    from pipelines.export_command import Wish, run
    from pipelines.tables_out import Format

    wish = Wish(
        out=out,
        scheme=scheme,
        form=Format(form.value),
        since=None if since is None else since.date(),
        keep_ids=keep_ids,
        diary=diary,
        language=context.obj,
    )
    run(wish, *_casebook(Operation.HISTORY_EXPORT, "udtræk til analyse"), Console())


def diary(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A filled-in sheet, CSV or a workbook, with a column Sagsbehandler.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do everything but write.")] = False,
) -> None:
    """Take a filled-in diary sheet in, by the diary's own rules, whole or not at all; exit code 1 where not."""
    from pipelines.diary_command import Asked, run

    asked = Asked(file=file, today=datetime.now(UTC).date(), dry_run=dry_run, language=context.obj)
    found = run(asked, *_casebook(Operation.DIARY_IMPORT, "indlæsning af tidsdagbog"), Console())
    if found.faults:
        raise typer.Exit(1)


def _casebook(operation: Operation, purpose: str) -> tuple["Engine", "Errand"]:
    """Open this installation's casebook, at this version's tables, for whoever is signed in on the machine."""
    from pipelines.operators import Errand
    from sagstyngde.settings import Settings
    from storage.engine import open_engine
    from storage.migrate import upgrade
    from storage.patience import JOB

    engine = open_engine(Settings().database_url, patience=JOB)
    upgrade(engine)
    return engine, Errand.now(operation, purpose, at=datetime.now(UTC))


COMMANDS: Mapping[str, Callable[..., None]] = {"import": import_files, "export": export, "diary": diary}
