"""How does the case system tell which steps were taken in a case, and ask which days bind the municipality?"""

from datetime import date

from fastapi import APIRouter, Response

from casework.clocks import clocks_of
from casework.milestones import Step, record_step
from sagstyngde.case import CaseId
from sagstyngde.errors import StateRefused
from sagstyngde.milestone import MilestoneId
from sagstyngde.operations import Operation
from serve.api.wire_milestones import ClockOut, MilestoneIn, MilestoneOut, MilestonesOut
from serve.dependencies import CaseScheme, HouseRules, today
from serve.replies import reply
from serve.visits import Visiting
from serve.wire_word import NothingIn
from serve.work import Work, unseen
from storage.answered import Reply
from storage.milestones import MilestoneRecord, find_milestone, milestone_records, withdraw_milestone

router = APIRouter(tags=["Sager"])


@router.post(
    "/cases/{case_id:path}/milestones",
    status_code=201,
    summary="Registrér et sagsskridt",
    operation_id=Operation.MILESTONE_RECORD,
    response_model=MilestoneOut,
)
def record(case_id: str, told: MilestoneIn, visit: Visiting, scheme: CaseScheme) -> Response:
    """Write down that a step was taken: the clocks that wait for it stop, and those it starts begin."""
    on = today(scheme)
    return visit.effect(lambda work: _replied(step_recorded(work, CaseId(case_id), told.step(), on=on)))


@router.get("/cases/{case_id:path}/milestones", summary="Se sagens frister", operation_id=Operation.MILESTONE_LIST)
def list_milestones(case_id: str, visit: Visiting, scheme: CaseScheme, house: HouseRules) -> MilestonesOut:
    """Return a case's steps, and its clocks as they stand today."""
    on = today(scheme)

    def act(work: Work) -> MilestonesOut:
        case = work.case(CaseId(case_id)).case
        clocks = clocks_of(work.connection, [case], on, rules=house.clocks)[case.case_id]
        found = milestone_records(work.connection, case.case_id)
        return MilestonesOut(milestones=list(map(MilestoneOut.of, found)), clocks=list(map(ClockOut.of, clocks)))

    return visit.do(act)


@router.post(
    "/cases/{case_id:path}/milestones/{milestone_id}/withdraw",
    status_code=201,
    summary="Træk et fejlregistreret sagsskridt tilbage",
    operation_id=Operation.MILESTONE_WITHDRAW,
    response_model=MilestoneOut,
)
def withdraw(case_id: str, milestone_id: str, _said: NothingIn, visit: Visiting) -> Response:
    """Let a step that was recorded by mistake no longer count. It can still be read."""
    return visit.effect(lambda work: _replied(step_withdrawn(work, CaseId(case_id), MilestoneId(milestone_id))))


def step_recorded(work: Work, case_id: CaseId, step: Step, *, on: date) -> MilestoneRecord:
    """Store a step of a case within reach.

    Raises:
        CaseRefused: it cannot have been taken so.

    """
    return record_step(work.connection, work.case(case_id).case, step, on=on, stamp=work.stamp)


def step_withdrawn(work: Work, case_id: CaseId, milestone_id: MilestoneId) -> MilestoneRecord:
    """Let a step no longer count, and return it as it now stands.

    Raises:
        Unseen: the case, or one of its steps by that id, is not there to be seen.
        StateRefused: it is withdrawn already.

    """
    case = work.case(case_id, lock=True).case
    known = find_milestone(work.connection, milestone_id)
    if known is None or known.milestone.case_id != case.case_id:
        raise unseen()
    if known.withdrawn is not None:
        raise StateRefused(
            english="the step was recorded by mistake, and has been withdrawn",
            danish="sagsskridtet var registreret ved en fejl og er trukket tilbage",
        )
    withdraw_milestone(work.connection, milestone_id, work.stamp)
    return find_milestone(work.connection, milestone_id) or known


def _replied(record: MilestoneRecord) -> Reply:
    return reply(MilestoneOut.of(record), status=201, case_ids=(record.milestone.case_id,))
