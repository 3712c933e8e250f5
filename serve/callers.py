"""Who asks for what, and why? One request of one principal, as it is written into the log and known again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sagstyngde.access import Principal
from sagstyngde.assessment import Assessment
from sagstyngde.audit import Look, Outcome
from sagstyngde.case import Case, CaseId, ChildId
from sagstyngde.errors import KeyMissing
from sagstyngde.operations import Operation
from storage import audit
from storage.answered import Once
from storage.engine import Engine
from storage.transactions import write


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """One request of one principal: what is asked for, why, and how it is known again when it is sent twice.

    ``hears`` is told of every answer that was given of a case, once it is kept.
    """

    principal: Principal
    operation: Operation
    request_id: str
    purpose: str
    key: str | None
    fingerprint: str
    engine: Engine
    hears: Callable[[Case, Assessment], None] | None = None

    def look(self, outcome: Outcome, case_id: CaseId | None = None, child_id: ChildId | None = None) -> Look:
        """Return the line of the log that tells of a look."""
        return Look(
            at=datetime.now(UTC),
            actor=self.principal.user_id,
            operation=self.operation,
            outcome=outcome,
            purpose=self.purpose,
            request_id=self.request_id,
            roles=self.principal.roles,
            case_id=case_id,
            child_id=child_id,
        )

    def log(self, looks: tuple[Look, ...]) -> None:
        """Write looks down in a transaction of their own."""
        if looks:
            write(self.engine, lambda connection: audit.append(connection, looks))

    def known_by(self, part: str = "") -> Once:
        """Return what makes this request, or a named part of it, the same request when it is sent again.

        Raises:
            KeyMissing: the request carries no Idempotency-Key.

        """
        if self.key is None:
            raise KeyMissing(
                english="send an Idempotency-Key of 1-255 visible ASCII characters, a new one for each new request",
                danish="send en Idempotency-Key på 1-255 synlige ASCII-tegn, en ny til hver ny forespørgsel",
            )
        key = f"{sha256(self.key.encode()).hexdigest()} {part}" if part else self.key  # no client's key holds a space
        return Once(owner=self.principal.user_id, operation=self.operation, key=key, fingerprint=self.fingerprint)
