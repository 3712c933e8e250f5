"""The pages about the model: what they say is what the bundle holds, and no count that could point at a child."""

import html
import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from models.assess import Assessor
from models.bundle import save, sealed
from models.card import rows_beside
from models.card_words import CATEGORY_FIGURES, EFFORT_FIGURES, warnings_said
from models.sheet import Sheet
from models.told_figures import told
from pipelines.train import Trained
from sagstyngde.access import Role
from serve.app import create_app
from serve.drift_view import Part, part_rows, parts_chart
from serve.earlier_bundles import earlier_bundle
from serve.house import House
from storage.engine import Engine, writing
from tests.answers import a_case, a_sheet, an_assessment, store
from tests.serve.figures import some_figures
from tests.serve.standin import SCHEME, StandIn
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor, a_principal

PAGES = ("/model", "/model/grupper", "/model/kort")
OTHERS = ("/model/pointtavle", "/model/drift", "/model/udgaver")
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


def test_what_it_is_good_for_and_not_comes_before_what_to_mind_and_the_tables(client: TestClient) -> None:
    html = client.get("/model").text
    order = [
        html.index(f">{heading}<")
        for heading in (
            "Hvor god er den?",
            "Hvad den ikke må bruges til",
            "Ved siden af enklere og friere modeller",
            "Hvilken model svarer?",
        )
    ]

    assert order == sorted(order)


def test_a_warning_names_a_fact_as_people_know_it() -> None:
    told = [{"text_da": "mobility: mangler i 60 % af sagerne."}, {"text_da": "Kategori D har 3: for få."}]

    assert warnings_said({"warnings": told}, SCHEME) == ["Mobilitet: mangler i 60 % af sagerne.", told[1]["text_da"]]


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
    assert in_file.headers["content-disposition"].startswith('attachment; filename="opdigtet-modelkort-')
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
        assert {visitor.get(path).status_code for path in (*PAGES, *OTHERS)} == {200}


def test_without_a_legal_basis_and_an_approval_the_page_says_so(client: TestClient) -> None:
    text = text_of(client, "/model")

    assert "Hjemmel: ikke registreret." in text
    assert "Modellen er ikke registreret i sagsbogen" in text


def kept(trained: Trained, folder: Path) -> str:
    """Keep the trained bundle as an earlier one, under a slightly other slope; return its hash."""
    older = sealed(replace(trained.bundle, manifest=replace(trained.bundle.manifest, slope=2.0)))
    save(older, folder / "foraar")
    return older.content_hash


def test_what_changed_since_a_model_that_was_kept_is_shown(trained: Trained, engine: Engine, tmp_path: Path) -> None:
    older = kept(trained, tmp_path)
    rules = House(earlier_bundles=tmp_path)
    app = create_app(Assessor(trained.bundle), engine, door=TrustingDoor(EVERYTHING), house=rules)
    visitor = Visitor(app, headers={HEADER: EVERYTHING.user_id} | HTML)
    with writing(engine) as connection:
        store(connection, a_case("1"), an_assessment("1", bundle_hash=older))

    assert f'href="/model/udgaver/{older}"' in visitor.get("/model/udgaver").text
    text = text_of(visitor, f"/model/udgaver/{older}")
    assert f"Fra {older[:12]}… til {trained.bundle.content_hash[:12]}…, som svarer nu." in text
    assert "Ingenting: de to tavler siger det samme." in text
    for name, cells in [next(rows_beside(told(trained.report)["category"], CATEGORY_FIGURES))]:
        assert name == "pointtavlen"
        assert all(f"{cell} {cell}" in text for cell in cells)


def test_a_model_that_was_not_kept_is_named_without_a_way_to_it(client: TestClient, engine: Engine) -> None:
    other = "c" * 64
    with writing(engine) as connection:
        store(connection, a_case("1"), an_assessment("1", bundle_hash=other))

    text = text_of(client, "/model/udgaver")

    assert "Har givet under 5 vurderinger den" in text
    assert "Modelpakken er ikke gemt her" in text
    assert client.get(f"/model/udgaver/{other}", headers=HTML).status_code == 404
    assert client.get("/model/udgaver/..%2F..%2Fetc", headers=HTML).status_code == 404


def test_an_altered_bundle_among_the_kept_is_as_one_that_is_not_there(trained: Trained, tmp_path: Path) -> None:
    older = kept(trained, tmp_path)
    path = tmp_path / "foraar" / "figures.json"
    path.write_text(path.read_text("utf-8").replace('"n_test": ', '"n_test": 1'), "utf-8")
    (tmp_path / "skrald").mkdir()
    (tmp_path / "skrald" / "manifest.json").write_text("[]", "utf-8")

    assert earlier_bundle(tmp_path, older) is None
    assert earlier_bundle(None, older) is None


def test_drift_names_what_moved_and_what_is_not_measured_yet(client: TestClient) -> None:
    text = text_of(client, "/model/drift")

    assert "1 oplysning har flyttet sig mere, end tilfældet kan forklare." in text
    assert "Mobilitet, »svær«: 1 ud af 10 før, 3 ud af 10 nu." in text
    assert "Ingen har taget stilling til et forslag i de sidste to år." in text
    assert "Modellen er ikke set efter endnu." in text


def test_drift_tells_no_count_under_five() -> None:
    parts = [Part(quarter=(2026, 1), of=20, found=3), Part(quarter=(2026, 2), of=20, found=17)]

    assert [cells for _, cells in part_rows(parts)] == [["20", "vises ikke", "–"]] * 2
    assert parts_chart(parts, "navn") is None
    drawn = parts_chart([*parts, Part(quarter=(2026, 3), of=20, found=8)], "navn")
    assert drawn is not None
    assert "3. kvartal 2026: 4 ud af 10" in drawn
    assert "1. kvartal" not in drawn


def test_a_real_model_finds_new_cases_like_the_earlier_ones(real: TestClient, engine: Engine) -> None:
    assert "Der skal 50 sager til, som er meldt ind, da de kom; der er 0." in text_of(real, "/model/drift")


def test_the_point_table_tells_no_count_under_five(engine: Engine) -> None:
    few = replace(a_sheet().strips[0].rows[0].cells[0], case_count=3, text="sjælden")
    strip = replace(a_sheet().strips[0], rows=(replace(a_sheet().strips[0].rows[0], cells=(few, few)),))

    @dataclass(frozen=True)
    class Few(StandIn):
        def sheet(self) -> Sheet:
            return replace(a_sheet(), strips=(strip,))

    app = create_app(Few(), engine, door=TrustingDoor(EVERYTHING))
    text = text_of(Visitor(app, headers={HEADER: EVERYTHING.user_id}), "/model/pointtavle")

    assert "under 5 sager" in text
    assert "3 sager" not in text
    assert "Find en oplysning Funktionsevne (1)" in text


def test_the_api_tells_the_same_figures(client: TestClient) -> None:
    model = client.get("/api/v1/model").json()

    assert model["figures"] == some_figures()
    assert (model["trained_through"], model["training_cases"]) == ("2025-06-01", 1200)
