"""A window in a spreadsheet: fetched with her own cases, sent back by the same rules, checked first, kept whole."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from sagstyngde.access import Role
from sagstyngde.case import CaseworkerId
from sagstyngde.cpr import looks_like_cpr
from storage.diary import agree_windows, windows_of
from storage.diary_entries import entries_of
from storage.engine import Engine, reading, writing
from storage.staff import record_staff
from tests.answers import STAMP, a_case, a_caseworker, store
from tests.serve.standin import TODAY
from tests.serve.visitors import HEADER, Visitor, a_principal

PAGE = "/tidsdagbog/regneark"
ANNA = CaseworkerId("w1")
MONDAY = TODAY - timedelta(days=TODAY.weekday() + 14)
SENT = {"accept": "text/html", "Idempotency-Key": ""}
HEAD = "Dag;Sag;Familien;Samarbejde;Skrivebord;Transport"


@pytest.fixture
def anna(client: TestClient, engine: Engine) -> TestClient:
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w1", absences=()), a_caseworker("w2")], STAMP)
        for case_id, whom in (("27/24", "w1"), ("2026-0412", "w1"), ("s3", "w2")):
            store(connection, a_case(case_id, caseworker_id=whom, received_on=date(2026, 1, 5)))
        agree_windows(connection, [ANNA], (MONDAY, MONDAY + timedelta(days=13)), STAMP)
    app: Any = client.app
    app.state.door.add(a_principal(Role.CASEWORKER, user_id="anna", caseworker_id="w1"))
    return Visitor(app, raise_server_exceptions=False, headers={HEADER: "anna"})


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ").split())


def _window(engine: Engine) -> str:
    with reading(engine) as connection:
        return windows_of(connection, [ANNA])[0].window_id


def _send(client: TestClient, text: str, **fields: str) -> Any:
    sent = {"noegle": str(uuid4()), "ark": text} | fields
    return client.post(PAGE, data=sent, headers=SENT, follow_redirects=False)


def _stands(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        found = [one.entry for one in entries_of(connection, [ANNA], MONDAY, TODAY)]
    return {f"{one.case_id} {one.worked_on.toordinal() - MONDAY.toordinal()} {one.kind}": one.minutes for one in found}


def test_the_sheet_holds_her_own_cases_on_the_windows_working_days(anna: TestClient, engine: Engine) -> None:
    answer = anna.get(f"{PAGE}.csv?periode={_window(engine)}")
    lines = answer.text.split("\r\n")

    assert answer.content.startswith(b"\xef\xbb\xbf" + HEAD.encode())
    assert answer.headers["content-disposition"] == f'attachment; filename="opdigtet-tidsdagbog-{MONDAY}.csv"'
    assert len(lines) == 1 + 10 * 2 + 1
    assert lines[1] == f"{MONDAY};2026-0412;;;;"
    assert "s3" not in answer.text
    assert not looks_like_cpr(answer.text)
    assert anna.get(f"{PAGE}.csv?periode=ukendt").status_code == 404


def test_a_sheet_is_checked_then_kept_once(anna: TestClient, engine: Engine) -> None:
    text = f"\ufeff{HEAD}\r\n{MONDAY};27/24;1:30;;1,5 t;\r\n{MONDAY:%d-%m-%Y};2026-0412;;15 min;;0\r\n"
    checked, untouched = _send(anna, text), _stands(engine)
    key = str(uuid4())
    kept = [_send(anna, text, gem="ja", noegle=key, periode=_window(engine)) for _ in range(2)]

    assert (checked.status_code, untouched) == (200, {})
    assert "Arket kan læses: 4 tider, i alt 3 t 15 min." in _text(checked.text)
    assert [answer.status_code for answer in kept] == [303, 303]
    assert "4 tider fra arket står nu i din dagbog." in _text(anna.get(kept[0].headers["location"]).text)
    assert _stands(engine) == {"27/24 0 desk": 90, "27/24 0 family": 90, "2026-0412 0 partners": 15}


def test_cells_copied_from_a_spreadsheet_are_read_too(anna: TestClient, engine: Engine) -> None:
    text = f"{HEAD}\n{MONDAY:%d-%m-%Y};27/24;01:30:00;;;".replace(";", "\t")

    assert _send(anna, text, gem="ja").status_code == 303
    assert _stands(engine) == {"27/24 0 family": 90}


def test_what_is_wrong_is_told_by_row_and_column_and_nothing_is_kept(anna: TestClient, engine: Engine) -> None:
    rows = (
        f"{MONDAY};27/24;1:00;;;",
        "i går;27/24;1:00;;;",
        f"{MONDAY};s3;1:00;;;",
        f"{MONDAY};27/24;;90;;",
        f"{MONDAY};27/24;2:00;;;",
        f"{MONDAY - timedelta(days=1)};27/24;1:00;;;",
        f"{MONDAY};;1:00;;;",
    )
    answer = _send(anna, "\n".join((HEAD, *rows)), gem="ja")
    text = _text(answer.text)

    assert (answer.status_code, _stands(engine)) == (422, {})
    assert "6 steder skal rettes. Intet er gemt." in text
    assert re.findall(r"(\d) (Dag|Sag|Familien|Samarbejde) (\S+)", text.split("Hvad er galt?")[1]) == [
        ("3", "Dag", "Skal"), ("4", "Sag", "Sagen"), ("5", "Samarbejde", "Skal"), ("6", "Familien", "Samme"),
        ("7", "Dag", "Dagen"), ("8", "Sag", "Mangler"),
    ]  # fmt: skip
    assert f"{MONDAY};27/24;;90;;" in unescape(answer.text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Arket : er tomt"),
        ("Dag;Sag\n", "overskriften skal have hver af disse kolonner én gang: Familien, Samarbejde"),
        (f"{HEAD};Dag\n", "kolonner én gang: Dag"),
        (f'{HEAD}\n"{MONDAY};27/24;1:00', "et anførselstegn er ikke lukket"),
        (HEAD + "\n;;;;;x" * 2_001, "mere end 2000 rækker"),
    ],
)
def test_a_sheet_that_is_none_is_told_what_is_missing(text: str, told: str, anna: TestClient) -> None:
    answer = _send(anna, text)

    assert answer.status_code == 422
    assert told in _text(answer.text)
