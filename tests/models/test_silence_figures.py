from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from features.scheme import SilenceRule
from models.assess import Assessor
from models.bundle import ModelBundle
from models.labels import Labels
from models.silence_figures import silence_figures
from pipelines.train import Trained, read_truth


def costing(bundle: ModelBundle, look: float) -> ModelBundle:
    scheme = replace(bundle.frame.scheme, abstention=SilenceRule(wrong_step_cost=1.0, human_look_cost=look))
    return replace(bundle, frame=replace(bundle.frame, scheme=scheme))


def figures(trained: Trained, look: float, labels: Labels | None = None) -> dict[str, Any]:
    bundle = costing(trained.bundle, look)
    test = replace(trained.parts.test, labels=labels or trained.parts.test.labels)
    return silence_figures(bundle, Assessor(bundle).answers(bundle.frame.rows(test.cases)), test)


def test_error_falls_as_fewer_and_surer_cases_are_answered(trained: Trained, municipality: Path) -> None:
    truth = read_truth(municipality, trained.bundle.frame.scheme, trained.parts.test)
    assert truth is not None
    # Forty judgements of each case, as the invented people would give them.
    draws = np.random.default_rng(5).random((len(truth.probability), 40))
    category = (draws[:, :, None] > truth.probability.cumsum(axis=1)[:, None, :-1]).sum(axis=2).ravel()
    rows = np.repeat(np.arange(len(truth.probability)), 40)
    labels = Labels(rows=rows, category=category, weight=np.ones(len(rows)), categories=4)

    curve = figures(trained, 0.5, labels)["risk_coverage"]["curve"]

    answered = [point["answered"] for point in curve]
    error = np.array([point["error"] for point in curve])
    steps = np.array([point["steps"] for point in curve])
    assert answered == pytest.approx(np.arange(1, 11) / 10, abs=0.02)
    assert error[1] < error[4] < error[9]
    assert steps[1] < steps[4] < steps[9]
    assert (np.minimum.accumulate(error[::-1])[::-1] >= error - 0.04).all()


def test_the_dearer_a_look_the_less_is_left_to_it(trained: Trained) -> None:
    shares = [figures(trained, look)["risk_coverage"]["realised"]["answered"] for look in (0.1, 0.4, 0.5, 2.0)]

    assert shares == sorted(shares)
    assert shares[0] < 0.5 < shares[-1]


def test_what_is_withheld_would_have_been_wrong_more_often(trained: Trained) -> None:
    found = figures(trained, 0.5)["risk_coverage"]

    assert found["withheld"]["error"] > found["realised"]["error"]
    assert found["withheld"]["answered"] + found["realised"]["answered"] == pytest.approx(1.0, abs=1e-3)


def test_cost_counts_wrong_steps_and_looks(trained: Trained) -> None:
    found = figures(trained, 0.5)["risk_coverage"]["realised"]

    assert found["cost"] == pytest.approx(found["answered"] * found["steps"] + 0.5 * (1 - found["answered"]), abs=1e-3)


def test_the_report_says_how_many_ordinary_cases_were_called_strange(trained: Trained) -> None:
    found = trained.report["category"]["novelty"]

    assert found["false_alarm_rate"] == 0.02
    assert 0.0 <= found["flagged"] < 0.1
    assert found["n"] == len(trained.parts.test.cases)
