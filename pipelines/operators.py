"""Who runs a command, and how is what it looks at written down? An operator's look is logged like anybody's.

Whoever has an account on the machine can read the database without asking us; what runs through our own commands is in
the log all the same, under the account's name.
"""

import os
import pwd
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sagstyngde.access_report import OPERATOR
from sagstyngde.audit import Look, Outcome
from sagstyngde.case import Case, CaseId, ChildId
from sagstyngde.operations import Operation
from storage.stamp import Stamp


def account() -> str:
    """Return the account this command runs under, whatever the environment says: its name, or its number."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def operator() -> str:
    """Return the id of whoever runs this command."""
    return f"{OPERATOR}{account()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One run of a command that reads or changes the casebook: what it does, for whom, why and when."""

    operation: Operation
    purpose: str
    at: datetime
    actor: str
    request_id: str

    @classmethod
    def now(cls, operation: Operation, purpose: str, *, at: datetime, actor: str | None = None) -> "Errand":
        """Return the errand of whoever runs this command; ``actor`` where the account is known to be a person."""
        return cls(operation=operation, purpose=purpose, at=at, actor=actor or operator(), request_id=str(uuid4()))

    @property
    def stamp(self) -> Stamp:
        """What is written on every row."""
        return Stamp(by=self.actor, at=self.at)

    def look(self, case_id: CaseId | None = None, child_id: ChildId | None = None) -> Look:
        """Return the line of the log that tells of one record, or of what is about none."""
        return Look(
            at=self.at,
            actor=self.actor,
            operation=self.operation,
            outcome=Outcome.ALLOWED,
            purpose=self.purpose,
            request_id=self.request_id,
            case_id=case_id,
            child_id=child_id,
        )

    def looks(self, cases: Iterable[Case]) -> list[Look]:
        """Return a line for each case: one a child that was shown."""
        return [self.look(case.case_id, case.child_id) for case in cases]
