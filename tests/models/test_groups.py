from typing import Any

import numpy as np
import pytest

from features.groups import Group
from models.groups import FEWEST, Sample, _figures, by_group
from pipelines.train import Trained


def _group(rows: range) -> Group:
    return Group(code="x", label="X", rows=np.array(rows, dtype=np.intp))


def _sample(hits: list[float]) -> Sample:
    n = len(hits)
    rows = np.arange(n)
    return Sample(rows=rows, weight=np.ones(n), cluster=rows, rates={"right": np.array(hits)}, sizes={})


def test_a_small_group_gets_no_figure_and_no_verdict() -> None:
    assert _figures(_group(range(FEWEST - 1)), _sample([1.0] * 500)) == {"n": FEWEST - 1}


def test_a_group_that_is_clearly_worse_is_outside() -> None:
    found = _figures(_group(range(200)), _sample([1.0, 0.0] * 100 + [1.0] * 400))

    assert found["right"]["verdict"] == "outside"
    assert found["right"]["gap_value"] == pytest.approx(-0.5)


def test_a_large_group_like_the_others_is_inside_and_a_middling_one_cannot_tell() -> None:
    hits = [1.0, 1.0, 1.0, 0.0] * 600

    assert _figures(_group(range(1200)), _sample(hits))["right"]["verdict"] == "inside"
    assert _figures(_group(range(60)), _sample(hits))["right"]["verdict"] == "too_little"


def test_without_enough_others_there_is_nothing_to_compare_with() -> None:
    found = _figures(_group(range(300)), _sample([1.0, 0.0] * 155))

    assert found["right"]["verdict"] == "too_little"
    assert "gap_value" not in found["right"]


def test_hours_predicted_far_too_low_for_a_group_are_outside() -> None:
    n = 120
    recorded = np.random.default_rng(2).gamma(4.0, 5.0, size=n)
    sample = Sample(
        rows=np.arange(n),
        weight=np.ones(n),
        cluster=np.arange(n),
        rates={},
        sizes={"hours": -recorded / 2.0},
        ratio=(recorded / 2.0, recorded),
    )

    assert _figures(_group(range(60)), sample)["ratio"]["verdict"] == "outside"


def test_the_report_compares_age_sex_impairment_team_and_district(trained: Trained) -> None:
    groups: dict[str, Any] = trained.report["groups"]
    told = {grouping["name"]: grouping for grouping in groups["by"]}

    assert {"age_years", "gender", "impairments", "district"} <= told.keys()
    assert sum(group["n"] for group in told["gender"]["groups"]) == trained.report["n_test"]
    for grouping in groups["by"]:
        for group in grouping["groups"]:
            for part in ("category", "effort"):
                assert (len(group[part]) > 1) == (group[part]["n"] >= FEWEST)


def test_figures_by_group_are_the_same_each_time(trained: Trained) -> None:
    from models.assess import Assessor  # noqa: PLC0415

    assessor, test = Assessor(trained.bundle), trained.parts.test
    answers = assessor.answers(assessor.bundle.frame.rows(test.cases))
    likely = assessor.bundle.category.likely(answers.probability)

    assert by_group(assessor.scheme, test, answers, likely) == trained.report["groups"]
