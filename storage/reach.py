"""Which cases does a principal reach? The rule of ``sagstyngde.operations.reaches``, asked of the database.

A list that were filtered after it was read would tell by its length and its pages what it left out.
"""

from typing import TypeAlias

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, true

from sagstyngde.access import Grant, Principal, Scope
from sagstyngde.operations import Operation
from sagstyngde.rules import RULES, Reach
from storage.tables.casework import cases, placements

Condition: TypeAlias = ColumnElement[bool]
NOTHING: Condition = false()
"""No case at all."""


def within(principal: Principal, operation: Operation) -> Condition:
    """Return the condition that a row of ``cases`` may be touched by this operation of this principal."""
    rule = RULES[operation].reach
    granted = [_granted(principal, grant, rule.get(grant.role)) for grant in principal.grants]
    return or_(false(), *granted)


def _granted(principal: Principal, grant: Grant, reach: Reach | None) -> Condition:
    match reach:
        case Reach.SCOPE:
            return _inside(grant.scope)
        case Reach.OWN if principal.caseworker_id is not None:
            own = exists().where(
                placements.c.case_id == cases.c.case_id,
                placements.c.caseworker_id == principal.caseworker_id,
                placements.c.ended_on.is_(None),
            )
            return and_(_inside(grant.scope), own)
        case _:
            return false()


def _inside(scope: Scope) -> Condition:
    """Return the condition that a case lies in a scope. A case without a mark lies outside every limit on it."""
    limits: list[Condition] = [true()]
    if scope.teams is not None:
        limits.append(cases.c.team.in_(sorted(scope.teams)))
    if scope.kle is not None:
        limits.append(or_(false(), *map(_is_under, sorted(scope.kle))))
    if scope.sensitivities is not None:
        limits.append(cases.c.sensitivity.in_(sorted(scope.sensitivities)))
    return and_(*limits)


def _is_under(beginning: str) -> Condition:
    """Whether a case's KLE number is this one or a finer one. Compared letter by letter: LIKE would know wildcards."""
    steps = f"{beginning}."
    return or_(cases.c.kle == beginning, func.substr(cases.c.kle, 1, len(steps)) == steps)
