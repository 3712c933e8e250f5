"""Which person is an account of this machine? What two people must do, one person at two accounts cannot.

``access.toml`` says it, one ``[[operator]]`` an account: ``account``, ``user`` (the id that person has when logging in)
and ``roles``. Where it is silent nobody is a person in operation; in development the account itself is.
"""

from pathlib import Path

from pipelines.operators import account, operator
from sagstyngde.access import Role
from sagstyngde.errors import AccessRefused, NotAllowed, unreadable
from sagstyngde.operations import Operation
from sagstyngde.rules import RULES
from sagstyngde.settings import Mode, Settings
from sagstyngde.toml_text import NotToml, parse_toml


def acting_as(settings: Settings, operation: Operation) -> str:
    """Return the id of the person who runs this command, if her roles include what it does.

    Raises:
        AccessRefused: the access file cannot be read.
        NotAllowed: nobody says who this account is, or her roles do not include it.

    """
    found = None if settings.access is None else _operator(settings.access, account())
    if found is None:
        if settings.mode is Mode.OPERATION:
            raise NotAllowed(
                english=f"access.toml does not say which person the account {account()} is; name it under [[operator]]",
                danish=f"access.toml siger ikke, hvilken person kontoen {account()} er; angiv det under [[operator]]",
            )
        return operator()
    user, roles = found
    if not roles & RULES[operation].reach.keys():
        raise NotAllowed(
            english="this account's roles do not include that; see [[operator]] in access.toml",
            danish="kontoens roller omfatter ikke det; se [[operator]] i access.toml",
        )
    return user


def _operator(file: Path, name: str) -> tuple[str, frozenset[Role]] | None:
    try:
        rows = parse_toml(file.read_text("utf-8")).get("operator", [])
        for row in rows:
            if row["account"] == name:
                return str(row["user"]), frozenset(map(Role, row["roles"]))
    except (OSError, UnicodeDecodeError) as error:
        english, danish = unreadable(error)
        raise AccessRefused(english=f"{file.name}: {english}", danish=f"{file.name}: {danish}") from error
    except (NotToml, KeyError, TypeError, ValueError) as error:
        raise AccessRefused(
            english=f"{file.name}: operator has account, user and roles",
            danish=f"{file.name}: operator har account, user og roles",
        ) from error
    return None
