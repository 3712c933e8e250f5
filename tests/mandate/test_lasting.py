"""Generalised least squares averaged over how long errors last, held against statsmodels and published figures."""

import numpy as np
import pytest
from statsmodels.api import GLS, OLS
from statsmodels.datasets import nile

from mandate.lasting import RHOS, mixture
from mandate.panel import Floats


def _series(rho: float, seed: int = 1, months: int = 40) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(months), np.arange(months) >= months // 2, np.arange(months) / 12.0])
    error = rng.standard_normal(months)
    for month in range(1, months):
        error[month] += rho * error[month - 1]
    return X, X @ [1.0, 2.0, 3.0] + error


def test_each_rho_is_generalised_least_squares() -> None:
    X, y = _series(0.3)
    at = np.arange(len(y))

    found = mixture(X, y, at, np.eye(3))

    for which in (0, 8, 18):
        peer = GLS(y, X, sigma=RHOS[which] ** np.abs(at[:, None] - at)).fit()
        np.testing.assert_allclose(found.centres[which], peer.params, rtol=1e-9)
        np.testing.assert_allclose(found.errors[which], peer.bse, rtol=1e-9)
    assert found.degrees == 37
    assert found.weights.sum() == pytest.approx(1.0)


def test_limits_are_quantiles_of_the_mixture() -> None:
    X, y = _series(0.5)
    found = mixture(X, y, np.arange(len(y)), np.eye(3))

    for share in (0.001, 0.025, 0.5, 0.975):
        np.testing.assert_allclose(found.below(found.quantile(share)), share, atol=1e-9)


def test_errors_that_last_are_seen_and_widen_the_limits() -> None:
    at = np.arange(200)
    found = [mixture(*_series(rho, seed=3, months=200), at, np.eye(3)) for rho in (0.0, 0.7)]

    assert found[0].rho == pytest.approx(0.0, abs=0.15)
    assert found[1].rho == pytest.approx(0.7, abs=0.15)
    assert (found[1].weights @ found[1].errors > 1.5 * (found[0].weights @ found[0].errors)).all()


def test_errors_fade_over_a_gap() -> None:
    X, y = _series(0.6)
    kept = np.r_[0:15, 30:40]
    apart, closed = (mixture(X[kept], y[kept], at, np.eye(3)) for at in (kept, np.arange(len(kept))))

    assert not np.allclose(apart.centres, closed.centres)
    np.testing.assert_allclose(apart.centres[8], closed.centres[8])


def test_a_series_without_chance_is_refused() -> None:
    X, _ = _series(0.0)

    with pytest.raises(ValueError, match="wholly"):
        mixture(X, X @ [1.0, 2.0, 3.0], np.arange(len(X)), np.eye(3))


def test_the_nile_fell_in_1899_as_published() -> None:
    """Flow at Aswan: means 1097.75 until 1898 and 849.97 from 1899 (Zeileis, Kleiber, Krämer & Hornik 2003).

    Cobb (1978) and Balke (1993) date the fall the same. With no lasting errors assumed it is their figure to the last
    digit; averaged over how much they may last it is the same to two digits.
    """
    years, flow = nile.load_pandas().data.to_numpy().T
    X = np.column_stack([np.ones(len(flow)), years >= 1899])

    found = mixture(X, flow, years.astype(np.intp), np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]))

    at_none = int(np.abs(RHOS).argmin())
    np.testing.assert_allclose(found.centres[at_none], [1097.75, 849.9722, -247.7778], atol=1e-4)
    np.testing.assert_allclose(found.errors[at_none][2], OLS(flow, X).fit().bse[1], rtol=1e-9)
    assert found.mean[2] == pytest.approx(-247.78, abs=5.0)
    assert found.quantile(0.975)[2] < -150.0
