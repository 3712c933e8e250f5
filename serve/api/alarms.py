"""What should somebody look at now, and what was done about it?"""

import json
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from sagstyngde.alarm import Alarm, AlarmAction, AlarmId, Closing
from sagstyngde.operations import Operation
from serve.alarms_seen import close_seen, people_reached, saw_cases, within
from serve.cursors import cursor, read_cursor
from serve.dependencies import HouseRules
from serve.replies import reply
from serve.visits import Visiting
from serve.wire import Day, Note, Strict
from serve.wire_out import Out
from serve.work import Work
from storage.alarms import Asked, alarms_of
from storage.answered import Reply

router = APIRouter(tags=["Advarsler"])


def _action(value: object) -> object:
    if isinstance(value, str) and value in set(AlarmAction):
        return AlarmAction(value)
    raise PydanticCustomError("choice", "skal være en af handlingerne")


class ClosingAlarmIn(Strict):
    """What was done."""

    action: Annotated[AlarmAction, BeforeValidator(_action)] = Field(
        title="Handling",
        description="Hvad der er gjort. discussed (drøftet, ingen ændring), accepted (aftalt fravigelse) og mistaken "
        "(advarslen tog fejl) skal begrundes.",
    )
    note: Note | None = Field(
        None, title="Begrundelse", description="Uden navne på børn og uden CPR-numre.", validate_default=True
    )
    until: Day | None = Field(
        None,
        title="Til og med",
        description="Kun ved accepted: fravigelsens sidste dag. Advarslen kan komme igen dagen efter.",
        validate_default=True,
    )

    @field_validator("note", "until")
    @classmethod
    def _fits(cls, value: object, info: ValidationInfo) -> object:
        """Refuse what is missing by the action."""
        action, name = info.data.get("action"), str(info.field_name)
        given: dict[str, Any] = {name: value}
        told = None if action is None else Closing(action=action, **given)
        fault = None if told is None else told.faults.get(name)
        if fault is not None:
            raise PydanticCustomError("closing", fault)
        return value

    def closing(self) -> Closing:
        """Return it in the words of the domain."""
        return Closing(action=self.action, note=self.note or None, until=self.until)


class AlarmOut(Out):
    """An alarm."""

    alarm_id: str
    kind: str
    text: str
    case_id: str | None
    caseworker_id: str | None
    raised_at: datetime
    ceased_at: datetime | None = Field(
        title="Årsagen er væk", description="Da det først blev set. Advarslen lukkes stadig af et menneske."
    )
    action: str | None = Field(title="Handling", description="null = advarslen er åben.")
    note: str | None
    until: date | None = Field(title="Fraviges til og med")
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
            ceased_at=alarm.ceased_at,
            action=None if alarm.action is None else alarm.action.value,
            note=alarm.note,
            until=alarm.until,
            closed_by=alarm.closed_by,
            closed_at=alarm.closed_at,
        )


class AlarmsOut(Out):
    """A page of the alarms within reach, those raised last first."""

    alarms: list[AlarmOut]
    next: str | None = Field(title="Næste side", description="Gives som after; null = der er ikke flere.")


@router.get("/alarms", summary="Se advarsler", operation_id=Operation.ALARM_LIST)
def list_alarms(
    visit: Visiting,
    house: HouseRules,
    *,
    closed: Annotated[bool, Query(description="true = de lukkede i stedet for de åbne.")] = False,
    after: Annotated[str | None, Query(max_length=400, description="next fra siden før.")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="Højst så mange på siden.")] = 100,
) -> AlarmsOut:
    """Return the open alarms about cases and caseworkers you reach, or those that are closed, page by page."""
    of = json.dumps([visit.principal.user_id, "alarms", closed])
    begin = None if after is None else int(read_cursor(house.secret, of, after)[0])

    def act(work: Work) -> AlarmsOut:
        asked, whom = Asked(is_open=not closed), within(work, people_reached(work))
        found, rest = alarms_of(work.connection, whom, asked, limit=limit, after=begin)
        saw_cases(work, found)
        place = None if rest is None else cursor(house.secret, of, [str(rest)])
        return AlarmsOut(alarms=[AlarmOut.of(one) for one in found], next=place)

    return visit.do(act)


@router.post(
    "/alarms/{alarm_id}/close", summary="Luk en advarsel", operation_id=Operation.ALARM_CLOSE, response_model=AlarmOut
)
def close(alarm_id: str, closing: ClosingAlarmIn, visit: Visiting) -> Response:
    """Say what was done about an alarm. Without an action none is closed."""

    def act(work: Work) -> Reply:
        closed = close_seen(work, AlarmId(alarm_id), closing.closing())
        about = () if closed.finding.case_id is None else (closed.finding.case_id,)
        return reply(AlarmOut.of(closed), case_ids=about)

    return visit.effect(act)
