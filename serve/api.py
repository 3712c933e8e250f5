"""What can another system ask? Assess a case, read an answer again, and know which model speaks."""

from datetime import UTC, datetime
from uuid import uuid4

from fastapi import APIRouter, Response

from features.scheme import Scheme
from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.errors import NotReady
from sagstyngde.feed import Event, EventKind
from sagstyngde.operations import Operation
from serve.blind import shown
from serve.dependencies import Database, HouseRules, ReadyAssessor
from serve.replies import reply
from serve.visits import Visiting, Work, unseen
from serve.wire import CaseIn, case_model
from serve.wire_out import AssessmentOut, ModelOut, WaitingOut
from storage.answered import Reply
from storage.assessments import Answered, find_assessment, insert_assessment, known_or_new
from storage.migrate import is_at_head

health = APIRouter(tags=["Drift"])


@health.get("/live", summary="Kører serveren?", operation_id=Operation.LIVE)
async def live() -> dict[str, str]:
    """Say that the process runs. Touches nothing, so that it answers under any load."""
    return {"status": "ok"}


@health.get("/ready", summary="Kan serveren svare?", operation_id=Operation.READY)
def ready(_assessor: ReadyAssessor, database: Database) -> dict[str, str]:
    """Say that a model is loaded and the database is there, at this version's tables."""
    if not is_at_head(database):
        raise NotReady(
            english="the database is not at this version's tables; start the server again to upgrade it",
            danish="databasen passer ikke til denne version; start serveren igen, så den bliver opgraderet",
        )
    return {"status": "ok"}


def api_router(scheme: Scheme | None) -> APIRouter:
    """Return the API's routes; with a scheme, a case's facts are those of the scheme."""
    router = APIRouter(prefix="/api/v1", tags=["Vurdering"])

    def assess(case_in: CaseIn, visit: Visiting, assessor: ReadyAssessor, house: HouseRules) -> Response:
        """Assess a case and store it with its answer, both or neither. The same case again gives a new answer.

        While a case is drawn for blind judgement the answer is stored and kept back until a person has judged it.
        """
        case = case_in.case()
        assessment_id = AssessmentId(str(uuid4()))
        assessment = assessor.assess(case, assessment_id=assessment_id, at=datetime.now(UTC))

        def act(work: Work) -> Reply:
            connection, is_blind = work.connection, house.draws_blind(case.case_id)
            record = known_or_new(connection, case, work.stamp, classification=case_in.classification())
            work.saw(record)
            insert_assessment(connection, record, assessment, by=work.stamp.by, is_blind=is_blind)
            answered = Answered(
                assessment=assessment, case_version=record.version, is_blind=is_blind, awaits_judgement=is_blind
            )
            work.tell(_assessed(assessment, awaits_judgement=is_blind))
            location = f"/api/v1/assessments/{assessment_id}"
            return reply(shown(answered), status=201, case_ids=(case.case_id,), location=location)

        return visit.effect(act)

    if scheme is not None:
        # FastAPI reads the annotation here, for OpenAPI and for checking; no type checker can know the scheme's facts.
        assess.__annotations__["case_in"] = case_model(scheme)
    router.add_api_route(
        "/assessments",
        assess,
        methods=["POST"],
        status_code=201,
        summary="Vurdér en sag",
        operation_id=Operation.ASSESSMENT_CREATE,
        response_model=AssessmentOut | WaitingOut,
    )
    router.add_api_route(
        "/assessments/{assessment_id}",
        read_assessment,
        summary="Læs en vurdering",
        operation_id=Operation.ASSESSMENT_READ,
    )
    router.add_api_route("/model", read_model, summary="Hvilken model svarer?", operation_id=Operation.MODEL_READ)
    return router


def _assessed(assessment: Assessment, *, awaits_judgement: bool) -> Event:
    return Event(
        kind=EventKind.ASSESSED,
        case_id=assessment.case_id,
        at=assessment.assessed_at,
        content={"assessment_id": assessment.assessment_id, "awaits_judgement": awaits_judgement},
    )


def read_assessment(assessment_id: str, visit: Visiting) -> AssessmentOut | WaitingOut:
    """Return an answer exactly as it was given, unless it is kept back for a blind judgement."""

    def act(work: Work) -> AssessmentOut | WaitingOut:
        answered = find_assessment(work.connection, AssessmentId(assessment_id))
        if answered is None:
            raise unseen()
        work.case(answered.assessment.case_id)
        return shown(answered)

    return visit.do(act)


def read_model(_visit: Visiting, assessor: ReadyAssessor) -> ModelOut:
    """Return the model's identity and its scheme."""
    return ModelOut.of(assessor.scheme, assessor.bundle_hash)
