"""What does a caseworker write for the one who takes a case on after her?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from sagstyngde.case import CaseId, CaseworkerId

HandOverId = NewType("HandOverId", str)


class Heading(StrEnum):
    """What her note has room for, in the order it is read."""

    STATUS = "status"
    """Where the case stands."""
    NEXT = "next"
    """What is to happen next, and who does it."""
    AGREEMENTS = "agreements"
    """What has been agreed with the family."""
    DEADLINES = "deadlines"
    """What must be done by when."""
    COOPERATION = "cooperation"
    """What is good to know of the work together with the family and others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """A version of her note, and who has confirmed having read it, if anybody has."""

    hand_over_id: HandOverId
    case_id: CaseId
    from_id: CaseworkerId
    notes: Mapping[Heading, str]
    written_at: datetime
    received_id: CaseworkerId | None = None
    received_at: datetime | None = None
