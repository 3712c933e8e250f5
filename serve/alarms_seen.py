"""Which alarms does a reader see, and what does she do about one? The same on the page and in the API.

An alarm about a case is seen by whoever reaches the case, and that she saw it is written down; one about a caseworker
by whoever reaches her; one about the model by those who answer for it.
"""

from collections.abc import Iterable

from sagstyngde.alarm import Alarm, AlarmId, AlarmKind, Closing
from sagstyngde.allowed import may
from sagstyngde.case import CaseworkerId
from sagstyngde.errors import PlanSettled
from sagstyngde.operations import Operation
from serve.work import Work, unseen
from storage.alarms import Within, close_alarm, find_alarm
from storage.cases import find_record, in_ids, newest, records
from storage.staff import StaffRecord, find_staff, staff_records


def people_reached(work: Work) -> dict[CaseworkerId, StaffRecord]:
    """Return the caseworkers within reach, also those who have left."""
    return {one.caseworker_id: one for one in staff_records(work.connection) if work.reaches_caseworker(one)}


def within(work: Work, people: Iterable[CaseworkerId]) -> Within:
    """Return whose alarms this visit may see."""
    model = may(work.visit.principal, Operation.MODEL_ALARM_PAGE)
    return Within(cases=work.reach(), caseworkers=frozenset(people), model=model)


def saw_cases(work: Work, alarms: Iterable[Alarm]) -> None:
    """Write down that the cases these alarms are about are looked at."""
    case_ids = list(dict.fromkeys(one.finding.case_id for one in alarms if one.finding.case_id is not None))
    if case_ids:
        work.visible(records(work.connection, newest(in_ids(case_ids))))


def alarm_seen(work: Work, alarm_id: AlarmId, *, lock: bool = False, kind: AlarmKind | None = None) -> Alarm:
    """Return an alarm this visit may see, of a kind where one is asked for.

    Raises:
        Unseen: there is no such alarm, or none within reach.

    """
    alarm = find_alarm(work.connection, alarm_id, lock=lock)
    if alarm is None or kind not in {None, alarm.finding.kind} or not _is_seen(work, alarm):
        raise unseen()
    return alarm


def close_seen(work: Work, alarm_id: AlarmId, closing: Closing) -> Alarm:
    """Close an alarm by what was done about it.

    Raises:
        PlanSettled: somebody has closed it already.
        Unseen: there is no such alarm, or none within reach.

    """
    alarm = alarm_seen(work, alarm_id, lock=True)
    if alarm.action is not None:
        raise PlanSettled(english="the alarm is closed already", danish="advarslen er allerede lukket")
    close_alarm(work.connection, alarm.alarm_id, closing, work.stamp)
    return find_alarm(work.connection, alarm.alarm_id) or alarm


def _is_seen(work: Work, alarm: Alarm) -> bool:
    about = alarm.finding
    if about.kind is AlarmKind.MODEL:
        return may(work.visit.principal, Operation.MODEL_ALARM_PAGE)
    if about.case_id is not None:
        record = find_record(work.connection, about.case_id)
        return record is not None and bool(work.visible([record]))
    whom = find_staff(work.connection, about.caseworker_id) if about.caseworker_id is not None else None
    return whom is not None and work.reaches_caseworker(whom)
