"""What follows from a regression whose errors last from month to month, when nobody knows how much they do?

How much of a month's error is left in the next, rho, cannot be known from some thirty months: a single guess is biased
towards none, and what is built on it claims too much. So no guess is made. For each rho of a grid, generalised least
squares gives an estimate and its t distribution; these are averaged, weighted by the restricted likelihood of that rho
(Patterson & Thompson 1971; Harville 1974) and by a weight known beforehand, (1 + rho)^2 (1 - rho): errors that last a
little are usual, errors that alternate or never fade are not. Limits are quantiles of that mixture. With flat weights
on the coefficients and on log sigma, the mixture is the posterior (Zellner & Tiao 1964); what counts here is how often
its limits hold the truth, and ADR 0045 tells.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from mandate.panel import Floats, Integers

RHOS = np.round(np.arange(-0.4, 0.951, 0.05), 2)
"""The grid; (rhos,)."""
BEFOREHAND = 2.0 * np.log1p(RHOS) + np.log1p(-RHOS)
"""Log weight of each rho before the data are seen; (rhos,)."""
HALVINGS = 50
"""A limit is found by halving, to a part in 10^12 of a standard error."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mixture:
    """Distributions of some combinations of the coefficients, one for each rho, and the weight of each.

    Attributes:
        centres: (rhos, combinations).
        errors: standard errors; (rhos, combinations).
        weights: sum to 1; (rhos,).
        degrees: of freedom of every t distribution.

    """

    centres: Floats
    errors: Floats
    weights: Floats
    degrees: int

    @property
    def mean(self) -> Floats:
        """The estimates; (combinations,)."""
        return np.asarray(self.weights @ self.centres)

    @property
    def rho(self) -> float:
        """How much of a month's error is left in the next, on average over the weights."""
        return float(self.weights @ RHOS)

    def below(self, value: Floats) -> Floats:
        """Return how much of each distribution lies below a value; (combinations,)."""
        return np.asarray(self.weights @ stdtr(self.degrees, (value - self.centres) / self.errors))

    def quantile(self, share: float) -> Floats:
        """Return below which value that share of each distribution lies; (combinations,)."""
        reach = 1000.0 * self.errors
        low, high = (self.centres - reach).min(axis=0), (self.centres + reach).max(axis=0)
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            is_below = self.below(middle) < share
            low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
        return np.asarray(0.5 * (low + high))


def mixture(X: Floats, y: Floats, at: Integers, combinations: Floats) -> Mixture:
    """Return what ``y`` says of combinations of the coefficients of ``X``, its errors lasting over the months ``at``.

    Args:
        X: of full rank; (months, columns).
        y: (months,).
        at: which months these are; gaps are allowed, an error fades over them.
        combinations: (combinations, columns).

    Raises:
        ValueError: ``X`` explains ``y`` wholly: there is no error to judge by.

    """
    degrees = len(y) - X.shape[1]
    apart = np.abs(at[:, None] - at)
    lower = np.linalg.cholesky(RHOS[:, None, None] ** apart)
    whitened = np.linalg.solve(lower, np.broadcast_to(np.column_stack([X, y]), (len(RHOS), len(y), X.shape[1] + 1)))
    Q, R = np.linalg.qr(whitened[:, :, :-1])
    target = whitened[:, :, -1:]
    explained = Q.transpose(0, 2, 1) @ target
    left = ((target - Q @ explained) ** 2).sum(axis=(1, 2))
    if left.min() <= 1e-20 * max(float(y @ y), 1e-300):
        raise ValueError("the columns explain the series wholly")
    # c' (X'V⁻¹X)⁻¹ = (R⁻ᵀ c)' R⁻ᵀ, so one triangular system gives both the estimates and their variance.
    turned = np.linalg.solve(R.transpose(0, 2, 1), np.broadcast_to(combinations.T, (len(RHOS), *combinations.T.shape)))
    centres = (turned.transpose(0, 2, 1) @ explained)[:, :, 0]
    errors = np.sqrt((turned**2).sum(axis=1) * left[:, None] / degrees)
    log_weight = BEFOREHAND - _half_log_determinants(lower, R) - 0.5 * degrees * np.log(left)
    weights = np.exp(log_weight - log_weight.max())
    return Mixture(centres=centres, errors=errors, weights=weights / weights.sum(), degrees=degrees)


def _half_log_determinants(lower: Floats, R: Floats) -> Floats:
    """Return half of log |V| + log |X'V⁻¹X|, the restricted likelihood's own terms; (rhos,)."""
    diagonals = (np.diagonal(one, axis1=1, axis2=2) for one in (lower, R))
    return np.asarray(sum(np.log(np.abs(one)).sum(axis=1) for one in diagonals))
