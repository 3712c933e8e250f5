"""Which policies has the municipality adopted? The one adopted last holds."""

from dataclasses import dataclass

from storage.adopted_texts import AdoptedText, NewText, Versions
from storage.engine import Connection
from storage.stamp import Stamp
from storage.tables.planning import policies


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedPolicy(AdoptedText):
    """A version of the policy, with its name."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPolicy(NewText):
    """A policy that is to be adopted."""

    name: str


_VERSIONS = Versions(policies, AdoptedPolicy, "name")


def adopt_policy(connection: Connection, new: NewPolicy, stamp: Stamp) -> AdoptedPolicy:
    """Store a policy as the next version."""
    return _VERSIONS.adopt(connection, new, stamp)


def newest_policy(connection: Connection) -> AdoptedPolicy | None:
    """Return the version that holds: the one adopted last; ``None`` where none has been adopted."""
    return _VERSIONS.newest(connection)


def find_policy(connection: Connection, version: int) -> AdoptedPolicy | None:
    """Return a version, or ``None`` where there is none with that number."""
    return _VERSIONS.find(connection, version)


def policy_versions(connection: Connection) -> tuple[AdoptedPolicy, ...]:
    """Return every version, the newest first."""
    return _VERSIONS.every(connection)
