import numpy as np

from mandate.panel import Floats
from mandate.two_way import Mask, projection, two_way


def dummies(weights: Floats, groups: tuple[Mask, ...]) -> Floats:
    """A column a unit and one a month of each group, of the cells there are; (cells, levels)."""
    units, months = weights.shape
    by_unit = np.repeat(np.eye(units), months, axis=0)
    by_month = [np.repeat(group, months)[:, None] * np.tile(np.eye(months), (units, 1)) for group in groups]
    return np.hstack([by_unit, *by_month])[weights.ravel() > 0]


def fitted(values: Floats, columns: Floats, weights: Floats) -> Floats:
    """Weighted least squares, straight from the textbook."""
    roots = np.sqrt(weights)
    return np.asarray(columns @ np.linalg.lstsq(columns * roots[:, None], values * roots, rcond=None)[0])


def a_world(seed: int = 1) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    weights = rng.poisson(4.0, (7, 9)) * (rng.random((7, 9)) > 0.2)
    return rng.normal(size=(7, 9)), weights.astype(np.float64)


def test_levels_are_those_of_weighted_least_squares_on_dummies() -> None:
    values, weights = a_world()
    one, there = (np.ones(7, dtype=np.bool_),), weights > 0
    half = (np.arange(7) < 3, np.arange(7) >= 3)

    for groups in (one, half):
        ours = two_way(weights, groups).residual(values)

        theirs = values[there] - fitted(values[there], dummies(weights, groups), weights[there])
        np.testing.assert_allclose(ours[there], theirs, atol=1e-10)
        assert not ours[~there].any()


def test_regressors_beside_levels_are_taken_out_too() -> None:
    values, weights = a_world()
    regressors = np.random.default_rng(2).normal(size=(2, 7, 9))
    groups, there = (np.ones(7, dtype=np.bool_),), weights > 0

    with_twin = np.concatenate([regressors, regressors[:1]])  # what is told twice is told once
    ours = projection(two_way(weights, groups), with_twin).residual(values)

    columns = np.hstack([dummies(weights, groups), regressors[:, there].T])
    np.testing.assert_allclose(ours[there], values[there] - fitted(values[there], columns, weights[there]), atol=1e-10)


def test_levels_of_several_outcomes_are_found_at_once() -> None:
    values, weights = a_world()
    levels = two_way(weights, (np.ones(7, dtype=np.bool_),))

    both = levels.residual(np.stack([values, 2.0 * values]))

    np.testing.assert_allclose(both, np.stack([levels.residual(values), 2.0 * levels.residual(values)]), atol=1e-12)
