import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest
from fastapi.testclient import TestClient

from mandate.finding import EventStudy, OutcomeName, Verdict
from mandate.findings import findings_to_json
from sagstyngde.months import add_months
from serve.evaluation_charts import event_chart, series_chart
from serve.evaluation_pages import ADDRESS
from serve.evaluations import VERDICTS, evaluation_file, verdict_shown
from storage.engine import Engine, writing
from storage.stamp import Stamp
from storage.trials import insert_evaluation, register_plan
from tests.databases import BOTH
from tests.mandate.found import ON, a_series, a_study, some_findings

BACKENDS = BOTH
STAMP = Stamp(by="analytiker", at=datetime(2026, 1, 12, 9, 0, tzinfo=UTC))


def text_of(html: str) -> str:
    """What a reader reads, each cell and line apart; blanks folded."""
    without_style = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without_style)).split())


def test_the_report_says_first_what_was_shown_and_then_why() -> None:
    html = evaluation_file(some_findings())
    text = text_of(html)

    assert "Værre. Alle påstande skulle vises. Værre end grænsen: bevilget beløb i alt." in text
    for part in (
        "Vist: Mindst 15,0",
        "Ikke vist: Op til 7,0",
        "Værre: Mindst 10,0",
        "Kan ikke afgøres: Der er 3 måneder",
    ):
        assert part in text
    order = ["Er det vist?", "Tallene", "Medarbejderne", "Bilag", "Planen", "Regnet på andre måder"]
    places = [html.index(f">{heading}</h") for heading in order]
    assert places == sorted(places)


def test_before_the_annex_stands_all_that_those_who_decide_need() -> None:
    html = evaluation_file(some_findings())
    before = html[: html.index(">Bilag</h2>")]
    text = text_of(before)

    assert all(f"{word}:" in text for word, _ in VERDICTS.values())
    assert "Planen: »" in text
    assert "« Planen er registreret 1. nov. 2024, før forsøget begyndte. Grænserne i tabellen er planens." in text
    assert "−20,0 % −25,0 til −15,0" in text
    assert "»Jeg trives.« 50 %" in text
    assert before[: before.index("Vis kurver for de andre udfald")].count('<svg class="curve"') == 2


def test_a_long_series_names_only_its_januaries() -> None:
    series = a_series()
    months = tuple(add_months(series.months[0], month) for month in range(60))
    flat = (40.0,) * 60
    longer = replace(
        series, months=months, observed=flat, fitted=flat, without=flat, without_low=flat, without_high=flat
    )

    named = [re.findall(r">(jan|jul) \d{4}</text>", chart) for chart in map(series_chart, (series, longer))]

    assert set(named[0]) == {"jan", "jul"}
    assert named[1] == ["jan"] * 5


def test_the_report_quotes_the_plan_its_margins_and_its_registration() -> None:
    text = text_of(evaluation_file(some_findings()))

    assert "Planen er registreret 1. nov. 2024, før forsøget begyndte." in text
    assert "mindst 10,0 % kortere tid fra ansøgning til afgørelse (team med forskudt start)" in text
    assert "Begynder 1. jan. 2025 Nord Til sammenligning Syd" in text


def test_the_report_never_says_not_significant() -> None:
    assert "signifikan" not in evaluation_file(some_findings()).lower()


def test_the_report_needs_nothing_beside_itself() -> None:
    html = evaluation_file(some_findings())

    assert not re.search(r"(?:src|href)=|url\(|<script|@import", html)


def test_figures_stand_with_their_uncertainty_and_what_they_rest_on() -> None:
    text = text_of(evaluation_file(some_findings()))

    assert "−20,0 % −25,0 til −15,0" in text
    assert "+3,0 procentpoint −1,0 til +7,0" in text
    assert "4.321 / 8 / 24" in text
    assert "2 rækker kunne ikke læses og er ikke med." in text


def test_staff_are_shown_as_shares_and_too_few_answers_are_not() -> None:
    text = text_of(evaluation_file(some_findings()))

    assert "»Jeg trives.« 50 % (40 % til 60 %; 100 svar) 74 % (65 % til 82 %; 100 svar)" in text
    assert "»Jeg lærer.« for få svar 74 %" in text


def test_behind_every_curve_is_its_table() -> None:
    html = evaluation_file(some_findings())

    assert html.count('<svg class="curve"') == html.count("Vis som tabel") == 6


def test_every_verdict_has_a_word_and_a_mark_of_its_own() -> None:
    assert len(set(VERDICTS.values())) == len(Verdict)
    assert len({mark for _, mark in VERDICTS.values()}) == len(Verdict)
    assert verdict_shown(Verdict.UNDECIDABLE, "Kan ikke afgøres: fordi").text == "Fordi"


def test_a_text_of_the_plan_is_never_html() -> None:
    findings = some_findings()
    told = replace(findings, plan=replace(findings.plan, name="<script>1</script>", purpose="{{ 7 * 7 }}"))

    html = evaluation_file(told)

    assert "<script>" not in html
    assert "49" not in text_of(html)[:200]


@pytest.mark.parametrize("outcome", [OutcomeName.DAYS, OutcomeName.GRANTED, OutcomeName.SPENDING])
def test_all_that_is_drawn_lies_within_the_chart(outcome: OutcomeName) -> None:
    for chart in (series_chart(a_series(outcome)), event_chart(a_study(outcome))):
        across = [float(x) for x in re.findall(r'(?:cx|x1|x2)="([-\d.]+)"', chart)]
        upright = [float(y) for y in re.findall(r'(?:cy|y1|y2)="([-\d.]+)"', chart)]
        assert 0.0 <= min(across) <= max(across) <= 480.0
        assert 0.0 <= min(upright) <= max(upright) <= 210.0


@pytest.mark.parametrize(
    ("p_value", "says"), [(0.01, "allerede på vej"), (0.4, "ingen forskel"), (None, "for få måneder")]
)
def test_the_months_before_say_whether_the_comparison_holds(p_value: float | None, says: str) -> None:
    study: EventStudy = replace(a_study(), no_trend_p=p_value)

    assert says in event_chart(study)


def test_before_there_is_an_evaluation_the_page_says_how_one_is_made(client: TestClient) -> None:
    text = text_of(client.get(ADDRESS, headers={"accept": "text/html"}).text)

    assert "Der er ikke lavet en evaluering endnu." in text


def test_the_page_shows_the_newest_evaluation_and_how_often_data_were_seen(client: TestClient, engine: Engine) -> None:
    keep(engine, looks=2)

    text = text_of(client.get(ADDRESS, headers={"accept": "text/html"}).text)

    assert "Data er set 2 gange; første gang 12. jan. 2026." in text
    assert "Vist: Mindst 15,0 % kortere tid" in text


def test_an_evaluation_of_invented_decisions_says_so(client: TestClient, engine: Engine) -> None:
    keep(engine, is_invented=True)

    assert "Afgørelserne er opdigtede." in client.get(ADDRESS).text


def keep(engine: Engine, *, looks: int = 1, is_invented: bool = False) -> None:
    with writing(engine) as connection:
        plan = register_plan(connection, "Forsøg", 'name = "Forsøg"', STAMP)
        for _ in range(looks):
            told = findings_to_json(some_findings(is_invented=is_invented))
            insert_evaluation(connection, plan.plan_id, told, data_until=ON, stamp=STAMP)
