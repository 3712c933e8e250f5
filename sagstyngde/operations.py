"""What can be done here, and by whom? One table; what it does not name is denied.

Every route of the server is one operation, so a route without a rule cannot be opened by mistake. ``Reach`` says which
of the records an operation is about a role may touch: a caseworker her own cases, a leader the teams of her grant.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from sagstyngde.access import Marks, Principal, Role


class Operation(StrEnum):
    """One thing that can be done. The value stands in the audit log and is a route's ``operationId``."""

    CHILD_REGISTER = "child.register"
    CHILD_IDENTIFY = "child.identify"
    CASE_CREATE = "case.create"
    CASE_READ = "case.read"
    CASE_LIST = "case.list"
    CASE_HISTORY = "case.history"
    CASE_UPDATE = "case.update"
    CASE_CLOSE = "case.close"
    CASE_ERASE = "case.erase"
    ASSESSMENT_CREATE = "assessment.create"
    ASSESSMENT_BATCH = "assessment.batch"
    ASSESSMENT_READ = "assessment.read"
    ASSESSMENT_LIST = "assessment.list"
    ASSESSMENT_SETTLE = "assessment.settle"
    JUDGEMENT_RECORD = "judgement.record"
    HOURS_IMPORT = "hours.import"
    STAFF_READ = "staff.read"
    STAFF_WRITE = "staff.write"
    ABSENCE_WRITE = "absence.write"
    CASELOAD_READ = "caseload.read"
    PLAN_PROPOSE = "plan.propose"
    PLAN_READ = "plan.read"
    PLAN_EDIT = "plan.edit"
    PLAN_COMMIT = "plan.commit"
    ALARM_LIST = "alarm.list"
    ALARM_CLOSE = "alarm.close"
    MODEL_READ = "model.read"
    EVENTS_READ = "events.read"
    ACCESS_LOG_EXPORT = "access_log.export"
    METRICS_READ = "metrics.read"
    HISTORY_IMPORT = "history.import"
    HISTORY_EXPORT = "history.export"

    QUEUE_PAGE = "page.queue"
    CASE_PAGE = "page.case"
    WHY_PAGE = "page.why"
    PLAN_PAGE = "page.plan"
    POINT_TABLE_PAGE = "page.point_table"

    LIVE = "live"
    READY = "ready"
    OPENAPI = "openapi"
    LOGIN = "login"
    LOGIN_START = "login.start"
    LOGIN_ANSWER = "login.answer"
    LOGIN_DEMO = "login.demo"
    LOGOUT = "logout"
    LOGOUT_PROVIDER = "logout.provider"

    TOKEN_CREATE = "token.create"  # noqa: S105  an operation, no password
    TOKEN_REVOKE = "token.revoke"  # noqa: S105  as above
    SESSION_END = "session.end"
    LEGAL_BASIS_RECORD = "legal_basis.record"


class Reach(StrEnum):
    """How far an operation goes for a role."""

    NO_RECORD = "no_record"
    """It shows and changes no child's record."""
    SCOPE = "scope"
    """Every record within the grant's scope."""
    OWN = "own"
    """The records within the scope that the person is a caseworker of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who may carry out an operation. ``is_public``: also somebody who is not signed in."""

    reach: Mapping[Role, Reach]
    is_public: bool = False


_Reaches: TypeAlias = dict[Role, Reach]
_CASEWORK: _Reaches = {
    Role.CONSULTANT: Reach.SCOPE,
    Role.LEADER: Reach.SCOPE,
    Role.CASEWORKER: Reach.OWN,
    Role.SYSTEM: Reach.SCOPE,
}
_INTAKE: _Reaches = {Role.CONSULTANT: Reach.SCOPE, Role.LEADER: Reach.SCOPE, Role.SYSTEM: Reach.SCOPE}
_PEOPLE: _Reaches = {role: reach for role, reach in _CASEWORK.items() if role is not Role.SYSTEM}
_LEADING: _Reaches = {Role.LEADER: Reach.SCOPE}
_EVERYONE: _Reaches = dict.fromkeys(Role, Reach.NO_RECORD)
_PUBLIC = Rule(reach={}, is_public=True)
_OPERATORS = Rule(reach={})
"""On the machine itself, with a command: nobody reaches it over the network."""

RULES: Mapping[Operation, Rule] = {
    Operation.CHILD_REGISTER: Rule(reach=dict.fromkeys(_INTAKE, Reach.NO_RECORD)),
    Operation.CHILD_IDENTIFY: Rule(reach=_PEOPLE),
    Operation.CASE_CREATE: Rule(reach=_INTAKE),
    Operation.CASE_READ: Rule(reach=_CASEWORK),
    Operation.CASE_LIST: Rule(reach=_CASEWORK),
    Operation.CASE_HISTORY: Rule(reach=_CASEWORK),
    Operation.CASE_UPDATE: Rule(reach=_CASEWORK),
    Operation.CASE_CLOSE: Rule(reach=_CASEWORK),
    Operation.CASE_ERASE: Rule(reach={}),  # at the command line only
    Operation.ASSESSMENT_CREATE: Rule(reach=_INTAKE),
    Operation.ASSESSMENT_BATCH: Rule(reach=_INTAKE),
    Operation.ASSESSMENT_READ: Rule(reach=_CASEWORK),
    Operation.ASSESSMENT_LIST: Rule(reach=_CASEWORK),
    Operation.ASSESSMENT_SETTLE: Rule(reach={Role.CONSULTANT: Reach.SCOPE, Role.LEADER: Reach.SCOPE}),
    Operation.JUDGEMENT_RECORD: Rule(reach={Role.CONSULTANT: Reach.SCOPE, Role.LEADER: Reach.SCOPE}),
    Operation.HOURS_IMPORT: Rule(reach={Role.SYSTEM: Reach.SCOPE, Role.LEADER: Reach.SCOPE}),
    Operation.STAFF_READ: Rule(reach=_LEADING),
    Operation.STAFF_WRITE: Rule(reach=_LEADING | {Role.SYSTEM: Reach.SCOPE}),
    Operation.ABSENCE_WRITE: Rule(reach=_LEADING | {Role.SYSTEM: Reach.SCOPE}),
    Operation.CASELOAD_READ: Rule(reach=_LEADING | {Role.CASEWORKER: Reach.OWN}),
    Operation.PLAN_PROPOSE: Rule(reach=_LEADING),
    Operation.PLAN_READ: Rule(reach=_LEADING),
    Operation.PLAN_EDIT: Rule(reach=_LEADING),
    Operation.PLAN_COMMIT: Rule(reach=_LEADING),
    Operation.ALARM_LIST: Rule(reach=_LEADING | {Role.CASEWORKER: Reach.OWN}),
    Operation.ALARM_CLOSE: Rule(reach=_LEADING | {Role.CASEWORKER: Reach.OWN}),
    Operation.MODEL_READ: Rule(reach=_EVERYONE),
    Operation.EVENTS_READ: Rule(reach={Role.SYSTEM: Reach.SCOPE}),
    Operation.ACCESS_LOG_EXPORT: Rule(reach={Role.AUDITOR: Reach.SCOPE}),
    Operation.METRICS_READ: Rule(reach={Role.SYSTEM: Reach.NO_RECORD, Role.ANALYST: Reach.NO_RECORD}),
    Operation.HISTORY_IMPORT: Rule(reach={}),  # an operator's commands: no route, and nobody over the network
    Operation.HISTORY_EXPORT: Rule(reach={}),
    Operation.QUEUE_PAGE: Rule(reach=_PEOPLE),
    Operation.CASE_PAGE: Rule(reach=_PEOPLE),
    Operation.WHY_PAGE: Rule(reach=_PEOPLE),
    Operation.PLAN_PAGE: Rule(reach=_LEADING),
    Operation.POINT_TABLE_PAGE: Rule(reach=_EVERYONE),
    Operation.LIVE: _PUBLIC,
    Operation.READY: _PUBLIC,
    Operation.OPENAPI: _PUBLIC,
    Operation.LOGIN: _PUBLIC,
    Operation.LOGIN_START: _PUBLIC,
    Operation.LOGIN_ANSWER: _PUBLIC,
    Operation.LOGIN_DEMO: _PUBLIC,
    Operation.LOGOUT: _PUBLIC,
    Operation.LOGOUT_PROVIDER: _PUBLIC,
    Operation.TOKEN_CREATE: _OPERATORS,
    Operation.TOKEN_REVOKE: _OPERATORS,
    Operation.SESSION_END: _OPERATORS,
    Operation.LEGAL_BASIS_RECORD: _OPERATORS,
}


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


def _is_within(reach: Reach | None, principal: Principal, marks: Marks) -> bool:
    match reach:
        case Reach.SCOPE:
            return True
        case Reach.OWN:
            return principal.caseworker_id is not None and principal.caseworker_id in marks.caseworkers
        case _:
            return False
