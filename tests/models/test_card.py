import re
from copy import deepcopy
from typing import Any

import pytest

from models import card_hours
from models.card import model_card
from models.card_charts import curve, ratio_whisker, whisker
from pipelines.train import Trained
from sagstyngde.danish import number

VOID = {"meta"}


def _unclosed(card: str) -> list[str]:
    """Return the elements that are never closed; each must be closed in the order it was opened."""
    opened: list[str] = []
    for closes, tag, closes_itself in re.findall(r"<(/?)([a-z][a-z0-9]*)[^>]*?(/?)>", card):
        if closes:
            assert opened.pop() == tag
        elif not closes_itself and tag not in VOID:
            opened.append(tag)
    return opened


def _text(card: str) -> str:
    body = re.sub(r"<style>.*?</style>", "", card, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_the_card_says_what_the_model_is_for_and_how_good_it_is(trained: Trained) -> None:
    told = _text(trained.card)

    assert f"Modelkort: {trained.bundle.frame.scheme.title}" in told
    assert "Alle oplysninger er opdigtede" in told
    assert "Et menneske bestemmer altid kategorien og fordelingen." in told
    assert "må ikke indgå i en afgørelse" in told
    assert trained.bundle.content_hash[:12] in told
    accuracy = f"{trained.report['category']['accuracy']:.2f}".replace(".", ",")
    assert f"pointtavlen {accuracy} (" in told
    for name in ("hyppigste kategori", "random forest", "kategoritabel", "samme model, kun lukkede sager"):
        assert name in told


def test_the_card_is_one_sound_file_that_needs_nothing_beside_itself(trained: Trained) -> None:
    assert _unclosed(trained.card) == []
    assert not re.search(r"(?:src|href)=|url\(|@import|<script", trained.card)


def test_the_card_shows_every_group_and_gives_small_ones_no_figure(trained: Trained) -> None:
    told = _text(trained.card)
    groupings = trained.report["groups"]["by"]

    assert groupings
    for grouping in groupings:
        for group in grouping["groups"]:
            assert group["label"] in told
    assert "for få sager" in told


def test_a_count_under_five_is_not_told(trained: Trained) -> None:
    report: dict[str, Any] = deepcopy(trained.report)
    report["groups"]["by"] = [
        {
            "name": "team",
            "label": "Team",
            "groups": [{"code": "n", "label": "Nord", "n": 3, "category": {"n": 3}, "effort": {"n": 2}}],
        }
    ]

    assert "Nord under 5 for få sager" in _text(model_card(trained.bundle, report))


def test_the_card_of_a_real_municipality_does_not_say_invented(trained: Trained) -> None:
    assert "opdigtede" not in model_card(trained.bundle, trained.report | {"synthetic": False})


def test_a_history_without_dates_is_said_to_be_dealt_out_by_chance(trained: Trained) -> None:
    assert "fast tilfældig del" in model_card(trained.bundle, trained.report | {"by_time": False})


def test_where_no_newest_case_has_run_its_course_the_hours_are_said_to_be_untested(trained: Trained) -> None:
    report: dict[str, Any] = deepcopy(trained.report)
    report["effort"]["n_matured"] = 0

    assert "kan ikke prøves endnu" in model_card(trained.bundle, report)


def test_a_danish_reader_meets_decimal_commas_only(trained: Trained) -> None:
    rows = re.findall(r'<tr class="ours">.*?</tr>', trained.card)

    assert len(rows) == 4
    assert not any("." in _text(row) for row in rows)


def test_the_card_tells_what_was_done_before_learning(trained: Trained) -> None:
    told = _text(trained.card).split("Før modellen lærte")[1].split("Rammer modellen")[0]

    assert "Den enkeltes tempo er hverken gemt, vist eller brugt til andet." in told
    assert "gange deres timer ved gennemsnitligt tempo" in told
    assert "Havde modellen kun lært af lukkede sager" in told
    assert "Lovændring 1. jan. 2024 Barnets lov" in told
    assert "Kan ikke læres endnu" in told


def test_what_the_data_check_said_stands_on_the_card(trained: Trained) -> None:
    warned = trained.report | {"warnings": [{"text_da": "to oplysninger er ens: <tolk>"}]}

    assert "to oplysninger er ens: &lt;tolk&gt;" in model_card(trained.bundle, warned)
    assert "Vær opmærksom på" not in model_card(trained.bundle, trained.report | {"warnings": []})


def test_where_errors_fall_as_fewer_are_answered_the_card_draws_it(trained: Trained) -> None:
    report: dict[str, Any] = deepcopy(trained.report)
    points = [{"answered": share, "error": 0.4 * share, "steps": 0.5 * share} for share in (0.5, 0.9, 1.0)]
    report["category"]["risk_coverage"] = {"curve": points, "realised": points[1]}

    card = model_card(trained.bundle, report)

    assert "Som den er sat op, svarer den på 90\xa0% og tager fejl i 36\xa0% af dem." in card
    assert 'class="curve"' in card
    assert _unclosed(card) == []


def test_a_whisker_lies_where_its_numbers_are() -> None:
    drawn = str(whisker(0.5, (0.25, 0.75), (0.4, 0.6)))

    assert 'cx="60.0"' in drawn
    assert 'x1="32.0" x2="88.0"' in drawn
    assert 'cx="60.0"' in str(ratio_whisker(1.0, (0.9, 1.1), (0.8, 1.25)))


@pytest.mark.parametrize("points", [[(0.0, 0.5), (1.0, 0.5)], [(0.2, 0.0), (0.9, 0.31)]])
def test_a_curve_stays_inside_its_frame(points: list[tuple[float, float]]) -> None:
    line = str(curve(points, 0.5)).split('class="line" points="')[1].split('"')[0]

    for pair in line.split():
        x, y = map(float, pair.split(","))
        assert 0.0 <= x <= 440.0
        assert 0.0 <= y <= 200.0


def test_the_card_lays_two_peoples_agreement_beside_the_models(trained: Trained) -> None:
    raters = trained.report["category"]["raters"]

    assert f"({raters['n']} sager), var enige med en vægtet kappa på" in _text(trained.card)
    assert raters["qwk"] < raters["reachable"] < 1.0


def test_too_few_cases_judged_twice_are_said_to_be_too_few(trained: Trained) -> None:
    report: dict[str, Any] = deepcopy(trained.report)
    report["category"]["raters"] = {"n": 7}

    told = _text(model_card(trained.bundle, report))

    assert "To personer har vurderet 7 af sagerne hver for sig; det er for få" in told
    assert "vægtet kappa på" not in told


def test_the_card_tells_coverage_category_by_category(trained: Trained) -> None:
    report: dict[str, Any] = deepcopy(trained.report)
    report["category"]["coverage_by_category"] = {
        "A": {"n": 60, "coverage": 0.5, "band": [0.8, 0.97], "inside": False},
        "B": {"n": 0},
    }

    told = _text(model_card(trained.bundle, report))

    assert "60 50 % 80 % til 97 % uden for" in told
    assert "0 – – ingen blandt de nyeste" in told


def test_the_card_tells_whether_hours_agree_in_sum_and_how_else_they_could_be_expected(trained: Trained) -> None:
    effort = trained.report["effort"]
    card = " ".join(trained.card.split())

    assert f"({number(effort['calibration']['overall']['low'], 2)};" in card
    assert card.count("gruppe") >= len(effort["calibration"]["tenths"])
    assert all(f'<th scope="row">{team}</th>' in card for team in effort["calibration"]["teams"])
    assert f'<tr class="ours"><th scope="row">{card_hours.FORMS[effort["chosen"]]}</th>' in card
    assert set(effort["candidates"]) == set(card_hours.FORMS)


def test_a_card_without_sums_says_nothing_of_them(trained: Trained) -> None:
    effort = {key: value for key, value in trained.report["effort"].items() if key not in {"calibration", "candidates"}}

    assert "Passer timerne i alt?" not in model_card(trained.bundle, trained.report | {"effort": effort})
