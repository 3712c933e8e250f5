"""Which register of who may decide what has been adopted, and which version is in force on a day?

The one adopted last counts from its day on, whatever those before it said of later days: whoever adopts has read the
newest.
"""

from dataclasses import dataclass
from datetime import date

from storage.adopted_texts import AdoptedText, NewText, Versions
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.mandate import registers


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedRegister(AdoptedText):
    """A version of the register, and from which day it is in force."""

    holds_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRegister(NewText):
    """A register that is to be adopted."""

    holds_from: date


_VERSIONS = Versions(registers, AdoptedRegister, "holds_from")


def adopt_register(connection: Connection, new: NewRegister, stamp: Stamp) -> AdoptedRegister:
    """Store a register as the next version."""
    return _VERSIONS.adopt(connection, new, stamp)


def newest_register(connection: Connection) -> AdoptedRegister | None:
    """Return the version adopted last, which may not be in force yet; ``None`` where none has been adopted."""
    return _VERSIONS.newest(connection)


def register_on(connection: Connection, day: date) -> AdoptedRegister | None:
    """Return the version in force on a day, or ``None`` where none had been adopted for it."""
    return _VERSIONS.newest(connection, registers.c.holds_from <= day)


def find_register(connection: Connection, version: int) -> AdoptedRegister | None:
    """Return a version, or ``None`` where there is none with that number."""
    return _VERSIONS.find(connection, version)


def register_versions(connection: Connection) -> tuple[AdoptedRegister, ...]:
    """Return every version, the newest first."""
    return _VERSIONS.every(connection)
