"""Who disagrees with having a case, and what did the leader answer?"""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Response

from casework.dissenting import Answer, object_to, order_of, settle
from sagstyngde.case import CaseId
from sagstyngde.dissent import Dissent, DissentId
from sagstyngde.operations import Operation
from serve.api.placements import placed
from serve.api.wire_desk import AnswerIn, DissentIn, DissentOut, DissentsOut
from serve.dependencies import CaseScheme, HouseRules, today
from serve.dissents_seen import seen_dissents
from serve.house import House
from serve.own import own_record
from serve.replies import reply
from serve.visits import Visiting
from serve.work import Work, unseen
from storage.answered import Reply
from storage.dissents import NewDissent, dissents_by, find_dissent, open_dissents
from storage.staff import find_staff, lock_staff

router = APIRouter(tags=["Fordeling"])


@router.post(
    "/cases/{case_id:path}/dissents",
    status_code=201,
    summary="Gør indsigelse mod en tildeling",
    operation_id=Operation.DISSENT_TELL,
    response_model=DissentOut,
)
def tell(case_id: str, told: DissentIn, visit: Visiting) -> Response:
    """Say that you disagree with having a case, and why. It moves nothing by itself: your leader answers it."""

    def act(work: Work) -> Reply:
        found = dissent_told(work, CaseId(case_id), told)
        return reply(DissentOut.of(found), status=201, case_ids=(found.case_id,))

    return visit.effect(act)


@router.get("/dissents", summary="Se indsigelser", operation_id=Operation.DISSENT_LIST)
def list_dissents(visit: Visiting) -> DissentsOut:
    """Return the dissents about cases and caseworkers you reach that wait for an answer; a caseworker sees all hers."""

    def act(work: Work) -> DissentsOut:
        own = work.visit.principal.caseworker_id
        mine = () if own is None else dissents_by(work.connection, own)
        waiting = [one for one in open_dissents(work.connection) if one.caseworker_id != own]
        found = seen_dissents(work, (*waiting, *mine))
        return DissentsOut(dissents=[DissentOut.of(one.dissent, is_seen=one.record is not None) for one in found])

    return visit.do(act)


@router.post(
    "/dissents/{dissent_id}/answer",
    summary="Besvar en indsigelse",
    operation_id=Operation.DISSENT_ANSWER,
    response_model=DissentOut,
)
def answer(dissent_id: str, said: AnswerIn, *, visit: Visiting, house: HouseRules, scheme: CaseScheme) -> Response:
    """Answer a dissent, with your reason. Where the case goes to another, or another helps, it is placed at once."""
    on = today(scheme)

    def act(work: Work) -> Reply:
        found = dissent_answered(work, Answering(dissent_id=DissentId(dissent_id), said=said), house, on=on)
        return reply(DissentOut.of(found), case_ids=(found.case_id,))

    return visit.effect(act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Which dissent is answered, and how."""

    dissent_id: DissentId
    said: AnswerIn


def dissent_told(work: Work, case_id: CaseId, told: DissentIn) -> Dissent:
    """Store a caseworker's dissent of one of her own cases."""
    own = own_record(work).caseworker_id
    record = work.case(case_id, lock=True)
    new = NewDissent(case_id=record.case.case_id, caseworker_id=own, reason=told.reason, note=told.note or None)
    return _found(work, object_to(work.connection, new, record, work.stamp))


def dissent_answered(work: Work, answering: Answering, house: House, *, on: date) -> Dissent:
    """Store an answer, and make the placement it names; announced as every placement is."""
    said, known = answering.said, readable_dissent(work, answering.dissent_id)
    if said.caseworker_id is not None:
        lock_staff(work.connection, [said.caseworker_id])  # before the case's row: see casework.placing
    work.case(known.case_id, lock=True)
    if said.caseworker_id is not None:
        work.caseworker(said.caseworker_id)
    dissent = find_dissent(work.connection, known.dissent_id, lock=True) or known
    given = Answer(dissent=dissent, answer=said.answer, note=said.note, caseworker_id=said.caseworker_id)
    if (order := order_of(work.connection, given)) is not None:
        placed(work, order, house, on=on)
    settle(work.connection, given, on=on, stamp=work.stamp)
    return _found(work, dissent.dissent_id)


def readable_dissent(work: Work, dissent_id: DissentId) -> Dissent:
    """Return a dissent whose case and caseworker this visit reaches.

    Raises:
        Unseen: there is no such dissent, or none that this visit may see.

    """
    found = find_dissent(work.connection, dissent_id)
    whom = None if found is None else find_staff(work.connection, found.caseworker_id)
    if found is None or whom is None:
        raise unseen()
    work.case(found.case_id)
    work.caseworker(whom.caseworker_id)
    return found


def _found(work: Work, dissent_id: DissentId) -> Dissent:
    found = find_dissent(work.connection, dissent_id)
    if found is None:
        raise unseen()
    return found
