"""A caseworker's own desk as she and her leader meet it: what waits, how it is reckoned, and the forms."""

import re
from datetime import date

import pytest
from fastapi import FastAPI

from casework.placing import Order, seat
from sagstyngde.access import Role
from sagstyngde.case import CaseId
from sagstyngde.felt import Felt, asked_week
from sagstyngde.hand_over import Heading
from sagstyngde.months import add_months
from storage.dissents import open_dissents
from storage.engine import Engine, reading, writing
from storage.felt_loads import felt_by_week
from storage.hand_overs import write_hand_over
from storage.registers import NewRegister, adopt_register
from storage.staff import record_staff
from tests.answers import STAMP, a_caseworker
from tests.serve.desks import HTML, NORD, PAGE, TODAY, W1, W2, as_, key, lay_out, own, text_of
from tests.serve.test_mandate import OWN_PLAN


@pytest.fixture(autouse=True)
def desks(engine: Engine) -> None:
    lay_out(engine)


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
