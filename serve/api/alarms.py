"""What should somebody look at now, and what was done about it?"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sagstyngde.alarm import Alarm, AlarmAction, AlarmId
from sagstyngde.errors import PlanSettled
from sagstyngde.operations import Operation
from serve.api.wire_plans import Note
from serve.replies import reply
from serve.visits import Visiting, Work, unseen
from serve.wire import Strict
from serve.wire_out import Out
from storage.alarms import alarms_of, close_alarm, find_alarm
from storage.answered import Reply
from storage.cases import find_record
from storage.staff import find_staff

router = APIRouter(tags=["Alarmer"])
_MOST = 500


def _action(value: object) -> object:
    if isinstance(value, str) and value in set(AlarmAction):
        return AlarmAction(value)
    raise PydanticCustomError("choice", "skal være en af handlingerne")


class ClosingAlarmIn(Strict):
    """What was done."""

    action: Annotated[AlarmAction, BeforeValidator(_action)] = Field(
        title="Handling", description="Hvad der er gjort; accepted = set og accepteret, mistaken = alarmen tog fejl."
    )
    note: Note | None = None


class AlarmOut(Out):
    """An alarm."""

    alarm_id: str
    kind: str
    text: str
    case_id: str | None
    caseworker_id: str | None
    raised_at: datetime
    action: str | None = Field(title="Handling", description="null = alarmen er åben.")
    note: str | None
    closed_by: str | None
    closed_at: datetime | None

    @classmethod
    def of(cls, alarm: Alarm) -> "AlarmOut":
        """Mirror an alarm."""
        found = alarm.finding
        return cls(
            alarm_id=alarm.alarm_id,
            kind=found.kind.value,
            text=found.text,
            case_id=found.case_id,
            caseworker_id=found.caseworker_id,
            raised_at=alarm.raised_at,
            action=None if alarm.action is None else alarm.action.value,
            note=alarm.note,
            closed_by=alarm.closed_by,
            closed_at=alarm.closed_at,
        )


class AlarmsOut(Out):
    """The alarms within reach, those raised last first."""

    alarms: list[AlarmOut]


@router.get("/alarms", summary="Se alarmer", operation_id=Operation.ALARM_LIST)
def list_alarms(
    visit: Visiting, closed: Annotated[bool, Query(description="true = de lukkede i stedet for de åbne.")] = False
) -> AlarmsOut:
    """Return the open alarms about cases and caseworkers you reach, or those that are closed."""

    def act(work: Work) -> AlarmsOut:
        found = alarms_of(work.connection, is_open=not closed, limit=_MOST)
        return AlarmsOut(alarms=[AlarmOut.of(one) for one in found if _is_seen(work, one)])

    return visit.do(act)


@router.post(
    "/alarms/{alarm_id}/close", summary="Luk en alarm", operation_id=Operation.ALARM_CLOSE, response_model=AlarmOut
)
def close(alarm_id: str, closing: ClosingAlarmIn, visit: Visiting) -> Response:
    """Say what was done about an alarm. Without an action none is closed."""

    def act(work: Work) -> Reply:
        alarm = find_alarm(work.connection, AlarmId(alarm_id), lock=True)
        if alarm is None or not _is_seen(work, alarm):
            raise unseen()
        if alarm.action is not None:
            raise PlanSettled(english="the alarm is closed already", danish="alarmen er allerede lukket")
        close_alarm(work.connection, alarm.alarm_id, closing.action, note=closing.note, stamp=work.stamp)
        closed = find_alarm(work.connection, alarm.alarm_id) or alarm
        about = () if alarm.finding.case_id is None else (alarm.finding.case_id,)
        return reply(AlarmOut.of(closed), case_ids=about)

    return visit.effect(act)


def _is_seen(work: Work, alarm: Alarm) -> bool:
    """Whether an alarm's case and caseworker are within reach; a case that is shown is written down."""
    about = alarm.finding
    if about.case_id is not None:
        record = find_record(work.connection, about.case_id)
        return record is not None and bool(work.visible([record]))
    whom = find_staff(work.connection, about.caseworker_id) if about.caseworker_id is not None else None
    return whom is not None and work.reaches_caseworker(whom)
