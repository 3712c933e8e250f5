"""What is known of a case, what was known of it when, and which cases are there?"""

import json
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from sagstyngde.case import CaseId
from sagstyngde.operations import Operation
from serve.cursors import cursor, read_cursor
from serve.dependencies import HouseRules
from serve.replies import etag
from serve.visits import Visiting
from serve.weights import shown_of
from serve.wire import ChildKey, PlainText
from serve.wire_case import CaseOut, CasePageOut, HistoryOut, case_out, history_out, summary_out
from serve.work import Work
from storage.cases import CaseRecord, versions
from storage.listing import Filter, Place, page_of

router = APIRouter(tags=["Sager"])
"""Comes after every other route below a case: a case's id may hold slashes, so the last route takes what is left."""

State = Literal["open", "closed"]


@router.get("/cases", summary="Find sager", operation_id=Operation.CASE_LIST)
def list_cases(  # noqa: PLR0913, PLR0917  each is a parameter of the address
    visit: Visiting,
    house: HouseRules,
    state: Annotated[State | None, Query(description="Åbne eller afsluttede; udeladt = begge.")] = None,
    waiting: Annotated[bool | None, Query(description="true = åbne sager uden primær sagsbehandler.")] = None,
    team: Annotated[PlainText | None, Query(description="Kun sager i dette team.")] = None,
    child_id: Annotated[ChildKey | None, Query(description="Kun dette barns sager.")] = None,
    after: Annotated[str | None, Query(max_length=400, description="next fra siden før.")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Højst så mange sager på siden.")] = 50,
) -> CasePageOut:
    """Return the cases you reach, newest first, page by page. Those you do not reach are neither shown nor counted."""
    asked = Filter(is_open=None if state is None else state == "open", is_waiting=waiting, team=team, child_id=child_id)
    of = json.dumps([visit.principal.user_id, state, waiting, team, child_id])
    begin = None if after is None else _place(read_cursor(house.secret, of, after))

    def act(work: Work) -> CasePageOut:
        found, rest = page_of(work.connection, work.reach(), asked, after=begin, limit=limit)
        cases = work.visible(found)
        shown = shown_of(work.connection, [record.case.case_id for record in cases])
        place = None if rest is None else cursor(house.secret, of, [rest.received_on.isoformat(), rest.case_id])
        return CasePageOut(cases=[summary_out(record, shown[record.case.case_id]) for record in cases], next=place)

    return visit.do(act)


@router.get("/cases/{case_id:path}/history", summary="Hvad var kendt hvornår?", operation_id=Operation.CASE_HISTORY)
def read_history(case_id: str, visit: Visiting) -> HistoryOut:
    """Return every version of a case, oldest first."""

    def act(work: Work) -> HistoryOut:
        record = work.case(CaseId(case_id))
        return history_out(record.case.case_id, versions(work.connection, record.case.case_id))

    return visit.do(act)


@router.get("/cases/{case_id:path}", summary="Læs en sag", operation_id=Operation.CASE_READ)
def read_case(case_id: str, visit: Visiting, response: Response) -> CaseOut:
    """Return a case as it is known now. Its ETag is what a change must name in If-Match."""

    def act(work: Work) -> tuple[CaseRecord, CaseOut]:
        record = work.case(CaseId(case_id))
        shown = shown_of(work.connection, [record.case.case_id])
        return record, case_out(record, shown[record.case.case_id])

    record, told = visit.do(act)
    response.headers["ETag"] = etag(record.version)
    return told


def _place(parts: list[str]) -> Place:
    return Place(received_on=date.fromisoformat(parts[0]), case_id=CaseId(parts[1]))
