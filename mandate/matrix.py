"""Who may decide what alone, and from when? Each caseworker under each provision that is in force on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from mandate.authority import RegisterAuthority
from mandate.course import course
from mandate.question import Question
from mandate.register import Register, RegisteredProvision
from mandate.route import own_days, routed
from mandate.standing import standing
from sagstyngde.case import CaseworkerId
from sagstyngde.decision import Amount, Authority, Decider, Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a caseworker's right goes under a provision.

    ``route`` is the one at best: as for an amount within every limit. ``limit`` is up to how much she may decide alone,
    on the day or from ``route.own_from`` on; ``None``: any amount, or she may not at all.
    """

    provision: RegisteredProvision
    route: Route
    limit: Amount | None


def who_may(register: Register, deciders: Iterable[Decider], on: date) -> Mapping[CaseworkerId, tuple[Reach, ...]]:
    """Return each caseworker's reach under each provision in force on a day, in the register's order."""
    in_force = [one for one in register.provisions if one.holds.holds(on)]
    return {whose.caseworker_id: tuple(_reach(register, whose, one, on) for one in in_force) for whose in deciders}


def register_authority(register: Register, deciders: Iterable[Decider]) -> Authority:
    """Return what allocation asks, answered by a register for the caseworkers it may place cases with."""
    return RegisterAuthority(register, deciders)


def _reach(register: Register, decider: Decider, provision: RegisteredProvision, on: date) -> Reach:
    over_time = course(register, provision.provision)
    asked = Question(amount=None, standing=standing(register.seniority, decider), on=on, at_best=True)
    found = routed(register, over_time, asked)
    since = found.own_from or on
    rule = next((rule for days, rule in own_days(over_time, asked) if days.holds(since)), None)
    return Reach(provision=provision, route=found, limit=None if rule is None else rule.limit)
