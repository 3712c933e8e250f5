from copy import deepcopy
from typing import Any

from models.card import model_card
from pipelines.train import Trained


def test_the_card_says_what_the_model_is_for_and_how_good_it_is(trained: Trained) -> None:
    card = trained.card

    assert card.startswith(f"# Modelkort: {trained.bundle.frame.scheme.title}")
    assert "Alle oplysninger er opdigtede" in card
    assert "Et menneske bestemmer altid kategorien og fordelingen." in card
    assert trained.bundle.content_hash[:12] in card
    accuracy = f"{trained.report['category']['accuracy']:.3f}".replace(".", ",")
    assert f"| pointtavlen | {accuracy} |" in card
    for name in ("hyppigste kategori", "random forest", "kategoritabel", "samme model, kun lukkede sager"):
        assert name in card


def test_the_card_of_a_real_municipality_does_not_say_invented(trained: Trained) -> None:
    assert "opdigtede" not in model_card(trained.bundle, trained.report | {"synthetic": False})


def test_a_history_without_dates_is_said_to_be_dealt_out_by_chance(trained: Trained) -> None:
    assert "fast tilfældig del" in model_card(trained.bundle, trained.report | {"by_time": False})


def test_where_no_newest_case_has_run_its_course_the_hours_are_said_to_be_untested(trained: Trained) -> None:
    report: dict[str, Any] = deepcopy(trained.report)
    report["effort"] = {"n_matured": 0}

    assert "kan ikke prøves endnu" in model_card(trained.bundle, report)


def test_a_danish_reader_meets_decimal_commas_only(trained: Trained) -> None:
    table_lines = [line for line in trained.card.splitlines() if line.startswith("| pointtavlen")]

    assert len(table_lines) == 2
    assert not any("." in line for line in table_lines)
