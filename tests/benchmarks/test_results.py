import pytest

from benchmarks.document import document
from benchmarks.markdown import difference, figure, verdict
from benchmarks.runs import seed_row
from benchmarks.scheme_pages import section
from tests.benchmarks.reports import a_gain, a_report, a_result, a_truth_report


@pytest.mark.parametrize(
    ("name", "gain", "word"),
    [
        ("log_loss", a_gain(-0.1, -0.2, -0.05), "better"),
        ("deviance", a_gain(2.0, 1.0, 3.0), "**worse**"),
        ("r2_log", a_gain(0.1, 0.05, 0.2), "better"),
        ("spearman", a_gain(-0.2, -0.3, -0.1), "**worse**"),
        ("spearman", a_gain(-0.2, -0.4, 0.0), "no clear difference"),
    ],
)
def test_a_difference_is_only_one_when_its_interval_leaves_zero_out(
    name: str, gain: dict[str, float], word: str
) -> None:
    assert verdict(name, gain) == word


def test_a_missing_figure_is_a_dash_and_a_large_one_has_no_decimals() -> None:
    assert [figure(None), figure(0.12345), figure(38021.7)] == ["–", "0.123", "38,022"]
    assert difference("r2_log", None) == "–"


def test_a_section_lays_the_table_beside_every_baseline() -> None:
    text = section("sip", a_report())

    assert "| **point table** | 0.600 | 0.700 | 0.800 |  |" in text
    assert "| multinomial logistic | 0.600 | 0.700 | 0.800 | -0.100 [-0.200; -0.050] better |" in text
    assert "2.000 [1.000; 3.000] **worse** |" in text
    assert "Split by time: 1,000 to train" in text
    assert "in 91.0 % of 410 judgements" in text


def test_a_history_without_dates_is_not_passed_off_as_split_by_time() -> None:
    assert "**Not split by time**" in section("dds", a_report(by_time=False))


def test_a_section_of_an_invented_municipality_shows_the_truth_too() -> None:
    text = section("synthetic", a_truth_report())

    assert "| the truth itself |" in text
    assert "The truth's own log loss: 0.750." in text


def test_a_seed_is_measured_against_the_truth_of_its_own_municipality() -> None:
    row = seed_row(7, a_truth_report())

    assert row["deviance_over_truth"] == pytest.approx(1.25)
    assert row["closed_only_over_truth"] == pytest.approx(2.0)


def test_a_document_says_what_was_not_run_and_what_did_not_reproduce() -> None:
    result = a_result()
    result["seeds"] = [seed_row(seed, result["reports"]["synthetic"]) for seed in (1, 2)]

    text = document(result)

    assert "### dds\n\nNot run: the real history is not on this machine." in text
    assert "| synthetic | 0 | 1 | `abababababababab` | **no** |" in text
    assert "| **mean** | 1.067 | 1.020 | 1.250 | 1.050 |" in text
