"""What does an auditor see of the log? Its lines in the report's words, how the log stands, and who was refused."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote

from sagstyngde.access_report import AccessLine, access_report, with_names
from sagstyngde.audit import Outcome
from sagstyngde.audit_words import DONE, ENDED
from sagstyngde.case import CaseId, ChildId
from serve.house import House
from serve.people import People
from serve.trace_asked import Asked
from serve.visits import Visit
from serve.work import Work
from storage.audit_browse import NumberedLook, Sought, browse
from storage.audit_state import LogState, log_state, newest_anchor

REFUSED_SHOWN = 5
TRACE = "sporing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLook:
    """A line of the log with the child it was about, and its number there."""

    line: AccessLine
    child_id: str | None
    sequence: int

    @property
    def child_address(self) -> str:
        """The page with the child's access report."""
        return child_address(self.child_id or "")


def child_address(child_id: str) -> str:
    """Return the address of a child's access report.

    >>> child_address("barn/1")
    '/sporing/barn/barn%2F1'
    """
    return f"/sporing/barn/{quote(child_id, safe='')}"


def purposed(visit: Visit, typed: Asked, purpose: str = TRACE) -> Visit:
    """Return the visit with its purpose: where employees are named, the reason stands in it."""
    named = typed.names_employees and typed.grund
    return replace(visit, purpose=with_names(purpose, typed.grund) if named else purpose)


def seen_looks(looks: Sequence[NumberedLook], *, named: bool) -> tuple[SeenLook, ...]:
    """Put looks into the report's words; employees have numbers within what is shown, the newest line's the first."""
    lines = access_report(looks, made_at=datetime.now(UTC), kept_from=None, named=named).lines
    return tuple(
        SeenLook(line=line, child_id=look.child_id, sequence=look.sequence)
        for line, look in zip(lines, looks, strict=True)
    )


def with_names_of(work: Work, seen: Sequence[SeenLook]) -> tuple[SeenLook, ...]:
    """Put its employee's name before the id in each line that names her by her id."""
    people = People.of(work.connection, {one.line.employee for one in seen})
    return tuple(replace(one, line=replace(one.line, employee=people.in_full(one.line.employee))) for one in seen)


def note_shown(work: Work, looks: Sequence[NumberedLook]) -> None:
    """Write down whom the lines that are shown are about, each once; where about nobody, that the log was looked at."""
    about = dict.fromkeys((look.case_id, look.child_id) for look in looks if look.case_id or look.child_id)
    for case_id, child_id in about or [(None, None)]:
        work.noted(CaseId(case_id) if case_id else None, ChildId(child_id) if child_id else None)


def refusals(work: Work) -> tuple[NumberedLook, ...]:
    """Return the newest attempts that were refused."""
    return browse(work.connection, Sought(outcome=Outcome.DENIED), limit=REFUSED_SHOWN).looks


def state_of(work: Work, house: House) -> LogState:
    """Return how the log stands, beside the newest anchor where there is a file of them."""
    file = None if house.anchorage is None else house.anchorage.file
    return log_state(work.connection, None if file is None else newest_anchor(file))


def operation_choices() -> list[tuple[str, str]]:
    """Return what can have been done, in the order of its words."""
    return sorted(((operation.value, words) for operation, words in DONE.items()), key=lambda one: one[1])


def outcome_choices() -> list[tuple[str, str]]:
    """Return how it can have ended."""
    return [(outcome.value, words) for outcome, words in ENDED.items()]
