"""A case's facts put right on a page: only what was changed, from the version that was read."""

import re
from datetime import date
from html import unescape
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi.testclient import TestClient

from sagstyngde.access import Role
from sagstyngde.case import Case, CaseId
from serve.case_fields import sections
from serve.case_reading import typed, values_of
from storage.assessments import all_answers
from storage.cases import UNCLASSIFIED, find_record, versions
from storage.engine import Engine, reading
from tests.answers import a_case
from tests.serve.standin import FULL_FACTS, SCHEME
from tests.serve.visitors import HEADER, Visitor, a_principal

CASE = CaseId("2026-0412")
PAGE = f"/sager/{CASE}/ret"


def _typed(client: TestClient) -> dict[str, str]:
    """Return what the page's form would send as it stands."""
    html = client.get(PAGE, headers={"accept": "text/html"}).text
    fields = re.findall(r'<input [^>]*?name="(\w+)"[^>]*? value="([^"]*)"( checked)?', html)
    kinds = dict(re.findall(r'<input [^>]*?type="(?:radio|checkbox)"[^>]*? name="(\w+)"()', html))
    told = {name: unescape(value) for name, value, checked in fields if checked or name not in kinds}
    chosen = re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', html, re.DOTALL)
    options = {name: re.findall(r'value="([^"]*)" selected', body) for name, body in chosen}
    return told | {name: (found or [""])[0] for name, found in options.items()}


def _send(client: TestClient, fields: dict[str, str]) -> httpx2.Response:
    headers = {"accept": "text/html", "Idempotency-Key": ""}
    return client.post(PAGE, data=fields, headers=headers, follow_redirects=False)


def _case(engine: Engine) -> Case:
    with reading(engine) as connection:
        record = find_record(connection, CASE)
    assert record is not None
    return record.case


def _answers(engine: Engine) -> int:
    with reading(engine) as connection:
        return len(all_answers(connection, CASE))


def test_a_form_sent_as_it_stands_changes_nothing(filled: TestClient, engine: Engine) -> None:
    before = _case(engine)

    answer = _send(filled, _typed(filled) | {"trin": "gem"})

    assert (answer.status_code, answer.headers["location"]) == (303, f"/sager/{CASE}")
    assert _case(engine) == before
    assert _answers(engine) == 1


def test_what_is_put_right_is_a_version_and_the_case_is_assessed_anew(filled: TestClient, engine: Engine) -> None:
    form = _typed(filled) | {"o_mobility": "1", "o_communication": "", "distrikt": "Vest", "trin": "vurder"}

    answers = [_send(filled, form) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    case = _case(engine)
    assert (case.facts["mobility"], case.district) == (1, "Vest")
    assert "communication" not in case.facts
    assert {name: case.facts[name] for name in FULL_FACTS if name not in {"mobility", "communication"}} == {
        name: told for name, told in FULL_FACTS.items() if name not in {"mobility", "communication"}
    }
    with reading(engine) as connection:
        assert len(versions(connection, CASE)) == 2
    assert _answers(engine) == 2


def test_what_is_emptied_is_no_longer_known(filled: TestClient, engine: Engine) -> None:
    form = _typed(filled)
    emptied = {"distrikt", "kompetencer", "o_born_on", "o_partners__0", "o_partners__1", "o_partners__2"}

    _send(filled, {name: text for name, text in form.items() if name not in emptied})

    case = _case(engine)
    assert (case.district, case.required_competences) == (None, frozenset())
    assert {"born_on", "partners"}.isdisjoint(case.facts)


def test_who_comes_later_is_shown_both_and_chooses(filled: TestClient, engine: Engine) -> None:
    first, second = (_typed(filled) for _ in range(2))
    assert _send(filled, first | {"o_mobility": "1"}).status_code == 303

    late = _send(filled, second | {"o_mobility": "4", "team": "Syd"})

    assert late.status_code == 409
    rows = re.findall(r"<tr><th scope=\"row\">(.+?)</th><td>(.+?)</td><td>(.+?)</td></tr>", late.text)
    assert rows == [("Team", "Syd", "ikke oplyst"), ("Mobilitet", "4 fuldstændig", "1 let")]
    assert _case(engine).facts["mobility"] == 1
    again = {n: unescape(v) for n, v in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', late.text)}
    assert _send(filled, again).status_code == 303
    assert (_case(engine).facts["mobility"], _case(engine).team) == (4, "Syd")


def test_a_fault_keeps_what_was_typed_and_stores_nothing(filled: TestClient, engine: Engine) -> None:
    before = _case(engine)

    answer = _send(filled, _typed(filled) | {"o_measures": "51", "team": "Syd"})

    assert answer.status_code == 422
    assert 'href="#o_measures"' in answer.text
    assert 'value="Syd"' in answer.text
    assert _case(engine) == before


def test_a_caseworker_puts_her_own_case_right_and_is_offered_no_assessment(filled: TestClient, engine: Engine) -> None:
    app: Any = filled.app
    app.state.door.add(a_principal(Role.CASEWORKER, user_id="cw", caseworker_id="w1"))
    body = {"case_id": "2026-0700", "received_on": "2026-11-03", "caseworker_id": "w1"}
    filled.post("/api/v1/cases", json=body)
    own = Visitor(app, raise_server_exceptions=False, headers={HEADER: "cw", "accept": "text/html"})

    page = own.get("/sager/2026-0700/ret")

    assert (page.status_code, own.get(PAGE).status_code) == (200, 404)
    assert "Gem rettelserne" in page.text
    assert "ny vurdering" not in page.text
    form = {"noegle": str(uuid4()), "udgave": "1", "modtaget": "2026-11-03", "o_mobility": "2", "trin": "vurder"}
    assert own.post("/sager/2026-0700/ret", data=form, follow_redirects=False).status_code == 303
    with reading(engine) as connection:
        assert all_answers(connection, CaseId("2026-0700")) == ()


@pytest.mark.parametrize("facts", [FULL_FACTS, {}, {"partners": frozenset(), "complaint": False, "distance": 0.125}])
def test_a_stored_case_is_typed_so_that_reading_it_gives_the_same(facts: dict[str, Any]) -> None:
    case = a_case("s1", facts=facts, team="Nord", birth_day=7, decision_on=date(2026, 12, 1), language="arabisk")
    parts = sections(SCHEME, ())

    read = typed(parts, values_of(parts, case, UNCLASSIFIED))

    assert read.faults == {}
    told = {name: frozenset(v) if isinstance(v, list) else v for name, v in read.facts.items()}
    assert told == {name: v.isoformat() if isinstance(v, date) else v for name, v in facts.items()}
    assert {**read.body, "required_competences": []} == {
        "case_id": "s1", "received_on": "2026-11-03", "team": "Nord", "birth_day": 7, "decision_on": "2026-12-01",
        "language": "arabisk", "sibling_rule": "free", "sensitivity": "FOELSOMME_PERSONOPLYSNINGER",
        "required_competences": [],
    }  # fmt: skip
