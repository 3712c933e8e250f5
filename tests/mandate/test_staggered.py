from dataclasses import replace

import numpy as np
import pytest
from numpy.random import Generator

from benchmarks.trial_world import World, draw
from mandate.finding import Design, Estimate, OutcomeName, Scale, Undecidable
from mandate.imputation import parting
from mandate.panel import Floats, Panel
from mandate.staggered import Staggered, bootstrapped, staggered
from mandate.twfe import two_way_fixed_effects
from tests.mandate.comparisons import NEVER, levels, since, team_panel
from tests.mandate.test_two_way import dummies, fitted

STARTS = [8, 8, 11, 11, 14, NEVER, NEVER, NEVER]
MONTHS = 24


def noisy(rng: Generator, shape: tuple[int, int]) -> Floats:
    return np.asarray(0.1 * rng.normal(size=shape))


def a_trial(starts: list[int] | None = None, *, effect: float = -0.2, seed: int = 1, provisions: int = 1) -> Panel:
    starts = starts or STARTS
    rng, shape = np.random.default_rng(seed), (len(starts) * provisions, MONTHS)
    under = since(starts, MONTHS, provisions) >= 0
    values = levels(*shape, seed=seed) + effect * under + noisy(rng, shape)
    return team_panel(values, starts, counts=1 + rng.poisson(5, shape), provisions=provisions)


def estimate(panel: Panel, asked: Staggered | None = None, outcome: OutcomeName = OutcomeName.DAYS) -> Estimate:
    found = staggered(panel, outcome, asked)
    assert isinstance(found, Estimate)
    return found


def refusal(panel: Panel, asked: Staggered | None = None) -> str:
    found = staggered(panel, OutcomeName.DAYS, asked)
    assert isinstance(found, Undecidable)
    assert found.design is Design.STAGGERED
    return found.reason


def test_the_estimate_is_the_weighted_mean_over_what_dummies_fitted_to_the_others_foretell() -> None:
    panel = a_trial()
    before = since(STARTS, MONTHS) < 0
    weights = np.where(before, panel.counts, 0).astype(np.float64)

    columns = dummies(np.ones_like(weights), (np.ones(8, dtype=np.bool_),))
    foretold = fitted(panel.values.ravel(), columns, weights.ravel()).reshape(8, MONTHS)
    theirs = np.average((panel.values - foretold)[~before], weights=panel.counts[~before])

    assert np.log(estimate(panel).effect) == pytest.approx(theirs, abs=1e-10)


def test_an_effect_that_grows_is_found_where_two_way_fixed_effects_go_wrong() -> None:
    """No noise: whatever is off is the method's. The true mean is a fall, and the usual estimate halves it."""
    starts = [6, 7, 8, 9, 20, 20, 20, 20]
    planted = -0.02 * np.maximum(since(starts, MONTHS) + 1.0, 0.0)
    panel = team_panel(levels(8, MONTHS) + planted, starts)
    compared = (since(starts, MONTHS) >= 0) & (np.arange(MONTHS) < 20)

    usual = two_way_fixed_effects(panel, OutcomeName.GRANTED)

    parted = parting(panel, OutcomeName.GRANTED)
    ours = float((parted.cell_weights(parted.under) * parted.values).sum())
    assert ours == pytest.approx(planted[compared].mean(), abs=1e-10)
    assert isinstance(usual, Estimate)
    assert abs(usual.effect) < 0.6 * abs(ours)


def test_the_draws_are_those_of_estimating_anew_from_residuals_with_turned_signs() -> None:
    """The whole bootstrap by brute force: residuals under a supposed effect, turned by team, fitted anew each time."""
    panel, supposed = a_trial([8, 8, 11, NEVER, NEVER, NEVER], provisions=2, seed=3), -0.1
    parted = parting(panel, OutcomeName.DAYS)
    weights, counts = parted.cell_weights(parted.under), parted.weights
    columns = dummies(np.ones_like(counts), (np.ones(12, dtype=np.bool_),))
    under = (parted.under > 0.0).astype(np.float64)

    def residual(values: Floats, *, regressor: bool) -> Floats:
        beside = np.hstack([columns, under.reshape(-1, 1)]) if regressor else columns
        return np.asarray(values - fitted(values.ravel(), beside, counts.ravel()).reshape(values.shape))

    def statistic(values: Floats) -> float:
        effect = float((weights * values).sum())
        left = residual(values - effect * under, regressor=False)
        shares = [(weights * left)[parted.team == team].sum() for team in range(6)]
        return abs(effect - supposed) / float(np.sqrt(np.square(shares).sum()))

    drawn = bootstrapped(parted, weights, Staggered())
    null = residual(parted.values - supposed * under, regressor=False)
    level = parted.values - null
    brute = [statistic(level + signs[parted.team][:, None] * null) for signs in drawn.signs]

    assert len(drawn.signs) == 2**6
    assert brute[0] == pytest.approx(statistic(parted.values), rel=1e-9)
    expected = np.mean(np.array(brute) >= brute[0] * (1.0 - 1e-9))
    assert drawn.p_value(supposed) == pytest.approx(expected)


def test_the_interval_is_what_the_test_does_not_reject() -> None:
    panel = a_trial()
    parted = parting(panel, OutcomeName.DAYS)
    drawn, found = bootstrapped(parted, parted.cell_weights(parted.under), Staggered()), estimate(panel)
    narrower = estimate(panel, Staggered(confidence=0.9))

    for limit, outward in ((np.log(found.low), -1e-4), (np.log(found.high), 1e-4)):
        assert drawn.p_value(limit - outward) > 0.05 >= drawn.p_value(limit + outward)
    assert found.low < narrower.low < narrower.effect < narrower.high < found.high
    assert (found.confidence, narrower.confidence) == (0.95, 0.9)


def test_shares_are_told_as_differences_and_days_as_ratios() -> None:
    panel = a_trial()

    days, granted = estimate(panel), estimate(panel, outcome=OutcomeName.GRANTED)

    assert (days.scale, granted.scale) == (Scale.RATIO, Scale.DIFFERENCE)
    assert days.effect == pytest.approx(np.exp(granted.effect))


def test_the_order_of_the_rows_and_the_teams_names_play_no_part_but_in_the_signs() -> None:
    panel = a_trial([*STARTS, 12, NEVER, NEVER, NEVER], provisions=2)  # so many that signs are drawn
    order = np.random.default_rng(5).permutation(len(panel.units))
    mixed = replace(
        panel,
        units=tuple(panel.units[row] for row in order),
        values=panel.values[order],
        counts=panel.counts[order],
        starts=panel.starts[order],
    )

    assert estimate(mixed) == estimate(panel)


def test_spending_does_not_count_a_busy_month_twice() -> None:
    """Spending grows with the month's grants, so weighing by them too would find an effect where there is none."""
    quiet = World(outcome=OutcomeName.SPENDING, teams=8, starts=(18, 21, 24, NEVER))

    errors = []
    for seed in range(60):
        parted = parting(draw(quiet, seed).panel, OutcomeName.SPENDING)
        errors.append((parted.cell_weights(parted.under) * parted.values).sum())

    assert abs(np.mean(errors)) < 3.0 * np.std(errors) / np.sqrt(len(errors))
    assert all(len(set(row[row > 0])) <= 1 for row in parted.weights)


def test_a_drawn_lot_is_drawn_again() -> None:
    panel = a_trial(effect=-0.3)

    by_lot, by_signs = estimate(panel, Staggered(by_lot=True, draws=199)), estimate(panel)

    assert by_lot.effect == pytest.approx(by_signs.effect)
    assert by_lot.method != by_signs.method
    assert by_lot.p_value is not None
    assert 1 / 200 <= by_lot.p_value <= 0.05
    assert by_lot.low < by_lot.effect < by_lot.high < 1.0


def test_a_lot_among_teams_says_nothing_where_provisions_began_one_by_one() -> None:
    panel = a_trial(provisions=2)
    apart = replace(panel, starts=panel.starts + np.tile([0, 1], 8))

    assert estimate(apart, Staggered(by_lot=True)).method == estimate(apart).method


def test_months_of_anticipation_are_neither_before_nor_under() -> None:
    values = levels(8, MONTHS) + np.where(since(STARTS, MONTHS) >= -2, -0.2, 0.0)
    panel = team_panel(values + noisy(np.random.default_rng(1), values.shape) / 10.0, STARTS)

    blind, told = estimate(panel), estimate(panel, Staggered(anticipation=2))

    assert np.log(told.effect) == pytest.approx(-0.2, abs=0.01)
    assert np.log(blind.effect) > np.log(told.effect) + 0.02
    assert "2 måneder lige før" in told.notes[-1]


def test_each_provision_may_have_months_of_its_own() -> None:
    season = np.where(np.arange(MONTHS) >= 10, 1.0, 0.0) * np.tile([[0.0], [1.0]], (8, 1))
    panel = a_trial(provisions=2)
    uneven = panel.counts.copy()
    uneven[1::2, 10:][:5] *= 9  # the second provision weighs most in the teams that began

    swayed, own = (
        estimate(replace(panel, values=panel.values + season, counts=uneven), Staggered(by_provision=by_provision))
        for by_provision in (False, True)
    )

    assert np.log(own.effect) == pytest.approx(-0.2, abs=0.1)
    assert abs(np.log(swayed.effect) + 0.2) > 0.2


@pytest.mark.parametrize(
    ("starts", "reason"),
    [
        ([8, 8, NEVER, NEVER, NEVER], "afgørelser fra 5 teams; sammenligningen kræver mindst 6"),
        ([NEVER] * 8, "Ingen teams har truffet afgørelser under ordningen"),
        ([3, 3, 4, 4, NEVER, NEVER, NEVER, NEVER], "Ingen af de teams, der er begyndt, har 6 måneder"),
        ([8] * 8, "Der er ingen måneder, hvor nogle teams er begyndt, mens mindst to andre"),
        ([8] * 7 + [NEVER], "Der er ingen måneder, hvor nogle teams er begyndt, mens mindst to andre"),
        ([22] * 4 + [NEVER] * 4, "Der er 2 måneder, hvor nogle teams er begyndt"),
        ([8] + [NEVER] * 7, "Kun ét team er begyndt"),
    ],
)
def test_what_cannot_be_decided_is_said_and_why(starts: list[int], reason: str) -> None:
    assert reason in refusal(a_trial(starts))


def test_uncertainty_that_the_teams_are_too_few_to_bound_is_not_bounded() -> None:
    """Six teams' signs can be turned in 64 ways: no test of theirs rejects anything at one in a hundred."""
    panel = a_trial([8, 8, 11, NEVER, NEVER, NEVER])

    assert "for få til, at usikkerheden kan afgrænses" in refusal(panel, Staggered(confidence=0.99))


def test_an_outcome_that_never_varies_has_no_uncertainty_to_measure_by() -> None:
    panel = team_panel(np.zeros((8, MONTHS)), STARTS)

    assert "det samme i alle teams og måneder" in refusal(panel)


def test_what_is_left_out_of_the_comparison_is_told() -> None:
    found = estimate(a_trial([3, 8, 8, 11, 14, 14, 20, 20]))

    assert found.notes[0].startswith("A er ikke med i virkningen")
    assert found.notes[1].startswith("4 måneder under ordningen er ikke med")


def test_a_provision_that_is_lacking_is_named_with_its_team() -> None:
    panel = a_trial(provisions=2)
    rare = panel.counts.copy()
    rare[1, 2:] = 0
    rare[1, 20] = 3

    found = estimate(replace(panel, counts=rare))

    assert found.notes[0].startswith("A (P1) er ikke med i virkningen")
    assert found.decisions == rare.sum() - 3


def test_cells_without_decisions_are_passed_over() -> None:
    panel = a_trial([12, 12, 14, 14, 16, *[NEVER] * 3], provisions=2)
    empty = np.random.default_rng(2).random(panel.counts.shape) < 0.2
    holed = replace(panel, values=np.where(empty, np.nan, panel.values), counts=np.where(empty, 0, panel.counts))

    found = estimate(holed)

    assert found.decisions == holed.counts.sum()
    assert np.log(found.effect) == pytest.approx(-0.2, abs=0.1)
