"""Which policy does a proposal follow? Its own text is kept with the plan, so that it can be reckoned again.

Who is *inhabil* (forvaltningsloven § 3) gets no case, whatever a policy names: the leader's word is in every policy.
"""

from dataclasses import dataclass, replace

from allocation.leader import Leader
from allocation.policy import Policy
from allocation.policy_toml import embedded_policies, parse_policy, policy_text
from allocation.policy_written import written
from sagstyngde.errors import PolicyRefused

DEFAULT = "standard"


@dataclass(frozen=True, slots=True, kw_only=True)
class HousePolicy:
    """A policy and the TOML it was read from; ``version`` is the one it was adopted as, 0 where nobody has."""

    text: str
    policy: Policy
    version: int = 0


def house_policy(source: str) -> HousePolicy:
    """Read the installation's own policy: an embedded one's name, or a path.

    >>> house_policy("distrikt").policy.principles[-1].name
    'ledelsesmaessig_vurdering'

    Raises:
        PolicyRefused: the policy is not there or contradicts itself.

    """
    origin, text = policy_text(source)
    return read_text(text, origin)


def named_policy(name: str, house: HousePolicy) -> HousePolicy:
    """Return the installation's own policy or an embedded one, by its name. Never a file: the name came from outside.

    A name chooses which principles count. How contract hours become hours for cases, and how far ahead is looked, is
    the house's whatever the principles: loads under two names are the same people's hours over the same months.

    Raises:
        PolicyRefused: no policy has that name.

    """
    if name == house.policy.name:
        return house
    if name not in embedded_policies():
        known = ", ".join((house.policy.name, *embedded_policies()))
        raise PolicyRefused(
            english=f"no policy has that name; known are {known}",
            danish=f"ingen politik hedder sådan; kendte er {known}",
        )
    return by_house_rules(house_policy(name).policy, house.policy)


def by_house_rules(policy: Policy, house: Policy) -> HousePolicy:
    """Return a policy that counts hours, months and norms as the house does."""
    counted = replace(policy, capacity=house.capacity, horizon_months=house.horizon_months, norm_hours=house.norm_hours)
    return HousePolicy(text=written(counted), policy=counted)


def read_text(text: str, origin: str) -> HousePolicy:
    """Read a policy's TOML, and let the leader's word hold in it.

    Raises:
        PolicyRefused: the text is not TOML, names an unknown principle, or contradicts itself.

    """
    policy = parse_policy(text, origin)
    if not any(isinstance(one, Leader) for one in policy.principles):
        policy = replace(policy, principles=(*policy.principles, Leader()))
    return HousePolicy(text=text, policy=policy)
