"""What can another system ask? Assess a case, read an answer again, and know which model speaks."""

from datetime import UTC, datetime
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Response

from features.scheme import Scheme
from sagstyngde.assessment import AssessmentId
from sagstyngde.errors import NotReady
from serve.dependencies import Database, ReadyAssessor
from serve.wire import CaseIn, case_model
from serve.wire_out import AssessmentOut, ModelOut
from storage.assessments import find_assessment, record_assessment
from storage.engine import reading, writing
from storage.migrate import is_at_head

health = APIRouter(tags=["Drift"])


@health.get("/live", summary="Kører serveren?")
async def live() -> dict[str, str]:
    """Say that the process runs. Touches nothing, so that it answers under any load."""
    return {"status": "ok"}


@health.get("/ready", summary="Kan serveren svare?")
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

    def assess(case_in: CaseIn, assessor: ReadyAssessor, database: Database, response: Response) -> AssessmentOut:
        """Assess a case and store it with its answer, both or neither. The same case again gives a new answer."""
        case = case_in.case()
        assessment_id = AssessmentId(str(uuid4()))
        assessment = assessor.assess(case, assessment_id=assessment_id, at=datetime.now(UTC))
        with writing(database) as connection:
            record_assessment(connection, case, assessment)
        response.headers["Location"] = f"/api/v1/assessments/{assessment_id}"
        return AssessmentOut.of(assessment)

    if scheme is not None:
        # FastAPI reads the annotation here, for OpenAPI and for checking; no type checker can know the scheme's facts.
        assess.__annotations__["case_in"] = case_model(scheme)
    router.add_api_route("/assessments", assess, methods=["POST"], status_code=201, summary="Vurdér en sag")
    router.add_api_route("/assessments/{assessment_id}", read_assessment, summary="Læs en vurdering")
    router.add_api_route("/model", read_model, summary="Hvilken model svarer?")
    return router


def read_assessment(assessment_id: str, database: Database) -> AssessmentOut:
    """Return an answer exactly as it was given."""
    with reading(database) as connection:
        assessment = find_assessment(connection, AssessmentId(assessment_id))
    if assessment is None:
        raise HTTPException(404)
    return AssessmentOut.of(assessment)


def read_model(assessor: ReadyAssessor) -> ModelOut:
    """Return the model's identity and its scheme."""
    return ModelOut.of(assessor.scheme, assessor.bundle_hash)
