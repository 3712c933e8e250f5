"""Who has looked at a child's records, when and why? As the person it concerns may be told it.

Dates and purposes must be told (CJEU C-579/21; Datatilsynet 2024-32-0283). Employees who acted under the municipality's
instruction are as a rule not named: each is given a number that is theirs within one report. Whoever makes a report
with names states why, and that reason stands in the log.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from sagstyngde.audit_words import done, ended, in_what_role
from sagstyngde.spreadsheet import spreadsheet

HEADER = ("tidspunkt", "hvad", "formål", "rolle", "udfald", "medarbejder", "sag")
PURPOSE = "indsigt i opslag"
"""What is written down as the purpose of making a report."""
LONGEST_REASON = 150
OPERATOR = "cli:"
"""What an operator's id begins with; the rest is the account on the machine."""

_COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedLook:
    """A look as it stands in the log, perhaps written by an earlier version."""

    at: datetime
    actor: str
    roles: str
    operation: str
    outcome: str
    purpose: str
    case_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLine:
    """One look in Danish. ``employee`` is a number within the report, or an id where names were asked for."""

    at: datetime
    what: str
    purpose: str
    role: str
    outcome: str
    employee: str
    case_id: str | None

    @property
    def cells(self) -> tuple[str, ...]:
        """The line under ``HEADER``, with Danish time."""
        texts = (self.what, self.purpose, self.role, self.outcome, self.employee, self.case_id or "")
        return (danish_time(self.at), *texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessReport:
    """Every look that is kept, the oldest first. Earlier ones than ``kept_from`` have been let go."""

    made_at: datetime
    kept_from: datetime | None
    lines: tuple[AccessLine, ...]


def access_report(
    looks: Iterable[LoggedLook], *, made_at: datetime, kept_from: datetime | None, named: bool = False
) -> AccessReport:
    """Return a report; employees are numbered in the order they first looked, unless ``named``."""
    numbers, unused = dict[str, str](), count(1)
    lines = []
    for look in looks:
        if look.actor not in numbers:
            numbers[look.actor] = look.actor if named else _masked(look, unused)
        lines.append(_line(look, numbers[look.actor]))
    return AccessReport(made_at=made_at, kept_from=kept_from, lines=tuple(lines))


def as_spreadsheet(report: AccessReport) -> str:
    """Return a report as CSV."""
    return spreadsheet(HEADER, (line.cells for line in report.lines))


def with_names(purpose: str, reason: str) -> str:
    """Return what is written down as the purpose where employees are named.

    >>> with_names(PURPOSE, "klage over opslag")
    'indsigt i opslag, med navne: klage over opslag'
    """
    return f"{purpose}, med navne: {reason}"


def danish_time(at: datetime) -> str:
    """Write a moment as a Dane reads it.

    >>> from datetime import UTC
    >>> danish_time(datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    '02-07-2026 00:30:00'
    """
    return at.astimezone(_COPENHAGEN).strftime("%d-%m-%Y %H:%M:%S")


def _masked(look: LoggedLook, unused: "count[int]") -> str:
    if look.actor.startswith(OPERATOR):
        return "Drift"
    return f"{'System' if look.roles == 'system' else 'Medarbejder'} {next(unused)}"


def _line(look: LoggedLook, employee: str) -> AccessLine:
    return AccessLine(
        at=look.at,
        what=done(look.operation),
        purpose=look.purpose,
        role=in_what_role(look.roles),
        outcome=ended(look.outcome),
        employee=employee,
        case_id=look.case_id,
    )
