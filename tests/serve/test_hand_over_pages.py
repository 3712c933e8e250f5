"""A note for whoever takes a case on: told where it waits, read, confirmed, and never written over."""

import re

import pytest
from fastapi import FastAPI

from casework.placing import Order, seat
from sagstyngde.access import Role
from sagstyngde.case import CaseId
from sagstyngde.hand_over import Heading
from storage.engine import Engine, reading, writing
from storage.hand_overs import hand_overs_of
from tests.answers import STAMP
from tests.serve.desks import HTML, PAGE, TODAY, W2, as_, key, lay_out, own, text_of


@pytest.fixture(autouse=True)
def desks(engine: Engine) -> None:
    lay_out(engine)


def test_a_note_is_saved_read_by_the_next_and_confirmed(app: FastAPI, engine: Engine) -> None:
    client, after = own(app), own(app, "w2")
    address = "/sager/s1/overdragelse"
    sent = client.post(address, data=key() | {"status": "I gang.\r\nVenter.", "frister": "3. dec."}, headers=HTML)
    assert (sent.status_code, sent.headers["location"]) == (303, address)
    with writing(engine) as connection:
        order = Order(case_id=CaseId("s1"), caseworker_id=W2, reason="Kender familien.")
        seat(connection, order, on=TODAY, stamp=STAMP)

    assert "Et overdragelsesnotat venter på dig. Læs notatet" in text_of(after.get("/sager/s1", headers=HTML))
    assert "venter på dig" not in text_of(as_(app, Role.CONSULTANT).get("/sager/s1", headers=HTML))
    desk = after.get(PAGE)
    assert "Læs notatet om sag s1" in desk.text
    assert "Kender familien." in desk.text
    html = after.get(address, headers=HTML).text
    assert "I gang.\nVenter." in html
    (note,) = re.findall(r'name="notat" value="([^"]+)"', html)

    assert after.post(f"{address}/laest", data=key() | {"notat": note}, headers=HTML).status_code == 303
    assert "Læst af T. Krogh" in text_of(after.get(address, headers=HTML))
    assert "Læs notatet" not in after.get(PAGE).text
    assert "venter på dig" not in after.get("/sager/s1", headers=HTML).text
    assert client.get(address, headers=HTML).status_code == 404


def test_of_two_windows_the_later_is_told_and_nothing_is_written_over(app: FastAPI, engine: Engine) -> None:
    client, address = own(app), "/sager/s1/overdragelse"
    client.post(address, data=key() | {"status": "Fra det ene vindue."}, headers=HTML)

    late = client.post(address, data=key() | {"status": "Fra det andet.", "efter": ""}, headers=HTML)

    assert late.status_code == 422
    assert "nyere udgave" in text_of(late)
    assert "Fra det ene vindue." in late.text
    assert "Fra det andet." in late.text
    (newest,) = re.findall(r'name="efter" value="([^"]+)"', late.text)
    again = client.post(address, data=key() | {"status": "Begge dele.", "efter": newest}, headers=HTML)
    assert again.status_code == 303
    with reading(engine) as connection:
        assert [one.notes[Heading.STATUS] for one in hand_overs_of(connection, CaseId("s1"))] == [
            "Fra det ene vindue.",
            "Begge dele.",
        ]


def test_an_empty_note_is_told_at_a_field(app: FastAPI) -> None:
    sent = own(app).post("/sager/s1/overdragelse", data=key() | {"status": "  "}, headers=HTML)

    assert (sent.status_code, 'id="fejl-status"' in sent.text) == (422, True)
