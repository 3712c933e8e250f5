"""What can be done here, and by whom? One table; what it does not name is denied.

Every route of the server is one operation, so a route without a rule cannot be opened by mistake. ``Reach`` says which
of the records an operation is about a role may touch: a caseworker her own cases, a leader the teams of her grant.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from sagstyngde.access import Marks, Principal, Role, Scope
from sagstyngde.case import CaseworkerId


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
    CASE_ASSESS = "case.assess"
    ASSESSMENT_CONFIRM = "assessment.confirm"
    ASSESSMENT_OVERRIDE = "assessment.override"
    JUDGEMENT_RECORD = "judgement.record"
    HOURS_IMPORT = "hours.import"
    HOURS_BATCH = "hours.batch"
    STAFF_LIST = "staff.list"
    STAFF_READ = "staff.read"
    STAFF_WRITE = "staff.write"
    STAFF_IMPORT = "staff.import"
    ABSENCE_WRITE = "absence.write"
    ABSENCE_WITHDRAW = "absence.withdraw"
    CASELOAD_LIST = "caseload.list"
    CASELOAD_READ = "caseload.read"
    PLAN_PROPOSE = "plan.propose"
    PLAN_LIST = "plan.list"
    PLAN_READ = "plan.read"
    PLAN_IMPACT = "plan.impact"
    PLAN_TRY = "plan.try"
    PLAN_EDIT = "plan.edit"
    PLAN_COMMIT = "plan.commit"
    PLAN_WITHDRAW = "plan.withdraw"
    PLACEMENT_MAKE = "placement.make"
    PLACEMENT_LIST = "placement.list"
    PLACEMENT_END = "placement.end"
    DISQUALIFICATION_RECORD = "disqualification.record"
    DISQUALIFICATION_WITHDRAW = "disqualification.withdraw"
    DECISION_ROUTE = "decision.route"
    DECISION_LIST = "decision.list"
    DECISION_RECORD = "decision.record"
    DECISION_APPEAL = "decision.appeal"
    DECISION_WITHDRAW = "decision.withdraw"
    MILESTONE_RECORD = "milestone.record"
    MILESTONE_LIST = "milestone.list"
    MILESTONE_WITHDRAW = "milestone.withdraw"
    MANDATE_READ = "mandate.read"
    MANDATE_VERSIONS = "mandate.versions"
    MANDATE_CHECK = "mandate.check"
    MANDATE_ADOPT = "mandate.adopt"
    MANDATE_MINE = "mandate.mine"
    POLICY_READ = "policy.read"
    POLICY_VERSIONS = "policy.versions"
    POLICY_CHECK = "policy.check"
    POLICY_TRY = "policy.try"
    POLICY_ADOPT = "policy.adopt"
    ALARM_LIST = "alarm.list"
    ALARM_CLOSE = "alarm.close"
    FELT_LOAD_TELL = "felt_load.tell"
    FELT_LOAD_LIST = "felt_load.list"
    DISSENT_TELL = "dissent.tell"
    DISSENT_LIST = "dissent.list"
    DISSENT_ANSWER = "dissent.answer"
    HAND_OVER_WRITE = "hand_over.write"
    HAND_OVER_READ = "hand_over.read"
    HAND_OVER_RECEIVE = "hand_over.receive"
    MODEL_READ = "model.read"
    EVENTS_READ = "events.read"
    ACCESS_LOG_EXPORT = "access_log.export"
    METRICS_READ = "metrics.read"
    DIARY_WINDOWS = "diary.windows"
    DIARY_AGREE = "diary.agree"
    DIARY_WITHDRAW = "diary.withdraw"
    DIARY_CLOSE = "diary.close"
    DIARY_READ = "diary.read"
    DIARY_RECORD = "diary.record"
    DIARY_IMPORT = "diary.import"
    HISTORY_IMPORT = "history.import"
    HISTORY_EXPORT = "history.export"

    QUEUE_PAGE = "page.queue"
    NEXT_CASE = "page.next_case"
    CASE_PAGE = "page.case"
    WHY_PAGE = "page.why"
    CASE_EDIT_PAGE = "page.case_edit"
    NEW_CASE_PAGE = "page.new_case"
    DRAFT_PAGE = "page.draft"
    DRAFT_SAVE = "draft.save"
    DRAFT_DELETE = "draft.delete"
    PLAN_PAGE = "page.plan"
    POLICY_PAGE = "page.policy"
    POLICY_EDIT_PAGE = "page.policy_edit"
    COMPARE_PAGE = "page.compare"
    DESK_PAGE = "page.desk"
    DISSENT_PAGE = "page.dissent"
    HAND_OVER_PAGE = "page.hand_over"
    MODEL_PAGE = "page.model"
    POINT_TABLE_PAGE = "page.point_table"
    MODEL_VERSIONS_PAGE = "page.model_versions"
    DRIFT_PAGE = "page.drift"
    MANDATE_PAGE = "page.mandate"
    MANDATE_EDIT_PAGE = "page.mandate_edit"
    MANDATE_MINE_PAGE = "page.mandate_mine"
    MANDATE_MATRIX_PAGE = "page.mandate_matrix"
    DECISIONS_PAGE = "page.decisions"
    EVALUATION_PAGE = "page.evaluation"
    FOLLOW_UP_PAGE = "page.follow_up"
    CONSIDERATIONS_PAGE = "page.considerations"
    FOLLOW_UP_HISTORY_PAGE = "page.follow_up_history"
    CAPACITY_PAGE = "page.capacity"
    DIARY_PAGE = "page.diary"
    DIARY_CLOSING_PAGE = "page.diary_closing"
    DIARY_WEEKS_PAGE = "page.diary_weeks"
    DIARY_SHEET_PAGE = "page.diary_sheet"
    DIARY_SHEET = "page.diary_sheet_file"
    TRACE_PAGE = "page.trace"
    TRACE_SEARCH = "trace.search"
    TRACE_FILE = "page.trace_file"
    CHILD_TRACE_PAGE = "page.child_trace"
    CHILD_TRACE_FILE = "page.child_trace_file"
    HELP_PAGE = "page.help"
    WORDS_PAGE = "page.words"
    ACCESSIBILITY_PAGE = "page.accessibility"

    LIVE = "live"
    READY = "ready"
    OPENAPI = "openapi"
    LANGUAGE = "language"
    LOGIN = "login"
    LOGIN_START = "login.start"
    LOGIN_ANSWER = "login.answer"
    LOGIN_DEMO = "login.demo"
    LOGOUT = "logout"
    LOGOUT_PROVIDER = "logout.provider"

    TOKEN_CREATE = "token.create"  # noqa: S105  an operation, no password
    TOKEN_REVOKE = "token.revoke"  # noqa: S105  as above
    SESSION_END = "session.end"
    STAFF_LINK = "staff.link"
    LEGAL_BASIS_RECORD = "legal_basis.record"
    TRIAL_PLAN_REGISTER = "trial_plan.register"
    TRIAL_EVALUATE = "trial.evaluate"
    WATCH = "watch"
    FORECAST_KEEP = "forecast.keep"
    BACKUP_MAKE = "backup.make"
    BACKUP_RESTORE = "backup.restore"
    BACKUP_DRILL = "backup.drill"


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
    Operation.EVENTS_READ: Rule(reach={Role.SYSTEM: Reach.SCOPE}),
    Operation.ACCESS_LOG_EXPORT: Rule(reach=_AUDITING),
    Operation.METRICS_READ: Rule(reach={Role.SYSTEM: Reach.NO_RECORD, Role.ANALYST: Reach.NO_RECORD}),
    Operation.HISTORY_IMPORT: _OPERATORS,
    Operation.HISTORY_EXPORT: _OPERATORS,
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
    Operation.FORECAST_KEEP: _OPERATORS,
    Operation.BACKUP_MAKE: _OPERATORS,
    Operation.BACKUP_RESTORE: _OPERATORS,
    Operation.BACKUP_DRILL: _OPERATORS,
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
