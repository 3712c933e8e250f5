"""May somebody carry out an operation at all, on this record, on this caseworker, on everything? The table's answer."""

from sagstyngde.access import Marks, Principal, Scope
from sagstyngde.case import CaseworkerId
from sagstyngde.operations import Operation
from sagstyngde.rules import RULES, Reach


def may(principal: Principal, operation: Operation) -> bool:
    """Whether anybody with these roles may carry out an operation at all, on whatever record."""
    rule = RULES[operation]
    return rule.is_public or not principal.roles.isdisjoint(rule.reach)


def reaches(principal: Principal, operation: Operation, marks: Marks) -> bool:
    """Whether a person or system may carry out an operation on the record that bears these marks."""
    rule = RULES[operation]
    return any(
        grant.scope.reaches(marks) and _is_within(rule.reach.get(grant.role), principal, marks)
        for grant in principal.grants
    )


def reaches_caseworker(
    principal: Principal, operation: Operation, caseworker_id: CaseworkerId, *, team: str | None
) -> bool:
    """Whether somebody may carry out an operation on a caseworker of a team: her terms, her load, what she is given.

    Of a scope's limits the one on teams holds; the others are about what records are about, and she is no record.
    """
    rule = RULES[operation]
    for grant in principal.grants:
        reach, teams = rule.reach.get(grant.role), grant.scope.teams
        if teams is not None and team not in teams:
            continue
        if reach is Reach.SCOPE or (reach is Reach.OWN and principal.caseworker_id == caseworker_id):
            return True
    return False


def reaches_everybody(principal: Principal, operation: Operation) -> bool:
    """Whether somebody may carry out an operation that is about the whole municipality.

    It takes a grant without a limit on teams; the other limits are about what records are about.
    """
    rule = RULES[operation]
    return any(grant.role in rule.reach and grant.scope.teams is None for grant in principal.grants)


def reaches_everything(principal: Principal, operation: Operation) -> bool:
    """Whether somebody may carry out an operation on every record there is: one grant for it has no limit at all."""
    rule = RULES[operation]
    return any(rule.reach.get(grant.role) is Reach.SCOPE and grant.scope == Scope() for grant in principal.grants)


def _is_within(reach: Reach | None, principal: Principal, marks: Marks) -> bool:
    match reach:
        case Reach.SCOPE:
            return True
        case Reach.OWN:
            return principal.caseworker_id is not None and principal.caseworker_id in marks.caseworkers
        case _:
            return False
