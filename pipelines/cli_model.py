"""Which commands put a model into use, take it out again, and make the keys that vouch for it?

``pipelines.cli`` registers them; what holds for its commands holds for these.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.cli_options import Json

MODEL_KEY = typer.Typer(no_args_is_help=True, help="The keys that models are signed with.")
_KEEP = "Why; everybody can read it on the page Modellen."


@MODEL_KEY.callback()
def _model_key() -> None:
    """Name the keys that models are signed with."""


@MODEL_KEY.command("new")
def new_model_key(
    out: Annotated[Path, typer.Argument(help="The new file; nothing is overwritten.")],
    role: Annotated[str, typer.Option(help='"training" where models are made, "approval" where the server runs.')],
) -> None:
    """Make a key and print the lines of the trust file that let it count."""
    from models.trust import KeyRole
    from pipelines.promote_command import run_new_key

    if role not in set(KeyRole):
        raise typer.BadParameter("is training or approval", param_hint="--role")
    run_new_key(out, KeyRole(role), console=Console())


def promote(
    context: typer.Context,
    model: Annotated[str | None, typer.Argument(help="A model's hash, or its beginning; or a bundle's folder.")] = None,
    *,
    reason: Annotated[str | None, typer.Option(help=_KEEP)] = None,
    override: Annotated[list[str] | None, typer.Option(help="CODE=WHY, once for each check that stops it.")] = None,
    approve: Annotated[bool, typer.Option("--approve", help="Approve what somebody else has proposed.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Reject it, or withdraw one's own proposal.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="Only list the models.")] = False,
    as_json: Json = False,
) -> None:
    """Propose a model, approve or reject it, register a bundle, or list the models."""
    from pipelines.promote_command import Act, Asked, run_list, run_promote, run_register
    from sagstyngde.settings import Settings

    if listed:
        run_list(Settings(), as_json=as_json, console=Console())
        return
    if model is None or (approve and reject):
        raise typer.BadParameter("name a model; --approve or --reject, not both")
    if Path(model).is_dir():
        run_register(Settings(), Path(model), console=Console(), language=context.obj)
        return
    if reason is None:
        raise typer.BadParameter("is needed", param_hint="--reason")
    act = Act.APPROVE if approve else Act.REJECT if reject else Act.PROPOSE
    asked = Asked(act=act, model=model, reason=reason, overrides=_overrides(override or []))
    run_promote(Settings(), asked, console=Console(), language=context.obj)


def rollback(
    context: typer.Context,
    model: Annotated[
        str | None, typer.Argument(help="The hash of an approved model, or its beginning; else the one before.")
    ] = None,
    *,
    reason: Annotated[str, typer.Option(help=_KEEP)],
) -> None:
    """Go back to an earlier approved model, at once."""
    from pipelines.promote_command import run_rollback
    from sagstyngde.settings import Settings

    run_rollback(Settings(), model, reason, console=Console(), language=context.obj)


def _overrides(told: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in told]
    if any(not sign for _code, sign, _why in pairs):
        raise typer.BadParameter("is CODE=WHY", param_hint="--override")
    return {code.strip(): why for code, _sign, why in pairs}


COMMANDS = (promote, rollback)
