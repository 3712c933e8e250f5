from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sagstyngde.access import Grant, Principal, Role, Scope, Sensitivity
from sagstyngde.case import CaseworkerId
from sagstyngde.errors import InputRefused, LoginRefused
from sagstyngde.legal_basis import LegalBasis
from storage.engine import Engine, reading, writing
from storage.legal_basis import legal_basis, record_legal_basis
from storage.service_tokens import all_tokens, create_token, revoke_token, token_principal
from storage.sessions import (
    IDLE,
    LONGEST,
    SEEN_EVERY,
    Beginning,
    end_provider_sessions,
    end_session,
    end_sessions_of,
    find_session,
    see_session,
    start_session,
)
from storage.stamp import Stamp
from tests.databases import SQLITE

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
STAMP = Stamp(by="cli:drift", at=AT)
SCOPE = Scope(
    teams=frozenset({"Nord"}), kle=frozenset({"27.24", "27.36"}), sensitivities=frozenset({Sensitivity.SENSITIVE})
)
PERSON = Principal(
    user_id="a3f0-77",
    name="Karen Opdigtet",
    grants=(Grant(role=Role.LEADER, scope=SCOPE), Grant(role=Role.ANALYST)),
    caseworker_id=CaseworkerId("sb-07"),
)
SYSTEM = Principal(user_id="system:dubu", name="dubu", grants=(Grant(role=Role.SYSTEM),))
MINUTE = timedelta(minutes=1)


def begun(engine: Engine, attempt: str = "a", provider_session: str | None = None, at: datetime = AT) -> str:
    with writing(engine) as connection:
        beginning = Beginning(attempt=attempt, subject="sub-77", provider_session=provider_session)
        return start_session(connection, PERSON, beginning, at=at)


def is_open(engine: Engine, token: str, at: datetime = AT + MINUTE) -> bool:
    with reading(engine) as connection:
        return find_session(connection, token, at=at) is not None


def test_a_session_tells_whose_it_is_with_every_limit(engine: Engine) -> None:
    token = begun(engine)

    with reading(engine) as connection:
        found = find_session(connection, token, at=AT + MINUTE)

    assert found is not None
    assert found.principal == PERSON


@pytest.mark.parametrize("token", ["", "x", "å" * 43, "' OR 1=1 --"])
def test_another_token_opens_nothing(engine: Engine, token: str) -> None:
    begun(engine)

    assert not is_open(engine, token)


def test_a_session_is_over_when_idle(engine: Engine) -> None:
    token = begun(engine)

    assert (is_open(engine, token, AT + IDLE - MINUTE), is_open(engine, token, AT + IDLE)) == (True, False)


def test_a_session_in_use_lives_on_but_never_longer_than_its_day(engine: Engine) -> None:
    token, at = begun(engine), AT
    while at < AT + LONGEST - MINUTE:
        at += IDLE - MINUTE
        if not is_open(engine, token, at):
            break
        with writing(engine) as connection:
            see_session(connection, token, at=at)

    assert at > AT + LONGEST - IDLE
    assert not is_open(engine, token, AT + LONGEST)


def test_being_seen_is_written_at_most_once_a_minute(engine: Engine) -> None:
    token = begun(engine)

    with reading(engine) as connection:
        found = find_session(connection, token, at=AT)

    assert found is not None
    assert (found.is_due(AT + SEEN_EVERY), found.is_due(AT + SEEN_EVERY + MINUTE)) == (False, True)


def test_an_ended_session_stays_ended_and_others_open(engine: Engine) -> None:
    ended, other = begun(engine, "a"), begun(engine, "b")

    with writing(engine) as connection:
        end_session(connection, ended, at=AT)
        see_session(connection, ended, at=AT + MINUTE)

    assert (is_open(engine, ended), is_open(engine, other)) == (False, True)


@pytest.mark.parametrize(
    ("subject", "provider_session", "left"),
    [
        ("sub-77", None, [False, False]),
        (None, "p1", [False, True]),
        ("sub-77", "p2", [True, False]),
        ("another", None, [True, True]),
        ("another", "p1", [True, True]),
        (None, None, [True, True]),
    ],
)
def test_what_the_provider_says_is_over_ends(
    engine: Engine, subject: str | None, provider_session: str | None, left: list[bool]
) -> None:
    tokens = [begun(engine, "a", "p1"), begun(engine, "b", "p2")]

    with writing(engine) as connection:
        ended = end_provider_sessions(connection, subject=subject, provider_session=provider_session, at=AT)

    assert [is_open(engine, token) for token in tokens] == left
    assert ended == left.count(False)


def test_a_users_sessions_end_together(engine: Engine) -> None:
    tokens = [begun(engine, "a"), begun(engine, "b")]

    with writing(engine) as connection:
        ended = [end_sessions_of(connection, user_id, at=AT) for user_id in ("another", "a3f0-77")]

    assert ended == [0, 2]
    assert not any(is_open(engine, token) for token in tokens)


def test_an_attempt_gives_one_session(engine: Engine) -> None:
    token = begun(engine, "a")

    with pytest.raises(LoginRefused):
        begun(engine, "a")
    assert is_open(engine, token)


def test_every_session_has_a_token_of_its_own(engine: Engine) -> None:
    tokens = {begun(engine, str(number)) for number in range(50)}

    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 43


@SQLITE
def test_no_token_lies_in_the_database(engine: Engine, tmp_path: Path) -> None:
    session = begun(engine)
    with writing(engine) as connection:
        token = create_token(connection, SYSTEM, STAMP, ends_at=None)

    stored = b"".join(path.read_bytes() for path in (tmp_path / "var").iterdir())

    assert b"a3f0-77" in stored
    assert session.encode() not in stored
    assert token.encode() not in stored
    assert token.removeprefix("sagstyngde_").encode() not in stored


def test_sessions_long_over_are_forgotten(engine: Engine) -> None:
    begun(engine, "a")

    begun(engine, "a", at=AT + timedelta(days=3))


def test_a_service_token_tells_which_system_comes(engine: Engine) -> None:
    with writing(engine) as connection:
        token = create_token(connection, SYSTEM, STAMP, ends_at=None)

    with reading(engine) as connection:
        assert token_principal(connection, token, at=AT) == SYSTEM
        assert token_principal(connection, token + "x", at=AT) is None
        assert token_principal(connection, "", at=AT) is None


def test_a_service_token_ends_when_it_must(engine: Engine) -> None:
    with writing(engine) as connection:
        token = create_token(connection, SYSTEM, STAMP, ends_at=AT + MINUTE)

    with reading(engine) as connection:
        found = [token_principal(connection, token, at=AT + later) for later in (timedelta(), MINUTE)]

    assert found == [SYSTEM, None]


def test_a_revoked_token_opens_nothing_and_stays_on_the_list(engine: Engine) -> None:
    with writing(engine) as connection:
        token = create_token(connection, SYSTEM, STAMP, ends_at=None)
        revoke_token(connection, "dubu", STAMP)

    with reading(engine) as connection:
        assert token_principal(connection, token, at=AT) is None
        assert [(one.name, one.revoked_at) for one in all_tokens(connection)] == [("dubu", AT)]


def test_a_token_is_revoked_once_and_its_name_never_used_again(engine: Engine) -> None:
    with writing(engine) as connection:
        create_token(connection, SYSTEM, STAMP, ends_at=None)
        revoke_token(connection, "dubu", STAMP)

    with pytest.raises(InputRefused), writing(engine) as connection:
        revoke_token(connection, "dubu", STAMP)
    with pytest.raises(InputRefused), writing(engine) as connection:
        create_token(connection, SYSTEM, STAMP, ends_at=None)


def test_the_newest_legal_basis_counts(engine: Engine) -> None:
    bases = [LegalBasis(text=f"BL § {number}", decided_on=date(2026, 3, number), decided_by="KO") for number in (2, 1)]
    with reading(engine) as connection:
        before = legal_basis(connection)
    with writing(engine) as connection:
        for basis in bases:
            record_legal_basis(connection, basis, STAMP)

    with reading(engine) as connection:
        assert (before, legal_basis(connection)) == (None, bases[1])
