"""Which policy are cases placed by? The one the municipality adopted last; until then the installation's setting."""

from dataclasses import dataclass, replace
from functools import lru_cache

from allocation.policy import Policy
from allocation.policy_toml import embedded_policies
from casework.policy import HousePolicy, read_text
from sagstyngde.errors import Fault, NotReady, PolicyRefused
from storage.adopted_texts import hash_of
from storage.engine import Connection
from storage.policies import AdoptedPolicy, NewPolicy, adopt_policy, find_policy, newest_policy
from storage.stamp import Stamp

LARGEST = 20_000
"""Letters of a policy's text. The longest of the embedded ones has 2,000."""
MOST_NAME = 60
_KEPT = 16
"""Versions held read: those of some years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """What became of an adoption: the version that now holds, and whether it is a new one."""

    adopted: AdoptedPolicy
    is_new: bool


def in_force(connection: Connection, house: HousePolicy) -> HousePolicy:
    """Return the policy that holds. ``house`` is the setting's.

    Raises:
        NotReady: another version of the program took what this one cannot read.

    """
    found = newest_policy(connection)
    return house if found is None else read(found)


def numbered(connection: Connection, version: int, house: HousePolicy) -> HousePolicy | None:
    """Return a version, 0 being the setting's, or ``None`` where there is none with that number.

    Raises:
        NotReady: another version of the program took what this one cannot read.

    """
    if version == 0:
        return house
    found = find_policy(connection, version)
    return None if found is None else read(found)


def read(adopted: AdoptedPolicy) -> HousePolicy:
    """Return an adopted version as a policy.

    Raises:
        NotReady: another version of the program took what this one cannot read.

    """
    try:
        return replace(_read(adopted.toml, f"udgave {adopted.version}"), version=adopted.version)
    except PolicyRefused as refused:
        raise NotReady(
            english=f"the adopted policy cannot be read by this version of the program: {refused.english}; "
            "mend it, and adopt it anew",
            danish=f"den vedtagne politik kan ikke læses af denne version af programmet: {refused.danish}; "
            "ret den, og vedtag den på ny",
        ) from refused


def parsed_for_adoption(toml: str, origin: str) -> Policy:
    """Read a text that is to be adopted.

    Raises:
        PolicyRefused: it cannot be used, or has the name of an embedded policy: a name means one thing.

    """
    policy = read_text(toml, origin).policy
    if policy.name in embedded_policies():
        raise _name_refused("is an embedded policy's; give your own another", "er en indbygget politiks; kald jeres "
        "egen noget andet")  # fmt: skip
    if len(policy.name) > MOST_NAME or not policy.name.isprintable() or policy.name != policy.name.strip():
        raise _name_refused(f"is a line of at most {MOST_NAME} letters", f"er en linje på højst {MOST_NAME} tegn")
    return policy


def adopt(
    connection: Connection, toml: str, *, after: AdoptedPolicy | None, note: str | None = None, stamp: Stamp
) -> Adoption:
    """Adopt a text after the newest version. One that says what that says already makes no new version.

    Where somebody else adopts at the same moment the database refuses one of the two, which is then done anew
    (``computed_key``).

    Raises:
        PolicyRefused: the text cannot be used.

    """
    policy = parsed_for_adoption(toml, "fra den, der vedtager")
    if after is not None and after.content_hash == hash_of(toml):
        return Adoption(adopted=after, is_new=False)
    new = NewPolicy(name=policy.name, toml=toml, after=0 if after is None else after.version, note=note)
    return Adoption(adopted=adopt_policy(connection, new, stamp), is_new=True)


def _name_refused(english: str, danish: str) -> PolicyRefused:
    fault = Fault(key="name", english=english, danish=danish)
    return PolicyRefused(english=f"the name {english}", danish=f"navnet {danish}", faults=[fault])


@lru_cache(maxsize=_KEPT)
def _read(toml: str, origin: str) -> HousePolicy:
    return read_text(toml, origin)
