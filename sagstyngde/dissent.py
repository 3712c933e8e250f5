"""What does a caseworker say who disagrees with a placement, and what does her leader answer?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from sagstyngde.case import CaseId, CaseworkerId

DissentId = NewType("DissentId", str)


class DissentReason(StrEnum):
    """Why she disagrees."""

    LOAD = "load"
    COMPETENCE = "competence"
    DISQUALIFIED = "disqualified"
    RELATION = "relation"
    DISTANCE = "distance"
    OTHER = "other"


class DissentAnswer(StrEnum):
    """What came of it."""

    MOVED = "moved"
    RELIEVED = "relieved"
    HELPED = "helped"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissent:
    """A dissent from a placement, and its answer, if there is one. ``note`` and ``answer_note`` are people's words."""

    dissent_id: DissentId
    case_id: CaseId
    caseworker_id: CaseworkerId
    reason: DissentReason
    note: str | None
    told_at: datetime
    answer: DissentAnswer | None = None
    answer_note: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
