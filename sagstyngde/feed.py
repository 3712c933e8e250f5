"""What does another system get told? That something it must know of has happened to a case; never what the child is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from sagstyngde.case import CaseId


class EventKind(StrEnum):
    """What can have happened."""

    ASSESSED = "assessment.created"
    SETTLED = "assessment.settled"
    JUDGED = "judgement.recorded"
    CASE_CLOSED = "case.closed"
    CASE_REOPENED = "case.reopened"
    PLACED = "case.placed"


Content: TypeAlias = Mapping[str, str | float | bool | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to a case. ``content`` holds ids, codes and hours."""

    kind: EventKind
    case_id: CaseId
    at: datetime
    content: Content = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event and its place in the feed: a later one always has a larger ``sequence``."""

    sequence: int
    event: Event
