from pathlib import Path

import pytest

from benchmarks.curve_pages import curve_section, enough
from benchmarks.learning_chart import draw
from benchmarks.learning_curve import means
from tests.benchmarks.reports import a_curve


def test_points_are_averaged_over_municipalities_with_the_range_of_ours() -> None:
    def point(ours: float) -> dict[str, object]:
        return {"cases": 300, "category": {"ours": ours, "glm": 1.5}, "effort": {"ours": ours, "glm": 1.5}}

    (found,) = means([point(1.1), point(1.3), {"cases": 300, "refused": "…"}])

    assert found["n"] == 2
    assert found["category"] == {"ours": 1.2, "glm": 1.5, "lowest": 1.1, "highest": 1.3}


def test_the_sentence_says_from_how_many_cases_it_is_worth_it() -> None:
    told = enough(a_curve()["invented"])

    assert told.startswith("**From 300 cases on** the category is better than a logistic regression")
    assert "From 600 cases on the category's expected log loss is within five per cent" in told


def test_what_was_refused_and_what_was_not_run_are_told() -> None:
    text = curve_section(a_curve())

    assert "150: too few cases." in text
    assert "**dds**" in text
    assert "Not run." in text


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_the_same_figures_give_the_same_chart(tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg"):
        draw(a_curve(), tmp_path / name)

    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()
    assert "cases to learn from" in (tmp_path / "one.svg").read_text("utf-8")
