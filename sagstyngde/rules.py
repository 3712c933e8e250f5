"""Who may do what? One table; what it does not name is denied.

``Reach`` says which of the records an operation is about a role may touch: a caseworker her own cases, a leader the
teams of her grant. ``sagstyngde.allowed`` asks it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from sagstyngde.access import Role
from sagstyngde.operations import Operation


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
_JUDGING: _Reaches = {Role.CONSULTANT: Reach.SCOPE, Role.LEADER: Reach.SCOPE}
_WRITING: _Reaches = dict.fromkeys(_JUDGING, Reach.NO_RECORD)
"""A new case that is being written: its writer's alone, and no record yet."""
_RECORDING: _Reaches = {Role.SYSTEM: Reach.SCOPE, Role.LEADER: Reach.SCOPE}
_LEADING: _Reaches = {Role.LEADER: Reach.SCOPE}
_OWN_DESK: _Reaches = {Role.CASEWORKER: Reach.OWN}
_DESKS: _Reaches = _LEADING | _OWN_DESK
_STAFFING: _Reaches = _LEADING | {Role.SYSTEM: Reach.SCOPE}
_EVERYONE: _Reaches = dict.fromkeys(Role, Reach.NO_RECORD)
_ADOPTING: _Reaches = {Role.LEADER: Reach.NO_RECORD, Role.APPROVER: Reach.NO_RECORD}
"""Where it is about everybody, and so only without a limit to some teams (``reaches_everybody``)."""
_DRAFTING: _Reaches = _ADOPTING | {Role.CONSULTANT: Reach.NO_RECORD}
_EVALUATING: _Reaches = dict.fromkeys((Role.LEADER, Role.ANALYST, Role.APPROVER), Reach.NO_RECORD)
_MODELLING: _Reaches = dict.fromkeys((Role.ANALYST, Role.APPROVER), Reach.NO_RECORD)
"""One proposes and another approves; either may reject, go back, or let a model answer silently."""
_AUDITING: _Reaches = {Role.AUDITOR: Reach.SCOPE}
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
    Operation.CASE_ERASE: _OPERATORS,
    Operation.ASSESSMENT_CREATE: Rule(reach=_INTAKE),
    Operation.ASSESSMENT_BATCH: Rule(reach=_INTAKE),
    Operation.ASSESSMENT_READ: Rule(reach=_CASEWORK),
    Operation.ASSESSMENT_LIST: Rule(reach=_CASEWORK),
    Operation.CASE_ASSESS: Rule(reach=_INTAKE),
    Operation.ASSESSMENT_CONFIRM: Rule(reach=_JUDGING),
    Operation.ASSESSMENT_OVERRIDE: Rule(reach=_JUDGING),
    Operation.JUDGEMENT_RECORD: Rule(reach=_JUDGING),
    Operation.HOURS_IMPORT: Rule(reach=_RECORDING),
    Operation.HOURS_BATCH: Rule(reach=_RECORDING),
    Operation.STAFF_LIST: Rule(reach=_STAFFING),
    Operation.STAFF_READ: Rule(reach=_STAFFING),
    Operation.STAFF_WRITE: Rule(reach=_STAFFING),
    Operation.STAFF_IMPORT: Rule(reach=_STAFFING),
    Operation.ABSENCE_WRITE: Rule(reach=_STAFFING),
    Operation.ABSENCE_WITHDRAW: Rule(reach=_STAFFING),
    Operation.CASELOAD_LIST: Rule(reach=_LEADING | {Role.CASEWORKER: Reach.OWN}),
    Operation.CASELOAD_READ: Rule(reach=_LEADING | {Role.CASEWORKER: Reach.OWN}),
    Operation.PLAN_PROPOSE: Rule(reach=_LEADING),
    Operation.PLAN_LIST: Rule(reach=_LEADING),
    Operation.PLAN_READ: Rule(reach=_LEADING),
    Operation.PLAN_IMPACT: Rule(reach=_LEADING),
    Operation.PLAN_TRY: Rule(reach=_LEADING),
    Operation.PLAN_EDIT: Rule(reach=_LEADING),
    Operation.PLAN_COMMIT: Rule(reach=_LEADING),
    Operation.PLAN_WITHDRAW: Rule(reach=_LEADING),
    Operation.PLACEMENT_MAKE: Rule(reach=_LEADING),
    Operation.PLACEMENT_LIST: Rule(reach=_CASEWORK),
    Operation.PLACEMENT_END: Rule(reach=_LEADING),
    Operation.DISQUALIFICATION_RECORD: Rule(reach=_LEADING),
    Operation.DISQUALIFICATION_WITHDRAW: Rule(reach=_LEADING),
    Operation.DECISION_ROUTE: Rule(reach=_CASEWORK),
    Operation.DECISION_LIST: Rule(reach=_CASEWORK),
    Operation.DECISION_RECORD: Rule(reach=_CASEWORK),
    Operation.DECISION_APPEAL: Rule(reach=_CASEWORK),
    Operation.DECISION_WITHDRAW: Rule(reach=_CASEWORK),
    Operation.MILESTONE_RECORD: Rule(reach=_CASEWORK),
    Operation.MILESTONE_LIST: Rule(reach=_CASEWORK),
    Operation.MILESTONE_WITHDRAW: Rule(reach=_CASEWORK),
    Operation.MANDATE_READ: Rule(reach=_EVERYONE),
    Operation.MANDATE_VERSIONS: Rule(reach=_EVERYONE),
    Operation.MANDATE_CHECK: Rule(reach=_DRAFTING),
    Operation.MANDATE_ADOPT: Rule(reach=_ADOPTING),
    Operation.MANDATE_MINE: Rule(reach=_LEADING | {Role.CASEWORKER: Reach.OWN}),
    Operation.POLICY_READ: Rule(reach=_EVERYONE),
    Operation.POLICY_VERSIONS: Rule(reach=_EVERYONE),
    Operation.POLICY_CHECK: Rule(reach=_ADOPTING),
    Operation.POLICY_TRY: Rule(reach=_LEADING),
    Operation.POLICY_ADOPT: Rule(reach=_ADOPTING),
    Operation.ALARM_LIST: Rule(reach=_LEADING | {Role.CASEWORKER: Reach.OWN}),
    Operation.ALARM_CLOSE: Rule(reach=_LEADING | {Role.CASEWORKER: Reach.OWN}),
    Operation.FELT_LOAD_TELL: Rule(reach=_OWN_DESK),
    Operation.FELT_LOAD_LIST: Rule(reach=_DESKS),
    Operation.DISSENT_TELL: Rule(reach=_OWN_DESK),
    Operation.DISSENT_LIST: Rule(reach=_DESKS),
    Operation.DISSENT_ANSWER: Rule(reach=_LEADING),
    Operation.HAND_OVER_WRITE: Rule(reach=_OWN_DESK),
    Operation.HAND_OVER_READ: Rule(reach=_DESKS),
    Operation.HAND_OVER_RECEIVE: Rule(reach=_OWN_DESK),
    Operation.MODEL_READ: Rule(reach=_EVERYONE),
    Operation.MODEL_REGISTER: _OPERATORS,
    Operation.MODEL_PROPOSE: Rule(reach={Role.ANALYST: Reach.NO_RECORD}),
    Operation.MODEL_APPROVE: Rule(reach={Role.APPROVER: Reach.NO_RECORD}),
    Operation.MODEL_REJECT: Rule(reach=_MODELLING),
    Operation.MODEL_ROLLBACK: Rule(reach=_MODELLING),
    Operation.MODEL_SHADOW: Rule(reach=_MODELLING),
    Operation.EVENTS_READ: Rule(reach={Role.SYSTEM: Reach.SCOPE}),
    Operation.ACCESS_LOG_EXPORT: Rule(reach=_AUDITING),
    Operation.METRICS_READ: Rule(reach={Role.SYSTEM: Reach.NO_RECORD, Role.ANALYST: Reach.NO_RECORD}),
    Operation.HISTORY_IMPORT: _OPERATORS,
    Operation.HISTORY_EXPORT: _OPERATORS,
    Operation.RETRAIN: _OPERATORS,
    Operation.QUEUE_PAGE: Rule(reach=_PEOPLE),
    Operation.NEXT_CASE: Rule(reach=_PEOPLE),
    Operation.CASE_PAGE: Rule(reach=_PEOPLE),
    Operation.WHY_PAGE: Rule(reach=_PEOPLE),
    Operation.CASE_EDIT_PAGE: Rule(reach=_PEOPLE),
    Operation.NEW_CASE_PAGE: Rule(reach=_WRITING),
    Operation.DRAFT_PAGE: Rule(reach=_WRITING),
    Operation.DRAFT_SAVE: Rule(reach=_WRITING),
    Operation.DRAFT_DELETE: Rule(reach=_WRITING),
    Operation.PLAN_PAGE: Rule(reach=_LEADING),
    Operation.POLICY_PAGE: Rule(reach=_EVERYONE),
    Operation.POLICY_EDIT_PAGE: Rule(reach=_ADOPTING),
    Operation.COMPARE_PAGE: Rule(reach=_LEADING),
    Operation.DESK_PAGE: Rule(reach=_DESKS),
    Operation.DISSENT_PAGE: Rule(reach=_LEADING),
    Operation.HAND_OVER_PAGE: Rule(reach=_DESKS),
    Operation.MODEL_PAGE: Rule(reach=_EVERYONE),
    Operation.POINT_TABLE_PAGE: Rule(reach=_EVERYONE),
    Operation.MODEL_VERSIONS_PAGE: Rule(reach=_EVERYONE),
    Operation.DRIFT_PAGE: Rule(reach=_EVERYONE),
    Operation.MODEL_ALARM_PAGE: Rule(reach=_EVALUATING),
    Operation.MODEL_ALARM_CLOSE: Rule(reach=_EVALUATING),
    Operation.MANDATE_PAGE: Rule(reach=_EVERYONE),
    Operation.MANDATE_EDIT_PAGE: Rule(reach=_DRAFTING),
    Operation.MANDATE_MINE_PAGE: Rule(reach=_LEADING | {Role.CASEWORKER: Reach.OWN}),
    Operation.MANDATE_MATRIX_PAGE: Rule(reach=_LEADING),
    Operation.DECISIONS_PAGE: Rule(reach=_PEOPLE),
    Operation.EVALUATION_PAGE: Rule(reach=_EVALUATING),
    Operation.FOLLOW_UP_PAGE: Rule(reach=_LEADING),
    Operation.CONSIDERATIONS_PAGE: Rule(reach=_LEADING),
    Operation.FOLLOW_UP_HISTORY_PAGE: Rule(reach=_LEADING),
    Operation.CAPACITY_PAGE: Rule(reach=_LEADING),
    Operation.DIARY_WINDOWS: Rule(reach=_STAFFING | _OWN_DESK),
    Operation.DIARY_AGREE: Rule(reach=_LEADING),
    Operation.DIARY_WITHDRAW: Rule(reach=_LEADING),
    Operation.DIARY_CLOSE: Rule(reach=_OWN_DESK),
    Operation.DIARY_READ: Rule(reach=_OWN_DESK),
    Operation.DIARY_RECORD: Rule(reach=_OWN_DESK | {Role.SYSTEM: Reach.SCOPE}),
    Operation.DIARY_IMPORT: _OPERATORS,
    Operation.DIARY_PAGE: Rule(reach=_OWN_DESK),
    Operation.DIARY_CLOSING_PAGE: Rule(reach=_OWN_DESK),
    Operation.DIARY_WEEKS_PAGE: Rule(reach=_LEADING),
    Operation.DIARY_SHEET_PAGE: Rule(reach=_OWN_DESK),
    Operation.DIARY_SHEET: Rule(reach=_OWN_DESK),
    Operation.TRACE_PAGE: Rule(reach=_AUDITING),
    Operation.TRACE_SEARCH: Rule(reach={Role.AUDITOR: Reach.NO_RECORD}),
    Operation.TRACE_FILE: Rule(reach=_AUDITING),
    Operation.CHILD_TRACE_PAGE: Rule(reach=_AUDITING),
    Operation.CHILD_TRACE_FILE: Rule(reach=_AUDITING),
    Operation.HELP_PAGE: Rule(reach=_EVERYONE),
    Operation.WORDS_PAGE: Rule(reach=_EVERYONE),
    Operation.ACCESSIBILITY_PAGE: _PUBLIC,
    Operation.LIVE: _PUBLIC,
    Operation.READY: _PUBLIC,
    Operation.OPENAPI: _PUBLIC,
    Operation.LANGUAGE: _PUBLIC,
    Operation.LOGIN: _PUBLIC,
    Operation.LOGIN_START: _PUBLIC,
    Operation.LOGIN_ANSWER: _PUBLIC,
    Operation.LOGIN_DEMO: _PUBLIC,
    Operation.LOGOUT: _PUBLIC,
    Operation.LOGOUT_PROVIDER: _PUBLIC,
    Operation.TOKEN_CREATE: _OPERATORS,
    Operation.TOKEN_REVOKE: _OPERATORS,
    Operation.SESSION_END: _OPERATORS,
    Operation.STAFF_LINK: _OPERATORS,
    Operation.LEGAL_BASIS_RECORD: _OPERATORS,
    Operation.TRIAL_PLAN_REGISTER: _OPERATORS,
    Operation.TRIAL_EVALUATE: _OPERATORS,
    Operation.WATCH: _OPERATORS,
    Operation.MONITOR: _OPERATORS,
    Operation.FORECAST_KEEP: _OPERATORS,
    Operation.BACKUP_MAKE: _OPERATORS,
    Operation.BACKUP_RESTORE: _OPERATORS,
    Operation.BACKUP_DRILL: _OPERATORS,
    Operation.EVIDENCE_MAKE: _OPERATORS,
}
