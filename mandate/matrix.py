"""Who may decide what alone, and from when? Each caseworker under each provision that is in force on a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mandate.authority import RegisterAuthority
from mandate.eligibility import eligibility
from mandate.question import Question
from mandate.register import Register, RegisteredProvision
from mandate.route import own_rule, routed
from mandate.timeline import Timeline, timeline
from sagstyngde.case import CaseworkerId
from sagstyngde.decision import Amount, Authority, Decider, Level, Route


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
    in_force = [(one, timeline(register, one.provision)) for one in register.provisions if one.holds.holds(on)]
    return {whose.caseworker_id: _row(register, in_force, whose, on) for whose in deciders}


def register_authority(register: Register, deciders: Iterable[Decider]) -> Authority:
    """Return what allocation asks, answered by a register for the caseworkers it may place cases with."""
    return RegisterAuthority(register, deciders)


def _row(
    register: Register, in_force: Sequence[tuple[RegisteredProvision, Timeline]], whose: Decider, on: date
) -> tuple[Reach, ...]:
    asked = Question(amount=None, eligibility=eligibility(register.seniority, whose), on=on, at_best=True)
    return tuple(_reach(register, one, over_time, asked) for one, over_time in in_force)


def _reach(register: Register, one: RegisteredProvision, over_time: Timeline, asked: Question) -> Reach:
    found = routed(register, over_time, asked)
    since = asked.on if found.level is Level.OWN else found.own_from
    rule = None if since is None else own_rule(over_time, replace(asked, on=since))
    return Reach(provision=one, route=found, limit=None if rule is None else rule.limit)
