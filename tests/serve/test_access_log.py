"""Can whoever may, and nobody else, tell a family who has looked?"""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role, Scope
from sagstyngde.case import ChildId
from serve.app import create_app
from storage.cases import insert_case
from storage.engine import Engine, reading, writing
from tests.answers import STAMP, a_case
from tests.serve.standin import StandIn
from tests.serve.visitors import HEADER, TrustingDoor, Visitor, a_principal
from tests.storage.audit_logs import stored

ADDRESS = "/api/v1/children/barn-1/access-log"
AUDITOR = a_principal(Role.AUDITOR, user_id="revisor")
OF_NORTH = a_principal(Role.AUDITOR, user_id="revisor-nord", scope=Scope(teams=frozenset({"Nord"})))
CONSULTANT = a_principal(Role.CONSULTANT, user_id="konsulent")
PURPOSE = {"Sagstyngde-Purpose": "indsigt efter anmodning"}


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    with writing(engine) as connection:
        for case_id, team in (("nord", "Nord"), ("syd", "Syd")):
            insert_case(connection, a_case(case_id, child_id=ChildId("barn-1"), team=team), STAMP)
        insert_case(connection, a_case("anden", child_id=ChildId("barn-2"), team="Nord"), STAMP)
    return create_app(StandIn(), engine, door=TrustingDoor(AUDITOR, OF_NORTH, CONSULTANT))


def visitor(app: FastAPI, user_id: str) -> TestClient:
    return Visitor(app, raise_server_exceptions=False, headers={HEADER: user_id})


def test_the_log_tells_of_earlier_looks_and_of_no_other_childs(app: FastAPI) -> None:
    client = visitor(app, "revisor")
    client.get(ADDRESS, headers=PURPOSE)
    client.get("/api/v1/children/barn-2/access-log")

    answer = client.get(ADDRESS).json()

    assert [(line["what"], line["purpose"], line["role"], line["employee"]) for line in answer["looks"]] == [
        (
            "Trak en oversigt over, hvem der har set oplysninger om barnet",
            "indsigt efter anmodning",
            "revisor",
            "Medarbejder 1",
        )
    ]
    assert (answer["child_id"], answer["kept_from"]) == ("barn-1", None)


def test_the_log_is_handed_over_as_a_spreadsheet_too(app: FastAPI) -> None:
    client = visitor(app, "revisor")
    client.get(ADDRESS)

    answer = client.get(ADDRESS, params={"format": "csv"})

    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="opdigtet-opslag.csv"'
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 2


def test_names_are_given_for_a_stated_reason_only(app: FastAPI) -> None:
    client = visitor(app, "revisor")

    without = client.get(ADDRESS, params={"named": "true"})
    stated = client.get(ADDRESS, params={"named": "true"}, headers=PURPOSE)
    again = client.get(ADDRESS, params={"named": "true"}, headers=PURPOSE)

    assert (without.status_code, stated.status_code) == (422, 200)
    assert [line["employee"] for line in again.json()["looks"]] == ["revisor"]


def test_a_log_is_whole_or_not_given(app: FastAPI, engine: Engine) -> None:
    """The auditor of one team does not get a log that leaves out what another team did."""
    partly = visitor(app, "revisor-nord").get(ADDRESS)
    unknown = visitor(app, "revisor").get("/api/v1/children/ingen/access-log")

    with reading(engine) as connection:
        assert [row["outcome"] for row in stored(connection)] == ["denied", "unknown"]
    assert (partly.status_code, unknown.status_code) == (404, 404)
    assert partly.json() | {"instance": ""} == unknown.json() | {"instance": ""}


def test_casework_gives_no_right_to_the_log(app: FastAPI, engine: Engine) -> None:
    answer = visitor(app, "konsulent").get(ADDRESS)

    with reading(engine) as connection:
        assert [(row["actor"], row["outcome"]) for row in stored(connection)] == [("konsulent", "denied")]
    assert answer.status_code == 403
