"""Which register says who may decide what on a day? The one the municipality has adopted; until then the example.

The example tells what a register may look like. It binds nobody: no decision is ever held against it.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from mandate.register import Register
from mandate.register_toml import EXAMPLE, example_register, parse_register, register_text
from sagstyngde.errors import Fault, InputRefused, NotReady, RegisterRefused
from storage.adopted_texts import hash_of
from storage.engine import Connection
from storage.registers import (
    AdoptedRegister,
    NewRegister,
    adopt_register,
    find_register,
    newest_register,
    register_on,
)
from storage.stamp import Stamp

_KEPT = 16
"""Versions held read: those of some years' decisions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRegister:
    """A register, and the version it was adopted as; ``None``: it is the example, which nobody has adopted."""

    register: Register
    toml: str
    adopted: AdoptedRegister | None

    @property
    def version(self) -> int:
        """What its ETag is made of: 0 where nothing has been adopted."""
        return 0 if self.adopted is None else self.adopted.version

    def shown_on(self, on: date) -> date:
        """Return the day to show it as of: the one asked about, or its first where that is later."""
        return on if self.adopted is None else max(on, self.adopted.holds_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A text to adopt: from which day (``None``: from today), and who decided it when, where that is told."""

    toml: str
    holds_from: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """What became of an adoption: the version that now is the newest, and whether it is a new one."""

    adopted: AdoptedRegister
    is_new: bool


def in_force(connection: Connection, on: date) -> HouseRegister:
    """Return the register in force on a day, or the example where none has been adopted yet.

    Raises:
        InputRefused: the first one that was adopted was not in force on the day.

    """
    found = adopted_on(connection, on)
    if found is not None:
        return found
    if newest_register(connection) is not None:
        raise InputRefused(
            english="no register had been adopted for that day", danish="ingen kompetenceplan var vedtaget for den dag"
        )
    return example()


def adopted_on(connection: Connection, on: date) -> HouseRegister | None:
    """Return the register in force on a day, or ``None`` where none had been adopted for it."""
    found = register_on(connection, on)
    return None if found is None else read(found)


def numbered(connection: Connection, version: int) -> HouseRegister | None:
    """Return a version that was adopted, or ``None`` where there is none with that number."""
    found = find_register(connection, version)
    return None if found is None else read(found)


def to_show(connection: Connection, on: date) -> HouseRegister:
    """Return the register in force on a day, or else the one to come, or else the example."""
    return adopted_on(connection, on) or newest(connection)


def newest(connection: Connection) -> HouseRegister:
    """Return the register adopted last, be it in force or not yet, or the example where none has been adopted."""
    found = newest_register(connection)
    return example() if found is None else read(found)


@lru_cache(maxsize=1)
def example() -> HouseRegister:
    """Return the example, read once."""
    return HouseRegister(register=example_register(), toml=register_text(EXAMPLE)[1], adopted=None)


def read(adopted: AdoptedRegister) -> HouseRegister:
    """Return an adopted version as its rules.

    Raises:
        NotReady: another version of the program took what this one does not.

    """
    try:
        register = _parsed(adopted.toml, f"udgave {adopted.version}")
    except RegisterRefused as refused:
        raise NotReady(
            english=f"the adopted register cannot be read by this version of the program: {refused.english}; "
            "mend it, and adopt it anew",
            danish=f"den vedtagne kompetenceplan kan ikke læses af denne version af programmet: {refused.danish}; "
            "ret den, og vedtag den på ny",
        ) from refused
    return HouseRegister(register=register, toml=adopted.toml, adopted=adopted)


def parsed_for_adoption(toml: str, origin: str) -> Register:
    """Read a text that is to be adopted.

    Raises:
        RegisterRefused: it cannot be used, or still says that it is an example.

    """
    register = parse_register(toml, origin)
    if register.is_example:
        fault = Fault(
            key="is_example",
            english="says that this is an example; take the line out when it is adopted",
            danish="siger, at den er et eksempel; slet linjen, når kommunen vedtager kompetenceplanen",
        )
        raise RegisterRefused(origin=origin, faults=[fault])
    return register


def adopt(
    connection: Connection, proposed: Proposed, *, after: AdoptedRegister | None, on: date, stamp: Stamp
) -> Adoption:
    """Adopt a text that has been read (``parsed_for_adoption``) after the newest version. ``on`` is today.

    A text that says what the newest version says makes no new one, unless another day is named for it. Where somebody
    else adopts at the same moment the database refuses one of the two, which is then done anew (``computed_key``).
    """
    is_known = after is not None and after.content_hash == hash_of(proposed.toml)
    if after is not None and is_known and proposed.holds_from in {None, after.holds_from}:
        return Adoption(adopted=after, is_new=False)
    new = NewRegister(
        toml=proposed.toml,
        holds_from=proposed.holds_from or on,
        after=0 if after is None else after.version,
        note=proposed.note,
    )
    adopted = adopt_register(connection, new, stamp)
    return Adoption(adopted=adopted, is_new=True)


@lru_cache(maxsize=_KEPT)
def _parsed(toml: str, origin: str) -> Register:
    return parse_register(toml, origin)
