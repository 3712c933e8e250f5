"""Which commands say who comes in, and what allows it? Tokens, sessions, who a caseworker is, the legal basis.

``pipelines.cli`` registers them; what holds for its commands holds for these. Each stands in the audit log as its
operator's.
"""

from datetime import datetime
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from sagstyngde.access import Role, Sensitivity
from sagstyngde.errors import InputRefused

T = TypeVar("T")
token = typer.Typer(no_args_is_help=True, help="Let other systems in.")
session = typer.Typer(no_args_is_help=True, help="End people's sessions.")
staff = typer.Typer(no_args_is_help=True, help="Say which users the caseworkers are.")
basis = typer.Typer(no_args_is_help=True, help="Record what allows the system to be used on real cases.")

Name = Annotated[str, typer.Argument(help="The system's name, as it stands in the log.")]
Whom = Annotated[str, typer.Argument(help="The caseworker's id in the staff list.")]


@token.command("create")
def create_token(
    name: Name,
    role: Annotated[Role, typer.Option(help="What the system is here to do.")] = Role.SYSTEM,
    team: Annotated[list[str] | None, typer.Option(help='Only these teams\' cases, once for each; "*" is all.')] = None,
    kle: Annotated[list[str] | None, typer.Option(help="Only cases under these KLE numbers; once for each.")] = None,
    sensitivity: Annotated[list[Sensitivity] | None, typer.Option(help="Only records so sensitive.")] = None,
    ends_on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Not valid from this day on.")] = None,
) -> None:
    """Make a token and print it, this once."""
    from pipelines.access import admit
    from sagstyngde.access import Grant, Scope

    scope = Scope(teams=_teams(role, team), kle=_limit(kle), sensitivities=_limit(sensitivity))
    typer.echo(admit(name, Grant(role=role, scope=scope), ends_on=ends_on.date() if ends_on else None))


@token.command("list")
def list_tokens() -> None:
    """List every token there is or was; never the token itself."""
    from pipelines.access import print_tokens

    print_tokens(Console())


@token.command("revoke")
def revoke_token(name: Name) -> None:
    """Revoke a token, from the next request on."""
    from pipelines.access import expel

    expel(name, Console())


@session.command("end")
def end_sessions(user: Annotated[str, typer.Argument(help="The person's user id, as it stands in the log.")]) -> None:
    """End all of a person's sessions, from the next request on."""
    from pipelines.access import end_sessions_of_user

    end_sessions_of_user(user, Console())


@staff.command("link")
def link_caseworker(
    caseworker: Whom, user: Annotated[str, typer.Argument(help="The person's user id, as it stands in the log.")]
) -> None:
    """Say which user a caseworker is: who logs in as that user reaches her cases, where the role does."""
    from pipelines.access import link

    link(caseworker, user, Console())


@staff.command("unlink")
def unlink_caseworker(caseworker: Whom) -> None:
    """Say that a caseworker is no user; sessions under that user end at once."""
    from pipelines.access import link

    link(caseworker, None, Console())


@basis.command("record")
def record_basis(
    text: Annotated[str, typer.Option(help="What allows it: the provision, and the decision to use the system.")],
    decided_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day it was decided.")],
    decided_by: Annotated[str, typer.Option(help="Who answers for it: name and title.")],
) -> None:
    """Record the legal basis that stands at the foot of every page; earlier ones are kept."""
    from pipelines.access import record_basis as record

    record(text, decided_on.date(), decided_by, Console())


@basis.command("show")
def show_basis() -> None:
    """Show the legal basis that counts."""
    from pipelines.access import print_basis

    print_basis(Console())


GROUPS = {"token": token, "session": session, "staff": staff, "basis": basis}


def _teams(role: Role, named: list[str] | None) -> frozenset[str] | None:
    """Return the teams a role reaches. One that reads records must name them: what was forgotten opens nothing."""
    if not named and role not in {Role.ANALYST, Role.APPROVER}:
        raise InputRefused(
            english='say which teams the token reaches: --team once for each, or --team "*" for all of them',
            danish='sig, hvilke teams tokenet rækker til: --team for hvert, eller --team "*" for dem alle',
        )
    return None if named == ["*"] else _limit(named)


def _limit(values: list[T] | None) -> frozenset[T] | None:
    return frozenset(values) if values else None
