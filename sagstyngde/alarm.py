"""What should somebody look at now, and what did she do about it? An alarm is closed by an action, never by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from sagstyngde.case import CaseId, CaseworkerId

AlarmId = NewType("AlarmId", str)


class AlarmKind(StrEnum):
    """What has come about."""

    OVERLOAD = "overload"
    NO_CASEWORKER = "no_caseworker"
    LEAVING = "leaving"
    DEADLINE = "deadline"
    SIBLINGS_SPLIT = "siblings_split"
    DISAGREEMENT = "disagreement"


class AlarmAction(StrEnum):
    """What was done. Nothing is an action too, if somebody answers for it."""

    PLACED = "placed"
    MOVED = "moved"
    RELIEVED = "relieved"
    DECIDED = "decided"
    DISCUSSED = "discussed"
    ACCEPTED = "accepted"
    MISTAKEN = "mistaken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule has found, in Danish, about a case or a caseworker.

    ``subject`` says what it is about: while an alarm with the same subject is open, no other is raised.
    """

    kind: AlarmKind
    subject: str
    text: str
    case_id: CaseId | None = None
    caseworker_id: CaseworkerId | None = None
    content: Mapping[str, str | float | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what is about nobody."""
        if self.case_id is None and self.caseworker_id is None:
            raise ValueError("an alarm is about a case or a caseworker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A finding that was raised, and how it was closed, if it was."""

    alarm_id: AlarmId
    finding: Finding
    raised_at: datetime
    action: AlarmAction | None = None
    note: str | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None
