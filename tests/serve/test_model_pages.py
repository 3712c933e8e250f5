"""The pages about the model: what they say is what the bundle holds, and no count that could point at a child."""

import html
import re
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from models.assess import Assessor
from models.card import rows_beside
from models.card_words import CATEGORY_FIGURES, EFFORT_FIGURES
from models.told_figures import told
from pipelines.train import Trained
from sagstyngde.access import Role
from serve.app import create_app
from storage.engine import Engine
from tests.serve.standin import StandIn
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor, a_principal

PAGES = ("/model", "/model/grupper", "/model/kort")
HTML = {"accept": "text/html"}


@pytest.fixture
def real(trained: Trained, engine: Engine) -> TestClient:
    """A client of a server that answers by a trained bundle."""
    app = create_app(Assessor(trained.bundle), engine, door=TrustingDoor(EVERYTHING))
    return Visitor(app, headers={HEADER: EVERYTHING.user_id} | HTML)


def text_of(client: TestClient, path: str) -> str:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_the_overview_says_in_frequencies_what_the_figures_are(client: TestClient) -> None:
    text = text_of(client, "/model")

    assert "samme kategori som et menneske i 7 ud af 10 sager" in text
    assert "den hyppigste kategori, var det 3 ud af 10" in text
    assert "For hver 100 timer, der blev registreret, havde modellen ventet 108." in text
    assert "Med så få sager kan det rigtige tal ligge mellem 90 og 125." in text
    assert "Kategori D har 19 vurderede sager" in text


def test_the_tables_hold_the_reports_own_figures(real: TestClient, trained: Trained) -> None:
    text = text_of(real, "/model")
    figures = told(trained.report)

    for part, wanted in (("category", CATEGORY_FIGURES), ("effort", EFFORT_FIGURES)):
        for name, cells in rows_beside(figures[part], wanted):
            assert f"{name} {' '.join(cells)}" in text


def test_a_better_a_worse_and_an_unclear_model_are_told_apart(client: TestClient) -> None:
    text = text_of(client, "/model")

    assert re.search(r"hyppigste kategori [^a-z]+ pointtavlen er bedre", text)
    assert re.search(r"multinomial logistisk regression [^a-z]+ forskellen kan være tilfældig", text)
    assert re.search(r"random forest [^a-z]+ er bedre end pointtavlen", text)


def test_page_and_file_are_the_same_card(real: TestClient, trained: Trained) -> None:
    on_page, in_file = text_of(real, "/model/kort"), real.get("/model/kort/modelkort.html")
    body = re.sub(r"<style>.*?</style>", "", in_file.text, flags=re.DOTALL)
    told_in_file = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())

    assert in_file.text == trained.card
    assert in_file.headers["content-disposition"].startswith('attachment; filename="modelkort-')
    assert told_in_file.split("Skema ", 1)[1] in on_page


def test_groups_that_differ_come_first_with_under_estimation_at_the_top(client: TestClient) -> None:
    text = text_of(client, "/model/grupper")

    first, second = (text.index(part) for part in ("Køn, pige afviger. Foreslår for lav", "Køn, pige afviger. Rammer"))
    assert first < second
    assert "Køn, pige: for hver 100 registrerede timer var 72 ventet (fra 62 til 79)." in text
    assert "5 sammenligninger viser, at gruppen ligger inden for det tilladte." in text
    assert "Det betyder ikke, at den ikke gør." in text
    assert "ikke oplyst vises ikke for få sager" in text


@pytest.mark.parametrize("path", PAGES)
def test_a_bundle_that_was_never_tried_says_so(path: str, engine: Engine) -> None:
    app = create_app(replace(StandIn(), figures=None), engine, door=TrustingDoor(EVERYTHING))
    visitor = Visitor(app, headers={HEADER: EVERYTHING.user_id})

    assert "Modelpakken rummer ingen tal" in text_of(visitor, path)
    assert visitor.get("/model/kort/modelkort.html").status_code == 503


def test_everybody_with_a_role_may_read_of_the_model(engine: Engine) -> None:
    door = TrustingDoor()
    app: FastAPI = create_app(StandIn(), engine, door=door)

    for role in Role:
        one = door.add(a_principal(role, user_id=role.value))
        visitor = Visitor(app, headers={HEADER: one.user_id} | HTML)
        assert [visitor.get(path).status_code for path in PAGES] == [200, 200, 200]


def test_without_a_legal_basis_and_an_approval_the_page_says_so(client: TestClient) -> None:
    text = text_of(client, "/model")

    assert "Hjemmel: ikke registreret." in text
    assert "Modellen er ikke registreret i sagsbogen" in text
