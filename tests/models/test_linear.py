from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from models import linear
from models.linear import (
    EffortRows,
    Standardised,
    fit_bends,
    fit_cuts,
    fit_log_line,
    fit_ordinal,
    fit_tweedie_line,
)

FREE = np.zeros(3, dtype=np.int8)
LINES = pytest.mark.parametrize(
    "fit", [lambda rows, signs, p: fit_tweedie_line(rows, signs, p, 1.5), fit_log_line], ids=["tweedie", "log"]
)


def rows_of(count: int, slopes: tuple[float, ...] = (0.5, -0.3, 0.0), seed: int = 0) -> EffortRows:
    """Return cases whose expected hours for a full exposure are exp(6 + X slopes); about half are seen in part."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(count, 3))
    exposure = np.where(rng.random(count) < 0.5, 1.0, rng.uniform(0.1, 1.0, count))
    mean = np.exp(6.0 + X @ np.array(slopes)) * exposure
    return EffortRows(X=X, hours=rng.gamma(4.0, mean / 4.0), exposure=exposure, weight=np.ones(len(X)))


def ordinal_sample(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(count, 3))
    latent = X @ np.array([1.0, -0.5, 0.0]) + rng.logistic(size=count)
    return X, np.searchsorted([-1.0, 0.5, 2.0], latent)


def gradient_error(loss: Callable[[np.ndarray], tuple[float, np.ndarray]], at: np.ndarray) -> float:
    numerical = approx_fprime(at, lambda theta: loss(theta)[0], 1e-6)
    return float(np.abs(numerical - loss(at)[1]).max() / max(1.0, np.abs(numerical).max()))


@pytest.mark.parametrize("power", [1.0, 1.3, 1.5, 1.9])
def test_the_gradient_of_the_tweedie_loss_is_its_slope(power: float) -> None:
    rows = rows_of(60)
    at = np.array([0.3, -0.2, 0.1, 5.5])

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        return linear._tweedie_loss(theta, rows, np.full(3, 2.0), power)

    assert gradient_error(loss, at) < 1e-4


def test_the_gradient_of_the_ordinal_loss_is_its_slope() -> None:
    X, category = ordinal_sample(60)
    weight = np.linspace(0.5, 2.0, 60)

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        return linear._ordinal_loss(theta, X, (category, weight), 1.5)

    assert gradient_error(loss, np.array([0.4, -0.1, 0.2, -0.8, 0.3, -0.2])) < 1e-4


@LINES
def test_known_slopes_are_found_again_from_cases_seen_in_part(fit: Callable[..., linear.EffortLine]) -> None:
    line = fit(rows_of(4000), FREE, np.full(3, 1e-3))

    assert line.points.weights == pytest.approx([0.5, -0.3, 0.0], abs=0.05)


def test_expected_hours_are_found_at_their_level() -> None:
    line = fit_tweedie_line(rows_of(4000), FREE, np.full(3, 1e-3), 1.5)

    assert line.intercept == pytest.approx(6.0, abs=0.05)


@LINES
def test_a_slope_never_goes_against_its_facts_direction(fit: Callable[..., linear.EffortLine]) -> None:
    line = fit(rows_of(400), np.array([-1, 1, 0], dtype=np.int8), np.full(3, 1.0))

    assert line.points.weights[:2] == pytest.approx([0.0, 0.0], abs=1e-9)


@LINES
def test_an_endless_penalty_leaves_the_level_alone(fit: Callable[..., linear.EffortLine]) -> None:
    line = fit(rows_of(400), FREE, np.full(3, 1e12))

    assert np.abs(line.points.weights).max() < 1e-6


@pytest.mark.parametrize("signs", [(0, 0, 0), (-1, 1, 0)])
def test_an_ordinal_line_finds_slopes_and_keeps_directions(signs: tuple[int, ...]) -> None:
    X, category = ordinal_sample(4000)

    points, cuts = fit_ordinal(
        X, category, weight=np.ones(4000), signs=np.array(signs, dtype=np.int8), penalty=1e-3, categories=4
    )

    assert (np.diff(cuts) > 0.0).all()
    if not any(signs):
        assert points.weights == pytest.approx([1.0, -0.5, 0.0], abs=0.1)
        assert cuts == pytest.approx([-1.0, 0.5, 2.0], abs=0.15)
    assert (points.weights * signs >= 0.0).all()


def test_an_endless_penalty_leaves_the_marginal_distribution() -> None:
    X, category = ordinal_sample(2000)

    points, cuts = fit_ordinal(X, category, weight=np.ones(2000), signs=FREE, penalty=1e12, categories=4)

    share_upto = np.cumsum(np.bincount(category, minlength=4))[:-1] / 2000
    assert np.abs(points.weights).max() < 1e-6
    assert 1.0 / (1.0 + np.exp(-cuts)) == pytest.approx(share_upto, abs=1e-3)


def test_a_category_nobody_judged_still_has_its_place_on_the_scale() -> None:
    X, category = ordinal_sample(300)

    _, cuts = fit_ordinal(
        X, np.where(category == 2, 1, category), weight=np.ones(300), signs=FREE, penalty=1.0, categories=4
    )

    assert len(cuts) == 3
    assert (np.diff(cuts) > 0.0).all()


def test_cuts_of_a_score_are_found_again() -> None:
    X, category = ordinal_sample(6000)

    slope, cuts = fit_cuts(2.0 * (X[:, 0] - 0.5 * X[:, 1]), category, np.ones(6000), 4)

    assert slope == pytest.approx(0.5, abs=0.05)
    assert cuts == pytest.approx([-1.0, 0.5, 2.0], abs=0.15)


def test_a_constant_column_and_an_empty_one_get_no_points() -> None:
    rows = rows_of(300)
    X = np.column_stack((rows.X, np.ones(300), np.full(300, np.nan)))

    line = fit_log_line(replace(rows, X=X), np.zeros(5, np.int8), np.ones(5))

    assert line.points.weights[3:].tolist() == [0.0, 0.0]
    assert np.isfinite(line.points.contributions(X)).all()


def test_a_rare_option_is_shrunk_more_than_a_common_one_of_the_same_effect() -> None:
    rng = np.random.default_rng(3)
    X = np.column_stack((np.arange(2000) % 2 == 0, np.arange(2000) % 100 == 1)).astype(float)
    hours = np.exp(1.0 + X @ np.ones(2)) * rng.gamma(20.0, 0.05, 2000)
    rows = EffortRows(X=X, hours=hours, exposure=np.ones(2000), weight=np.ones(2000))

    common, rare = fit_log_line(rows, np.zeros(2, np.int8), np.full(2, 30.0)).points.weights

    assert 0.0 < rare < 0.7 * common


def test_a_missing_value_stands_at_the_weighted_mean() -> None:
    X = np.array([[1.0], [3.0], [np.nan]])

    table = Standardised.of(X, np.array([3.0, 1.0, 5.0]))

    assert table.centres.tolist() == [1.5]
    assert table.Z[2].tolist() == [0.0]


def test_bends_say_how_a_broken_line_leaves_the_straight_one_and_no_piece_falls() -> None:
    rng = np.random.default_rng(4)
    index = rng.uniform(0.0, 2.0, 4000)
    steps = np.column_stack((np.clip(index, 0.0, 1.0), np.clip(index - 1.0, 0.0, 1.0)))
    hours = np.exp(steps @ np.array([0.5, 2.0])) * rng.gamma(5.0, 0.2, 4000)

    along = EffortRows(X=steps, hours=hours, exposure=np.exp(index), weight=np.ones(len(hours)))
    bends = fit_bends(along, penalty=1e-3, power=1.5)
    falling = fit_bends(replace(along, hours=1.0 / hours), penalty=1e-3, power=1.5)

    assert 1.0 + bends == pytest.approx([0.5, 2.0], abs=0.1)
    assert falling == pytest.approx([-1.0, -1.0], abs=1e-6)


def test_the_first_ones_may_weigh_most() -> None:
    rng = np.random.default_rng(5)
    count = rng.integers(0, 9, 3000).astype(float)
    hours = np.exp(1.0 + 0.8 * np.log1p(count)) * rng.gamma(10.0, 0.1, 3000)
    rows = EffortRows(X=count[:, None], hours=hours, exposure=np.ones(3000), weight=np.ones(3000))

    points = fit_tweedie_line(rows, np.ones(1, np.int8), np.ones(1), 1.5).points

    added = np.diff(points.contributions(np.arange(9.0)[:, None])[:, 0])
    assert added[0] == pytest.approx(0.8 * np.log(2.0), abs=0.05)
    assert added[-1] == pytest.approx(0.8 * np.log(9.0 / 8.0), abs=0.05)


def test_a_curve_goes_no_more_against_the_direction_than_the_line() -> None:
    rng = np.random.default_rng(6)
    count = rng.integers(0, 9, 500).astype(float)
    rows = EffortRows(X=count[:, None], hours=np.exp(2.0 - 0.2 * count), exposure=np.ones(500), weight=np.ones(500))

    points = fit_log_line(rows, np.ones(1, np.int8), np.ones(1)).points

    assert (points.weights.tolist(), points.curves.tolist()) == ([0.0], [0.0])


def test_only_amounts_are_curved() -> None:
    flag, amount, deviation = np.arange(20) % 2, np.arange(20), np.arange(20) - 10.0

    table = Standardised.of(np.column_stack((flag, amount, deviation)).astype(float), np.ones(20))

    assert table.curved.tolist() == [1]
    assert table.with_curves(np.array([3.0, 4.0, 5.0])).tolist() == [3.0, 4.0, 5.0, 4.0]
