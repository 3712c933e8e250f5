"""Which policy does the demo's municipality place cases by? An invented one of its own, in two versions."""

from dataclasses import replace

from allocation.districts import Districts
from allocation.policy import Policy
from allocation.policy_toml import read_policy
from allocation.policy_written import written
from casework.policies import adopt
from storage.engine import Connection
from storage.policies import newest_policy
from storage.stamp import Stamp

NAME = "Distrikt og kompetence 2026"
FIRST = "Opdigtet: ledermødet i januar. Begynder med den indbyggede standard."
SECOND = "Opdigtet: ledermødet i september. Distriktet er kommet med som et ønske efter belastningen."


def adopt_invented(connection: Connection, stamp: Stamp) -> None:
    """Adopt the embedded standard under a name of the municipality's own, then one that also looks at districts."""
    first = replace(read_policy("standard"), name="Fordeling efter timer")
    for policy, note in ((first, FIRST), (_with_districts(first), SECOND)):
        adopt(connection, written(policy), after=newest_policy(connection), note=note, stamp=stamp)


def _with_districts(policy: Policy) -> Policy:
    """Return a policy that prefers the case's district, next after the load."""
    wish = Districts(hard=False)
    place = next(n for n, one in enumerate(policy.principles, start=1) if one.name == "balanceret_belastning")
    return replace(policy, name=NAME, principles=(*policy.principles[:place], wish, *policy.principles[place:]))
