"""What should somebody look at now, and what did she do about it? An alarm is closed by an action, never by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from sagstyngde.case import CaseId, CaseworkerId

AlarmId = NewType("AlarmId", str)


class AlarmKind(StrEnum):
    """What has come about."""

    OVERLOAD = "overload"
    """Over the limit for weeks in a row."""
    RAMP = "ramp"
    """Newly employed, and given more than she yet has hours for."""
    DEADLINE = "deadline"
    NO_CASEWORKER = "no_caseworker"
    NO_CONTACT = "no_contact"
    DISSENT = "dissent"
    """A caseworker disagrees with a placement, and nobody has answered."""
    SIBLINGS_SPLIT = "siblings_split"
    LEAVING = "leaving"
    DISAGREEMENT = "disagreement"
    MODEL = "model"
    """The model in use no longer fits: about neither a case nor a caseworker."""


class AlarmAction(StrEnum):
    """What was done. Nothing is an action too, if somebody answers for it."""

    PLACED = "placed"
    MOVED = "moved"
    RELIEVED = "relieved"
    DECIDED = "decided"
    DISCUSSED = "discussed"
    RETRAINED = "retrained"
    ROLLED_BACK = "rolled_back"
    INVESTIGATED = "investigated"
    ACCEPTED = "accepted"
    MISTAKEN = "mistaken"


NEEDS_NOTE = frozenset({AlarmAction.DISCUSSED, AlarmAction.INVESTIGATED, AlarmAction.ACCEPTED, AlarmAction.MISTAKEN})
"""What nothing comes of is said why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What was done about an alarm, and why. ``until``: the last day that it is accepted; the alarm comes back after.

    >>> Closing(action=AlarmAction.DISCUSSED).faults
    {'note': 'mangler: skriv, hvorfor der ikke ændres noget'}
    """

    action: AlarmAction
    note: str | None = None
    until: date | None = None

    @property
    def faults(self) -> dict[str, str]:
        """What is missing, by field, in Danish."""
        found = {}
        if self.action in NEEDS_NOTE and not self.note:
            found["note"] = "mangler: skriv, hvorfor der ikke ændres noget"
        if self.action is AlarmAction.ACCEPTED and self.until is None:
            found["until"] = "mangler: skriv, til og med hvilken dag det er aftalt"
        if self.action is not AlarmAction.ACCEPTED and self.until is not None:
            found["until"] = "hører kun til en aftalt fravigelse"
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule has found, in Danish, about a case, a caseworker or the model.

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
        if (self.case_id is None and self.caseworker_id is None) is not (self.kind is AlarmKind.MODEL):
            raise ValueError("an alarm is about a case or a caseworker, or about the model and nobody")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A finding that was raised, and how it was closed, if it was.

    ``ceased_at`` is when its cause was first seen to be gone: the alarm says so, and is still closed by a person.
    """

    alarm_id: AlarmId
    finding: Finding
    raised_at: datetime
    ceased_at: datetime | None = None
    action: AlarmAction | None = None
    note: str | None = None
    until: date | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None
