"""How does an operator let systems in, link caseworkers to users, end sessions and record the legal basis?

Each in one transaction with its line of the log.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from pipelines.casebook import opened_casebook
from pipelines.operators import Errand
from sagstyngde.access import Grant, Principal, Scope
from sagstyngde.case import CaseworkerId
from sagstyngde.cpr import looks_like_cpr
from sagstyngde.danish import day
from sagstyngde.errors import InputRefused
from sagstyngde.legal_basis import LegalBasis
from sagstyngde.operations import Operation
from sagstyngde.settings import Settings
from storage import audit
from storage.engine import Connection, reading
from storage.legal_basis import legal_basis, record_legal_basis
from storage.service_tokens import ServiceToken, all_tokens, create_token, revoke_token
from storage.sessions import end_sessions_of
from storage.staff import link_user
from storage.stamp import Stamp
from storage.transactions import write

T = TypeVar("T")
PURPOSE = "drift"
_LONGEST_ID = 200
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", re.ASCII)


def admit(name: str, grant: Grant, *, ends_on: date | None) -> str:
    """Make a token for a system and return it.

    Raises:
        InputRefused: the name cannot stand in a log, or is or was another token's.

    """
    if not _NAME.fullmatch(name) or looks_like_cpr(name):
        raise InputRefused(
            english="a token's name is of lower-case letters, digits and hyphens, 40 at most",
            danish="en adgangsnøgles navn består af små bogstaver a-z, cifre og bindestreger, højst 40",
        )
    principal = Principal(user_id=f"system:{name}", name=name, grants=(grant,))
    ends_at = datetime.combine(ends_on, time.min, UTC) if ends_on else None
    return _done(
        Operation.TOKEN_CREATE, lambda connection, stamp: create_token(connection, principal, stamp, ends_at=ends_at)
    )


def expel(name: str, console: Console) -> None:
    """Revoke a system's token."""
    _done(Operation.TOKEN_REVOKE, lambda connection, stamp: revoke_token(connection, name, stamp))
    console.print(f"Adgangsnøglen {name} er spærret.", highlight=False, markup=False)


def print_tokens(console: Console) -> None:
    """Print every token there is or was."""
    table = Table("navn", "rolle", "rækker til", "lavet", "af", "slutter", "spærret")
    with opened_casebook(Settings().database_url) as engine, reading(engine) as connection:
        for one in all_tokens(connection):
            table.add_row(*_row(one))
    console.print(table)


def end_sessions_of_user(user_id: str, console: Console) -> None:
    """End all of a person's sessions."""
    count = _done(Operation.SESSION_END, lambda connection, stamp: end_sessions_of(connection, user_id, at=stamp.at))
    console.print(f"Afsluttede sessioner: {count}.", highlight=False)


def link(caseworker_id: str, user_id: str | None, console: Console) -> None:
    """Say which user a caseworker is, or that she is none; sessions under earlier knowledge end at once.

    Raises:
        InputRefused: the caseworker is unknown, the user is another one, or its id cannot be one.

    """
    if user_id is not None and (not 1 <= len(user_id) <= _LONGEST_ID or not is_plain(user_id)):
        raise InputRefused(
            english="a user's id is as it stands in the log: at most 200 printable characters, never a CPR number",
            danish="en brugers id er, som det står i loggen: højst 200 læsbare tegn, aldrig et CPR-nummer",
        )

    def act(connection: Connection, stamp: Stamp) -> None:
        for user in sorted(link_user(connection, CaseworkerId(caseworker_id), user_id, stamp)):
            end_sessions_of(connection, user, at=stamp.at)

    _done(Operation.STAFF_LINK, act)
    said = "ikke længere knyttet til en bruger" if user_id is None else f"knyttet til brugeren {user_id}"
    told = f"Sagsbehandler {caseworker_id} er {said}; det gælder fra næste log-ind."
    console.print(told, highlight=False, markup=False)


def is_plain(text: str) -> bool:
    """Whether a text can stand in the log: printable, and no CPR number."""
    return text.isprintable() and not looks_like_cpr(text)


def record_basis(text: str, decided_on: date, decided_by: str, console: Console) -> None:
    """Record a legal basis.

    Raises:
        InputRefused: a text is missing, too long or holds a CPR number, or the day is yet to come.

    """
    for said, most in ((text, 2_000), (decided_by, 200)):
        if not said.strip() or len(said) > most or not is_plain(said):
            raise InputRefused(
                english="give the legal basis and who answers for it in plain words on one line, without CPR numbers",
                danish="skriv hjemlen, og hvem der står inde for den, i almindelige ord på en linje, uden CPR-numre",
            )
    if decided_on > datetime.now(UTC).date():
        raise InputRefused(english="the day is yet to come", danish="dagen er ikke kommet endnu")
    basis = LegalBasis(text=text.strip(), decided_on=decided_on, decided_by=decided_by.strip())
    _done(Operation.LEGAL_BASIS_RECORD, lambda connection, stamp: record_legal_basis(connection, basis, stamp))
    console.print("Hjemlen er registreret og står fra næste start nederst på hver side.", highlight=False)


def print_basis(console: Console) -> None:
    """Print the legal basis that counts."""
    with opened_casebook(Settings().database_url) as engine, reading(engine) as connection:
        basis = legal_basis(connection)
    said = f"{basis.text} (besluttet {day(basis.decided_on)} af {basis.decided_by})" if basis else "Ikke registreret."
    console.print(said, highlight=False, markup=False)


def _done(operation: Operation, act: Callable[[Connection, Stamp], T]) -> T:
    """Do something as this machine's operator, with its line in the log."""
    errand = Errand.now(operation, PURPOSE, at=datetime.now(UTC))

    def whole(connection: Connection) -> T:
        result = act(connection, errand.stamp)
        audit.append(connection, [errand.look()])
        return result

    with opened_casebook(Settings().database_url) as engine:
        return write(engine, whole)


def _row(one: ServiceToken) -> tuple[str, ...]:
    [grant] = one.principal.grants
    ends, revoked = (day(moment.date()) if moment else "" for moment in (one.ends_at, one.revoked_at))
    return one.name, grant.role, _reach(grant.scope), day(one.created_at.date()), one.created_by, ends, revoked


def _reach(scope: Scope) -> str:
    limits = (scope.teams, scope.kle, scope.sensitivities)
    return "; ".join(", ".join(sorted(limit)) for limit in limits if limit is not None) or "alt"
