"""What a leader agrees on and sees: weeks and whether they are kept, and nobody's hours."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role, Scope
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.diary import DiaryEntry, DiaryWindow
from sagstyngde.work_kind import WorkKind
from storage.diary import agree_windows, all_windows, close_window
from storage.diary_entries import record_entries
from storage.engine import Engine, reading, writing
from storage.staff import record_staff
from tests.answers import STAMP, a_case, a_caseworker, store
from tests.serve.standin import TODAY
from tests.serve.visitors import HEADER, Visitor, a_principal

PAGE = "/tidsdagbog/uger"
MONDAY = TODAY - timedelta(days=TODAY.weekday() + 14)
COMING = TODAY + timedelta(days=7 - TODAY.weekday())
SENT = {"accept": "text/html", "Idempotency-Key": ""}
NAMES = ("Anna", "Bo", "Carl", "Dorte", "Else", "Finn")


@pytest.fixture
def leader(app: FastAPI, engine: Engine) -> TestClient:
    """A leader of Øst, where five work; the sixth is in Vest."""
    with writing(engine) as connection:
        people = [
            a_caseworker(f"w{number}", name=name, team="Vest" if name == "Finn" else "Øst", absences=())
            for number, name in enumerate(NAMES, start=1)
        ]
        record_staff(connection, people, STAMP)
    door: Any = app.state.door
    scope = Scope(teams=frozenset({"Øst"}))
    door.add(a_principal(Role.LEADER, user_id="leder", scope=scope))
    return Visitor(app, raise_server_exceptions=False, headers={HEADER: "leder"})


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ").split())


def _agree(client: TestClient, **fields: str) -> Any:
    sent = {"noegle": str(uuid4()), "hvem": "alle", "fra": COMING.isoformat(), "uger": "2"} | fields
    return client.post(PAGE, data=sent, headers=SENT, follow_redirects=False)


def _windows(engine: Engine) -> tuple[DiaryWindow, ...]:
    with reading(engine) as connection:
        return all_windows(connection)


def _kept(engine: Engine, closed: int) -> None:
    """Let the five of Øst have kept a diary, four minutes of family to each of travel, and some have closed it."""
    with writing(engine) as connection:
        ids = [CaseworkerId(f"w{number}") for number in range(1, 6)]
        windows = agree_windows(connection, ids, (MONDAY, MONDAY + timedelta(days=13)), STAMP)
        for number, whom in enumerate(ids, start=1):
            store(connection, a_case(f"s{number}", caseworker_id=whom, received_on=date(2026, 1, 5)))
            for kind, minutes in ((WorkKind.FAMILY, 372), (WorkKind.TRAVEL, 93)):
                entry = DiaryEntry(
                    case_id=CaseId(f"s{number}"), caseworker_id=whom, worked_on=MONDAY, kind=kind, minutes=minutes
                )
                record_entries(connection, [entry], STAMP)
        for window in windows[:closed]:
            close_window(connection, window, STAMP)


def test_weeks_are_agreed_with_a_team_a_person_or_everybody_within_reach(leader: TestClient, engine: Engine) -> None:
    key = str(uuid4())
    one = [_agree(leader, hvem="person:w2", noegle=key) for _ in range(2)]
    everybody = _agree(leader)
    outside = _agree(leader, hvem="team:Vest")

    assert [answer.status_code for answer in (*one, everybody, outside)] == [303, 303, 303, 422]
    assert everybody.headers["location"] == f"{PAGE}?uden=1"
    assert sorted(window.caseworker_id for window in _windows(engine)) == ["w1", "w2", "w3", "w4", "w5"]
    assert {(window.starts_on, window.ends_on) for window in _windows(engine)} == {
        (COMING, COMING + timedelta(days=13))
    }


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"hvem": ""}, "Hvem : vælg, hvem der skal skrive"),
        ({"fra": "mandag"}, "Fra mandag : vælg en mandag"),
        ({"uger": "9"}, "Antal uger : vælg to, tre eller fire uger"),
        ({"fra": (COMING + timedelta(days=1)).isoformat()}, "Perioden skal begynde en mandag"),
        ({"fra": MONDAY.isoformat()}, "i denne uge eller inden for et år"),
        ({"hvem": "person:w6"}, "Ingen af dem kan skrive i de uger"),
    ],
)
def test_what_cannot_be_agreed_is_told_beside_its_field(
    fields: dict[str, Any], told: str, leader: TestClient, engine: Engine
) -> None:
    answer = _agree(leader, **fields)

    assert (answer.status_code, _windows(engine)) == (422, ())
    assert told in _text(answer.text)


def test_a_leader_sees_who_has_kept_and_closed_and_nobodys_hours(leader: TestClient, engine: Engine) -> None:
    _kept(engine, closed=4)
    text = _text(leader.get(PAGE).text)

    assert "Else har ikke afsluttet perioden, der sluttede" in text
    assert "4 af 5 har afsluttet." in text
    assert "Anna Øst 1 af 10" in text
    assert "Finn" not in text
    assert not re.search(r"7:45|6:12|1:33|372|93|465|80 %", text)


def test_what_the_time_went_to_is_told_once_all_of_five_have_closed(leader: TestClient, engine: Engine) -> None:
    _kept(engine, closed=5)
    text = _text(leader.get(PAGE).text)

    assert "Sådan fordelte tiden på sager sig, alle 5 lagt sammen" in text
    assert "Familien 80 % Samarbejde 0 % Skrivebord 0 % Transport 20 %" in text
    assert "Ingen perioder venter på at blive afsluttet." in text


def test_a_window_is_withdrawn_unless_it_is_closed_or_elsewhere(leader: TestClient, engine: Engine) -> None:
    _kept(engine, closed=1)
    with writing(engine) as connection:
        agree_windows(connection, [CaseworkerId("w6")], (COMING, COMING + timedelta(days=13)), STAMP)
    by_whom = {window.caseworker_id: window.window_id for window in _windows(engine)}
    answers = {
        whom: leader.post(
            f"{PAGE}/{by_whom[CaseworkerId(whom)]}/tilbage",
            data={"noegle": str(uuid4())},
            headers=SENT,
            follow_redirects=False,
        ).status_code
        for whom in ("w1", "w2", "w6")
    }

    assert answers == {"w1": 422, "w2": 303, "w6": 404}
    assert CaseworkerId("w2") not in {window.caseworker_id for window in _windows(engine)}
