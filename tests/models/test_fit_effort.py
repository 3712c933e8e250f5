from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import mean_tweedie_deviance

from features.panel import Panel
from models.boosting import Boosting, Design
from models.choose_effort import choose_size
from models.deviance import deviances
from models.effort_data import EffortData, pooled_shape
from models.fit_effort import EffortSize, Target, fit_course

MONTHS = 12
TREES = Boosting(trees=20, least_leaf_cases=20)
SIZE = EffortSize(penalty=1.0, boosting=replace(TREES, trees=0), power=1.5, use_score=False)


def lengths(X: np.ndarray) -> np.ndarray:
    """Return how many months each case is open: partly told by its facts, partly by chance."""
    return 4.0 * np.exp(0.4 * X[:, 0]) * np.random.default_rng(9).lognormal(0.0, 0.8, len(X))


def a_panel(count: int, seed: int = 0) -> tuple[EffortData, np.ndarray]:
    """Return cases that go on for longer the heavier they are, cut off by the end of the export, and their true hours.

    Half of the cases were received so late that part of their course is still to come.
    """
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(count, 2))
    rate, length = np.exp(1.0 + 0.4 * X[:, 0]), lengths(X)
    lived = np.clip(length[:, None] - np.arange(MONTHS), 0.0, 1.0)
    seen_months = np.where(rng.random(count) < 0.5, float(MONTHS), rng.uniform(1.0, MONTHS, count))
    exposure = np.clip(seen_months[:, None] - np.arange(float(MONTHS)), 0.0, 1.0)
    monthly = rate[:, None] * lived
    hours = rng.gamma(2.0, np.maximum(monthly * exposure, 1e-12) / 2.0)
    data = EffortData(
        design=Design(X=X, signs=np.zeros(2, dtype=np.int8)),
        score=X[:, 0],
        probability=np.full((count, 2), 0.5),
        panel=Panel(hours=hours, exposure=exposure, horizon=MONTHS),
        weight=np.ones(count),
    )
    return data, monthly.sum(axis=1)


def with_panel(hours: np.ndarray, exposure: np.ndarray, categories: int) -> EffortData:
    """Return cases without facts, with a horizon of two months."""
    count = len(hours)
    return EffortData(
        design=Design(X=np.zeros((count, 0)), signs=np.zeros(0, dtype=np.int8)),
        score=np.zeros(count),
        probability=np.full((count, categories), 1.0 / categories),
        panel=Panel(hours=hours, exposure=exposure, horizon=2),
        weight=np.ones(count),
    )


def bias(data: EffortData, size: EffortSize, X: np.ndarray, truth: np.ndarray) -> float:
    fitted, _ = fit_course(data, size)
    return float(np.exp(fitted(X, X[:, 0])).sum() / truth.sum())


@pytest.mark.parametrize("target", Target)
@pytest.mark.parametrize("use_score", [True, False])
def test_open_cases_counted_with_what_was_seen_leave_no_bias(target: Target, use_score: bool) -> None:
    data, truth = a_panel(3000)

    assert bias(data, replace(SIZE, target=target, use_score=use_score), data.design.X, truth) == pytest.approx(
        1.0, abs=0.05
    )


def test_counting_what_was_seen_as_the_whole_is_clearly_too_low() -> None:
    data, truth = a_panel(3000)
    whole = replace(data, panel=replace(data.panel, exposure=np.ones(data.panel.exposure.shape)))

    assert bias(whole, SIZE, data.design.X, truth) < 0.9


def test_leaving_open_cases_out_is_too_low() -> None:
    data, truth = a_panel(3000)
    part = data.take(np.flatnonzero(lengths(data.design.X) < data.panel.exposure.sum(axis=1)))
    whole = replace(part, panel=replace(part.panel, exposure=np.ones_like(part.panel.exposure)))

    assert bias(whole, SIZE, data.design.X, truth) < 0.85


@pytest.mark.parametrize("target", Target)
def test_cases_that_took_no_time_are_legal(target: Target) -> None:
    data, _ = a_panel(300)
    hours = np.where(np.arange(300)[:, None] % 3 == 0, 0.0, data.panel.hours)
    size = replace(SIZE, target=target, boosting=TREES)

    fitted, shape = fit_course(replace(data, panel=replace(data.panel, hours=hours)), size)

    assert np.isfinite(fitted(data.design.X, data.score)).all()
    assert shape[:, :MONTHS].sum(axis=1) == pytest.approx([1.0, 1.0])


@pytest.mark.parametrize("trees", [0, 20])
def test_hours_told_in_minutes_give_answers_in_minutes(trees: int) -> None:
    data, _ = a_panel(400)
    minutes = replace(data, panel=replace(data.panel, hours=data.panel.hours * 60.0))
    size = replace(SIZE, boosting=replace(TREES, trees=trees), use_score=True)

    (hours, shape), (sixty, same_shape) = fit_course(data, size), fit_course(minutes, size)

    ratio = np.exp(sixty(data.design.X, data.score) - hours(data.design.X, data.score))
    assert ratio == pytest.approx(np.full(400, 60.0), rel=1e-3)
    assert same_shape == pytest.approx(shape, abs=1e-5)


@pytest.mark.parametrize("target", Target)
def test_a_case_of_weight_two_counts_as_two_cases(target: Target) -> None:
    data, _ = a_panel(300)
    twice = data.panel.totals > 10.0
    size = replace(SIZE, target=target)

    weighted, shape = fit_course(replace(data, weight=np.where(twice, 2.0, 1.0)), size)
    repeated, same_shape = fit_course(data.take(np.repeat(np.arange(300), 1 + twice)), size)
    plain, _ = fit_course(data, size)

    X, score = data.design.X, data.score
    assert np.abs(weighted(X, score) - repeated(X, score)).mean() < 0.03
    assert np.abs(weighted(X, score) - plain(X, score)).mean() > 0.1
    assert shape == pytest.approx(same_shape, abs=0.01)


def test_predicted_and_recorded_hours_agree_in_sum() -> None:
    data, _ = a_panel(500)
    fitted, shape = fit_course(data, replace(SIZE, boosting=TREES))

    predicted = np.exp(fitted(data.design.X, data.score)) * data.seen(shape)

    assert predicted.sum() == pytest.approx(data.panel.totals.sum(), rel=1e-2)


def test_a_course_is_learned_from_the_months_that_were_seen() -> None:
    hours = np.array([[4.0, 2.0], [2.0, 0.0], [3.0, 0.0]])
    exposure = np.array([[1.0, 1.0], [1.0, 0.0], [1.0, 0.0]])

    shape = pooled_shape(with_panel(hours, exposure, 3))

    assert shape.tolist() == [[0.6, 0.4]] * 3


def test_a_panel_without_hours_has_an_even_course() -> None:
    empty = with_panel(np.zeros((3, 4)), np.ones((3, 4)), 1)

    assert pooled_shape(empty).tolist() == [[0.5] * 4]


def test_a_table_says_what_the_fitted_model_says() -> None:
    data, _ = a_panel(300)
    X = data.design.X
    fitted, _ = fit_course(data, replace(SIZE, boosting=TREES, use_score=True))
    table = fitted.table()

    index = table.average + table.contributions(X).sum(axis=1) + fitted.beta * data.score

    assert index == pytest.approx(fitted.index(X, data.score), abs=1e-9)


def test_sizes_are_chosen_among_those_asked_for() -> None:
    data, _ = a_panel(300)

    size = choose_size(data, TREES, 1.5, use_score=True)

    assert size.use_score
    assert size.boosting.trees in {0, 10, 20}


@pytest.mark.parametrize("power", [1.0, 1.5, 1.8])
def test_deviances_are_those_of_scikit_learn(power: float) -> None:
    rng = np.random.default_rng(0)
    hours = np.where(rng.random(50) < 0.3, 0.0, rng.gamma(1.0, 20.0, 50))
    expected = rng.gamma(2.0, 10.0, 50)

    ours = deviances(hours, expected, power).mean()

    assert ours == pytest.approx(mean_tweedie_deviance(hours, expected, power=power))
