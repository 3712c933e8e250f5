"""Is there help for every page, a meaning for every word it names, and a true statement for who cannot use a page?"""

import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sagstyngde.access import Role
from serve.app import create_app
from serve.help_texts import HERE, PageHelp, all_help, help_at
from serve.house import House
from serve.municipality import Municipality
from serve.words import FILE, alphabetical, by_letter, words
from storage.engine import Engine
from tests.serve.routes import all_routes
from tests.serve.standin import StandIn, fill
from tests.serve.visitors import HEADER, TrustingDoor, Visitor, a_principal

AUDITOR = a_principal(Role.AUDITOR, user_id="revisor")
LEADER = a_principal(Role.LEADER, user_id="leder")
CALLED = House(
    municipality=Municipality(
        name="Opdigtet Kommune",
        email="web@opdigtet.dk",
        phone="12 34 56 78",
        statement="https://was.digst.dk/opdigtet-dk",
    )
)


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    fill(engine)
    return create_app(StandIn(), engine, door=TrustingDoor(AUDITOR, LEADER))


def visitor(app: FastAPI, who: str = "leder") -> TestClient:
    return Visitor(app, raise_server_exceptions=False, headers={HEADER: who}, follow_redirects=False)


def pages(app: FastAPI) -> Iterator[str]:
    """Yield the address of every page there is, with something in the place of what differs."""
    for route in all_routes(app):
        if route.method == "GET" and (route.operation_id or "").startswith("page."):
            yield re.sub(r"{\w+(:path)?}", "1", route.path)


def test_every_page_has_help(app: FastAPI) -> None:
    assert [address for address in pages(app) if help_at(address) is None] == []


@pytest.mark.parametrize("one", all_help(), ids=lambda one: one.name)
def test_every_help_is_short_and_speaks_to_somebody(one: PageHelp) -> None:
    told = [one.purpose, *one.first.values(), one.cannot]

    assert one.first.keys() <= {*Role, "alle"}
    assert one.first
    assert len(" ".join(told).split()) <= 90
    assert all(text.endswith(".") for text in told if text)


def test_every_word_that_help_names_is_explained_and_names_stand_in_order() -> None:
    told = tomllib.loads((HERE / "da.toml").read_text("utf-8"))["page"]

    assert {word for page in told for word in page.get("words", [])} <= set(words())
    for page in told:
        own = page.get("words", [])
        assert all(alphabetical(one) < alphabetical(other) for one, other in pairwise(own)), page["name"]


def test_the_words_are_in_the_danish_order_each_explained_in_a_sentence_or_three() -> None:
    listed = list(tomllib.loads(FILE.read_text("utf-8"))["ord"])

    assert listed == sorted(listed, key=alphabetical)
    assert 60 <= len(listed) <= 110
    assert len({one.key for one in words().values()}) == len(listed)
    for one in words().values():
        assert one.meaning.endswith(".")
        assert len(one.meaning.split()) <= 45, one.word


def test_a_page_says_what_each_role_does_first_and_links_its_words(app: FastAPI) -> None:
    text = visitor(app).get("/fordeling").text

    assert "Se først de sager, der ikke kunne placeres." in text
    assert 'href="/ord#belastning"' in text
    assert 'id="belastning"' in visitor(app).get("/ord").text


def test_every_link_to_a_word_leads_to_one(app: FastAPI) -> None:
    client = visitor(app)
    linked = set(re.findall(r'href="/ord#([^"]+)"', client.get("/hjaelp").text + client.get("/").text))

    assert linked
    assert linked <= set(re.findall(r'id="([^"]+)"', client.get("/ord").text))
    assert [letter for letter, _ in by_letter()][-1] == "Å"


def test_the_page_of_help_holds_what_concerns_ones_roles(app: FastAPI) -> None:
    leader, auditor = (visitor(app, who).get("/hjaelp").text for who in ("leder", "revisor"))

    assert "Aftal uger, og se, hvem der har afsluttet." in leader
    assert "Aftal uger" not in auditor
    assert "Pointtavlen" in leader
    assert "Pointtavlen" in auditor


def test_the_foot_leads_to_help_words_and_statement(app: FastAPI) -> None:
    text = visitor(app).get("/fordeling").text.split("<footer>")[1]

    assert re.findall(r'href="([^"]+)"', text)[:3] == ["/hjaelp", "/ord", "/tilgaengelighed"]


def test_the_statement_is_for_everybody_and_says_plainly_what_is_missing(app: FastAPI) -> None:
    answer = visitor(app, "nobody").get("/tilgaengelighed")

    assert answer.status_code == 200
    for part in (
        "delvist",
        "skærmlæser",
        "ikke sat en mailadresse og et telefonnummer ind",
        "Digitaliseringsstyrelsen",
    ):
        assert part in answer.text
    assert 'href="/hjaelp"' not in answer.text  # it would lead to the log-in


def test_a_municipality_that_is_set_is_named_and_reached(engine: Engine) -> None:
    client = visitor(create_app(StandIn(), engine, house=CALLED), "nobody")
    text = client.get("/tilgaengelighed").text

    assert "Opdigtet Kommune har pligt til" in text
    assert 'href="mailto:web@opdigtet.dk"' in text
    assert "12 34 56 78" in text
    assert "mangler noget" not in text
    assert "Den gældende erklæring mangler" not in text


def test_the_short_address_leads_to_the_municipalitys_own_statement_or_to_ours(app: FastAPI, engine: Engine) -> None:
    called = create_app(StandIn(), engine, house=CALLED)

    assert visitor(app, "nobody").get("/was").headers["location"] == "/tilgaengelighed"
    assert visitor(called, "nobody").get("/was").headers["location"] == "https://was.digst.dk/opdigtet-dk"
