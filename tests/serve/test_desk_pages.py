"""A caseworker's own desk as she and her leader meet it: what waits, how it is reckoned, and the forms."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from casework.placing import Order, seat
from sagstyngde.access import Role, Scope
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.dissent import DissentAnswer
from sagstyngde.felt import Felt, asked_week
from sagstyngde.hand_over import Heading
from sagstyngde.months import add_months
from serve.dependencies import today
from storage.cases import find_record
from storage.dissents import dissents_by, open_dissents
from storage.engine import Engine, reading, writing
from storage.felt_loads import felt_by_week
from storage.hand_overs import hand_overs_of, write_hand_over
from storage.registers import NewRegister, adopt_register
from storage.staff import record_staff
from tests.answers import STAMP, a_case, a_caseworker, an_assessment, store
from tests.serve.standin import FULL_FACTS, SCHEME
from tests.serve.test_mandate import OWN_PLAN
from tests.serve.visitors import HEADER, Visitor, a_principal

PAGE = "/min-sagsstamme"
HTML = {"accept": "text/html", "Idempotency-Key": ""}
NORD = Scope(teams=frozenset({"Nord"}))
W1, W2 = CaseworkerId("w1"), CaseworkerId("w2")
TODAY = today(SCHEME)


@pytest.fixture(autouse=True)
def desks(engine: Engine) -> None:
    """Two caseworkers of Nord and one of Syd; s1 (new) and s2 with w1, s3 with w3."""
    staff = [
        a_caseworker(who, name=name, team=team, employed_on=date(2015, 1, 1))
        for who, name, team in (("w1", "M. Holm", "Nord"), ("w2", "T. Krogh", "Nord"), ("w3", "A. Lund", "Syd"))
    ]
    with writing(engine) as connection:
        record_staff(connection, staff, STAMP)
        for case_id, whom, team, days in (("s1", "w1", "Nord", 3), ("s2", "w1", "Nord", 90), ("s3", "w3", "Syd", 3)):
            case = a_case(
                case_id,
                caseworker_id=whom,
                team=team,
                received_on=TODAY - timedelta(days=days),
                decision_on=TODAY + timedelta(days=30),
                facts=FULL_FACTS,
            )
            store(connection, case, an_assessment(case_id))


def as_(app: FastAPI, *roles: Role, **told: Any) -> TestClient:
    door: Any = app.state.door
    user = door.add(a_principal(*roles, user_id=f"u{len(door.known)}", **told))
    return Visitor(app, raise_server_exceptions=False, headers={HEADER: user.user_id}, follow_redirects=False)


def own(app: FastAPI, who: str = "w1") -> TestClient:
    return as_(app, Role.CASEWORKER, caseworker_id=who)


def text_of(answer: httpx2.Response) -> str:
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).replace("\xa0", " ").split())


def key() -> dict[str, str]:
    return {"noegle": str(uuid4())}


def object_to(client: TestClient, **fields: str) -> httpx2.Response:
    sent = key() | {"sag": "s1", "grund": "load", "ord": "Tredje tunge sag."} | fields
    return client.post(f"{PAGE}/uenig", data=sent, headers=HTML)


def answer(client: TestClient, dissent_id: str, **fields: str) -> httpx2.Response:
    sent = key() | {"svar": "kept", "begrundelse": "Du har sproget."} | fields
    return client.post(f"/opfoelgning/indsigelser/{dissent_id}", data=sent, headers=HTML)


def test_the_page_tells_what_waits_then_the_load_then_each_case(app: FastAPI) -> None:
    answered = own(app).get(PAGE)

    text = text_of(answered)
    assert answered.status_code == 200
    assert re.search(r"1 sag er ny\. .*Ny sag Givet .* Sager og tid De næste 6 måneder: \d+ timers arbejde", text)
    assert re.search(r"2 sager .*s1.*Kompleks.*s2.*Sådan er det regnet ud Måneden fra", text)
    assert "s3" not in text
    assert 'aria-label="De næste 6 måneder' in answered.text


def test_every_month_of_the_table_adds_up_to_the_load_that_the_api_tells(app: FastAPI) -> None:
    client = own(app)
    load = client.get("/api/v1/caseloads/w1").json()

    html = client.get(PAGE).text

    rows = dict(re.findall(r'<tr><th scope="row">(s1|s2|I alt)</th>((?:<td class="figure">[^<]*</td>)+)', html))
    assert len(rows) == 3
    assert len(re.findall("<td", rows["I alt"])) == len(load["load"]["hours_after"])
    (first,) = re.findall(r'^<td class="figure">([\d,.]+)', rows["I alt"])
    assert abs(float(first.replace(",", ".")) - load["load"]["hours_after"][0]) <= 0.5


def test_hours_are_followed_from_the_contract_to_the_time_for_cases(app: FastAPI, engine: Engine) -> None:
    with writing(engine) as connection:
        new = a_caseworker("w1", name="M. Holm", team="Nord", employed_on=TODAY, fixed_monthly_hours=10.0)
        record_staff(connection, [new], STAMP)

    text = text_of(own(app).get(PAGE))

    assert re.search(r"timers ansættelse, minus \d+ til møder.*, minus \d+ til oplæring,.* minus 10 til faste", text)
    assert "ingen regnes efter, hvor hurtigt de arbejder" in text


def test_a_week_is_answered_with_one_click_and_may_be_changed(app: FastAPI, engine: Engine) -> None:
    client = own(app)
    assert 'aria-pressed="true"' not in client.get(PAGE).text

    for felt in ("4", "2"):
        sent = client.post(f"{PAGE}/oplevet", data=key() | {"oplevet": felt}, headers=HTML)
        assert (sent.status_code, sent.headers["location"]) == (303, f"{PAGE}#oplevet")

    html = client.get(PAGE).text
    assert re.findall(r'value="(\d)" aria-pressed="true"', html) == ["2"]
    assert "Ugens svar mangler" not in html
    with reading(engine) as connection:
        (told,) = felt_by_week(connection, asked_week(TODAY))
    assert (told.caseworker_id, told.felt) == (W1, Felt.LOW)


def test_a_double_click_tells_once(app: FastAPI, engine: Engine) -> None:
    client, sent = own(app), key()
    fields = sent | {"sag": "s1", "grund": "load", "ord": "Tredje."}

    answers = [client.post(f"{PAGE}/uenig", data=fields, headers=HTML) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    with reading(engine) as connection:
        assert len(open_dissents(connection)) == 1


def test_an_objection_is_shown_answered_and_the_answer_is_read(app: FastAPI, engine: Engine) -> None:
    client, leader = own(app), as_(app, Role.LEADER, scope=NORD)
    assert object_to(client).headers["location"] == f"{PAGE}#uenig"
    assert "Din leder har ikke svaret endnu." in text_of(client.get(PAGE))
    with reading(engine) as connection:
        (told,) = open_dissents(connection)

    shown = text_of(leader.get(f"/opfoelgning/indsigelser/{told.dissent_id}", headers=HTML))
    assert "Indsigelse fra M. Holm" in shown
    assert "»Tredje tunge sag.«" in shown
    assert re.search(r"T\. Krogh: 0 % → \d+ %", shown)
    assert "A. Lund" not in shown

    assert answer(leader, told.dissent_id).status_code == 303
    assert "Besvaret" in text_of(leader.get(f"/opfoelgning/indsigelser/{told.dissent_id}", headers=HTML))
    text = text_of(client.get(PAGE))
    assert "Svar på indsigelse Tildelingen bliver, som den er." in text
    assert "»Du har sproget.«" in text


def test_a_case_moved_in_answer_is_gone_from_her_desk_and_its_words_with_it(app: FastAPI, engine: Engine) -> None:
    client = own(app)
    object_to(client)
    with reading(engine) as connection:
        (told,) = open_dissents(connection)

    moved = answer(as_(app, Role.LEADER), told.dissent_id, svar="moved", hvem="w2", begrundelse="T. Krogh har plads.")

    assert moved.status_code == 303
    with reading(engine) as connection:
        record = find_record(connection, CaseId("s1"))
        assert dissents_by(connection, W1)[0].answer is DissentAnswer.MOVED
    assert record is not None
    assert record.case.caseworker_id == W2
    html = client.get(PAGE).text
    assert "En sag, du ikke længere har" in html
    assert "Tredje tunge sag" not in html
    assert "/sager/s1" not in html


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"sag": ""}, "sag", "Vælg en sag."),
        ({"grund": ""}, "grund", "Mangler."),
        ({"grund": "other", "ord": ""}, "ord", "Skriv med egne ord hvorfor."),
        ({"grund": "dovenskab"}, "grund", "Skal være"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_is_kept(
    fields: dict[str, str], field: str, told: str, app: FastAPI
) -> None:
    sent = object_to(own(app), **{"ord": "Mine egne ord."} | fields)

    assert sent.status_code == 422
    assert f'id="fejl-{field}"' in sent.text
    assert f'href="#{field}"' in sent.text
    assert told in text_of(sent)
    assert ("Mine egne ord." in sent.text) == ("ord" not in fields)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"svar": "moved"}, "hvem"), ({"svar": "kept", "hvem": "w2"}, "hvem"), ({"begrundelse": ""}, "begrundelse")],
)
def test_an_answer_that_lacks_something_is_told_at_its_field(
    fields: dict[str, str], field: str, app: FastAPI, engine: Engine
) -> None:
    object_to(own(app))
    with reading(engine) as connection:
        (told,) = open_dissents(connection)

    sent = answer(as_(app, Role.LEADER), told.dissent_id, **fields)

    assert (sent.status_code, f'id="fejl-{field}"' in sent.text) == (422, True)
    with reading(engine) as connection:
        assert len(open_dissents(connection)) == 1


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


def test_a_leader_sees_one_of_hers_and_no_form_to_answer_in_her_name(app: FastAPI, engine: Engine) -> None:
    leader = as_(app, Role.LEADER, scope=NORD)
    with writing(engine) as connection:
        write_hand_over(connection, CaseId("s1"), W1, notes={Heading.STATUS: "Se her."}, stamp=STAMP)

    one, beyond, none = (
        leader.get(f"{PAGE}{rest}", headers=HTML) for rest in ("?sagsbehandler=w1", "?sagsbehandler=w3", "")
    )

    assert "Sagsstamme: M. Holm" in text_of(one)
    assert f'action="{PAGE}/oplevet"' not in one.text
    assert f'action="{PAGE}/uenig"' not in one.text
    assert beyond.status_code == 404
    assert ("A. Lund" in none.text, "T. Krogh" in none.text) == (False, True)
    assert "Se her." in leader.get("/sager/s1/overdragelse", headers=HTML).text


def test_nobody_else_comes_to_a_desk(app: FastAPI) -> None:
    assert own(app, "w2").get(f"{PAGE}?sagsbehandler=w1", headers=HTML).status_code == 404
    assert own(app, "w2").get("/sager/s1/overdragelse", headers=HTML).status_code == 404
    for role in (Role.CONSULTANT, Role.ANALYST, Role.APPROVER, Role.AUDITOR):
        assert as_(app, role).get(PAGE, headers=HTML).status_code == 403


def test_whoever_is_tied_to_nobody_is_told_what_to_do(app: FastAPI) -> None:
    assert "Bed din leder eller driften" in text_of(as_(app, Role.CASEWORKER).get(PAGE))


def test_decisions_that_come_and_that_she_may_make_alone_are_named(app: FastAPI, engine: Engine) -> None:
    with writing(engine) as connection:
        adopt_register(connection, NewRegister(toml=OWN_PLAN, holds_from=date(2024, 1, 1)), STAMP)

    text = text_of(own(app).get(PAGE))

    assert re.search(r"Det må jeg selv afgøre Du kan selv afgøre \d+ af", text)
    assert "Eksempel" not in text


def test_help_without_hours_yet_stands_on_the_desk_and_weighs_nothing(app: FastAPI, engine: Engine) -> None:
    with writing(engine) as connection:
        seat(connection, Order(case_id=CaseId("s1"), caseworker_id=W2, is_primary=False), on=TODAY, stamp=STAMP)

    text = text_of(own(app, "w2").get(PAGE))

    assert "Medhjælper fra" in text
    assert "Sagen tæller først, når der er skrevet timer på den." in text


def test_an_empty_desk_says_so(app: FastAPI) -> None:
    text = text_of(own(app, "w2").get(PAGE))

    assert "Der er ingen sager." in text
    assert "0 timers arbejde" in text


def test_a_caseworker_begins_at_her_desk_and_a_leader_does_not(app: FastAPI) -> None:
    entry = 'href="/min-sagsstamme"'

    assert entry in own(app).get("/model/pointtavle", headers=HTML).text
    assert entry not in as_(app, Role.LEADER).get("/fordeling", headers=HTML).text


def test_a_months_name_is_the_day_it_begins(app: FastAPI) -> None:
    second = add_months(TODAY, 1)

    assert f"{second.day}. " in text_of(own(app).get(PAGE))
