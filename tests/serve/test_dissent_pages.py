"""An objection to a placement: told at its field what lacks, answered by the leader, and read by who objected."""

import re

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role
from sagstyngde.case import CaseId
from sagstyngde.dissent import DissentAnswer
from storage.cases import find_record
from storage.dissents import dissents_by, open_dissents
from storage.engine import Engine, reading
from tests.serve.desks import HTML, NORD, PAGE, W1, W2, as_, key, lay_out, own, text_of


@pytest.fixture(autouse=True)
def desks(engine: Engine) -> None:
    lay_out(engine)


def object_to(client: TestClient, **fields: str) -> httpx2.Response:
    sent = key() | {"sag": "s1", "grund": "load", "ord": "Tredje tunge sag."} | fields
    return client.post(f"{PAGE}/uenig", data=sent, headers=HTML)


def answer(client: TestClient, dissent_id: str, **fields: str) -> httpx2.Response:
    sent = key() | {"svar": "kept", "begrundelse": "Du har sproget."} | fields
    return client.post(f"/opfoelgning/indsigelser/{dissent_id}", data=sent, headers=HTML)


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
