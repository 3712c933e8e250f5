"""Who comes through with a cookie or a token, and what a page elsewhere can make a browser send."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from sagstyngde.access import Grant, Principal, Role
from serve.access.demo import PEOPLE
from serve.access.forms import form_mark
from serve.access.person import MENU
from serve.security import CONTENT_SECURITY_POLICY
from storage.engine import Engine, writing
from storage.service_tokens import create_token, revoke_token
from storage.sessions import IDLE
from storage.stamp import Stamp
from storage.tables.identity import sessions
from tests.serve.access.browsers import Browser

DUBU = Principal(user_id="system:dubu", name="dubu", grants=(Grant(role=Role.SYSTEM),))
STAMP = Stamp(by="cli:drift", at=datetime(2026, 3, 2, tzinfo=UTC))
OWN = {"sec-fetch-site": "same-origin"}


def chosen(demo: Browser, role: str) -> Browser:
    answer = demo.submit("/log-ind/demo", person=role, maerke=demo.mark("/log-ind"))
    assert answer.status_code == 303
    return demo


@pytest.fixture
def token(engine: Engine) -> str:
    with writing(engine) as connection:
        return create_token(connection, DUBU, STAMP, ends_at=None)


def test_the_demo_lets_each_invented_person_in_with_a_click(demo: Browser) -> None:
    page = demo.get("/log-ind").text

    for role, one in PEOPLE.items():
        assert one.name in page
        assert chosen(demo.another(), role).session is not None


@pytest.mark.parametrize(
    ("role", "reached"),
    [("leder", [200, 200, 200]), ("sagsbehandler", [200, 403, 200]), ("analytiker", [403, 403, 200])],
)
def test_an_invented_person_reaches_what_the_role_does(demo: Browser, role: str, reached: list[int]) -> None:
    chosen(demo, role)

    assert [demo.get(path).status_code for path in ("/", "/fordeling", "/model/pointtavle")] == reached


LABELS = tuple(entry.label for entry in MENU)
OWN_DESK, QUEUE, PLANNING, FOLLOW_UP, CAPACITY, MODEL, MANDATE, TRACE = LABELS


@pytest.mark.parametrize(
    ("role", "first", "menu"),
    [
        ("konsulent", "/", [QUEUE, MODEL, MANDATE]),
        ("leder", "/", [QUEUE, PLANNING, FOLLOW_UP, CAPACITY, MODEL, MANDATE]),
        ("sagsbehandler", "/min-sagsstamme", [OWN_DESK, QUEUE, MODEL, MANDATE]),
        ("analytiker", "/model", [MODEL, MANDATE]),
        ("revisor", "/sporing", [MODEL, MANDATE, TRACE]),
    ],
)
def test_a_log_in_leads_to_the_first_page_the_role_reaches_and_the_menu_shows_no_other(
    role: str, first: str, menu: list[str], demo: Browser
) -> None:
    answer = demo.submit("/log-ind/demo", person=role, maerke=demo.mark("/log-ind"))

    assert answer.headers["location"] == first
    listed = demo.get(first).text.split("</nav>")[0].split("<li>")[1:]
    assert [next(label for label in LABELS if f">{label}<" in one) for one in listed] == menu


def test_whoever_may_not_see_the_queue_is_led_from_a_refusal_to_a_page_that_opens(demo: Browser) -> None:
    chosen(demo, "analytiker")

    page = demo.get("/").text

    assert 'href="/"' not in page
    assert '<a href="/model">Gå til forsiden</a>' in page


def test_the_invented_people_are_not_there_where_people_log_in(browser: Browser) -> None:
    page = browser.get("/log-ind").text
    secret = browser.cookies["__Host-sagstyngde-forms"]

    answer = browser.submit("/log-ind/demo", person="leder", maerke=form_mark(secret))

    assert "opdigtet" not in page.split("</h1>")[1].split("<footer>")[0]
    assert (answer.status_code, browser.session) == (401, None)


def test_nobody_is_nobody_of_the_demo(demo: Browser) -> None:
    answer = demo.submit("/log-ind/demo", person="direktør", maerke=demo.mark("/log-ind"))

    assert (answer.status_code, demo.session) == (401, None)


FORGERIES: dict[str, dict[str, str]] = {
    "from another site": {"sec-fetch-site": "cross-site", "origin": "https://evil.dk"},
    "from a neighbouring site": {"sec-fetch-site": "same-site"},
    "from nowhere": {"sec-fetch-site": "none"},
    "from another site that says it is ours": {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8000"},
    "ours by one header and not by the other": {"sec-fetch-site": "same-origin", "origin": "https://evil.dk"},
    "an old browser elsewhere": {"origin": "https://evil.dk"},
    "an old browser that hides where": {"origin": "null"},
    "an origin that begins like ours": {"origin": "http://127.0.0.1:8000.evil.dk"},
    "another port": {"origin": "http://127.0.0.1:8001"},
    "no header at all": {},
}
MARKS = {"no mark": None, "an empty mark": "", "another's mark": "x" * 43, "a mark of before the log-in": "old"}


@pytest.mark.parametrize("forgery", FORGERIES)
@pytest.mark.parametrize("path", ["/log-ud", "/log-ind/demo", "/api/v1/cases"])
def test_a_page_elsewhere_can_make_nothing_happen(forgery: str, path: str, demo: Browser) -> None:
    mark = chosen(demo, "leder").mark()
    session = demo.session

    answer = demo.post(
        path, data={"maerke": mark, "person": "leder"}, headers=FORGERIES[forgery] | {"x-form-mark": mark}
    )

    assert answer.status_code == (415 if path.startswith("/api") else 403)
    assert demo.session == session
    assert demo.get("/").status_code == 200


@pytest.mark.parametrize("kind", MARKS)
def test_a_form_without_this_browsers_mark_does_nothing(kind: str, demo: Browser) -> None:
    before = demo.mark("/log-ind")
    chosen(demo, "leder")
    mark = before if MARKS[kind] == "old" else MARKS[kind]
    fields = {"til": "/"} if mark is None else {"maerke": mark}

    answer = demo.submit("/log-ud", **fields)

    assert answer.status_code == 403
    assert demo.get("/").status_code == 200


@pytest.mark.parametrize("headers", [*FORGERIES.values(), OWN, OWN | {"x-form-mark": "x"}])
def test_a_cookie_alone_changes_nothing_over_the_api(headers: dict[str, str], demo: Browser) -> None:
    chosen(demo, "leder")

    answer = demo.post("/api/v1/assessments", json={}, headers=headers | {"idempotency-key": "1"})

    assert answer.status_code == 403


def test_a_page_of_ours_may_use_the_api(demo: Browser) -> None:
    mark = chosen(demo, "leder").mark()

    answer = demo.post("/api/v1/assessments", json={}, headers=OWN | {"x-form-mark": mark, "idempotency-key": "1"})

    assert answer.status_code == 422


def test_an_old_browser_says_by_its_origin_that_it_is_ours(demo: Browser) -> None:
    mark = chosen(demo, "leder").mark()

    answer = demo.post("/log-ud", data={"maerke": mark}, headers={"origin": "http://127.0.0.1:8000"})

    assert (answer.status_code, demo.session) == (303, None)


def test_anothers_open_form_is_not_sent_in_ones_own_name(demo: Browser) -> None:
    left_open = chosen(demo, "leder").mark()
    chosen(demo, "konsulent")

    assert demo.submit("/log-ud", maerke=left_open).status_code == 403


def test_an_idle_session_takes_a_form_back_after_a_new_log_in(demo: Browser, engine: Engine) -> None:
    mark = chosen(demo, "leder").mark()
    with writing(engine) as connection:
        connection.execute(sessions.update().values(seen_at=datetime.now(UTC) - IDLE))

    idle = demo.submit("/sager/2026-0412", maerke=mark)
    chosen(demo, "leder")

    assert idle.status_code in {401, 405}
    assert demo.submit("/log-ud", maerke=mark).status_code == 303


def test_a_session_that_is_over_leads_to_the_log_in(demo: Browser, engine: Engine) -> None:
    chosen(demo, "leder")
    with writing(engine) as connection:
        connection.execute(sessions.update().values(ends_at=datetime.now(UTC) - timedelta(seconds=1)))

    assert demo.get("/").headers["location"] == "/log-ind?til=%2F"


def test_a_part_of_a_page_asks_for_the_whole_page_when_the_session_is_over(demo: Browser) -> None:
    answer = demo.get("/hvorfor/2026-0412", headers={"accept": "*/*", "hx-request": "true"})

    assert (answer.status_code, answer.headers["hx-refresh"]) == (401, "true")


def test_a_form_may_not_carry_a_cpr_number_or_a_field_twice(demo: Browser) -> None:
    mark = demo.mark("/log-ind")
    sent = {"content-type": "application/x-www-form-urlencoded"} | OWN
    bodies = [
        f"maerke={mark}&person=010190-1234",
        f"maerke={mark}&person=leder&person=konsulent",
        "person=%00",
        "%ff=x",
    ]

    answers = [demo.post("/log-ind/demo", content=body, headers=sent) for body in bodies]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 400]
    assert not any("010190" in answer.text for answer in answers)


def test_a_token_lets_a_system_in_without_cookies_or_marks(demo: Browser, token: str) -> None:
    answer = demo.post(
        "/api/v1/assessments", json={}, headers={"authorization": f"Bearer {token}", "idempotency-key": "1"}
    )

    assert answer.status_code == 422


@pytest.mark.parametrize(
    "shown",
    [
        "{}",
        "Bearer {}x",
        "Basic {}",
        "Bearer  {}",
        "Bearer {} x",
        "Bearer",
        "Bearer ",
        "bearer{}",
        "Bearer " + "x" * 300,
    ],
)
def test_anything_but_the_token_lets_nobody_in(shown: str, demo: Browser, token: str) -> None:
    answer = demo.get("/api/v1/model", headers={"authorization": shown.format(token)})

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert token not in answer.text


def test_two_tokens_let_nobody_in(demo: Browser, token: str) -> None:
    answer = TestClient(demo.server).get(
        "/api/v1/model", headers=[("authorization", f"Bearer {token}"), ("authorization", f"Bearer {token}")]
    )

    assert answer.status_code == 401


def test_a_revoked_token_is_dead_on_the_next_request(demo: Browser, token: str, engine: Engine) -> None:
    headers = {"authorization": f"Bearer {token}"}
    before = demo.get("/api/v1/model", headers=headers).status_code

    with writing(engine) as connection:
        revoke_token(connection, "dubu", STAMP)

    assert (before, demo.get("/api/v1/model", headers=headers).status_code) == (200, 401)


def test_a_wrong_token_is_not_made_good_by_a_cookie(demo: Browser) -> None:
    chosen(demo, "leder")

    assert demo.get("/api/v1/model", headers={"authorization": "Bearer x"}).status_code == 401


def test_a_session_is_no_token_and_a_token_no_session(demo: Browser, token: str) -> None:
    session = chosen(demo, "leder").session
    other = demo.another()
    other.cookies.set("sagstyngde-session", token)

    assert demo.another().get("/api/v1/model", headers={"authorization": f"Bearer {session}"}).status_code == 401
    assert other.get("/").status_code == 303


def test_the_policy_of_the_pages_is_as_strict_as_ever(demo: Browser) -> None:
    assert demo.get("/log-ind").headers["content-security-policy"] == CONTENT_SECURITY_POLICY
