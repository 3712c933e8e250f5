"""A caseworker's diary as she meets it: taps count once, corrections overwrite nobody, a window is closed."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role
from sagstyngde.case import CaseworkerId
from storage.diary import agree_windows, windows_of
from storage.diary_entries import entries_of
from storage.engine import Engine, reading, writing
from storage.staff import record_staff
from tests.answers import STAMP, a_case, a_caseworker, store
from tests.databases import BOTH
from tests.serve.standin import TODAY
from tests.serve.visitors import HEADER, Visitor, a_principal

BACKENDS = BOTH
PAGE = "/tidsdagbog"
ANNA = CaseworkerId("w1")
MONDAY = TODAY - timedelta(days=TODAY.weekday() + 14)
"""Of the window's first week: two weeks ago, so that its last working day has come."""
SENT = {"accept": "text/html", "Idempotency-Key": ""}
TAP = SENT | {"HX-Request": "true"}


@pytest.fixture
def anna(app: FastAPI, engine: Engine) -> TestClient:
    """Anna with two cases and a window of the two weeks before this one; Bo has a case of his own."""
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w1", absences=()), a_caseworker("w2")], STAMP)
        for case_id, whom in (("27/24", "w1"), ("s2", "w1"), ("s3", "w2")):
            store(connection, a_case(case_id, caseworker_id=whom, received_on=date(2026, 1, 5)))
        agree_windows(connection, [ANNA], (MONDAY, MONDAY + timedelta(days=13)), STAMP)
    door: Any = app.state.door
    door.add(a_principal(Role.CASEWORKER, user_id="anna", caseworker_id="w1"))
    return Visitor(app, raise_server_exceptions=False, headers={HEADER: "anna"})


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ").split())


def _send(client: TestClient, what: str, *, headers: Any = None, **fields: str) -> Any:
    sent = {"noegle": str(uuid4()), "dag": MONDAY.isoformat(), "sag": "27/24"} | fields
    return client.post(f"{PAGE}/{what}", data=sent, headers=headers or SENT, follow_redirects=False)


def _stands(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        found = [one.entry for one in entries_of(connection, [ANNA], MONDAY, TODAY)]
    return {f"{one.case_id} {one.kind}": one.minutes for one in found}


def test_a_tap_adds_and_leads_back_to_the_row(anna: TestClient, engine: Engine) -> None:
    answer = _send(anna, "laeg-til", mere="desk:30")
    _send(anna, "laeg-til", mere="desk:60")
    back = anna.get(answer.headers["location"])

    assert answer.status_code == 303
    assert re.fullmatch(r"/tidsdagbog\?dag=[\d-]{10}&ny=\d+#sag-[0-9a-f]{10}", answer.headers["location"])
    assert _stands(engine) == {"27/24 desk": 90}
    assert "1 t 30 min på sager" in _text(back.text)


def test_the_same_tap_sent_twice_counts_once_and_another_of_the_page_counts_too(
    anna: TestClient, engine: Engine
) -> None:
    key = str(uuid4())
    for tap in ("desk:30", "desk:30", "family:15", "desk:15"):
        assert _send(anna, "laeg-til", noegle=key, mere=tap).status_code == 303

    assert _stands(engine) == {"27/24 desk": 45, "27/24 family": 15}


def test_a_tap_in_place_answers_with_the_row_alone(anna: TestClient) -> None:
    answer = _send(anna, "laeg-til", headers=TAP, mere="travel:15")

    assert answer.status_code == 200
    assert answer.text.count('class="diary-case"') == 1
    assert "<html" not in answer.text
    assert {"dagens-tid", "dage"} <= set(re.findall(r'id="([a-z-]+)" (?:aria-label="[^"]*" )?hx-swap-oob', answer.text))
    assert "transport 0:00 → 0:15" in _text(answer.text)


def test_a_tap_is_taken_back_with_one_more(anna: TestClient, engine: Engine) -> None:
    _send(anna, "laeg-til", mere="desk:30")
    answer = anna.get(_send(anna, "laeg-til", mere="desk:120").headers["location"])
    (number,) = re.findall(r'name="nummer" value="(\d+)"', answer.text)

    assert _send(anna, "fortryd", nummer=number).status_code == 303
    assert _stands(engine) == {"27/24 desk": 30}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"sag": "27/24", "dag": (MONDAY - timedelta(days=1)).isoformat()}, "uden for de uger, der er aftalt"),
        ({"sag": "27/24", "dag": (TODAY + timedelta(days=40)).isoformat()}, "uden for de uger, der er aftalt"),
    ],
)
def test_what_may_not_be_written_is_told(fields: dict[str, str], told: str, anna: TestClient, engine: Engine) -> None:
    answer = _send(anna, "laeg-til", mere="desk:30", **fields)

    assert (answer.status_code, _stands(engine)) == (422, {})
    assert told in _text(answer.text)


@pytest.mark.parametrize("case_id", ["s3", "ukendt"])
def test_a_case_of_a_colleague_is_as_unknown_as_one_that_is_not(case_id: str, anna: TestClient, engine: Engine) -> None:
    answer = _send(anna, "laeg-til", mere="desk:30", sag=case_id)

    assert (answer.status_code, _stands(engine)) == (404, {})
    assert "s3" not in anna.get(f"{PAGE}?dag={MONDAY}").text


@pytest.mark.parametrize("tap", ["desk", "desk:7", "sleep:15", "desk:-15", "desk:15:1", ""])
def test_a_tap_that_is_no_button_is_refused(tap: str, anna: TestClient, engine: Engine) -> None:
    assert (_send(anna, "laeg-til", mere=tap).status_code, _stands(engine)) == (422, {})


def _version(client: TestClient) -> str:
    return str(max(re.findall(r'name="udgave" value="(\d+)"', client.get(f"{PAGE}?dag={MONDAY}").text), key=int))


def test_times_are_corrected_as_danes_write_them(anna: TestClient, engine: Engine) -> None:
    _send(anna, "laeg-til", mere="desk:30")
    told = {"familien": "1:30", "samarbejde": "1,5 t", "skrivebord": "", "transport": "45 min"}

    assert _send(anna, "ret", udgave=_version(anna), **told).status_code == 303
    assert _stands(engine) == {"27/24 family": 90, "27/24 partners": 90, "27/24 desk": 0, "27/24 travel": 45}


def test_a_number_that_could_be_hours_or_minutes_is_sent_back_with_all_that_was_typed(
    anna: TestClient, engine: Engine
) -> None:
    answer = _send(anna, "ret", udgave="0", familien="90", skrivebord="1:15")

    assert (answer.status_code, _stands(engine)) == (422, {})
    assert "1 felt skal rettes på sag 27/24" in _text(answer.text)
    assert 'value="90"' in answer.text
    assert 'value="1:15"' in answer.text


def test_a_correction_typed_before_somebody_wrote_elsewhere_overwrites_nothing(
    anna: TestClient, engine: Engine
) -> None:
    version = _version(anna)
    _send(anna, "laeg-til", mere="desk:120")
    answer = _send(anna, "ret", udgave=version, skrivebord="0:15")
    again = _send(anna, "ret", udgave=_version(anna), skrivebord="0:15")

    assert "siden du åbnede siden" in _text(answer.text)
    assert 'value="0:15"' in answer.text
    assert (answer.status_code, again.status_code, _stands(engine)) == (422, 303, {"27/24 desk": 15})


def test_a_day_is_told_to_be_empty_and_that_is_taken_back(anna: TestClient) -> None:
    day = f"{PAGE}?dag={MONDAY}"
    _send(anna, "dag", sag="", betyder="intet")
    told = _text(anna.get(day).text)
    _send(anna, "dag", sag="", betyder="fortryd")
    _send(anna, "dag", sag="", betyder="udelad")

    assert "Du har skrevet, at der intet var på sager." in told
    assert "Dagen tæller ikke med." in _text(anna.get(day).text)


def test_a_window_is_closed_once_the_empty_days_are_explained(anna: TestClient, engine: Engine) -> None:
    with reading(engine) as connection:
        (window,) = windows_of(connection, [ANNA])
    address = f"{PAGE}/perioder/{window.window_id}"
    _send(anna, "laeg-til", mere="desk:30")

    shown = _text(anna.get(address).text)
    silent = anna.post(address, data={"noegle": str(uuid4())}, headers=SENT)
    key = str(uuid4())
    answers = [
        anna.post(address, data={"noegle": key, "tomme": "intet"}, headers=SENT, follow_redirects=False)
        for _ in range(2)
    ]
    late = _send(anna, "laeg-til", mere="desk:30")

    assert "Af 10 arbejdsdage står 9 tomme." in shown
    assert silent.status_code == 422
    assert "De tomme dage : vælg, hvad de tomme dage betyder" in _text(silent.text)
    assert [one.status_code for one in answers] == [303, 303]
    assert late.status_code == 422
    assert "perioden er afsluttet og kan ikke ændres" in _text(late.text).lower()
    assert _stands(engine) == {"27/24 desk": 30}
    assert "Perioden er afsluttet." in _text(anna.get(address).text)


def test_the_day_in_hand_begins_where_something_is_missing(anna: TestClient) -> None:
    text = _text(anna.get(PAGE).text)

    assert "10 dage mangler" in text
    assert "Afslut perioden" in text
    assert text.count("Sag 27/24") == 1


def test_a_sought_case_is_found_among_ones_own(anna: TestClient) -> None:
    page = anna.get(f"{PAGE}?dag={MONDAY}&find=27").text

    assert "Sag 27/24" in page
    assert "Sag s2" not in page
    assert "1 sag passer." in _text(page)


@pytest.mark.parametrize("whom", [None, "w9"])
def test_who_is_no_caseworker_or_has_no_weeks_is_told_so(whom: str | None, app: FastAPI, anna: TestClient) -> None:
    door: Any = app.state.door
    door.add(a_principal(Role.CASEWORKER, user_id="ny", caseworker_id=whom))
    client = Visitor(app, raise_server_exceptions=False, headers={HEADER: "ny", "accept": "text/html"})

    answer = client.get(PAGE)

    assert answer.status_code == (200 if whom is None else 404)
    assert anna.get(f"{PAGE}/perioder/ukendt").status_code == 404


def test_weeks_that_are_to_come_are_told(app: FastAPI, anna: TestClient, engine: Engine) -> None:
    coming = TODAY + timedelta(days=7 - TODAY.weekday())
    with writing(engine) as connection:
        agree_windows(connection, [CaseworkerId("w2")], (coming, coming + timedelta(days=13)), STAMP)
    door: Any = app.state.door
    door.add(a_principal(Role.CASEWORKER, user_id="bo", caseworker_id="w2"))
    bo = Visitor(app, headers={HEADER: "bo"})

    assert "Næste periode begynder" in _text(bo.get(PAGE).text)
