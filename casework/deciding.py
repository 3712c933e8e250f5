"""How is a decision that has been made written down? As it was told, with what the register said beside it.

What was decided is a fact: it is never refused because somebody else should have decided it. It is refused where it
cannot have been so: decided before it was applied for, or alone by somebody who was not employed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from casework.deciders import decider_of, primary_on
from casework.mandates import adopted_on
from mandate.register import Register
from mandate.route import route
from mandate.timeline import timeline
from mandate.wording import LEVEL_NAMES
from sagstyngde.case import Case, CaseworkerId
from sagstyngde.danish import whole_day
from sagstyngde.decision import Amount, Decider, Level, Outcome
from sagstyngde.errors import AmountRefused, DecisionRefused
from sagstyngde.provision import Provision
from storage.decisions import Decision, DecisionId, DecisionRecord, Routed, insert_decision
from storage.engine import Connection
from storage.staff import find_staff
from storage.stamp import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A decision as it is told. ``caseworker_id`` is ``None`` for whoever had the case on the day."""

    provision: Provision
    applied_on: date
    decided_on: date
    level: Level
    outcome: Outcome
    amount: Amount | None = None
    caseworker_id: CaseworkerId | None = None


def record_decision(connection: Connection, case: Case, made: Made, *, on: date, stamp: Stamp) -> DecisionRecord:
    """Store a decision in a case, and where the register adopted for its day says that it belonged. ``on`` is today.

    Raises:
        DecisionRefused: it lies in the future or before its application; it was made alone and nobody is known to have
            made it, or somebody who was not employed on the day; its amount is in another unit than the register's.

    """
    _refuse_days(made, on)
    caseworker_id = made.caseworker_id or primary_on(connection, case.case_id, made.decided_on)
    decider = None if caseworker_id is None else _decider(connection, caseworker_id)
    if made.level is Level.OWN:
        _refuse_stranger(decider, made.decided_on)
    decision = Decision(
        decision_id=DecisionId(str(uuid4())),
        case_id=case.case_id,
        provision=made.provision,
        applied_on=made.applied_on,
        decided_on=made.decided_on,
        level=made.level,
        outcome=made.outcome,
        amount=made.amount,
        caseworker_id=caseworker_id,
        team=case.team,
        routed=_routed(connection, made, decider),
    )
    insert_decision(connection, decision, stamp)
    return DecisionRecord(decision=decision, recorded=stamp)


def remarks(record: DecisionRecord, case: Case) -> Iterator[str]:
    """Yield what in a recorded decision should be looked at, in Danish."""
    own = record.decision
    if own.routed is not None and own.deviates:
        yield (
            f"Afgørelsen er truffet på niveauet {LEVEL_NAMES[own.level]}, men hørte efter kompetenceplanen til på "
            f"niveauet {LEVEL_NAMES[own.routed.level]}. {own.routed.reason}"
        )
    if own.applied_on is not None and own.applied_on < case.received_on:
        yield f"Ansøgningen er fra før sagens modtagelse den {whole_day(case.received_on)}."
    if case.closed_on is not None and own.decided_on > case.closed_on:
        yield f"Afgørelsen er fra efter sagens lukning den {whole_day(case.closed_on)}."


def told_before(record: DecisionRecord, others: Iterable[DecisionRecord]) -> Iterator[str]:
    """Say where a decision stands once more among its case's: sent again under another key, or typed in twice."""
    if record.withdrawn is None and any(
        one.withdrawn is None and _is_same(one.decision, record.decision) for one in others
    ):
        yield "Den samme afgørelse er registreret mere end én gang; træk den overflødige tilbage, hvis det er en fejl."


def _is_same(one: Decision, other: Decision) -> bool:
    return one.decision_id != other.decision_id and _told(one) == _told(other)


def _told(one: Decision) -> tuple[object, ...]:
    return (one.provision, one.provision_text, one.applied_on, one.decided_on, one.level, one.outcome, one.amount)


def _refuse_days(made: Made, on: date) -> None:
    if made.decided_on > on:
        raise DecisionRefused(
            field="decided_on", english="decided_on is yet to come", danish="dagen for afgørelsen er ikke kommet endnu"
        )
    if made.decided_on < made.applied_on:
        raise DecisionRefused(
            field="decided_on",
            english="decided_on lies before applied_on",
            danish="afgørelsen kan ikke være truffet før ansøgningen",
        )


def _decider(connection: Connection, caseworker_id: CaseworkerId) -> Decider | None:
    known = find_staff(connection, caseworker_id)
    return None if known is None else decider_of(known)


def _refuse_stranger(decider: Decider | None, on: date) -> None:
    if decider is None:
        raise DecisionRefused(
            field="caseworker_id",
            english="say which caseworker of the staff list decided it alone",
            danish="angiv, hvilken sagsbehandler fra medarbejderlisten der traf afgørelsen med egenkompetence",
        )
    if not any(employment.holds(on) for employment in decider.employments):
        raise DecisionRefused(
            field="caseworker_id",
            english="the caseworker was not employed on the day it was decided",
            danish="sagsbehandleren var ikke ansat den dag, afgørelsen blev truffet",
        )


def _routed(connection: Connection, made: Made, decider: Decider | None) -> Routed | None:
    house = adopted_on(connection, made.decided_on)
    if house is None:
        return None
    try:
        amount = made.amount or _nothing_granted(made, house.register)
        found = route(house.register, made.provision, amount, decider, made.decided_on)
    except AmountRefused as refused:
        raise DecisionRefused(field="amount", english=refused.english, danish=refused.danish) from refused
    return Routed(level=found.level, reason=found.reason, register_version=house.version, rule=found.rule.rule)


def _nothing_granted(made: Made, register: Register) -> Amount | None:
    """Return the amount of a refusal that names none: nothing, in the unit that the register's limits have."""
    if made.outcome is not Outcome.REFUSED:
        return None
    rules = timeline(register, made.provision).at(made.decided_on).rules
    return next((replace(rule.limit, value=0.0) for rule in rules if rule.limit is not None), None)
