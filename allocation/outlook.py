"""How many hours will all cases together ask for, month by month? The stock running off, and what is still to come.

    load(t) = stock(t) + Σ over months of arrival a, categories k:  arrivals(a, k) · course(k, a, t)

Chance enters in four places, and each can be told apart: how many come (``intensity``), which categories they are
(``mix``), how each case departs from its category's course (shot noise: the variance of a sum over Poisson arrivals is
the sum of the squares, Campbell's theorem), and how far the whole forecast may lie off (``level``, one factor for all
months, as large as earlier forecasts were off).

What is drawn is drawn once. A what-if changes factors and nothing else, so that the difference between two answers is
never chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.random import default_rng

from allocation.arrivals import Floats, Integers
from allocation.arrivals_check import Method
from allocation.capacity import DAYS_PER_MONTH, WORKDAYS_PER_WEEK, workdays
from allocation.courses import Spread
from allocation.runoff import NewCases, Stock

DRAWS = 4000
MIX_PRIOR = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Everything drawn: ``intensity`` (draws, months), ``mix`` (draws, K), ``level`` (draws,), ``chance`` three times.

    ``calendar`` (months,) is how many working days a month has against the average month: work falls on those.
    ``chance`` holds standard normal numbers for hours and for open cases, (2, draws, months).
    """

    stock: Stock
    new: NewCases
    spread: Spread
    intensity: Floats
    mix: Floats
    level: Floats
    calendar: Floats
    chance: Floats
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """By what hours and arrivals are multiplied, (K, months) each: ones where nothing changes."""

    hours: Floats
    inflow: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What the months ahead hold. ``stock_hours`` and ``new_hours`` (months,) are expected hours, without chance.

    ``new_cases`` (months,) are expected too. ``load`` and ``open`` are (draws, months): all hours, and cases open when
    the month ends. ``arrivals`` is (draws, K, months). ``shared_sd`` (months,) is the part of the load's standard
    deviation that all cases share (how many come, how far off the forecast is), ``own_variance`` that of the cases
    themselves.
    """

    stock_hours: Floats
    new_hours: Floats
    new_cases: Floats
    load: Floats
    open: Floats
    arrivals: Integers
    shared_sd: Floats
    own_variance: Floats

    @property
    def expected(self) -> Floats:
        """The expected load of each month, (months,)."""
        return self.stock_hours + self.new_hours


def unchanged(categories: int, months: int) -> Factors:
    """Return factors under which everything goes on as it is."""
    return Factors(hours=np.ones((categories, months)), inflow=np.ones((categories, months)))


def working_months(starts_on: date, months: int) -> Floats:
    """Return the working days of each month over those of the average month, (months,).

    >>> working_months(date(2026, 2, 1), 2).round(3).tolist()
    [0.92, 1.012]
    """
    _, month_of = workdays(starts_on, months)
    usual = DAYS_PER_MONTH * WORKDAYS_PER_WEEK / 7.0
    return np.asarray(np.bincount(month_of, minlength=months) / usual)


def draw_outlook(  # noqa: PLR0913  what is in hand, what comes, and how sure that is
    stock: Stock,
    new: NewCases,
    spread: Spread,
    *,
    starts_on: date,
    method: Method,
    past: Integers,
    past_mix: Floats,
    level_sd: float,
    seed: int,
    draws: int = DRAWS,
) -> Outlook:
    """Draw the futures of a plan of as many months as ``new`` has.

    ``past`` counts the new cases of each past month, ``past_mix`` (K,) those of known category in the last of them.
    """
    months = new.hours.shape[1]
    rng = default_rng([seed, 27])
    scatter = np.sqrt(np.log1p(level_sd**2))
    return Outlook(
        stock=stock,
        new=new,
        spread=spread,
        intensity=method(past, months, rng, draws),
        mix=rng.dirichlet(past_mix + MIX_PRIOR / len(past_mix), size=draws),
        level=np.exp(scatter * rng.standard_normal(draws) - 0.5 * scatter**2),
        calendar=working_months(starts_on, months),
        chance=rng.standard_normal((2, draws, months)),
        seed=seed,
    )


def ahead(outlook: Outlook, factors: Factors) -> Ahead:
    """Return what the months hold under factors on hours and arrivals."""
    intensity, mix = outlook.intensity, outlook.mix
    factors = replace(factors, hours=factors.hours * outlook.calendar)
    stock_hours = (factors.hours * outlook.stock.hours).sum(axis=0)
    # Hours and open cases of one case a month of the base, by category and month of arrival: (K, months, months).
    taken = factors.inflow[:, :, None] * outlook.new.hours * factors.hours[:, None, :]
    waiting = factors.inflow[:, :, None] * outlook.new.open
    new_hours = _came(intensity, mix, taken)
    certain = outlook.level[:, None] * (stock_hours + new_hours)
    noise = _own_covariance(outlook, factors)
    root = np.linalg.cholesky(noise + 1e-9 * (1.0 + np.trace(noise)) * np.eye(len(noise)))
    still_open = outlook.stock.open.sum(axis=0) + _came(intensity, mix, waiting)
    left = still_open - outlook.stock.open.sum(axis=0)
    open_noise = np.sqrt(outlook.stock.open_variance + left) * outlook.chance[1]
    rate = intensity[:, None, :] * mix[:, :, None] * factors.inflow
    return Ahead(
        stock_hours=stock_hours,
        new_hours=np.asarray(new_hours.mean(axis=0)),
        new_cases=np.asarray(rate.sum(axis=1).mean(axis=0)),
        load=np.maximum(certain + outlook.chance[0] @ root.T, 0.0),
        open=np.maximum(still_open + open_noise, 0.0),
        arrivals=default_rng([outlook.seed, 28]).poisson(rate).astype(np.intp),
        shared_sd=np.asarray(certain.std(axis=0)),
        own_variance=np.diag(noise).copy(),
    )


def _came(intensity: Floats, mix: Floats, each: Floats) -> Floats:
    """Sum over arrivals: (draws, months)."""
    return np.asarray(np.einsum("sa,sk,kat->st", intensity, mix, each, optimize=True))


def _own_covariance(outlook: Outlook, factors: Factors) -> Floats:
    """Return the covariance between months of what the cases themselves do, (months, months).

    A case in hand is there and departs from its expected course; a case to come may come or not, so that its whole
    square counts.
    """
    spread, stock = outlook.spread, outlook.stock
    in_hand = factors.hours[:, :, None] * stock.squares * factors.hours[:, None, :]
    taken = outlook.new.hours * factors.hours[:, None, :]
    rate = outlook.mix.mean(axis=0)[:, None] * outlook.intensity.mean(axis=0) * factors.inflow
    to_come = np.einsum("ka,kas,kat->st", rate, taken, taken, optimize=True)
    passing = (factors.hours**2 * stock.hours).sum(axis=0)
    passing += np.einsum("ka,kat,kt->t", rate, taken, factors.hours, optimize=True)
    return np.asarray(
        spread.lasting * in_hand.sum(axis=0) + (1.0 + spread.lasting) * to_come + spread.passing * np.diag(passing)
    )


def quantiles(drawn: Floats, levels: Sequence[float]) -> Floats:
    """Return quantiles over the draws, (levels, months)."""
    return np.asarray(np.quantile(drawn, levels, axis=0))
