"""Who is to decide on a case that comes in? What the adopted register says of it, and the fact it fills in.

A committee's decision takes more hours, so the model asks whether one is needed. Where nobody has said, the register in
force on the day of the decision says it, as long as that does not depend on an amount that is not known yet. What a
person states always stands.
"""

from dataclasses import replace
from datetime import date

from casework.deciders import decider_of
from casework.mandates import HouseRegister, adopted_on
from features.scheme import Kind, Scheme
from mandate.intake import COMMITTEE, Routing, applied_for, needs_committee, routings
from sagstyngde.case import Case
from sagstyngde.decision import Decider
from storage.engine import Connection
from storage.staff import find_staff


def filled(connection: Connection, case: Case, scheme: Scheme) -> Case:
    """Return a case with what the register says of the committee, where nobody has said it and the scheme asks."""
    if COMMITTEE in case.told.facts or not _is_asked(scheme):
        return case
    house, options = _adopted(connection, case), applied_for(case.facts)
    says = None if house is None else needs_committee(house.register, options, _decider(connection, case), _day(case))
    if says is None:
        return case.told
    return replace(case, facts={**case.told.facts, COMMITTEE: says}, by_register=frozenset({COMMITTEE}))


def who_decides(connection: Connection, case: Case) -> tuple[Routing, ...]:
    """Return where what a case applies for is decided, by the adopted register and the caseworker who has it."""
    house = _adopted(connection, case)
    if house is None:
        return ()
    return routings(house.register, applied_for(case.facts), _decider(connection, case), _day(case))


def _adopted(connection: Connection, case: Case) -> HouseRegister | None:
    return adopted_on(connection, _day(case)) if applied_for(case.facts) else None


def _day(case: Case) -> date:
    """The day whose rules count: that of the decision, as far as it is known, otherwise that of receipt."""
    return case.decision_on or case.received_on


def _decider(connection: Connection, case: Case) -> Decider | None:
    found = None if case.caseworker_id is None else find_staff(connection, case.caseworker_id)
    return None if found is None else decider_of(found)


def _is_asked(scheme: Scheme) -> bool:
    return any(fact.name == COMMITTEE and fact.kind is Kind.FLAG for fact in scheme.facts)
