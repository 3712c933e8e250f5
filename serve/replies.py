"""How does an answer become bytes that can be kept and sent again?"""

from pydantic import BaseModel

from sagstyngde.case import CaseId
from storage.answered import Reply


def reply(body: BaseModel, *, status: int = 200, case_ids: tuple[CaseId, ...] = (), **headers: str) -> Reply:
    """Return an answer as JSON. Headers are named as keywords: ``location="/api/…"``, ``etag='"3"'``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, body=body.model_dump_json(by_alias=True).encode(), headers=named, case_ids=case_ids)


def etag(version: int) -> str:
    """Return a record's strong ETag.

    >>> etag(3)
    '"3"'
    """
    return f'"{version}"'
