from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from pipelines.operators import operator
from sagstyngde.access import Principal, Role, Scope, Sensitivity
from storage.engine import open_engine, reading, writing
from storage.service_tokens import token_principal
from storage.sessions import Beginning, find_session, start_session
from storage.staff import caseworker_of, record_staff
from storage.tables.audit import audit_entries
from tests.answers import STAMP, a_caseworker
from tests.pipelines.command_line import Ran

BASIS = ("--text", "Barnets lov § 18", "--decided-on", "2026-03-02", "--decided-by", "Karen Opdigtet, chef")

EVERY_TEAM = ("--team", "*")


def principal_of(casebook_url: str, token: str, at: datetime | None = None) -> Principal | None:
    with reading(open_engine(casebook_url)) as connection:
        return token_principal(connection, token, at=at or datetime.now(UTC))


def log(casebook_url: str) -> list[tuple[str, str]]:
    with reading(open_engine(casebook_url)) as connection:
        return [(row.actor, row.operation) for row in connection.execute(select(audit_entries))]


def linked(casebook_url: str, user_id: str) -> str | None:
    with reading(open_engine(casebook_url)) as connection:
        return caseworker_of(connection, user_id)


def test_a_token_is_printed_once_and_lets_the_system_in_within_its_limits(ran: Ran, casebook_url: str) -> None:
    limits = ("--team", "Nord", "--team", "Syd", "--kle", "27.24", "--sensitivity", "FOELSOMME_PERSONOPLYSNINGER")

    code, token, _ = ran("token", "create", "dubu", *limits)

    principal = principal_of(casebook_url, token.strip())
    assert code == 0
    assert principal is not None
    assert (principal.user_id, principal.name) == ("system:dubu", "dubu")
    [grant] = principal.grants
    assert grant.role is Role.SYSTEM
    assert grant.scope == Scope(
        teams=frozenset({"Nord", "Syd"}), kle=frozenset({"27.24"}), sensitivities=frozenset({Sensitivity.SENSITIVE})
    )
    assert token.strip() not in ran("token", "list")[1]


def test_a_token_that_reads_records_names_its_teams_or_says_all(ran: Ran, casebook_url: str) -> None:
    code, out, told = ran("token", "create", "dubu")

    principal = principal_of(casebook_url, ran("token", "create", "dubu", *EVERY_TEAM)[1].strip())
    assert (code, out) == (1, "")
    assert '--team "*"' in told
    assert principal is not None
    assert principal.grants[0].scope == Scope()


def test_a_token_may_end_on_a_day(ran: Ran, casebook_url: str) -> None:
    token = ran("token", "create", "dubu", *EVERY_TEAM, "--ends-on", "2030-01-01")[1].strip()

    assert principal_of(casebook_url, token, datetime(2029, 12, 31, 23, tzinfo=UTC)) is not None
    assert principal_of(casebook_url, token, datetime(2030, 1, 1, tzinfo=UTC)) is None


def test_a_revoked_token_is_listed_so_and_lets_nobody_in(ran: Ran, casebook_url: str) -> None:
    token = ran("token", "create", "dubu", *EVERY_TEAM)[1].strip()

    code, told, _ = ran("token", "revoke", "dubu")
    listed = ran("token", "list")[1]

    assert (code, "dubu" in told, principal_of(casebook_url, token)) == (0, True, None)
    assert "dubu" in listed
    assert ran("token", "revoke", "dubu")[0] == 1


@pytest.mark.parametrize("name", ["", "DUBU", "du bu", "dubu-", "x" * 41, "dubu\n", "../x", "0101901234"])
def test_a_name_that_cannot_stand_in_a_log_is_refused(name: str, ran: Ran, casebook_url: str) -> None:
    code, out, told = ran("token", "create", name, *EVERY_TEAM)

    assert (code, out) == (1, "")
    assert told


def test_a_name_is_used_once(ran: Ran) -> None:
    ran("token", "create", "dubu", *EVERY_TEAM)

    code, out, told = ran("token", "create", "dubu", *EVERY_TEAM)

    assert (code, out) == (1, "")
    assert "vælg et andet" in told


def test_a_persons_sessions_end_at_once(ran: Ran, casebook_url: str) -> None:
    ran("basis", "show")
    at = datetime.now(UTC)
    person = Principal(user_id="a3f0-77", name="Karen Opdigtet", grants=())
    with writing(open_engine(casebook_url)) as connection:
        token = start_session(connection, person, Beginning(attempt="a"), at=at)

    told = ran("session", "end", "a3f0-77")[1]

    assert "1" in told
    with reading(open_engine(casebook_url)) as connection:
        assert find_session(connection, token, at=at) is None


def test_a_caseworker_is_linked_to_the_user_who_logs_in_and_open_sessions_end(ran: Ran, casebook_url: str) -> None:
    ran("basis", "show")
    at = datetime.now(UTC)
    person = Principal(user_id="a3f0-77", name="Karen Opdigtet", grants=())
    with writing(open_engine(casebook_url)) as connection:
        record_staff(connection, [a_caseworker("w1"), a_caseworker("w2")], STAMP)
        token = start_session(connection, person, Beginning(attempt="a"), at=at)

    code, told, _ = ran("staff", "link", "w1", "a3f0-77")

    assert (code, "w1" in told) == (0, True)
    assert linked(casebook_url, "a3f0-77") == "w1"
    with reading(open_engine(casebook_url)) as connection:
        assert find_session(connection, token, at=at) is None
    assert ran("staff", "link", "w2", "a3f0-77")[0] == 1
    assert ran("staff", "unlink", "w1")[0] == 0
    assert linked(casebook_url, "a3f0-77") is None
    assert log(casebook_url) == [(operator(), "staff.link")] * 2


@pytest.mark.parametrize("words", [("w1", "0101901234"), ("w1", ""), ("w1", "to\nlinjer"), ("nobody", "a3f0-77")])
def test_a_link_that_cannot_be_is_refused(words: tuple[str, str], ran: Ran, casebook_url: str) -> None:
    ran("basis", "show")
    with writing(open_engine(casebook_url)) as connection:
        record_staff(connection, [a_caseworker("w1")], STAMP)

    code, _, told = ran("staff", "link", *words)

    assert (code, "0101901234" in told, log(casebook_url)) == (1, False, [])


def test_the_legal_basis_is_recorded_and_shown(ran: Ran) -> None:
    before = ran("basis", "show")[1]

    code = ran("basis", "record", *BASIS)[0]

    assert (code, before.strip()) == (0, "Ikke registreret.")
    shown = ran("basis", "show")[1]
    assert "Barnets lov § 18" in shown
    assert "Karen Opdigtet, chef" in shown


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--text", " "),
        ("--text", "barn 010190-1234"),
        ("--text", "x" * 2_001),
        ("--text", "to\nlinjer"),
        ("--decided-by", ""),
        ("--decided-on", "2999-01-01"),
    ],
)
def test_a_legal_basis_that_says_nothing_is_refused(option: str, value: str, ran: Ran) -> None:
    words = list(BASIS)
    words[words.index(option) + 1] = value

    code, _, told = ran("basis", "record", *words)

    assert code == 1
    assert "010190" not in told
    assert ran("basis", "show")[1].strip() == "Ikke registreret."


def test_everything_an_operator_does_stands_in_the_log(ran: Ran, casebook_url: str) -> None:
    ran("token", "create", "dubu", *EVERY_TEAM)
    ran("token", "revoke", "dubu")
    ran("session", "end", "a3f0-77")
    ran("basis", "record", *BASIS)

    who = operator()
    assert log(casebook_url) == [
        (who, operation) for operation in ("token.create", "token.revoke", "session.end", "legal_basis.record")
    ]


def test_what_is_refused_leaves_no_trace_of_having_been_done(ran: Ran, casebook_url: str) -> None:
    ran("token", "revoke", "dubu")

    assert log(casebook_url) == []
