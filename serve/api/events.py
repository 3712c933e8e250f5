"""What has happened since last time? The feed another system polls: in order, nothing left out, nothing told twice."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from sagstyngde.feed import EventKind
from sagstyngde.operations import Operation
from serve.visits import Visiting
from serve.wire_out import Out
from serve.work import Work
from storage.cases import in_ids, newest, records
from storage.feed import read

router = APIRouter(tags=["Hændelser"])


class EventOut(Out):
    """One thing that happened to a case."""

    sequence: int = Field(title="Nummer", description="Stiger; numre kan mangle.")
    kind: EventKind = Field(title="Hændelse")
    case_id: str = Field(title="Sags-id")
    at: datetime = Field(title="Tidspunkt")
    content: dict[str, str | float | bool | None] = Field(title="Indhold", description="Id'er, koder og timer.")


class EventsOut(Out):
    """The next events, and where to go on."""

    events: list[EventOut] = Field(title="Hændelser", description="Ældste først.")
    next_after: int = Field(title="Fortsæt efter", description="Send det som after næste gang, også når listen er tom.")


@router.get("/events", summary="Læs hændelser", operation_id=Operation.EVENTS_READ)
def read_events(
    visit: Visiting,
    after: Annotated[int, Query(ge=0, le=2**53, description="Det seneste next_after; 0 = fra begyndelsen.")] = 0,
    limit: Annotated[int, Query(ge=1, le=500, description="Højst så mange.")] = 100,
) -> EventsOut:
    """Return what happened after a point to the cases you reach. What is kept back for a judgement is not told."""

    def act(work: Work) -> EventsOut:
        told, next_after = read(work.connection, work.reach(), after=after, limit=limit)
        case_ids = list(dict.fromkeys(one.event.case_id for one in told))
        work.visible(records(work.connection, newest(in_ids(case_ids))) if case_ids else ())
        events = [
            EventOut(
                sequence=one.sequence,
                kind=one.event.kind,
                case_id=one.event.case_id,
                at=one.event.at,
                content=dict(one.event.content),
            )
            for one in told
        ]
        return EventsOut(events=events, next_after=next_after)

    return visit.do(act)
