"""A case's page: clocks, steps, siblings and what was said; and what comes back when a form does not hold."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from sagstyngde.access import Role, Scope
from sagstyngde.assessment import Abstention, AbstentionReason
from sagstyngde.case import CaseworkerId, FamilyId, SiblingRule
from serve.app import create_app
from serve.dependencies import today
from serve.house import House
from storage.cases import insert_case
from storage.engine import Engine, writing
from storage.staff import record_staff
from tests.answers import STAMP, a_case, a_caseworker, a_suggestion, an_assessment, store
from tests.serve.standin import FULL_FACTS, SCHEME, StandIn
from tests.serve.test_queue import CLOCKS
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor, a_principal

PAGE = "/sager/s1"
UNLIKE = Abstention(
    reason=AbstentionReason.UNLIKE_EARLIER,
    text="Kan ikke målgruppevurderes: sagen ligner ikke tidligere sager (sjælden funktionsnedsættelse).",
)


@pytest.fixture
def konsulent(engine: Engine) -> TestClient:
    app = create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING), house=House(clocks=CLOCKS))
    return Visitor(app, headers={HEADER: EVERYTHING.user_id, "accept": "text/html"}, follow_redirects=False)


def keep(engine: Engine, case_id: str = "s1", answer: Any = None, **changes: Any) -> None:
    fields: dict[str, Any] = {"received_on": today(SCHEME) - timedelta(days=10), "facts": FULL_FACTS}
    with writing(engine) as connection:
        store(connection, a_case(case_id, **(fields | changes)), answer or an_assessment(case_id))


def text(client: TestClient, address: str = PAGE) -> str:
    return read(client.get(address).text)


def read(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split()).replace("\xa0", " ")


def send(client: TestClient, what: str, **fields: str) -> Any:
    key = re.search(r'name="noegle" value="([^"]+)"', client.get(PAGE).text)
    own = {"noegle": key[1] if key else str(uuid4())}
    return client.post(f"{PAGE}/{what}", data=own | fields, headers={"Idempotency-Key": ""})


def test_a_case_says_how_long_it_has_waited_and_which_days_bind(konsulent: TestClient, engine: Engine) -> None:
    keep(engine)

    said = text(konsulent)

    assert "har ventet 10 dage" in said
    assert "24-timersvurdering af underretning: frist" in said
    assert "9 dage overskredet" in said
    assert "Barnets lov § 20, stk. 3." in said


def test_a_step_is_recorded_and_taken_back_on_the_page(konsulent: TestClient, engine: Engine) -> None:
    keep(engine)
    day = (today(SCHEME) - timedelta(days=9)).isoformat()

    recorded = send(konsulent, "skridt", skridt="notification_assessed", skridt_dag=day)
    after = konsulent.get(PAGE).text
    step = re.search(r"/skridt/([^/]+)/fejl", after)
    assert step is not None
    taken_back = send(konsulent, f"skridt/{step[1]}/fejl")
    again = send(konsulent, f"skridt/{step[1]}/fejl")

    assert (recorded.status_code, recorded.headers["location"]) == (303, f"{PAGE}#frister")
    assert "Underretningen er vurderet (24 timer)" in read(after)
    assert "fristen overholdt" in read(after)
    assert (taken_back.status_code, again.status_code) == (303, 409)
    assert "er trukket tilbage" in read(again.text)
    assert "9 dage overskredet" in text(konsulent)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"skridt": "", "skridt_dag": "2026-01-01"}, "Sagsskridt"),
        ({"skridt": "contact", "skridt_dag": "2099-01-01"}, "Hvornår: kan tidligst være i dag eller før"),
        (
            {"skridt": "contact", "skridt_dag": "2026-01-01", "skridt_naeste": "2026-02-01"},
            "Næste opfølgning: udfyldes kun, når der er holdt opfølgning",
        ),
    ],
)
def test_a_step_that_does_not_hold_comes_back_with_what_was_typed(
    fields: dict[str, str], told: str, konsulent: TestClient, engine: Engine
) -> None:
    keep(engine)

    answer = send(konsulent, "skridt", **fields)

    assert answer.status_code == 422
    assert "1 felt skal rettes" in read(answer.text)
    assert told in read(answer.text)
    assert f'value="{fields["skridt_dag"]}"' in answer.text


def test_an_answer_that_does_not_hold_comes_back_with_the_case_and_what_was_typed(
    konsulent: TestClient, engine: Engine
) -> None:
    keep(engine)

    answer = send(konsulent, "tilsidesaet", vurdering="assessment-of-s1", kategori="B", grund="andet", bemaerkning=" ")
    unchosen = send(konsulent, "tilsidesaet", vurdering="assessment-of-s1", grund="kendskab_til_familien")

    assert (answer.status_code, unchosen.status_code) == (422, 422)
    assert "Bemærkning: skal udfyldes, når grunden er andet" in read(answer.text)
    assert re.search(r'value="B" checked', answer.text)
    assert "Kategori: vælg den kategori, du mener passer" in read(unchosen.text)


def test_the_second_of_two_tabs_is_told_that_the_case_was_assessed_anew(konsulent: TestClient, engine: Engine) -> None:
    keep(engine)
    konsulent.post("/api/v1/cases/s1/assessments", json={})

    answer = send(konsulent, "bekraeft", vurdering="assessment-of-s1")

    assert answer.status_code == 409
    assert "Sagen er vurderet på ny i mellemtiden; tag stilling til det nyeste forslag." in read(answer.text)


def test_what_was_said_is_told_with_who_and_when_newest_first(konsulent: TestClient, engine: Engine) -> None:
    app: Any = konsulent.app
    app.state.door.add(a_principal(Role.CONSULTANT, user_id="kollega"))
    keep(engine)
    other = Visitor(app, headers={HEADER: "kollega"})
    other.post("/api/v1/cases/s1/judgements", json={"category": "B"})
    first = text(konsulent)
    konsulent.post(
        "/api/v1/assessments/assessment-of-s1/override",
        json={"category": "D", "reason": "kendskab_til_familien", "note": "Talt med skolen."},
    )

    said = text(konsulent)

    assert "En kollega vurderede sammensat; forslaget er kompleks. Kollegaens vurdering gælder." in first
    assert "Du har tilsidesat forslaget: særligt kompleks. Din vurdering gælder." in said
    history = said.split("Vurderinger af sagen (2)")[1]
    assert history.index("tilsidesatte forslaget: kendskab til familien") < history.index("egen vurdering")
    assert "· dig · »Talt med skolen.«" in history
    assert "· kollega" in history


def test_a_case_unlike_earlier_ones_says_so_first(konsulent: TestClient, engine: Engine) -> None:
    keep(engine, answer=an_assessment("s1", suggestion=a_suggestion(abstentions=(UNLIKE,))))

    said = text(konsulent)

    assert "Ulig tidligere sager" in said
    assert "Kan ikke målgruppevurderes: sagen ligner ikke tidligere sager" in said
    assert "Giv din egen kategori" in said
    assert "Bekræft:" not in said


@pytest.mark.parametrize(
    ("rule", "worker", "told"),
    [
        (SiblingRule.SAME, "w1", ("M. Holm", "skal have samme sagsbehandler. Samme sagsbehandler har dem alle.")),
        (SiblingRule.DIFFERENT, "w2", ("T. Krogh", "have hver sin sagsbehandler. De har ikke samme sagsbehandler.")),
        (SiblingRule.FREE, None, ("ingen sagsbehandler endnu", "Det er ikke besluttet, om søskende skal have samme")),
    ],
)
def test_siblings_with_a_case_are_named_with_who_has_them(
    rule: SiblingRule, worker: str | None, told: tuple[str, str], konsulent: TestClient
) -> None:
    app: Any = konsulent.app
    engine = app.state.engine
    family: dict[str, Any] = {"family_id": FamilyId("f"), "sibling_rule": rule}
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w1"), a_caseworker("w2", name="T. Krogh")], STAMP)
        insert_case(connection, a_case("s2", caseworker_id=worker and CaseworkerId(worker), **family), STAMP)
        insert_case(connection, a_case("s3", closed_on=today(SCHEME), **family), STAMP)
    keep(engine, caseworker_id=CaseworkerId("w1"), **family)

    said = text(konsulent)

    assert f"Søskende med sag her (2) Sag s2 · {told[0]}Sag s3 · afsluttet" in said
    assert told[1] in said


def test_a_sibling_beyond_reach_is_neither_named_nor_counted(konsulent: TestClient, engine: Engine) -> None:
    app: Any = konsulent.app
    app.state.door.add(a_principal(Role.CONSULTANT, user_id="east", scope=Scope(teams=frozenset({"Øst"}))))
    with writing(engine) as connection:
        insert_case(connection, a_case("west", team="Vest", family_id=FamilyId("f")), STAMP)
    keep(engine, team="Øst", family_id=FamilyId("f"))

    said = text(Visitor(app, headers={HEADER: "east", "accept": "text/html"}))

    assert "Sag s1" in said
    assert "Søskende med sag her" not in said
    assert "west" not in said
