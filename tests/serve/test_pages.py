import re
from dataclasses import replace
from html import unescape

import pytest
from fastapi.testclient import TestClient

from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.plan import Placement, Violation
from serve.app import create_app
from storage.engine import Engine, writing
from storage.plans import PlanId, insert_plan
from storage.staff import record_staff
from tests.answers import STAMP, a_case, a_caseworker, a_plan, an_assessment, store
from tests.databases import BOTH
from tests.serve.standin import SCHEME, StandIn
from tests.serve.visitors import OpenDoor

BACKENDS = BOTH
PAGES = ["/", "/sager/2026-0412", "/sager/2026-0409", "/fordeling", "/model/pointtavle", "/beslutningskompetence"]


def _text(client: TestClient, path: str) -> str:
    """What a reader reads: tags away, blanks and entities folded."""
    without_tags = re.sub(r"<[^>]+>", "", client.get(path, headers={"accept": "text/html"}).text)
    return " ".join(unescape(without_tags).split())


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_what_it_is_and_that_the_data_are_invented(path: str, filled: TestClient) -> None:
    text = _text(filled, path)

    assert "Beslutningsstøtte. Forudsiger arbejdstid, ikke barnets behov eller ret til hjælp." in text
    assert "Model 3fa2c0ff…, skema 2026-1." in text
    assert text.count("Alle oplysninger er opdigtede.") == 2


def test_real_data_are_not_called_invented(engine: Engine) -> None:
    client = TestClient(create_app(StandIn(scheme=replace(SCHEME, synthetic=False)), engine, door=OpenDoor()))

    assert "opdigtede" not in client.get("/").text


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_landmarks_and_a_way_past_the_menu(path: str, filled: TestClient) -> None:
    html = filled.get(path).text

    assert html.count("<h1") == html.count("<main") == html.count("<header") == html.count("<footer") == 1
    assert html.index('href="#main-content"') < html.index("<header")
    assert '<html lang="da">' in html


def test_the_queue_says_first_what_to_do_and_puts_those_cases_first(filled: TestClient) -> None:
    text = _text(filled, "/")

    assert "3 sager venter på en sagsbehandler." in text
    assert "1 sag kan modellen ikke målgruppevurdere: den kræver din egen vurdering." in text
    assert text.index("Sag 2026-0409") < text.index("Sag 2026-0412") < text.index("Sag 2026-0415")
    assert "Sandsynlige: sammensat – kompleks" in text
    assert "Trækker op: Klage til Ankestyrelsen under behandling (+7,5 timer)." in text


def test_a_case_says_its_category_hours_and_reasons_in_the_fixed_words(filled: TestClient) -> None:
    text = _text(filled, "/sager/2026-0412")

    assert (
        "Forslag: Kompleks (C). Af 10 sager som denne er 7 blevet vurderet som kompleks, "
        "2 som sammensat og 1 som særligt kompleks."
    ) in text
    assert "Sandsynlige kategorier: sammensat – kompleks" in text
    assert (
        "Forventet sagsbehandling: 38 timer det første år (8 ud af 10 sager ligger mellem 24 og 61). "
        "Flest timer i måned 2 og 4."
    ) in text
    assert "Trækker ned: Én bestemmelse ansøgt (−6,0 timer)." in text
    assert "Øvrige forhold (+2,5 timer)." in text
    assert "Gennemsnitssagen: 29,0 timer." in text
    assert "Kompleks frem for sammensat, især fordi" in text
    assert "Sagen ville ligge som sammensat, hvis der ikke var en klage." in text


def test_a_case_shows_similar_earlier_ones_and_how_they_went(filled: TestClient) -> None:
    text = _text(filled, "/sager/2026-0412")

    assert "Lignende sager (2)" in text
    assert "Tidligere sag T137, modtaget 2024" in text
    assert "Kompleks · 42 timer det første år" in text
    assert "Uden kategori · timer er ikke opgjort" in text
    assert text.index("Ens") < text.index("Mobilitet: svær") < text.index("Løbende indsatser: 1; her: 3")


def test_a_case_shows_what_is_known_and_what_is_not_but_no_audit_fact(filled: TestClient) -> None:
    text = _text(filled, "/sager/2026-0412")

    assert "Mobilitet svær" in text
    assert "Egenomsorg ikke vurderet" in text
    assert "Samarbejdspartnere PPR, skole og sygehus" in text
    assert "Alder i år 16,7" in text
    assert "Køn" not in text
    assert "Bevilget" not in text.split("Det ved vi")[1].split("Afgørelser")[0]


def test_a_withheld_case_shows_why_and_no_suggestion(filled: TestClient) -> None:
    text = _text(filled, "/sager/2026-0409")

    assert "Kan ikke målgruppevurderes: for lidt er oplyst (5 af 11 temaer er ikke vurderet)." in text
    assert "Forslag:" not in text
    assert "Af 10 sager" not in text
    assert "Sagen ville ligge" not in text
    assert "Vurdér selv sagen" in text


def test_the_plan_shows_placements_alternatives_and_what_could_not_be_kept(filled: TestClient) -> None:
    text = _text(filled, "/fordeling")

    assert "2 sager er foreslået fordelt. 1 sag kan ikke placeres uden din beslutning: begynd med den." in text
    assert "Foreslået: M. Holm (belastning 82 % → 88 %). Har autismekompetence." in text
    assert "Ellers: T. Krogh – 3 procentpoint højere belastning. A. Lund – mangler kompetencen autisme." in text
    assert "Billigste muligheder: vent til uge 18 tillad 107 % del sagen med makker" in text
    assert "Hvad planen fraviger" not in text
    assert "A. Lund er over 100 %. Billigste muligheder: Giv sag 2026-0412 til T. Krogh" in text


def test_the_allocation_says_how_even_it_can_be_and_what_slack_buys(filled: TestClient) -> None:
    text = _text(filled, "/fordeling")

    assert "Lavere end 91 % kan den største belastning ikke blive: sag 2026-0412 kan kun gå til M. Holm." in text
    assert "0 %94 %9 sager 3 %96 %2 sager" in text.replace("\xa0", " ")
    assert "Distrikt: 9 sager uden spillerum, 2 sager med 3 % spillerum" in text.replace("\xa0", " ")
    assert "Belastningen regnes af skønnede timer." in text


def test_the_allocation_tells_what_each_goal_came_to_and_what_is_proved(filled: TestClient) -> None:
    text = _text(filled, "/fordeling").replace("\xa0", " ")

    assert (
        "Mål i rækkefølge Balanceret belastning: 94 % – højst 3 procentpoint bedre "
        "Distrikt: 2 sager – kan ikke blive bedre Indfasning: 0 over loftet Jo mindre tal"
    ) in text


def test_a_breach_stands_apart_and_a_moved_case_names_whom_it_leaves(client: TestClient, engine: Engine) -> None:
    moved = Placement(case_id=CaseId("2026-0300"), caseworker_id=CaseworkerId("w1"), moved_from=CaseworkerId("w2"))
    broken = Violation(principle="sprog", case_ids=(moved.case_id,), text="Sag 2026-0300 er hos M. Holm.")
    caution = "Dagene 29–31 er sjældnere end de andre."
    plan = a_plan(placements=(moved,), violations=(broken,), unplaced=(), floor=None, slack=(), cautions=(caution,))
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w1", name="M. Holm"), a_caseworker("w2", name="T. Krogh")], STAMP)
        insert_plan(connection, PlanId("p"), plan, STAMP)

    text = _text(client, "/fordeling")

    assert "M. Holm" in text
    assert "Sag 2026-0300 uden vurdering Flyttes fra T. Krogh" in text
    assert "1 sag er foreslået flyttet. Gennemgå forslaget" in text
    assert "Hvad planen fraviger Sag 2026-0300 er hos M. Holm." in text
    assert "Hvor jævnt kan det blive?" not in text
    assert caution in text


def test_a_case_without_an_allocation_or_an_empty_queue_says_so(client: TestClient) -> None:
    assert "Ingen sager venter på en sagsbehandler." in _text(client, "/")
    assert "Der er ikke lavet et fordelingsforslag endnu." in _text(client, "/fordeling")


def test_the_reasons_of_a_row_can_be_fetched_alone(filled: TestClient) -> None:
    part = filled.get("/hvorfor/2026-0412").text

    assert "<html" not in part
    assert "Trækker op: Fem samarbejdspartnere (+5,0 timer)." in part


def test_an_id_with_a_slash_has_a_page_and_a_link_to_it(client: TestClient, engine: Engine) -> None:
    with writing(engine) as connection:
        store(connection, a_case("26/0412 A"), an_assessment("26/0412 A"))

    link = re.search(r'href="(/sager/(?!ny)[^"]+)"', client.get("/").text)

    assert link is not None
    assert "Sag 26/0412 A" in _text(client, link[1])


def test_text_of_a_case_is_escaped(client: TestClient, engine: Engine) -> None:
    with writing(engine) as connection:
        store(connection, a_case("x", facts={"school": "<script>{{7*7}}"}), an_assessment("x"))

    html = client.get("/sager/x").text

    assert "&lt;script&gt;{{7*7}}" in html
    assert "<script>" not in html


def test_an_answer_under_an_older_scale_is_shown_by_its_code(client: TestClient, engine: Engine) -> None:
    old = an_assessment("old")
    suggestion = replace(old.suggestion, code="IV", probabilities=(0.1, 0.9), likely_codes=("IV",))
    with writing(engine) as connection:
        store(connection, a_case("old"), replace(old, suggestion=suggestion))

    text = _text(client, "/sager/old")

    assert "Forslag: IV (IV)." in text
    assert "Af 10 sager" not in text


def test_an_unknown_page_is_told_in_danish_as_a_page(client: TestClient) -> None:
    answer = client.get("/sager/KANARIE", headers={"accept": "text/html"})

    assert (answer.status_code, "Det findes ikke" in answer.text, "KANARIE" in answer.text) == (404, True, False)


def test_without_a_model_there_is_no_point_table_and_the_page_says_what_to_do(engine: Engine) -> None:
    client = TestClient(create_app(None, engine, door=OpenDoor()))
    answer = client.get("/model/pointtavle", headers={"accept": "text/html"})

    assert answer.status_code == 503
    assert "Ingen model er indlæst" in answer.text


def test_the_point_table_says_where_a_case_starts_and_what_every_value_adds(filled: TestClient) -> None:
    text = _text(filled, "/model/pointtavle")

    assert "Begynd med gennemsnitssagen: 1,5 point og 29,0 timer." in text
    assert "Enkel er det laveste; sammensat fra −9,5, kompleks fra 12,0 point." in text
    assert "+3,5×1,1840 sager" in text
    assert "Vejer ikke Skole." in text
    assert "Gør mest, når mobilitet er ingen, og klage er nej: −1,0 point" in text
    assert "Lært af 1.200 tidligere sager." in text
