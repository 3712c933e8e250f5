"""Does the server run, and can it answer?"""

from fastapi import APIRouter

from sagstyngde.errors import NotReady
from sagstyngde.operations import Operation
from serve.dependencies import Database, ReadyAssessor
from storage.migrate import is_at_head

router = APIRouter(tags=["Drift"])


@router.get("/live", summary="Kører serveren?", operation_id=Operation.LIVE)
async def live() -> dict[str, str]:
    """Say that the process runs. Touches nothing, so that it answers under any load."""
    return {"status": "ok"}


@router.get("/ready", summary="Kan serveren svare?", operation_id=Operation.READY)
def ready(_assessor: ReadyAssessor, database: Database) -> dict[str, str]:
    """Say that a model is loaded and the database is there, at this version's tables."""
    if not is_at_head(database):
        raise NotReady(
            english="the database is not at this version's tables; start the server again to upgrade it",
            danish="databasen passer ikke til denne version; start serveren igen, så den bliver opgraderet",
        )
    return {"status": "ok"}
