from dataclasses import replace

import numpy as np
import pytest

from features.frame import Frame
from models.category import CategoryModel, LikelySets
from models.compile_booster import compile_trees
from models.contrast import Limits, contrast
from models.point_table import LinearPoints, PointTable
from models.scale_link import ScaleLink
from tests.factories import a_case, a_fact, a_scheme

FRAME = Frame.of(a_scheme(facts=tuple(a_fact(name) for name in "abc")), {})
CASE = a_case(facts=dict.fromkeys("abc", 2))
POINTS = np.array([3.0, 2.0, -1.0])
KNOTS = np.array([0.0, 1.0, 2.0])
CURVES = np.array([[0.8, 0.3, 0.1], [0.9, 0.5, 0.2], [0.95, 0.9, 0.85]])


def a_model(link: ScaleLink) -> CategoryModel:
    table = PointTable(
        base=0.0,
        linear=LinearPoints(weights=np.ones(3), centres=np.zeros(3), fills=np.zeros(3)),
        binned=compile_trees([], 3, 0.0),
    )
    return CategoryModel(table=table, link=link, sets=LikelySets.separate(np.ones(4), np.full(4, 100.0), 0.9))


LOGIT = a_model(ScaleLink(slope=2.0, cuts=np.array([-3.0, 0.0, 3.0])))


@pytest.mark.parametrize(
    "model", [LOGIT, a_model(replace(LOGIT.link, knots=KNOTS, upto=CURVES))], ids=["logit", "curves"]
)
def test_the_suggested_category_changes_at_the_limits_and_nowhere_else(model: CategoryModel) -> None:
    limits = Limits.of(model)
    scores = np.linspace(-4.0, 4.0, 3001)

    stretches = limits.categories[np.searchsorted(limits.scores, scores, side="right")]

    assert len(limits.scores)
    assert np.array_equal(stretches, model.probabilities(scores).argmax(axis=1))
    for score in limits.scores:
        around = model.probabilities(np.array([score - 1e-9, score + 1e-9])).argmax(axis=1)
        assert around[0] != around[1]


def test_a_category_that_is_never_the_likeliest_has_no_stretch() -> None:
    limits = Limits.of(a_model(ScaleLink(slope=1.0, cuts=np.array([-3.0, -2.99, 3.0]))))

    assert limits.categories.tolist() == [0, 2, 3]


@pytest.mark.parametrize(
    ("score", "sentence"),
    [
        (
            0.5,
            "Kompleks frem for sammensat, især fordi a er vurderet til moderat og b er vurderet til moderat. "
            "Sagen ligger 5,0 point over grænsen til sammensat.",
        ),
        (
            1.2,
            "Kompleks frem for særligt kompleks, især fordi c er vurderet til moderat. "
            "Sagen ligger 2,5 point under grænsen til særligt kompleks.",
        ),
        (
            -9.0,
            "Enkel frem for sammensat, især fordi c er vurderet til moderat. "
            "Sagen ligger 75,5 point under grænsen til sammensat.",
        ),
    ],
)
def test_the_contrast_names_the_nearest_limit_and_the_facts_that_point_away_from_it(
    score: float, sentence: str
) -> None:
    assert contrast(CASE, FRAME, Limits.of(LOGIT), points=POINTS, score=score) == sentence


def test_on_the_limit_itself_no_distance_is_told() -> None:
    said = contrast(CASE, FRAME, Limits.of(LOGIT), points=POINTS, score=1e-4)

    assert said is not None
    assert "lige ved grænsen til sammensat" in said


def test_where_no_fact_points_that_way_or_only_one_category_exists_nothing_is_said() -> None:
    never = Limits(scores=np.empty(0), categories=np.array([1]))

    assert contrast(CASE, FRAME, Limits.of(LOGIT), points=-np.ones(3), score=0.5) is None
    assert contrast(CASE, FRAME, never, points=POINTS, score=0.5) is None
