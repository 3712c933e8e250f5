"""Which clocks run in a case, and how do they stand today? The law's times, the municipality's own, and birthdays.

A month's time ends on the day of the same number, or on the last day of a month that has none such; no day is moved for
weekends or holidays. Sources: the work's DOMAIN table of deadlines (BL is LBK nr. 282 of 17/03/2025); ADR 0049 tells
what is left to the municipality.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from casework.birthday_clocks import birthdays
from casework.clock_rules import STATUTORY, ClockRules
from casework.standing import Standing, due_clock
from mandate.intake import applied_for
from sagstyngde.case import Case, CaseId
from sagstyngde.clock import Clock, ClockKind
from sagstyngde.milestone import MilestoneKind
from sagstyngde.months import add_months
from storage.decisions import Decision, decisions_of
from storage.engine import Connection
from storage.milestones import milestones_of

EXAMINATION_MONTHS = 4
FOLLOW_UP_MONTHS = 3


def clocks_of(
    connection: Connection, cases: Iterable[Case], on: date, *, rules: ClockRules = STATUTORY
) -> dict[CaseId, tuple[Clock, ...]]:
    """Return each case's clocks, the most urgent first; in two queries, however many cases there are.

    A case that is closed has none. The caller may see the cases: nothing is asked of access here.
    """
    asked = {case.case_id: case for case in cases}
    ids = list(asked)
    steps, decided = milestones_of(connection, ids), _decided(connection, ids)
    return {
        case_id: reckoned(
            Standing(case=case, on=on, milestones=steps.get(case_id, ()), decided=decided.get(case_id, ())), rules
        )
        for case_id, case in asked.items()
    }


def reckoned(standing: Standing, rules: ClockRules = STATUTORY) -> tuple[Clock, ...]:
    """Return the clocks of one case, the most urgent first."""
    closed_on = standing.case.closed_on
    if closed_on is not None and closed_on <= standing.on:
        return ()
    found = (
        *_notification(standing, rules),
        *_examination(standing, rules),
        *_follow_ups(standing),
        *_decision(standing, rules),
        *_own_limits(standing, rules),
        *birthdays(standing, rules.facts.born_on),
    )
    return tuple(sorted(found, key=lambda clock: clock.urgency))


def _notification(standing: Standing, rules: ClockRules) -> Iterable[Clock]:
    """Within 24 hours (BL § 136). Only the day of receipt is known, so the time has run out after the next day."""
    case = standing.case
    if case.facts.get(rules.facts.notification) is not True or _is_before_our_time(case, rules):
        return
    yield due_clock(
        standing,
        ClockKind.NOTIFICATION,
        due_on=case.received_on + timedelta(days=1),
        done_on=standing.first(MilestoneKind.NOTIFICATION_ASSESSED, since=case.received_on),
        label="24-timersvurdering af underretning",
        source="barnets lov § 136; kun dagen for modtagelsen er kendt, så dagen efter tæller med",
    )


def _examination(standing: Standing, rules: ClockRules) -> Iterable[Clock]:
    """Within four months of the day the municipality became aware that one may be needed (BL § 20, stk. 3)."""
    case = standing.case
    begun = standing.last(MilestoneKind.EXAMINATION_BEGUN)
    is_asked = case.facts.get(rules.facts.inquiry) in rules.facts.examinations
    if begun is None and is_asked and not _is_before_our_time(case, rules):
        begun = case.received_on
    if begun is not None:
        yield due_clock(
            standing,
            ClockKind.EXAMINATION,
            due_on=add_months(begun, EXAMINATION_MONTHS),
            done_on=standing.first(MilestoneKind.EXAMINATION_DONE, since=begun),
            label="Børnefaglig undersøgelse",
            source="barnets lov § 20, stk. 3",
        )


def _follow_ups(standing: Standing) -> Iterable[Clock]:
    """The first one of what began since the last one, and the one that was decided then (BL § 95, stk. 2-4)."""
    held = [one for one in standing.milestones if one.kind is MilestoneKind.FOLLOWED_UP]
    last = max(held, key=lambda one: one.reached_on, default=None)
    begun = standing.first(
        MilestoneKind.MEASURE_BEGUN, since=date.min if last is None else last.reached_on + timedelta(days=1)
    )
    if begun is not None:
        yield _first_follow_up(standing, begun)
    elif last is not None and (started := standing.last(MilestoneKind.MEASURE_BEGUN)) is not None and len(held) == 1:
        yield _first_follow_up(standing, started, done_on=last.reached_on)
    if last is not None and last.next_on is not None:
        yield due_clock(
            standing,
            ClockKind.FOLLOW_UP,
            due_on=last.next_on,
            label="Opfølgning",
            source="barnets lov § 95, stk. 3-4: den dag, kommunen har besluttet",
        )


def _first_follow_up(standing: Standing, begun: date, done_on: date | None = None) -> Clock:
    """Three months after the *indsats* began; when the *undersøgelse* is done, where that comes earlier."""
    latest = add_months(begun, FOLLOW_UP_MONTHS)
    examined = standing.first(MilestoneKind.EXAMINATION_DONE, since=begun)
    return due_clock(
        standing,
        ClockKind.FIRST_FOLLOW_UP,
        due_on=latest if examined is None else min(latest, examined),
        done_on=done_on,
        label="Første opfølgning",
        source="barnets lov § 95, stk. 2",
    )


def _decision(standing: Standing, rules: ClockRules) -> Iterable[Clock]:
    """The day the decision is expected; done when as many provisions are decided on as are applied for."""
    case = standing.case
    if case.decision_on is None or _is_before(case.decision_on, rules):
        return
    made = {one.provision or one.provision_text: one.decided_on for one in standing.decided}
    is_done = len(made) >= max(1, len(applied_for(case.facts)))
    yield due_clock(
        standing,
        ClockKind.DECISION,
        due_on=case.decision_on,
        done_on=max(made.values()) if is_done else None,
        label="Afgørelse",
        source="den dag, afgørelsen ventes",
    )


def _own_limits(standing: Standing, rules: ClockRules) -> Iterable[Clock]:
    """The municipality's published times, from the receipt to the decision (retssikkerhedsloven § 3, stk. 2)."""
    case = standing.case
    for limit in rules.limits:
        if limit.options.isdisjoint(applied_for(case.facts)) or _is_before_our_time(case, rules):
            continue
        covered = [
            one.decided_on for one in standing.decided if one.provision is not None and limit.covers(one.provision)
        ]
        yield due_clock(
            standing,
            ClockKind.OWN_LIMIT,
            due_on=limit.due_on(case.received_on),
            done_on=min(covered, default=None),
            label=f"Kommunens frist, {limit.area}",
            source="kommunens offentliggjorte sagsbehandlingsfrist (retssikkerhedsloven § 3, stk. 2)",
        )


def _is_before_our_time(case: Case, rules: ClockRules) -> bool:
    """Whether a case came in before steps were recorded here: that none is recorded then says nothing."""
    return _is_before(case.received_on, rules)


def _is_before(day: date, rules: ClockRules) -> bool:
    return rules.known_from is not None and day < rules.known_from


def _decided(connection: Connection, case_ids: Sequence[CaseId]) -> dict[CaseId, tuple[Decision, ...]]:
    found: dict[CaseId, tuple[Decision, ...]] = {}
    for record in decisions_of(connection, case_ids):
        if record.withdrawn is None:
            own = record.decision
            found[own.case_id] = (*found.get(own.case_id, ()), own)
    return found
