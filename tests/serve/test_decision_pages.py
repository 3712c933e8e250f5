"""Who decides, what was decided and how it fared, on a case's page: asked, recorded once, and never lost."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role
from sagstyngde.case import CaseId
from storage.decisions import decisions_of
from storage.engine import Engine, reading, writing
from storage.registers import NewRegister, adopt_register
from storage.staff import record_staff
from tests.answers import STAMP, a_caseworker
from tests.serve.test_mandate import OWN_PLAN
from tests.serve.visitors import HEADER, Visitor, a_principal

CASE = "/sager/2026-0412"
PAGE = f"{CASE}/afgoerelser"
HTML = {"accept": "text/html", "Idempotency-Key": ""}
KEY = "0" * 36
DECISION = {
    "noegle": KEY,
    "bestemmelse": "BL § 90 nr. 3",
    "ansoegt": "2026-11-03",
    "afgjort": "2026-11-10",
    "niveau": "egenkompetence",
    "udfald": "bevilget",
    "antal": "80.000,00",
    "enhed": "kr_aar",
    "sagsbehandler": "w1",
}


@pytest.fixture
def adopted(filled: TestClient, engine: Engine) -> TestClient:
    """The small intake, its register adopted, and M. Holm employed since 2020."""
    with writing(engine) as connection:
        adopt_register(connection, NewRegister(toml=OWN_PLAN, holds_from=date(2024, 1, 1)), STAMP)
    return filled


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _send(client: TestClient, path: str = PAGE, **fields: str) -> Any:
    return client.post(path, data=fields, headers=HTML, follow_redirects=False)


def _stored(engine: Engine) -> Any:
    with reading(engine) as connection:
        return decisions_of(connection, [CaseId("2026-0412")])


def test_who_decides_is_answered_with_level_reason_and_rule(adopted: TestClient) -> None:
    asked = {"bestemmelse": "BL § 90 nr. 3", "antal": "80.000", "enhed": "kr_aar", "dag": "2026-11-10"}

    html = adopted.get(PAGE, params=asked).text

    text = _text(html)
    assert "Teamleder Skal afgøres af teamlederen (højst 120.000 kr. om året)" in text
    assert "Sagen har ingen sagsbehandler: svaret gælder for en, der opfylder alle krav." in text
    assert "Kompetenceplan vores-plan, 2026-1." in text
    assert '<option value="teamleder" selected>' in html


def test_an_unknown_provision_goes_to_the_committee_and_says_so(adopted: TestClient) -> None:
    text = _text(adopted.get(PAGE, params={"bestemmelse": "BL § 200"}).text)

    assert "Visitationsudvalg Skal i visitationsudvalget: barnets lov § 200 står ikke i kompetenceplanen" in text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"bestemmelse": "§86"}, "Skal skrives som BL § 90 stk. 1 nr. 3"),
        ({"bestemmelse": "BL § 86", "antal": "1.5", "enhed": "kr_maaned"}, "Skal være et tal, skrevet som 1250"),
        ({"bestemmelse": "BL § 86", "antal": "15"}, "Mangler, når der er et beløb eller et omfang"),
        ({"bestemmelse": "BL § 86", "antal": "9", "enhed": "timer_uge", "dag": "2026-11-10"}, "angiv det sådan"),
        ({"bestemmelse": "BL § 86", "dag": "i går"}, "Fejl:"),
    ],
)
def test_a_question_that_cannot_be_answered_says_where_and_is_kept(
    asked: dict[str, str], told: str, adopted: TestClient
) -> None:
    answer = adopted.get(PAGE, params=asked)

    assert answer.status_code == 422
    assert told in _text(answer.text)
    assert f'value="{asked["bestemmelse"]}"' in answer.text


def test_a_decision_sent_twice_is_one_and_its_deviation_is_told_not_refused(
    adopted: TestClient, engine: Engine
) -> None:
    answers = [_send(adopted, **DECISION) for _ in range(2)]

    text = _text(adopted.get(CASE).text)
    assert [(one.status_code, one.headers["location"]) for one in answers] == [(303, f"{CASE}#afgoerelser")] * 2
    assert len(_stored(engine)) == 1
    assert "Barnets lov § 90, nr. 3: bevilget Afgjort 10. nov. 2026, 7 dage fra ansøgning. 80.000 kr. om året." in text
    assert "men hørte efter kompetenceplanen til på niveauet teamleder" in text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"afgjort": "2026-11-01"}, "afgjort"),
        ({"afgjort": "2149-01-01"}, "afgjort"),
        ({"ansoegt": ""}, "ansoegt"),
        ({"bestemmelse": "§ 90"}, "bestemmelse"),
        ({"antal": "mange"}, "antal"),
        ({"enhed": "timer_uge"}, "antal"),
        ({"niveau": "direktør"}, "niveau"),
        ({"sagsbehandler": "w99"}, "sagsbehandler"),
        ({"sagsbehandler": ""}, "sagsbehandler"),
    ],
)
def test_what_cannot_be_recorded_is_told_at_its_field_and_all_is_kept(
    changed: dict[str, str], field: str, adopted: TestClient, engine: Engine
) -> None:
    answer = _send(adopted, **(DECISION | changed))

    assert answer.status_code == 422
    assert re.findall(r'id="fejl-(\w+)"', answer.text) == [field]
    assert _stored(engine) == ()
    for name in ("bestemmelse", "ansoegt", "antal"):
        assert f'value="{(DECISION | changed)[name]}"' in answer.text
    assert _send(adopted, **DECISION).status_code == 303  # the same key, mended


def test_the_same_decision_typed_in_twice_is_said_to_stand_twice(adopted: TestClient) -> None:
    for key in ("1" * 36, "2" * 36):
        _send(adopted, **(DECISION | {"noegle": key}))

    assert _text(adopted.get(CASE).text).count("Den samme afgørelse er registreret mere end én gang") == 2


def test_an_appeals_result_stands_with_its_decision(adopted: TestClient, engine: Engine) -> None:
    _send(adopted, **DECISION)
    (own,) = _stored(engine)
    address = f"{PAGE}/{own.decision.decision_id}/klage"

    early = _send(adopted, address, noegle=KEY, resultat="hjemvist", klage_afgjort="2020-01-01")
    answers = [_send(adopted, address, noegle=KEY, resultat="hjemvist", klage_afgjort="2026-11-12") for _ in range(2)]

    assert (early.status_code, "En klage er afgjort efter afgørelsen" in early.text) == (422, True)
    assert [one.status_code for one in answers] == [303, 303]
    assert len(_stored(engine)[0].appeals) == 1
    assert "Klage: hjemvist 12. nov. 2026." in _text(adopted.get(CASE).text)


def test_a_mistake_no_longer_counts_but_is_still_read(adopted: TestClient, engine: Engine) -> None:
    _send(adopted, **DECISION)
    (own,) = _stored(engine)
    address = f"{PAGE}/{own.decision.decision_id}/fejl"

    empty = _send(adopted, address, noegle=KEY, aarsag=" ")
    answer = _send(adopted, address, noegle=KEY, aarsag="forkert sag")

    text = _text(adopted.get(CASE).text)
    assert (empty.status_code, answer.status_code) == (422, 303)
    assert "Registreret ved en fejl" in text
    assert "Tæller ikke med: forkert sag" in text
    assert "Registrér en klages udfald" not in text


def test_a_decision_is_reached_through_its_own_case_only(adopted: TestClient, engine: Engine) -> None:
    _send(adopted, **DECISION)
    (own,) = _stored(engine)

    answer = _send(
        adopted, f"/sager/2026-0409/afgoerelser/{own.decision.decision_id}/fejl", noegle=KEY, aarsag="forkert sag"
    )

    assert answer.status_code == 404
    assert _stored(engine)[0].withdrawn is None


def test_a_caseworker_records_in_her_own_case_without_the_staff_list(app: FastAPI, engine: Engine) -> None:
    door: Any = app.state.door
    door.add(a_principal(Role.CASEWORKER, user_id="cw", caseworker_id="w1"))
    own = Visitor(app, headers={HEADER: "cw"})
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w1"), a_caseworker("w2", name="T. Krogh")], STAMP)
    system = Visitor(app, headers={HEADER: "everything"})
    body = {"case_id": "2026-0412", "received_on": "2026-11-03", "facts": {"mobility": 3}, "caseworker_id": "w1"}
    system.post("/api/v1/assessments", json=body)

    answer = _send(own, **(DECISION | {"sagsbehandler": "", "niveau": "teamleder"}))

    assert answer.status_code == 303
    assert "T. Krogh" not in own.get(CASE).text
    assert "Der er ikke registreret nogen afgørelse" not in own.get(CASE).text
