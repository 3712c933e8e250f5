import numpy as np
import pytest

from models.truth import Truth, category_excess, effort_excess
from pipelines.train import Trained


def _truth(rng: np.random.Generator, n: int) -> Truth:
    return Truth(probability=rng.dirichlet([2.0, 2.0, 1.0], size=n), hours=rng.gamma(3.0, 8.0, size=n))


def test_the_truth_has_no_excess_and_everything_else_has() -> None:
    rng = np.random.default_rng(3)
    truth = _truth(rng, 50)

    assert category_excess(truth, truth.probability) == pytest.approx(0.0, abs=1e-12)
    assert effort_excess(truth, truth.hours) == pytest.approx(0.0, abs=1e-12)
    assert category_excess(truth, np.roll(truth.probability, 1, axis=1)) > 0.0
    assert effort_excess(truth, truth.hours * 1.1) > 0.0


def test_the_excess_is_what_outcomes_show_in_the_long_run() -> None:
    rng = np.random.default_rng(4)
    truth = _truth(rng, 40)
    ours = truth.hours * rng.uniform(0.7, 1.4, size=40)
    drawn = rng.poisson(truth.hours, size=(4000, 40)).astype(float)

    def deviance(expected: np.ndarray) -> float:
        part = np.where(drawn > 0, drawn * np.log(np.maximum(drawn, 1e-300) / expected), 0.0)
        return float((2.0 * (part - drawn + expected)).mean())

    assert deviance(ours) - deviance(truth.hours) == pytest.approx(effort_excess(truth, ours), rel=0.05)


def test_a_report_on_an_invented_municipality_tells_the_excess_of_ours_and_of_the_baselines(trained: Trained) -> None:
    category, effort = trained.report["category"], trained.report["effort"]

    assert 0.0 < category["excess_log_loss"] < category["baselines"]["majority"]["excess_log_loss"]
    assert 0.0 < effort["excess_deviance"] < effort["baselines"]["mean"]["excess_deviance"]


def test_every_figure_beside_every_baseline_lies_in_its_interval(trained: Trained) -> None:
    for part in ("category", "effort"):
        report = trained.report[part]
        for name, intervals in report["intervals"].items():
            figures = report if name == "ours" else report["baselines"][name]
            for figure, (low, high) in intervals.items():
                assert low <= high
                if figure in {"accuracy", "log_loss", "mae_hours", "bias_ratio"}:
                    assert low <= figures[figure] <= high
