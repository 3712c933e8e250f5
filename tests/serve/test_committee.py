"""A case comes in, and the adopted register says whether the committee must decide; what a person states stands."""

import json
import re
from datetime import date, datetime
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from features.scheme_toml import read_scheme
from mandate.register_toml import register_text
from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.case import Case
from serve.app import create_app
from serve.house import House
from storage.engine import Engine, writing
from storage.registers import NewRegister, adopt_register
from storage.staff import record_staff
from tests.answers import STAMP, a_caseworker
from tests.databases import BOTH
from tests.serve.standin import StandIn
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor

BACKENDS = BOTH
URL = "/api/v1/cases"
FACT = "committee_decision"


@pytest.fixture
def intake(engine: Engine) -> TestClient:
    house = House(scheme=read_scheme("bornehandicap"))
    app = create_app(None, engine, door=TrustingDoor(EVERYTHING), house=house)
    return Visitor(app, raise_server_exceptions=False, headers={HEADER: EVERYTHING.user_id})


@pytest.fixture
def adopted(intake: TestClient, engine: Engine) -> TestClient:
    """A server of a municipality that has made the example its own."""
    text = register_text("eksempel")[1].replace("is_example = true", "")
    with writing(engine) as connection:
        adopt_register(connection, NewRegister(toml=text, holds_from=date(2026, 1, 1)), STAMP)
        new = a_caseworker("ny", employed_on=date(2026, 10, 1))
        record_staff(connection, [new], STAMP)
    return intake


def _case(*options: str, **facts: Any) -> dict[str, Any]:
    return {"case_id": "s1", "received_on": "2026-11-02", "facts": {"provisions": list(options)} | facts}


def _known(client: TestClient, body: dict[str, Any]) -> tuple[bool | None, list[str]]:
    told = client.post(URL, json=body).json()
    return told["facts"].get(FACT), told["by_register"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["bl_83"], (True, [FACT])),
        (["bl_81"], (False, [FACT])),
        (["bl_86"], (None, [])),
        ([], (None, [])),
    ],
)
def test_the_register_fills_in_what_nobody_has_said(
    options: list[str], expected: tuple[bool | None, list[str]], adopted: TestClient
) -> None:
    assert _known(adopted, _case(*options)) == expected


def test_without_an_adopted_register_nothing_is_filled_in(intake: TestClient) -> None:
    assert _known(intake, _case("bl_83")) == (None, [])


def test_whoever_has_the_case_is_asked_for_where_she_is_known(adopted: TestClient) -> None:
    body = _case("bl_81") | {"caseworker_id": "ny"}

    assert _known(adopted, body) == (True, [FACT])


def test_what_a_person_states_stands_and_the_same_case_again_is_the_same(adopted: TestClient) -> None:
    assert _known(adopted, _case("bl_83", committee_decision=False)) == (False, [])

    other = _case("bl_83") | {"case_id": "s2"}
    first, again = adopted.post(URL, json=other), adopted.post(URL, json=other)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()

    stated = adopted.patch(f"{URL}/s2", json={"facts": {FACT: False}}, headers={"if-match": '"1"'}).json()
    assert (stated["facts"][FACT], stated["by_register"]) == (False, [])
    changed = adopted.patch(f"{URL}/s2", json={"facts": {"provisions": ["bl_85"]}}, headers={"if-match": '"2"'}).json()
    assert (changed["facts"][FACT], changed["by_register"]) == (False, [])


def test_other_provisions_are_asked_for_anew(adopted: TestClient) -> None:
    adopted.post(URL, json=_case("bl_83"))

    changed = adopted.patch(f"{URL}/s1", json={"facts": {"provisions": ["bl_81"]}}, headers={"if-match": '"1"'}).json()
    open_now = adopted.patch(f"{URL}/s1", json={"facts": {"provisions": ["bl_86"]}}, headers={"if-match": '"2"'}).json()

    assert (changed["facts"][FACT], changed["by_register"]) == (False, [FACT])
    assert (FACT in open_now["facts"], open_now["by_register"]) == (False, [])


def test_what_is_answered_is_the_case_as_it_is_stored(adopted: TestClient, engine: Engine) -> None:
    asked: list[object] = []

    class Noting(StandIn):
        def assess(self, case: Case, *, assessment_id: AssessmentId, at: datetime) -> Assessment:
            asked.append(case.facts.get(FACT))
            return super().assess(case, assessment_id=assessment_id, at=at)

    app = create_app(Noting(scheme=read_scheme("bornehandicap")), engine, door=TrustingDoor(EVERYTHING))
    client = Visitor(app, raise_server_exceptions=False, headers={HEADER: EVERYTHING.user_id})

    one = client.post("/api/v1/assessments", json=_case("bl_83"))
    lines = json.dumps(_case("bl_81") | {"case_id": "s2"})
    headers = {"content-type": "application/x-ndjson"}
    many = client.post("/api/v1/assessments/batch", content=lines, headers=headers)

    assert (one.status_code, many.status_code) == (201, 200)
    assert asked == [None, True, None, False]


def test_the_page_says_who_decides_and_where_it_is_known_from(adopted: TestClient) -> None:
    adopted.post(URL, json=_case("bl_83", "bl_86"))

    html = adopted.get("/sager/s1", headers={"accept": "text/html"}).text
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())

    assert "Hvem afgør" in text
    assert "Barnets lov § 83: visitationsudvalg Skal i visitationsudvalget:" in text
    assert (
        "Barnets lov § 86: egenkompetence eller visitationsudvalg, efter beløbet Kan afgøres med egenkompetence:"
        in text
    )
    assert "Visitationsudvalget skal beslutte ja (efter kompetenceplanen)" in text
