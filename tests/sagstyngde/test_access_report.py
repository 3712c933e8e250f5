"""What is a person told of who has looked, and what not?"""

from datetime import datetime, timedelta
from typing import Any

from sagstyngde.access_report import LoggedLook, access_report, as_spreadsheet
from sagstyngde.audit import Outcome
from sagstyngde.audit_words import DONE, ENDED
from sagstyngde.operations import Operation
from tests.answers import NOON


def a_logged(number: int = 0, **changes: Any) -> LoggedLook:
    fields: dict[str, Any] = {
        "at": NOON + timedelta(minutes=number),
        "actor": "anna",
        "roles": "konsulent",
        "operation": "case.read",
        "outcome": "allowed",
        "purpose": "sagsbehandling",
        "case_id": "sag-1",
    }
    return LoggedLook(**(fields | changes))


def made(*looks: LoggedLook, named: bool = False, kept_from: datetime | None = None) -> Any:
    return access_report(looks, made_at=NOON, kept_from=kept_from, named=named)


def test_every_operation_and_every_outcome_has_danish_words() -> None:
    """A new operation needs its words in sagstyngde/audit_words.py: a citizen reads them."""
    assert (set(DONE), set(ENDED)) == (set(Operation), set(Outcome))


def test_no_two_operations_are_told_in_the_same_words() -> None:
    assert len(set(DONE.values())) == len(DONE)


def test_employees_have_numbers_and_keep_them_within_a_report() -> None:
    looks = (a_logged(), a_logged(1, actor="bo"), a_logged(2), a_logged(3, actor="fag", roles="system"))

    employees = [line.employee for line in made(*looks).lines]

    assert employees == ["Medarbejder 1", "Medarbejder 2", "Medarbejder 1", "System 3"]


def test_an_operator_is_told_as_the_operation_of_the_system() -> None:
    line = made(a_logged(actor="cli:root", roles="")).lines[0]

    assert (line.employee, line.role) == ("Drift", "drift")


def test_names_are_given_where_they_were_asked_for() -> None:
    assert [line.employee for line in made(a_logged(), named=True).lines] == ["anna"]


def test_a_masked_report_names_nobody() -> None:
    assert "anna" not in repr(made(a_logged(), a_logged(1, actor="bo")))


def test_a_look_of_an_older_version_keeps_its_own_words() -> None:
    line = made(a_logged(operation="case.dream", outcome="lost")).lines[0]

    assert (line.what, line.outcome) == ("case.dream", "lost")


def test_a_spreadsheet_has_danish_time_and_no_formula() -> None:
    text = as_spreadsheet(made(a_logged(purpose="=HYPERLINK(1)", case_id=None, outcome="denied")))

    assert text.splitlines() == [
        "tidspunkt;hvad;formål;rolle;udfald;medarbejder;sag",
        "03-11-2026 13:00:00;Læste sagen;'=HYPERLINK(1);konsulent;afvist;Medarbejder 1;",
    ]
