"""Which commands look after the log of looks? Check it, anchor its end, let its old part go, and tell whom it concerns.

``pipelines.cli`` registers them as ``sagstyngde audit …``; what holds for its commands holds for these.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.cli_options import Json

AUDIT = typer.Typer(no_args_is_help=True, help="The log of looks: check, anchor, seal, tell whom it concerns.")

Anchors = Annotated[Path | None, typer.Option(help="Anchors kept elsewhere; else SAGSTYNGDE_AUDIT_ANCHOR.")]
Key = Annotated[Path | None, typer.Option(help="The key or its public half; else SAGSTYNGDE_AUDIT_KEY.")]


@AUDIT.command()
def verify(context: typer.Context, anchors: Anchors = None, key: Key = None, *, as_json: Json = False) -> None:
    """Check every link, seal and anchor; exit code 1 where the log cannot be what was written."""
    from pipelines.audit_check import as_json as written
    from pipelines.audit_check import check, sentences
    from sagstyngde.settings import Settings

    settings = Settings()
    asked = {"audit_anchor": anchors or settings.audit_anchor, "audit_key": key or settings.audit_key}
    verdict = check(settings.model_copy(update=asked), Console(stderr=True))
    typer.echo(written(verdict) if as_json else "\n".join(sentences(verdict, context.obj)))
    if verdict.breaks:
        raise typer.Exit(1)


@AUDIT.command()
def head() -> None:
    """Print the log's end as an anchor, and keep it where SAGSTYNGDE_AUDIT_ANCHOR says."""
    from pipelines.audit_keeping import anchor_head
    from sagstyngde.settings import Settings

    typer.echo(anchor_head(Settings(), at=datetime.now(UTC)).line)


@AUDIT.command()
def key(out: Annotated[Path, typer.Argument(help="A new file, outside the database and its backups.")]) -> None:
    """Make the key that signs anchors and seals, and print its public half for those who check."""
    from storage.signing_keys import new_key, public_pem

    typer.echo(public_pem(new_key(out)), nl=False)


@AUDIT.command()
def seal(
    context: typer.Context,
    before: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Looks before this day are let go.")],
) -> None:
    """Check the log, close its oldest part with a seal and delete what the seal covers; at least six months stay."""
    from pipelines.audit_keeping import run_seal
    from sagstyngde.settings import Settings

    run_seal(Settings(), before.date(), at=datetime.now(UTC), console=Console(), language=context.obj)


@AUDIT.command()
def report(
    context: typer.Context,
    child: Annotated[str | None, typer.Option(help="The child's id, never a CPR number.")] = None,
    case: Annotated[str | None, typer.Option(help="A case's id.")] = None,
    out: Annotated[Path | None, typer.Option(help="A file ending in .csv or .json; else a table is printed.")] = None,
    with_names: Annotated[str | None, typer.Option(help="Name employees, for this reason; it is logged.")] = None,
) -> None:
    """Tell who has looked at a child's records or at one case, when and why; the report is itself logged."""
    from pipelines.audit_report import Asked, run
    from sagstyngde.settings import Settings

    if (child is None) is (case is None):
        raise typer.BadParameter("name either a child or a case", param_hint="--child, --case")
    asked = Asked(child_id=child, case_id=case, reason=with_names)
    run(Settings().database_url, asked, out, Console(), language=context.obj)
