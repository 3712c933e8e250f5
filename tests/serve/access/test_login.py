"""The whole log-in over HTTP, and the attacks on its way: refused, logged, and nothing repeated."""

import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from serve.access.attempt import Attempt
from serve.access.entrance import Entrance
from storage.engine import Engine, reading, writing
from storage.sessions import end_sessions_of, find_session
from storage.tables.audit import audit_entries
from storage.tables.staff import caseworkers
from tests.serve.access.browsers import Browser
from tests.serve.access.conftest import Idp
from tests.serve.access.tokens import a_logout_token

LEADER = ["sagstyngde-leder"]


def log(engine: Engine) -> list[tuple[str, str, str]]:
    with reading(engine) as connection:
        rows = connection.execute(select(audit_entries).order_by(audit_entries.c.sequence))
        return [(row.actor, row.operation, row.outcome) for row in rows]


def logged_in(browser: Browser, idp: Idp, *, to: str = "/", **claims: Any) -> Browser:
    browser.get("/log-ind", params={"til": to})
    browser.get("/log-ind/start", params={"til": to})
    idp.knows(browser, **({"roles": LEADER} | claims))
    answer = browser.come_back()
    assert (answer.status_code, answer.headers["location"]) == (303, to)
    return browser


def test_whoever_is_not_in_is_taken_to_the_log_in_and_back(browser: Browser, idp: Idp) -> None:
    sent = browser.get("/sager/2026-0412")
    page = browser.get(sent.headers["location"])
    away = browser.get("/log-ind/start", params={"til": "/sager/2026-0412"})
    idp.knows(browser, roles=LEADER)
    back = browser.come_back()
    shown = browser.get(back.headers["location"])

    assert sent.headers["location"] == "/log-ind?til=%2Fsager%2F2026-0412"
    assert "/log-ind/start?til=%2Fsager%2F2026-0412" in page.text
    assert away.headers["location"].startswith(f"{idp.address}/authorise?")
    assert "2026-0412" in shown.text
    assert "Karen Opdigtet" in shown.text
    assert "teamleder" in shown.text


def test_a_log_in_stands_in_the_log(browser: Browser, idp: Idp, engine: Engine) -> None:
    logged_in(browser, idp)

    assert log(engine) == [("a3f0-77", "login.answer", "allowed")]


def test_a_stranger_cannot_fill_the_log(browser: Browser, entrance: Entrance, engine: Engine) -> None:
    answers = [
        browser.get("/log-ind/svar", params={"code": "x"}).status_code for _ in range(entrance.refusals.most + 5)
    ]

    with reading(engine) as connection:
        told = connection.execute(select(audit_entries.c.purpose).order_by(audit_entries.c.sequence)).scalars().all()
    assert set(answers) == {answers[0]}
    assert len(told) == entrance.refusals.most
    assert set(told[:-1]) == {"log-ind"}
    assert "kun i serverens log" in told[-1]


def test_cookies_are_bound_to_this_host_and_hidden_from_scripts(browser: Browser, idp: Idp) -> None:
    browser.get("/log-ind")
    away = browser.get("/log-ind/start")
    idp.knows(browser, roles=LEADER)
    back = browser.come_back()

    kept = [*away.headers.get_list("set-cookie"), *back.headers.get_list("set-cookie")]
    assert len(kept) == 3
    for cookie in kept:
        assert cookie.startswith("__Host-sagstyngde-")
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def test_every_log_in_has_a_new_session_and_ends_the_old(browser: Browser, idp: Idp) -> None:
    first = logged_in(browser, idp).session
    second = logged_in(browser, idp).session
    thief = browser.another()
    thief.cookies.set("__Host-sagstyngde-session", str(first))

    assert first != second
    assert thief.get("/").status_code == 303


def test_a_session_set_by_somebody_else_is_not_taken_over(browser: Browser, idp: Idp) -> None:
    browser.cookies.set("__Host-sagstyngde-session", "x" * 43, domain="sagstyngde.kommune.dk")

    logged_in(browser, idp)

    assert browser.session != "x" * 43


ATTACKS: dict[str, dict[str, Any]] = {
    "no state": {"state": None},
    "an empty state": {"state": ""},
    "another browser's state": {"state": Attempt.new().state},
    "a state that is not ASCII": {"state": "å"},
    "two states": {"state": ["x", "y"]},
    "no code": {"code": None},
    "an empty code": {"code": ""},
    "two codes": {"code": ["a", "b"]},
    "another issuer's answer": {"iss": "https://evil.dk"},
    "an error": {"error": "access_denied", "error_description": "<script>KANARIE</script>"},
    "a very long code": {"code": "x" * 10_000},
    "many parts": {f"p{number}": "x" for number in range(30)},
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_answer_that_is_not_to_this_attempt_lets_nobody_in(
    attack: str, browser: Browser, idp: Idp, engine: Engine
) -> None:
    browser.get("/log-ind/start")
    idp.knows(browser, roles=LEADER)

    answer = browser.come_back(**ATTACKS[attack])

    assert answer.status_code == 401
    assert browser.session is None
    assert log(engine) == [("nobody", "login.answer", "denied")]
    assert idp.posted == []


def test_the_servers_log_says_why_and_nothing_of_what_came(
    browser: Browser, idp: Idp, caplog: pytest.LogCaptureFixture
) -> None:
    browser.get("/log-ind/start")

    with caplog.at_level(logging.INFO):
        answer = browser.come_back(error="access_denied", error_description="KANARIE", code="KANARIE")

    told = "".join(record.getMessage() for record in caplog.records if record.name.startswith(("serve", "storage")))
    assert "log-in refused: the provider let nobody in" in told
    assert "KANARIE" not in answer.text + told


TOKENS: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "x"},
    "another audience": {"aud": "nexus"},
    "expired": {"exp": 1},
    "another issuer": {"iss": "https://evil.dk"},
    "no role here": {"roles": ["andet"]},
    "no role at all": {"roles": None},
    "a CPR number as the person": {"sub": "0101901234"},
}


@pytest.mark.parametrize("fault", TOKENS)
def test_a_token_that_proves_nothing_lets_nobody_in(fault: str, browser: Browser, idp: Idp, engine: Engine) -> None:
    browser.get("/log-ind/start")
    idp.knows(browser, **({"roles": LEADER} | TOKENS[fault]))

    answer = browser.come_back()

    assert answer.status_code == 401
    assert browser.session is None
    assert log(engine) == [("nobody", "login.answer", "denied")]


def test_a_victims_browser_does_not_take_an_attackers_answer(browser: Browser, idp: Idp, engine: Engine) -> None:
    attacker, victim = browser.another(), browser.another()
    attacker.get("/log-ind/start")
    assert attacker.attempt is not None
    idp.knows(attacker, roles=LEADER)

    for begun in (False, True):
        if begun:
            victim.get("/log-ind/start")
        answer = victim.get("/log-ind/svar", params={"code": "code-1", "state": attacker.attempt.state})
        assert answer.status_code == 401

    assert victim.session is None
    assert [outcome for _, _, outcome in log(engine)] == ["denied", "denied"]


def test_an_answer_used_again_lets_nobody_in_even_where_the_provider_would(browser: Browser, idp: Idp) -> None:
    browser.get("/log-ind/start")
    idp.knows(browser, roles=LEADER)
    kept = dict(browser.cookies)
    state = browser.attempt.state if browser.attempt else ""
    assert browser.come_back().status_code == 303
    thief = browser.another()
    for name, value in kept.items():
        thief.cookies.set(name, value)

    answer = thief.get("/log-ind/svar", params={"code": "code-1", "state": state})

    assert answer.status_code == 401
    assert thief.session is None


def test_the_back_button_and_a_double_click_do_no_harm_to_whoever_is_in(browser: Browser, idp: Idp) -> None:
    logged_in(browser, idp)
    session = browser.session

    again = browser.come_back()

    assert (again.status_code, again.headers["location"]) == (303, "/")
    assert browser.session == session
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("to", ["//evil.dk", "https://evil.dk", "/\\evil.dk", "javascript:alert(1)", "/log-ud"])
def test_a_log_in_leads_nowhere_else(to: str, browser: Browser, idp: Idp) -> None:
    browser.get("/log-ind/start", params={"til": to})
    idp.knows(browser, roles=LEADER)

    assert browser.come_back().headers["location"] == "/"


def test_a_provider_that_is_down_is_said_so(browser: Browser, idp: Idp) -> None:
    idp.says("/.well-known/openid-configuration", b"", status=503)

    answer = browser.get("/log-ind/start")

    assert answer.status_code == 503
    assert "Kommunens log-in svarer ikke" in answer.text


def test_the_staff_list_may_say_which_caseworker_a_person_is(browser: Browser, idp: Idp, engine: Engine) -> None:
    with writing(engine) as connection:
        known = str(connection.execute(select(caseworkers.c.caseworker_id)).scalars().first())
        own = caseworkers.c.caseworker_id == known
        connection.execute(caseworkers.update().where(own).values(user_id="a3f0-77"))

    token = logged_in(browser, idp).session

    with reading(engine) as connection:
        session = find_session(connection, str(token), at=datetime.now(UTC))
    assert session is not None
    assert session.principal.caseworker_id == known


def test_logging_out_ends_the_session_on_the_server(browser: Browser, idp: Idp, engine: Engine) -> None:
    token = logged_in(browser, idp).session

    out = browser.submit("/log-ud", maerke=browser.mark())
    thief = browser.another()
    thief.cookies.set("__Host-sagstyngde-session", str(token))

    assert (out.status_code, out.headers["location"]) == (303, "/log-ind?ud=1")
    assert out.headers["clear-site-data"] == '"cache", "storage"'
    assert browser.session is None
    assert thief.get("/").status_code == 303
    assert log(engine)[-1] == ("a3f0-77", "logout", "allowed")
    assert f"{idp.address}/out?client_id=sagstyngde" in browser.get("/log-ind?ud=1").text


def test_logging_out_twice_is_no_error(browser: Browser, idp: Idp) -> None:
    mark = logged_in(browser, idp).mark()

    assert [browser.submit("/log-ud", maerke=mark).status_code for _ in range(2)] == [303, 303]


def test_an_operator_ends_a_session_at_once(browser: Browser, idp: Idp, engine: Engine) -> None:
    logged_in(browser, idp)

    with writing(engine) as connection:
        end_sessions_of(connection, "a3f0-77", at=datetime.now(UTC))

    assert browser.get("/").status_code == 303


@pytest.mark.parametrize("names", [{"sub": "a3f0-77"}, {"sid": "p1"}, {"sub": "a3f0-77", "sid": "p1"}])
def test_the_providers_log_out_ends_the_session_here(
    browser: Browser, idp: Idp, engine: Engine, names: dict[str, str]
) -> None:
    logged_in(browser, idp, sid="p1")

    answer = browser.another().post("/log-ud/udbyder", data={"logout_token": a_logout_token(idp.address, **names)})

    assert answer.status_code == 200
    assert browser.get("/").status_code == 303
    assert log(engine)[-1] == ("nobody", "logout.provider", "allowed")


def test_anothers_log_out_ends_nothing(browser: Browser, idp: Idp, engine: Engine) -> None:
    logged_in(browser, idp, sid="p1")
    other = browser.another()

    forged = other.post("/log-ud/udbyder", data={"logout_token": a_logout_token("https://evil.dk", sub="a3f0-77")})
    elsewhere = other.post("/log-ud/udbyder", data={"logout_token": a_logout_token(idp.address, sid="p2")})

    assert (forged.status_code, elsewhere.status_code) == (401, 200)
    assert browser.get("/").status_code == 200
    assert ("nobody", "logout.provider", "denied") in log(engine)


def test_people_are_told_to_come_over_tls_and_never_otherwise(browser: Browser) -> None:
    assert browser.get("/log-ind").headers["strict-transport-security"] == "max-age=31536000"


def test_the_log_in_page_is_not_kept_and_has_no_inline_script(browser: Browser) -> None:
    answer = browser.get("/log-ind")

    assert answer.headers["cache-control"] == "no-store"
    assert "<script" not in answer.text
