"""What a person says of a case on its page: her own category first, then two clicks to agree or to disagree."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from sagstyngde.access import Role
from serve.app import create_app
from serve.house import House
from storage.engine import Engine, reading
from storage.tables.casework import judgements, settlements
from tests.serve.standin import StandIn
from tests.serve.test_api import BODY
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor, a_principal

PAGE = "/sager/27.24.00-G01-412-26"
OVERRIDE = {"kategori": "D", "grund": "kendskab_til_familien", "bemaerkning": "Talt med skolen."}


@pytest.fixture
def blind(engine: Engine) -> TestClient:
    app = create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING), house=House(blind_share=1.0))
    return Visitor(app, headers={HEADER: EVERYTHING.user_id, "accept": "text/html"})


def _hidden(client: TestClient) -> dict[str, str]:
    html = client.get(PAGE).text
    return dict(re.findall(r'<input type="hidden" name="(noegle|vurdering|talt)" value="([^"]+)">', html))


def _send(client: TestClient, what: str, **fields: Any) -> Any:
    headers = {"accept": "text/html", "Idempotency-Key": ""}
    return client.post(f"{PAGE}/{what}", data=fields, headers=headers, follow_redirects=False)


def _count(engine: Engine, table: Any) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_her_own_category_opens_the_suggestion_and_is_kept_once(blind: TestClient, engine: Engine) -> None:
    blind.post("/api/v1/assessments", json=BODY)
    hidden = _hidden(blind)

    answers = [_send(blind, "egen-kategori", kategori="B", **hidden) for _ in range(2)]
    page = blind.get(PAGE).text

    assert [(one.status_code, one.headers["location"]) for one in answers] == [(303, PAGE)] * 2
    assert _count(engine, judgements) == 1
    assert "Du vurderede sammensat; forslaget er kompleks. Din vurdering gælder." in page
    assert "Bekræft: kompleks" in page


def test_a_drawn_case_that_cannot_be_assessed_is_said_so_in_two_clicks(blind: TestClient, engine: Engine) -> None:
    blind.post("/api/v1/assessments", json=BODY)
    before = blind.get(PAGE).text
    buttons = re.findall(r'name="grund" value="([^"]+)">([^<]+)<', before.split("<summary>Kan ikke")[1])

    sent = _send(blind, "egen-kategori", grund="for_lidt_er_oplyst", **_hidden(blind))
    page = blind.get(PAGE).text

    assert buttons[0] == ("for_lidt_er_oplyst", "For lidt er oplyst")
    assert (sent.status_code, _count(engine, judgements)) == (303, 1)
    assert (
        "Du vurderede, at sagen ikke kan målgruppevurderes (for lidt er oplyst). Din vurdering gælder. Forslaget er "
        in page
    )
    assert "Bekræft: kompleks" in page


@pytest.mark.parametrize(
    ("what", "fields", "own"),
    [
        ("egen-kategori", {"kategori": "B"}, "Sammensat"),
        ("egen-kategori", {"grund": "uden_for_maalgruppen"}, "Kan ikke målgruppevurderes (barnet er uden for"),
        ("bekraeft", {}, "Bekræftet forslag"),
        ("tilsidesaet", OVERRIDE, "Særligt kompleks</strong> · »Talt med skolen.«"),
    ],
)
def test_the_later_of_two_is_told_what_was_said_meanwhile_and_may_send_again(
    what: str, fields: dict[str, str], own: str, *, client: TestClient, engine: Engine
) -> None:
    """Two tabs, or two people: the second page was opened before the first was sent."""
    client.post("/api/v1/assessments", json=BODY)
    opened = _hidden(client)
    _send(client, "tilsidesaet", **(_hidden(client) | {"kategori": "A", "grund": "fejl_i_oplysningerne"}))

    told = _send(client, what, **(opened | fields))
    nothing_more = _count(engine, settlements), _count(engine, judgements)
    form = told.text.split('id="imellemtiden"')[1].split("</form>")[0]
    again = _send(client, what, **dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)))

    assert (told.status_code, nothing_more) == (409, (1, 0))
    assert "Din vurdering er ikke gemt" in told.text
    assert "<strong>Enkel</strong> · tilsidesatte forslaget: fejl i oplysningerne" in form
    assert own in form
    assert f'action="{PAGE}/{what}"' in form
    assert again.status_code == 303
    assert _count(engine, settlements) + _count(engine, judgements) == 2


def test_two_blind_judgements_of_one_case_are_not_both_stored_unseen(blind: TestClient, engine: Engine) -> None:
    blind.post("/api/v1/assessments", json=BODY)
    tabs = [_hidden(blind), _hidden(blind)]

    first, second = (_send(blind, "egen-kategori", kategori="B", **tab) for tab in tabs)

    assert (first.status_code, second.status_code, _count(engine, judgements)) == (303, 409, 1)
    assert "egen vurdering, før forslaget blev vist" in second.text
    assert 'name="kategori" value="B"' in second.text


def test_a_suggestion_is_confirmed_by_one_click_and_set_aside_by_two(client: TestClient, engine: Engine) -> None:
    client.post("/api/v1/assessments", json=BODY)

    confirmed = _send(client, "bekraeft", **_hidden(client))
    first = client.get(PAGE).text
    overridden = _send(client, "tilsidesaet", **_hidden(client), **OVERRIDE)
    second = client.get(PAGE).text
    _send(client, "tilsidesaet", **_hidden(client), **(OVERRIDE | {"kategori": "-"}))

    assert (confirmed.status_code, overridden.status_code, _count(engine, settlements)) == (303, 303, 3)
    assert "Du har bekræftet forslaget: kompleks." in first
    assert "Du har tilsidesat forslaget: særligt kompleks. Din vurdering gælder." in second
    assert "Du har tilsidesat forslaget: kan ikke målgruppevurderes. Din vurdering gælder." in client.get(PAGE).text


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("egen-kategori", {"kategori": "Z"}),
        ("egen-kategori", {}),
        ("egen-kategori", {"kategori": "B", "noegle": "x"}),
        ("tilsidesaet", OVERRIDE | {"grund": "fordi"}),
        ("tilsidesaet", OVERRIDE | {"grund": "andet", "bemaerkning": ""}),
        ("tilsidesaet", OVERRIDE | {"bemaerkning": "mor 010190-1234"}),
    ],
)
def test_a_form_that_does_not_hold_is_told_in_danish_and_keeps_nothing(
    what: str, fields: dict[str, str], client: TestClient, engine: Engine
) -> None:
    client.post("/api/v1/assessments", json=BODY)

    answer = _send(client, what, **(_hidden(client) | fields))

    assert answer.status_code == 422
    assert (_count(engine, judgements), _count(engine, settlements)) == (0, 0)


def test_who_may_not_answer_is_shown_no_form_and_refused(client: TestClient, engine: Engine) -> None:
    app: Any = client.app
    app.state.door.add(a_principal(Role.CASEWORKER, user_id="cw", caseworker_id="w1"))
    client.post("/api/v1/assessments", json=BODY | {"caseworker_id": "w1"})
    hidden = _hidden(client)
    caseworker = Visitor(app, raise_server_exceptions=False, headers={HEADER: "cw"})

    page = caseworker.get(PAGE, headers={"accept": "text/html"})

    assert (page.status_code, re.findall(r"/(bekraeft|tilsidesaet|egen-kategori)\"", page.text)) == (200, [])
    assert _send(caseworker, "bekraeft", **hidden).status_code == 403
    assert _count(engine, settlements) == 0
