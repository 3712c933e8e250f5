"""Ordinary two-way fixed effects, against another's and against published figures; and the robust estimate beside."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.trial_world import World, draw
from mandate.finding import Estimate, OutcomeName, Undecidable
from mandate.imputation import Parting, parting
from mandate.panel import Floats, Panel
from mandate.twfe import regressed, two_way_fixed_effects
from tests.mandate.comparisons import NEVER, levels, team_panel
from tests.mandate.linear_panels import job_training, panel_ols


@pytest.fixture(scope="module")
def michigan() -> Panel:
    return job_training()


def in_year(parted: Parting) -> Floats:
    """The year of the grant, and the year after it: ``grant`` and ``grant_1``; (2, firms, years)."""
    return np.stack([parted.since == 0, parted.since == 1]).astype(np.float64)


def test_the_published_effects_of_job_training_come_out(michigan: Panel) -> None:
    """Wooldridge, Introductory Econometrics, example 14.1: log(scrap) on grant -.252 and grant_1 -.422, n = 162.

    Standard errors clustered by firm as R's plm has them (Arellano): .140329 and .276335.
    """
    parted = parting(michigan, OutcomeName.AMOUNT)

    found = regressed(parted, in_year(parted))

    assert parted.weights.sum() == 162
    np.testing.assert_allclose(found.coefficients, [-0.2523149, -0.4215895], atol=5e-8)
    errors = np.sqrt(np.diag(found.covariance) * 53 / 54)  # plm does not correct for the number of clusters
    np.testing.assert_allclose(errors, [0.140329, 0.276335], atol=5e-7)


def test_the_published_years_and_homoskedastic_errors_come_out_too(michigan: Panel) -> None:
    """The same table: grant (.151), grant_1 (.210); d88 -.080 and d89 -.247 are what is left between the years."""
    parted = parting(michigan, OutcomeName.AMOUNT)
    regressors = in_year(parted)
    found = regressed(parted, regressors)

    without = parted.values - np.einsum("k,kum->um", found.coefficients, regressors)
    years = without.mean(axis=0) - without.mean(axis=0)[0]
    left = without - without.mean(axis=1, keepdims=True) - without.mean(axis=0) + without.mean()
    within = regressors - regressors.mean(axis=2, keepdims=True) - regressors.mean(axis=1, keepdims=True)
    within += regressors.mean(axis=(1, 2), keepdims=True)
    variance = (left**2).sum() / 104 * np.linalg.inv(np.einsum("kum,lum->kl", within, within))

    np.testing.assert_allclose(years[1:], [-0.0802157, -0.2472028], atol=5e-8)
    np.testing.assert_allclose(np.sqrt(np.diag(variance)), [0.150629, 0.2102], atol=5e-6)


def test_the_robust_estimate_stands_beside_the_published(michigan: Panel) -> None:
    """The same question without firms that had their grant as a comparison: -.27 in the year, -.43 in the year after.

    By hand: from 1987 to 1988 the others moved as all without a grant yet; to 1989, from the mean of those two years,
    as those that never got one.
    """
    parted = parting(michigan, OutcomeName.AMOUNT)
    one_year_before = replace(parted, before=np.where(parted.since < 0, 1.0, 0.0))
    shares = np.stack([cells / cells.sum() for cells in in_year(parted)])

    year, year_after = (one_year_before.cell_weights(shares) * parted.values).sum(axis=(1, 2))

    never, first, second = (michigan.values[michigan.starts == start] for start in (3, 1, 2))
    to_1988 = np.diff(np.concatenate([never, second]))[:, 0].mean()
    to_1989 = (never[:, 2] - never[:, :2].mean(axis=1)).mean() + 0.5 * to_1988
    by_hand = (first[:, 2] - first[:, 0]).mean() - to_1989
    assert (year, year_after) == pytest.approx((-0.266, -0.430), abs=5e-4)
    assert year_after == pytest.approx(by_hand)


def test_coefficients_and_clustered_errors_are_those_of_linearmodels() -> None:
    panel = draw(World(outcome=OutcomeName.DAYS, effect=0.8, teams=10, starts=(18, 24, 99), missing=0.1), 1).panel
    parted = parting(panel, OutcomeName.DAYS)
    begun = (parted.since >= 0).astype(np.float64)

    ours = regressed(parted, begun[None])
    coefficient, error = panel_ols(parted.values, begun, parted.weights, parted.team)

    assert ours.coefficients[0] == pytest.approx(coefficient, abs=1e-10)
    assert np.sqrt(ours.covariance[0, 0]) == pytest.approx(error, abs=1e-8)


def test_the_peer_answers_where_the_comparison_does() -> None:
    few = team_panel(levels(5, 24), [8, 8, NEVER, NEVER, NEVER])
    enough = draw(World(outcome=OutcomeName.GRANTED, starts=(18, 99)), 1).panel

    assert isinstance(two_way_fixed_effects(few, OutcomeName.DAYS), Undecidable)
    found = two_way_fixed_effects(enough, OutcomeName.GRANTED)
    assert isinstance(found, Estimate)
    assert found.low < found.effect < found.high
    assert found.p_value is not None
    assert (found.p_value < 0.05) == (found.low > 0.0 or found.high < 0.0)
