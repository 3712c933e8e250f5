"""The queue: what has to be done first stands first, every waiting case has its turn, and nobody else's is counted."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from casework.clock_rules import parse_clock_rules
from sagstyngde.access import Role, Scope
from sagstyngde.milestone import Milestone, MilestoneId, MilestoneKind
from serve.app import create_app
from serve.dependencies import today
from serve.house import House
from storage.assessments import insert_assessment
from storage.cases import insert_case
from storage.engine import Engine, writing
from storage.milestones import insert_milestone
from storage.queue import Stage
from tests.answers import STAMP, TOO_LITTLE, a_case, a_suggestion, an_assessment
from tests.databases import BOTH
from tests.serve.standin import FULL_FACTS, SCHEME, StandIn
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor, a_principal

BACKENDS = BOTH
CLOCKS = parse_clock_rules(
    "[facts]\nnotification = 'complaint'\ninquiry = 'inquiry'\nexaminations = ['undersoegelse']", "frister.toml"
)

WHY = "(Haster: [a-zæ ]+|Udtrukket til din egen vurdering|Kræver din egen vurdering)"


@pytest.fixture
def leader(engine: Engine) -> TestClient:
    app = create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING), house=House(clocks=CLOCKS))
    return Visitor(app, headers={HEADER: EVERYTHING.user_id, "accept": "text/html"}, follow_redirects=False)


def wait(engine: Engine, case_id: str, *, days: int = 3, is_blind: bool = False, **changes: Any) -> None:
    """Store a case that was received some days ago, and its assessment where ``suggestion`` does not say none."""
    suggestion = changes.pop("suggestion", a_suggestion())
    received_on = today(SCHEME) - timedelta(days=days)
    case = a_case(case_id, **({"received_on": received_on, "facts": {}} | changes))
    with writing(engine) as connection:
        record = insert_case(connection, case, STAMP)
        if suggestion is not None:
            answer = an_assessment(case_id, suggestion=suggestion)
            insert_assessment(connection, record, answer, by=STAMP.by, is_blind=is_blind)


def shown(client: TestClient, address: str = "/") -> list[str]:
    """Return the numbers of the cases on a page, from the top."""
    return re.findall(r'entry-title"><a href="/sager/([^"]+)"', client.get(address).text)


def text(client: TestClient, address: str = "/") -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", client.get(address).text)).split())


def test_what_has_to_be_done_first_stands_first(leader: TestClient, engine: Engine) -> None:
    wait(engine, "old", days=90)
    wait(engine, "new", days=1)
    wait(engine, "silent", suggestion=a_suggestion(abstentions=(TOO_LITTLE,)))
    wait(engine, "unassessed", suggestion=None)
    wait(engine, "soon", decision_on=today(SCHEME) + timedelta(days=5))
    wait(engine, "overdue", facts={"complaint": True})
    wait(engine, "blind", days=40, is_blind=True)
    wait(engine, "late", decision_on=today(SCHEME) - timedelta(days=2))

    assert shown(leader) == ["overdue", "late", "soon", "blind", "silent", "unassessed", "old", "new"]
    said = text(leader)
    assert "8 sager venter på en sagsbehandler. Begynd med de 3, hvis frist er overskredet eller nær. " in said
    assert "1 sag er udtrukket til din egen vurdering. 2 sager kan modellen ikke målgruppevurdere" in said
    assert "Har ventet 90 dage" in said
    assert "2 dage overskredet" in said


def test_a_row_says_why_it_stands_before_those_that_only_wait(leader: TestClient, engine: Engine) -> None:
    wait(engine, "only-waits", days=90)
    wait(engine, "silent", suggestion=a_suggestion(abstentions=(TOO_LITTLE,)))
    wait(engine, "blind", is_blind=True)
    wait(engine, "soon", decision_on=today(SCHEME) + timedelta(days=5))
    wait(engine, "overdue", facts={"complaint": True}, is_blind=True)
    wait(engine, "grown", facts={"born_on": today(SCHEME) - timedelta(days=16 * 366)})

    assert re.findall(f"{WHY} Sag ([a-z-]+)", text(leader)) == [
        ("Haster: fristen er overskredet", "overdue"),
        ("Haster: overgangen til voksenlivet", "grown"),
        ("Haster: fristen er nær", "soon"),
        ("Udtrukket til din egen vurdering", "blind"),
        ("Kræver din egen vurdering", "silent"),
    ]


def test_a_childs_24_hours_come_before_a_date_that_was_passed_earlier(leader: TestClient, engine: Engine) -> None:
    wait(engine, "decision", days=90, decision_on=today(SCHEME) - timedelta(days=30))
    wait(engine, "child", days=3, facts={"complaint": True}, decision_on=today(SCHEME) - timedelta(days=30))

    assert shown(leader) == ["child", "decision"]
    assert "24-timersvurdering af underretning: frist" in text(leader)


def test_what_is_drawn_is_begun_with_where_no_time_runs_out(leader: TestClient, engine: Engine) -> None:
    wait(engine, "old", days=90)
    wait(engine, "blind", is_blind=True)

    assert shown(leader) == ["blind", "old"]
    assert "Begynd med den, der er udtrukket til din egen vurdering." in text(leader)


@pytest.mark.parametrize(
    ("view", "expected"), [("haster", ["overdue"]), ("udtrukne", ["blind"]), ("mangler", ["overdue", "blind", "open"])]
)
def test_a_view_shows_some_of_them_and_counts_all(
    view: str, expected: list[str], leader: TestClient, engine: Engine
) -> None:
    wait(engine, "open")
    wait(engine, "overdue", facts={"complaint": True})
    wait(engine, "blind", is_blind=True)
    wait(engine, "settled")
    assert leader.post("/api/v1/cases/settled/judgements", json={"category": "B"}).status_code == 201

    assert shown(leader, f"/?vis={view}") == expected
    assert "Alle 4 Haster 1 Udtrukne 1 Ubesvarede 3" in text(leader, f"/?vis={view}")
    assert shown(leader, "/?vis=noget") == ["overdue", "blind", "open", "settled"]


def test_a_step_that_was_taken_stops_its_clock_in_the_queue(leader: TestClient, engine: Engine) -> None:
    wait(engine, "c1", facts={"complaint": True})
    case_id, on = a_case("c1").case_id, today(SCHEME) - timedelta(days=3)
    step = Milestone(
        milestone_id=MilestoneId("m"), case_id=case_id, kind=MilestoneKind.NOTIFICATION_ASSESSED, reached_on=on
    )
    before = text(leader)
    with writing(engine) as connection:
        insert_milestone(connection, step, STAMP)

    assert "overskredet" in before
    assert "overskredet" not in text(leader)


def test_every_waiting_case_has_its_turn_page_by_page(leader: TestClient, engine: Engine) -> None:
    for number in range(53):
        wait(engine, f"c{number:02}", days=100 - number)

    assert shown(leader) == [f"c{number:02}" for number in range(50)]
    assert shown(leader, "/?vis=alle&side=2") == shown(leader, "/?side=9") == ["c50", "c51", "c52"]
    assert "Side 2 af 2 · 53 sager" in text(leader, "/?side=2")


def test_a_queue_of_many_asks_the_database_no_more_often(leader: TestClient, engine: Engine) -> None:
    counts = []
    for number in range(2):
        for place in range(1 + 20 * number):
            wait(engine, f"c{number}-{place}", facts=FULL_FACTS)
        leader.get("/")
        asked: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *told, asked=asked: asked.append(told[2]))
        leader.get("/")
        counts.append(len([one for one in asked if one.lstrip().upper().startswith("SELECT")]))

    assert counts[0] == counts[1]


def test_a_case_is_found_by_its_number_and_an_unknown_one_is_told(leader: TestClient, engine: Engine) -> None:
    wait(engine, "26/0412 A")

    found = leader.get("/", params={"sag": " 26/0412 A "})
    said = text(leader, "/?sag=26/0413")

    assert (found.status_code, found.headers["location"]) == (303, "/sager/26%2F0412%20A")
    assert "Der er ingen sag med nummeret 26/0413, eller du har ikke adgang til den." in said


def test_nobody_is_told_of_or_led_to_a_case_beyond_reach(leader: TestClient, engine: Engine) -> None:
    app: Any = leader.app
    east = Scope(teams=frozenset({"Øst"}))
    app.state.door.add(a_principal(Role.CONSULTANT, user_id="east", scope=east))
    wait(engine, "west", team="Vest", facts={"complaint": True})
    wait(engine, "east-1", team="Øst")
    own = Visitor(app, headers={HEADER: "east", "accept": "text/html"}, follow_redirects=False)

    assert shown(own) == ["east-1"]
    assert "Alle 1 Haster 0" in text(own)
    assert "Der er ingen sag med nummeret west" in text(own, "/?sag=west")
    assert own.get("/naeste-sag?efter=east-1").headers["location"] == "/"


def test_the_next_case_is_the_first_that_nobody_has_answered(leader: TestClient, engine: Engine) -> None:
    for case_id, days in (("c1", 9), ("c2", 8), ("c3", 7)):
        wait(engine, case_id, days=days)
    wait(engine, "drawn", days=1, is_blind=True)

    def follow(after: str) -> str:
        return str(leader.get(f"/naeste-sag?efter={after}").headers["location"])

    wait(engine, "overdue", facts={"complaint": True})

    assert (follow("c1"), follow("overdue")) == ("/sager/overdue", "/sager/drawn")
    leader.post("/api/v1/cases/overdue/judgements", json={"category": "C"})
    assert follow("drawn") == "/sager/c1"
    for case_id in ("c1", "drawn"):
        leader.post(f"/api/v1/cases/{case_id}/judgements", json={"category": "C"})
    assert (follow("drawn"), follow("c2")) == ("/sager/c2", "/sager/c3")


def test_an_override_outlives_a_new_assessment_and_a_confirmation_does_not(leader: TestClient, engine: Engine) -> None:
    for case_id in ("over", "confirmed"):
        wait(engine, case_id)
    leader.post(
        "/api/v1/assessments/assessment-of-over/override", json={"category": "B", "reason": "kendskab_til_familien"}
    )
    leader.post("/api/v1/assessments/assessment-of-confirmed/confirmation", json={})
    assert shown(leader, "/?vis=mangler") == []

    for case_id in ("over", "confirmed"):
        leader.post(f"/api/v1/cases/{case_id}/assessments", json={})

    assert shown(leader, "/?vis=mangler") == ["confirmed"]


def test_the_stages_stand_in_the_order_somebody_should_look() -> None:
    assert sorted(Stage) == [Stage.BLIND, Stage.SILENT, Stage.SUGGESTED, Stage.SETTLED]
