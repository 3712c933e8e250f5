"""Does an auditor see who looked and who was refused, and is she herself seen? Over HTTP, as a browser asks."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from sagstyngde.access import Role, Scope
from sagstyngde.audit import Outcome
from sagstyngde.case import CaseId, ChildId
from sagstyngde.operations import Operation
from serve.anchoring import Anchorage
from serve.app import create_app
from serve.house import House
from storage.audit import append
from storage.audit_anchors import AnchorKind, anchor, keep, of_head
from storage.audit_chain import ChainLink
from storage.cases import insert_case
from storage.engine import Engine, reading, writing
from tests.answers import NOON, STAMP, a_case
from tests.databases import BOTH
from tests.serve.standin import StandIn
from tests.serve.visitors import HEADER, TrustingDoor, Visitor, a_principal
from tests.storage.audit_logs import a_look, intrude, stored

BACKENDS = BOTH
CHILD = "/sporing/barn/barn-1"
AUDITOR = a_principal(Role.AUDITOR, user_id="revisor")
OF_NORTH = a_principal(Role.AUDITOR, user_id="revisor-nord", scope=Scope(teams=frozenset({"Nord"})))
LEADER = a_principal(Role.LEADER, user_id="leder")


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    with writing(engine) as connection:
        for case_id, child, team in (("nord", "barn-1", "Nord"), ("syd", "barn-2", "Syd")):
            insert_case(connection, a_case(case_id, child_id=ChildId(child), team=team), STAMP)
        append(
            connection,
            [
                a_look(1, actor="anna", case_id=CaseId("nord"), child_id=ChildId("barn-1")),
                a_look(2, actor="bo", case_id=CaseId("syd"), child_id=ChildId("barn-2"), purpose="klagesag"),
                a_look(3, actor="carl", outcome=Outcome.DENIED, case_id=CaseId("nord"), child_id=ChildId("barn-1")),
                a_look(4, actor="anna", case_id=None, child_id=None, operation=Operation.LOGIN),
            ],
        )
    return create_app(StandIn(), engine, door=TrustingDoor(AUDITOR, OF_NORTH, LEADER))


def visitor(app: FastAPI, who: str = "revisor") -> TestClient:
    browser = {HEADER: who, "Accept": "text/html"}
    return Visitor(app, raise_server_exceptions=False, headers=browser, follow_redirects=False)


def cells(html: str) -> list[list[str]]:
    """Return the rows of a page's tables, as text."""
    rows = re.findall(r"<tr[^>]*>\s*<th scope=\"row\">(.*?)</tr>", html, re.DOTALL)
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.split(r"</t[hd]>", row)][:-1] for row in rows
    ]


def rows_of(engine: Engine, **wanted: str) -> list[dict[str, object]]:
    """Return the rows of the log that have these values."""
    with reading(engine) as connection:
        kept = stored(connection)
    return [row for row in kept if all(row[name] == value for name, value in wanted.items())]


def test_refused_attempts_stand_first_and_employees_have_numbers(app: FastAPI) -> None:
    html = visitor(app).get("/sporing").text

    refused, *others = cells(html)
    assert refused[0] == "03-11-2026 13:00:03"
    assert (refused[2], refused[3].split(" Vis")[0]) == ("afvist", "Medarbejder 1 konsulent")
    assert len(others) == 4  # all of them, the refused one again
    assert [one in html for one in ("anna", "carl")] == [False, False]


def test_what_is_shown_is_written_down_each_once(app: FastAPI, engine: Engine) -> None:
    visitor(app).get("/sporing")

    own = rows_of(engine, actor="revisor")
    assert sorted(str(row["case_id"]) for row in own) == ["nord", "syd"]
    assert {(row["operation"], row["purpose"], row["outcome"]) for row in own} == {("page.trace", "sporing", "allowed")}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("barn=barn-1", 2),
        ("sag=syd", 1),
        ("udfald=denied", 1),
        ("hvad=login", 1),
        ("som=1", 2),
        ("fra=2026-11-04", 0),
        ("fra=2026-11-03&til=2026-11-03", 4),
        ("barn=ukendt", 0),
    ],
)
def test_a_search_finds_what_fits(query: str, count: int, app: FastAPI) -> None:
    answer = visitor(app).get(f"/sporing?{query}")

    assert answer.status_code == 200
    assert len(cells(answer.text)) == count
    assert ("Ingen opslag passer." in answer.text) is (count == 0)


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("fra=i+går", "fra", "Skal være en dato"),
        ("fra=2026-11-04&til=2026-11-03", "til", "Skal være samme dag"),
        ("navne=1", "grund", "Skal udfyldes"),
        ("medarbejder=anna", "grund", "Skal udfyldes"),
        ("navne=1&grund=" + "a" * 151, "grund", "Må højst fylde 150 tegn"),
        ("hvad=dans", "hvad", "skal vælges på listen"),
        ("som=999", "medarbejder", "findes ikke"),
    ],
)
def test_what_cannot_be_used_is_told_at_its_field_and_shows_nobody(
    query: str, field: str, says: str, app: FastAPI
) -> None:
    answer = visitor(app).get(f"/sporing?{query}")

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert says in answer.text
    assert cells(answer.text) == []


def test_employees_are_named_for_a_reason_which_is_written_down(app: FastAPI, engine: Engine) -> None:
    answer = visitor(app).get("/sporing?medarbejder=anna&grund=klage+over+opslag")

    assert [row[3].split(" ")[0] for row in cells(answer.text)] == ["anna", "anna"]
    assert {row["purpose"] for row in rows_of(engine, actor="revisor")} == {"sporing, med navne: klage over opslag"}


def test_a_search_is_sent_as_a_form_and_a_cpr_number_reaches_no_address(app: FastAPI, engine: Engine) -> None:
    client = visitor(app)
    found = client.post("/sporing", data={"barn": "barn-1", "fra": "", "maerke": "x"})
    refused = client.post("/sporing", data={"barn": "010190-1234", "maerke": "x"})

    assert (found.status_code, parse_qs(urlsplit(found.headers["location"]).query)) == (303, {"barn": ["barn-1"]})
    assert refused.status_code == 422
    assert "ligner et CPR-nummer" in refused.text
    assert "010190" not in refused.text + str(rows_of(engine))


def test_the_next_page_goes_on_where_this_one_ended(app: FastAPI, engine: Engine) -> None:
    with writing(engine) as connection:
        append(connection, [a_look(number, at=NOON + timedelta(hours=number)) for number in range(10, 120)])
    client = visitor(app)
    address, seen = "/sporing?hvad=case.read", list[str]()
    for _ in range(3):
        html = client.get(address).text
        seen += [row[0] for row in cells(html)]
        after = re.search(r'href="(/sporing\?[^"#]*foer=\d+)', html)
        address = after[1].replace("&amp;", "&") if after else ""

    assert address == ""
    assert len(seen) == 113
    assert len(set(seen)) == 113


def test_the_spreadsheet_has_the_words_of_the_commands_and_is_a_look(app: FastAPI, engine: Engine) -> None:
    answer = visitor(app).get("/sporing/regneark.csv?sag=nord")
    lines = answer.content.decode("utf-8-sig").splitlines()

    assert lines[0] == "tidspunkt;hvad;formål;rolle;udfald;medarbejder;sag;barn"
    assert len(lines) == 3
    assert "Medarbejder 1" in lines[1]
    assert [row["operation"] for row in rows_of(engine, actor="revisor")] == ["page.trace_file"]


def test_who_reaches_some_teams_only_sees_no_log_but_a_child_of_theirs(app: FastAPI) -> None:
    north = visitor(app, "revisor-nord")

    html = north.get("/sporing?barn=barn-1").text
    assert cells(html) == []
    assert "Din adgang er afgrænset." in html
    assert north.get("/sporing/regneark.csv").status_code == 403
    assert north.get(CHILD).status_code == 200
    assert north.get("/sporing/barn/barn-2").status_code == 404


def test_nobody_but_an_auditor_comes_in(app: FastAPI) -> None:
    for address in ("/sporing", "/sporing/regneark.csv", CHILD, f"{CHILD}/regneark.csv"):
        assert visitor(app, "leder").get(address).status_code == 403
    assert 'href="/sporing"' not in visitor(app, "leder").get("/fordeling").text
    assert 'href="/sporing"' in visitor(app).get("/hjaelp").text


def test_the_report_for_a_family_is_what_the_api_tells(app: FastAPI) -> None:
    client = visitor(app)
    page = client.get(CHILD).text
    told = client.get("/api/v1/children/barn-1/access-log").json()["looks"]

    shown = cells(page)
    assert [row[1] for row in shown] == [look["what"] for look in told[:2]]
    assert [row[5] for row in shown] == ["Medarbejder 1", "Medarbejder 2"]
    assert "alle opslag, fra systemet blev taget i brug" in page
    assert "databeskyttelsesforordningens artikel 15" in page


def test_a_report_with_names_says_why_in_the_log(app: FastAPI, engine: Engine) -> None:
    client = visitor(app)
    without = client.get(f"{CHILD}?navne=1")
    named = client.get(f"{CHILD}?navne=1&grund=politianmeldelse")

    assert (without.status_code, named.status_code) == (422, 200)
    assert "anna" not in without.text
    assert [row[5] for row in cells(named.text)][:2] == ["anna", "carl"]
    assert [row["purpose"] for row in rows_of(engine, actor="revisor")] == [
        "indsigt i opslag",
        "indsigt i opslag, med navne: politianmeldelse",
    ]


def test_the_family_can_have_a_spreadsheet(app: FastAPI) -> None:
    answer = visitor(app).get(f"{CHILD}/regneark.csv")

    assert answer.headers["content-disposition"].endswith('opslag.csv"')
    assert answer.content.decode("utf-8-sig").splitlines()[0] == "tidspunkt;hvad;formål;rolle;udfald;medarbejder;sag"


def test_the_page_says_how_the_log_stands_and_what_it_cannot_prove(app: FastAPI) -> None:
    html = visitor(app).get("/sporing").text

    assert "De 4 nyeste opslag hænger sammen, led for led." in html
    assert "kan ingen se, om hele loggen er skrevet om" in html
    assert "sagstyngde audit verify" in html


def test_a_log_that_was_edited_is_told_of(app: FastAPI, engine: Engine) -> None:
    intrude(
        engine, lambda connection: connection.execute(text("UPDATE audit_entries SET actor = 'x' WHERE sequence = 2"))
    )

    assert "Loggen hænger ikke sammen." in visitor(app).get("/sporing").text


def test_an_anchor_is_held_against_the_log(app: FastAPI, engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "ankre.jsonl"
    anchored = create_app(StandIn(), engine, door=TrustingDoor(AUDITOR), house=House(anchorage=Anchorage(file=file)))
    client = visitor(anchored)
    none_yet = client.get("/sporing").text
    keep(file, [of_head(engine, at=NOON, key=None)])
    good = client.get("/sporing").text
    keep(file, [anchor(AnchorKind.HEAD, ChainLink(2, "f" * 64), at=NOON, key=None)])
    bad = client.get("/sporing").text

    assert "ankerfilen kan ikke læses" in none_yet
    assert "2026-11-03 kl. 12:00" in good
    assert "Loggen hænger ikke sammen." not in good
    assert "er ikke længere det samme" in bad


def test_an_auditors_pages_begin_here(app: FastAPI) -> None:
    assert '<a class="brand" href="/sporing">' in visitor(app).get("/hjaelp").text
