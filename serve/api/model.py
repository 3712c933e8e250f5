"""Which model speaks?"""

from fastapi import APIRouter

from sagstyngde.operations import Operation
from serve.dependencies import ReadyAssessor
from serve.visits import Visiting
from serve.wire_out import ModelOut

router = APIRouter(tags=["Model"])


@router.get("/model", summary="Hvilken model svarer?", operation_id=Operation.MODEL_READ)
def read_model(_visit: Visiting, assessor: ReadyAssessor) -> ModelOut:
    """Return the model's identity, its scheme, and how good it is on the newest cases."""
    return ModelOut.of(assessor.scheme, assessor.manifest, assessor.figures)
