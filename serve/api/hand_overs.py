"""What is written for whoever takes a case on, and who has read it?"""

from fastapi import APIRouter, Response

from casework.handing_over import Written, hand_over, hand_overs, receive
from sagstyngde.case import CaseId
from sagstyngde.hand_over import HandOver, HandOverId
from sagstyngde.operations import Operation
from serve.api.wire_desk import HandOverIn, HandOverOut, HandOversOut
from serve.own import own_record
from serve.replies import reply
from serve.visits import Visiting
from serve.wire_word import NothingIn
from serve.work import Work, unseen
from storage.answered import Reply
from storage.hand_overs import find_hand_over

router = APIRouter(tags=["Sager"])


@router.post(
    "/cases/{case_id:path}/hand-overs",
    status_code=201,
    summary="Skriv et overdragelsesnotat",
    operation_id=Operation.HAND_OVER_WRITE,
    response_model=HandOverOut,
)
def write(case_id: str, written: HandOverIn, visit: Visiting) -> Response:
    """Write for whoever takes one of your cases on. Each saving is a version; the newest counts."""

    def act(work: Work) -> Reply:
        found = hand_over_written(work, CaseId(case_id), written)
        return reply(HandOverOut.of(found), status=201, case_ids=(found.case_id,))

    return visit.effect(act)


@router.get(
    "/cases/{case_id:path}/hand-overs", summary="Læs overdragelsesnotaterne", operation_id=Operation.HAND_OVER_READ
)
def read(case_id: str, visit: Visiting) -> HandOversOut:
    """Return the newest note of each caseworker who has written one about a case."""

    def act(work: Work) -> HandOversOut:
        found = hand_overs(work.connection, work.case(CaseId(case_id)).case.case_id)
        return HandOversOut(hand_overs=[HandOverOut.of(one) for one in found])

    return visit.do(act)


@router.post(
    "/cases/{case_id:path}/hand-overs/{hand_over_id}/receive",
    summary="Bekræft, at du har læst et overdragelsesnotat",
    operation_id=Operation.HAND_OVER_RECEIVE,
    response_model=HandOverOut,
)
def confirm(case_id: str, hand_over_id: str, _said: NothingIn, visit: Visiting) -> Response:
    """Say that you, who have the case now, have read a note."""

    def act(work: Work) -> Reply:
        found = hand_over_received(work, CaseId(case_id), HandOverId(hand_over_id))
        return reply(HandOverOut.of(found), case_ids=(found.case_id,))

    return visit.effect(act)


def hand_over_written(work: Work, case_id: CaseId, written: HandOverIn) -> HandOver:
    """Store a note about one of a caseworker's own cases."""
    own = own_record(work).caseworker_id
    record = work.case(case_id, lock=True)
    said = Written(notes=written.notes(), after=written.follows())
    return _found(work, hand_over(work.connection, record, own, said, stamp=work.stamp))


def hand_over_received(work: Work, case_id: CaseId, hand_over_id: HandOverId) -> HandOver:
    """Write down that a case's caseworker has read a note."""
    own = own_record(work).caseworker_id
    record = work.case(case_id, lock=True)
    if receive(work.connection, record, hand_over_id, whom=own, stamp=work.stamp) is None:
        raise unseen()
    return _found(work, hand_over_id)


def _found(work: Work, hand_over_id: HandOverId) -> HandOver:
    found = find_hand_over(work.connection, hand_over_id)
    if found is None:
        raise unseen()
    return found
