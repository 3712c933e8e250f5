"""What is written down of every look at a child's record? Who, when, what, which child, why, and whether it was let.

The content follows the repealed sikkerhedsbekendtgørelse § 19 (BEK 528/2000), still the yardstick. What a citizen may
be told of it follows Datatilsynet 2024-32-0283 and CJEU C-579/21: dates and purposes, as a rule not the employee.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sagstyngde.access import Role
from sagstyngde.case import CaseId, ChildId
from sagstyngde.operations import Operation


class Outcome(StrEnum):
    """How a look ended."""

    ALLOWED = "allowed"
    DENIED = "denied"
    UNKNOWN = "unknown"
    """No record has the id that was asked for."""
    FAILED = "failed"
    """It was allowed, and then nothing came of it: a conflict, a refusal, a fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at one record, or one attempt. ``actor`` is a user's id; ``case_id`` and ``child_id`` never hold a CPR.

    ``roles`` are all that the actor had; an operator at the command line has none. ``request_id`` joins the looks of
    one request with its log lines.
    """

    at: datetime
    actor: str
    operation: Operation
    outcome: Outcome
    purpose: str
    request_id: str
    roles: frozenset[Role] = frozenset()
    case_id: CaseId | None = None
    child_id: ChildId | None = None
