"""The register, its editing, and what a caseworker may decide, as people meet them on pages."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role, Scope
from storage.engine import Engine, reading, writing
from storage.registers import NewRegister, adopt_register, register_versions
from storage.staff import record_staff
from tests.answers import STAMP, a_caseworker
from tests.serve.test_mandate import OWN_PLAN, STRICTER
from tests.serve.visitors import HEADER, Visitor, a_principal

PAGE = "/beslutningskompetence"
HTML = {"accept": "text/html", "Idempotency-Key": ""}
BROKEN = OWN_PLAN.replace('level = "egenkompetence"', 'level = "egen"', 1)


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xad", "").split())


def _as(app: FastAPI, *roles: Role, **told: Any) -> TestClient:
    door: Any = app.state.door
    return Visitor(app, headers={HEADER: door.add(a_principal(*roles, user_id="prøve".encode().hex(), **told)).user_id})


def _adopt(engine: Engine, toml: str = OWN_PLAN, *, after: int = 0, holds_from: date = date(2024, 1, 1)) -> None:
    with writing(engine) as connection:
        new = NewRegister(toml=toml, holds_from=holds_from, after=after, note="Punkt 4")
        adopt_register(connection, new, STAMP)


def _hidden(html: str) -> dict[str, str]:
    """The last form's hidden fields that adopt: what a browser sends along."""
    return dict(re.findall(r'<input type="hidden" name="(noegle|udgave)" value="([^"]+)">', html))


def _check(client: TestClient, text: str, version: int = 0) -> Any:
    return client.post(f"{PAGE}/kontroller", data={"udgave": version, "tekst": text}, headers=HTML)


def _vedtag(client: TestClient, text: str, **fields: str) -> Any:
    return client.post(f"{PAGE}/vedtag", data={"tekst": text} | fields, headers=HTML, follow_redirects=False)


def test_until_a_register_is_adopted_the_page_says_that_it_is_an_example(client: TestClient) -> None:
    text = _text(client.get(PAGE).text)

    assert "Eksempel, ikke vedtaget af kommunen." in text
    assert "§ 86 Kompensationsydelse (før 1. september 2025: merudgiftsydelse)" in text
    assert "Højst 1.105 kr. om måneden efter seks måneders ansættelse" in text
    assert "Højst 20.000 kr. om året efter" not in text.split("Gælder ikke længere")[0]


def test_the_page_says_who_adopted_the_register_when_and_lists_every_version(
    client: TestClient, engine: Engine
) -> None:
    _adopt(engine)
    _adopt(engine, STRICTER, after=1, holds_from=date(2149, 1, 1))

    text = _text(client.get(PAGE).text)

    assert "Kompetenceplan vores-plan, 2026-1 · udgave 1 · gælder fra 1. jan. 2024 · vedtaget" in text
    assert "Eksempel" not in text
    assert "Er vedtaget, men gælder ikke endnu" in text
    assert "Egenkompetence kræver ansættelse som sagsbehandler i seks måneder." in text


def test_a_version_is_read_whole_with_what_it_changed(client: TestClient, engine: Engine) -> None:
    _adopt(engine)
    _adopt(engine, STRICTER, after=1, holds_from=date(2149, 1, 1))

    second, first, none = (client.get(f"{PAGE}/udgaver/{number}") for number in (2, 1, 3))

    assert "Nu gælder: egenkompetence kræver ansættelse som sagsbehandler i tolv måneder" in _text(second.text)
    assert "Gælder først fra 1. jan. 2149." in _text(second.text)
    assert STRICTER.strip() in unescape(second.text)
    assert "Det er den første udgave, kommunen har vedtaget." in _text(first.text)
    assert none.status_code == 404


def test_a_fault_stands_beside_its_entry_and_the_text_is_kept(client: TestClient, engine: Engine) -> None:
    answer = _check(client, BROKEN.replace("\n", "\r\n"))

    text = _text(answer.text)
    assert answer.status_code == 422
    assert "[[rule]] familievejleder level : er ukendt; kendte er" in text
    assert re.search(r'→ +\d+ level = "egen"', text)
    assert BROKEN.strip() in unescape(answer.text)
    with reading(engine) as connection:
        assert register_versions(connection) == ()


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        (OWN_PLAN.replace("name =", "name ", 1), "er ikke gyldig TOML"),
        (OWN_PLAN.replace("months = 6", "months = 600"), "[seniority] months"),
        (OWN_PLAN.replace('name = "vores-plan"\n', "", 1), "name : mangler"),
        (OWN_PLAN.replace('rule_id = "familievejleder"\n', ""), "rule_id"),
        ("", "mangler"),
    ],
)
def test_whatever_is_wrong_is_told_and_nothing_breaks(client: TestClient, toml: str, told: str) -> None:
    answer = _check(client, toml)

    assert answer.status_code == 422
    assert told in _text(answer.text)


def test_a_register_is_adopted_in_two_steps_and_once(client: TestClient, engine: Engine) -> None:
    checked = _check(client, OWN_PLAN)
    assert "Planen hedder vores-plan, udgave 2026-1 (før eksempel, udgave 2026-1)." in _text(checked.text)
    fields = _hidden(checked.text) | {"gaelder_fra": "2026-01-01", "bemaerkning": "Punkt 4"}

    answers = [_vedtag(client, OWN_PLAN.replace("\n", "\r\n"), **fields) for _ in range(2)]

    assert [(one.status_code, one.headers.get("location")) for one in answers] == [(303, PAGE)] * 2
    with reading(engine) as connection:
        (own,) = register_versions(connection)
    assert (own.toml, own.holds_from, own.note) == (OWN_PLAN, date(2026, 1, 1), "Punkt 4")


def test_whoever_was_slower_keeps_the_text_and_is_told(client: TestClient, engine: Engine) -> None:
    fields = _hidden(_check(client, STRICTER).text) | {"gaelder_fra": "2026-01-01", "bemaerkning": "Vores"}
    _adopt(engine)

    answer = _vedtag(client, STRICTER, **fields)

    text = _text(answer.text)
    assert answer.status_code == 422
    assert "Der er vedtaget en nyere udgave, siden du åbnede siden" in text
    assert STRICTER.strip() in unescape(answer.text)
    assert 'value="Vores"' in answer.text
    assert "i tolv måneder (før: egenkompetence kræver ansættelse som sagsbehandler i seks måneder)" in text
    assert _hidden(answer.text)["udgave"] == "1"
    with reading(engine) as connection:
        assert len(register_versions(connection)) == 1


def test_a_day_that_is_none_is_told_at_its_field_and_the_rest_is_kept(client: TestClient) -> None:
    fields = _hidden(_check(client, OWN_PLAN).text) | {"gaelder_fra": "i morgen", "bemaerkning": "Punkt 4"}

    answer = _vedtag(client, OWN_PLAN, **fields)

    assert answer.status_code == 422
    assert 'id="fejl-gaelder_fra"' in answer.text
    assert 'value="Punkt 4"' in answer.text


def test_who_may_only_draft_sees_the_changes_and_no_way_to_adopt(app: FastAPI) -> None:
    for roles, told in (((Role.CONSULTANT,), {}), ((Role.LEADER,), {"scope": Scope(teams=frozenset({"Øst"}))})):
        html = _check(_as(app, *roles, **told), OWN_PLAN).text

        assert "Det ændrer sig" in html
        assert f'action="{PAGE}/vedtag"' not in html
        assert "kan vedtage teksten" in html


def test_a_caseworker_reads_what_she_may_decide_herself_and_from_when(app: FastAPI, engine: Engine) -> None:
    _adopt(engine)
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w1", employed_on=date.today())], STAMP)  # noqa: DTZ011

    text = _text(_as(app, Role.CASEWORKER, caseworker_id="w1").get(f"{PAGE}/mine").text)

    assert "Det må jeg selv afgøre Du kan selv afgøre 1 af" in text
    assert "Flere kommer til fra den" in text
    assert "Barnets lov § 80 Familievejleder Ja , uanset beløb" in text
    assert re.search(r"§ 90, nr\. 3 Vedligeholdelsestræning Fra den \d+\. \w+ \d{4} , højst 60\.000 kr\. om året", text)
    assert "Barnets lov § 83 Særligt dagtilbud Nej: visitationsudvalg Skal i visitationsudvalget" in text


def test_a_provision_is_found_by_a_word_or_by_its_paragraph_and_the_groups_are_counted(
    app: FastAPI, engine: Engine
) -> None:
    _adopt(engine)
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w1", employed_on=date(2016, 6, 1))], STAMP)
    reader = _as(app, Role.CASEWORKER, caseworker_id="w1")

    everything, word, paragraph, nothing = (
        reader.get(f"{PAGE}/mine", params=asked).text
        for asked in ({}, {"soeg": "AFLØSNING barnets"}, {"paragraf": "Barnets lov § 90"}, {"soeg": "vinduer"})
    )

    named = re.findall(r'<th scope="row"><span class="provision">([^<]+)<', everything)
    assert sum(map(int, re.findall(r"<summary>[^<]* \((\d+)\)</summary>", everything))) == len(named)
    assert '<details class="more group" open>' in everything  # her own
    assert '<details class="more group">' in everything  # what she may not is folded
    found = re.findall(r'<th scope="row"><span class="provision">([^<]+)<', word)
    assert found == ["Barnets lov § 90, nr. 2"]
    assert "1 bestemmelse passer." in _text(word)
    assert 'value="AFLØSNING barnets"' in word
    of_paragraph = re.findall(r'<th scope="row"><span class="provision">([^<]+)<', paragraph)
    assert sorted(of_paragraph) == sorted(one for one in named if one.startswith("Barnets lov § 90"))
    assert '<details class="more group">' not in paragraph  # what was sought is shown
    assert "Ingen bestemmelse passer." in _text(nothing)


def test_a_register_to_come_gives_nobody_a_right_today(app: FastAPI, engine: Engine) -> None:
    _adopt(engine, holds_from=date(2149, 1, 1))
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w1", employed_on=date(2020, 1, 1), name="M. Holm")], STAMP)

    own = _text(_as(app, Role.CASEWORKER, caseworker_id="w1").get(f"{PAGE}/mine").text)
    everybody = _text(_as(app, Role.LEADER).get(f"{PAGE}/hvem").text)

    for text in (own, everybody):
        assert "Kompetenceplanen gælder først fra 1. jan. 2149. Sådan er det den dag." in text
    assert "Den 1. jan. 2149 efter kompetenceplan" in own
    assert "afgøre alene, 1. jan. 2149?" in everybody


def test_a_leader_picks_a_caseworker_within_reach_or_sees_them_all(app: FastAPI, engine: Engine) -> None:
    with writing(engine) as connection:
        staff = [a_caseworker("w1", team="Øst", name="M. Holm"), a_caseworker("w2", team="Vest", name="T. Krogh")]
        record_staff(connection, staff, STAMP)
    leader = _as(app, Role.LEADER, scope=Scope(teams=frozenset({"Øst"})))

    everybody, one, beyond = (
        leader.get(f"{PAGE}/{rest}", headers=HTML)
        for rest in ("hvem", "mine?sagsbehandler=w1", "mine?sagsbehandler=w2")
    )

    assert "M. Holm" in everybody.text
    assert "T. Krogh" not in everybody.text + one.text
    assert "Det må M. Holm selv afgøre" in _text(one.text)
    assert beyond.status_code == 404


def test_whoever_is_no_caseworker_is_told_what_to_do(app: FastAPI) -> None:
    assert "Bed din leder eller driften" in _text(_as(app, Role.CASEWORKER).get(f"{PAGE}/mine").text)
    assert "Vælg en sagsbehandler." in _text(_as(app, Role.LEADER).get(f"{PAGE}/mine").text)
    assert "Der er ingen sagsbehandlere på medarbejderlisten" in _text(_as(app, Role.LEADER).get(f"{PAGE}/hvem").text)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.ANALYST, Role.AUDITOR])
def test_everybody_reads_the_register_and_meets_no_way_that_is_closed(role: Role, app: FastAPI) -> None:
    client = _as(app, role, caseworker_id="w1" if role is Role.CASEWORKER else None)

    html = client.get(PAGE, headers=HTML).text

    assert f'href="{PAGE}/rediger"' not in html
    assert client.get(f"{PAGE}/rediger", headers=HTML).status_code == 403
    assert (f'href="{PAGE}/mine"' in html) == (role is Role.CASEWORKER)


def test_a_register_that_can_no_longer_be_read_is_mended_on_its_page(client: TestClient, engine: Engine) -> None:
    _adopt(engine, "laengst = 'væk'")

    shown, edited = client.get(PAGE, headers=HTML), client.get(f"{PAGE}/rediger", headers=HTML)
    fields = _hidden(_check(client, OWN_PLAN, 1).text) | {"gaelder_fra": "2026-01-01", "bemaerkning": ""}
    answer = _vedtag(client, OWN_PLAN, **fields)

    assert (shown.status_code, edited.status_code, answer.status_code) == (503, 200, 303)
    assert "laengst = 'væk'" in unescape(edited.text)
    assert "udgave 2" in _text(client.get(PAGE).text)
