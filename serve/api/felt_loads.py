"""How high do caseworkers feel their load to be? Each tells of her own weeks; she and her leader see it."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from sagstyngde.felt import FeltLoad, asked_week
from sagstyngde.operations import Operation
from serve.api.wire_desk import FeltIn, FeltLoadsOut, FeltOut
from serve.dependencies import CaseScheme, today
from serve.own import own_record
from serve.replies import reply
from serve.visits import Visiting
from serve.wire import Day
from serve.work import Work
from storage.answered import Reply
from storage.felt_loads import felt_by_week, tell_felt
from storage.staff import staff_records

router = APIRouter(tags=["Belastning"])
HALF_A_YEAR = timedelta(weeks=26)


@router.post(
    "/felt-loads",
    summary="Fortæl, hvordan ugens belastning er oplevet",
    operation_id=Operation.FELT_LOAD_TELL,
    response_model=FeltOut,
)
def tell(told: FeltIn, visit: Visiting, scheme: CaseScheme) -> Response:
    """Tell how high you felt the load to be in the week that is asked about: until Tuesday the one before.

    Of several answers about one week the newest counts. No allocation and no model reads it.
    """
    on = today(scheme)

    def act(work: Work) -> Reply:
        return reply(FeltOut.of(felt_told(work, told, on)))

    return visit.effect(act)


@router.get("/felt-loads", summary="Se den oplevede belastning", operation_id=Operation.FELT_LOAD_LIST)
def list_felt(
    visit: Visiting,
    scheme: CaseScheme,
    since: Annotated[Day | None, Query(title="Fra", description="Udeladt = et halvt år tilbage.")] = None,
) -> FeltLoadsOut:
    """Return what the caseworkers you reach have told, week by week; a caseworker sees her own."""
    first = since or today(scheme) - HALF_A_YEAR

    def act(work: Work) -> FeltLoadsOut:
        whom = {one.caseworker_id for one in staff_records(work.connection) if work.reaches_caseworker(one)}
        found = felt_by_week(work.connection, first, whom=whom)
        return FeltLoadsOut(felt_loads=[FeltOut.of(one) for one in found])

    return visit.do(act)


def felt_told(work: Work, told: FeltIn, on: date) -> FeltLoad:
    """Store what a caseworker tells of the week that is asked about on a day."""
    own, week = own_record(work).caseworker_id, asked_week(on)
    tell_felt(work.connection, own, told.value(), week_of=week, stamp=work.stamp)
    return FeltLoad(caseworker_id=own, week_of=week, felt=told.value(), told_at=work.stamp.at)
