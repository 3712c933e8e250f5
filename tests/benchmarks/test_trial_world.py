from dataclasses import replace

import numpy as np
import pytest

from benchmarks.trial_world import World, draw, lasting
from mandate.finding import OutcomeName, Scale


@pytest.mark.parametrize("outcome", list(OutcomeName))
def test_a_world_is_the_same_each_time_and_fits_together(outcome: OutcomeName) -> None:
    world = World(outcome=outcome, missing=0.1)

    first, second = draw(world, 3), draw(world, 3)

    np.testing.assert_array_equal(first.panel.values, second.panel.values)
    assert np.array_equal(np.isnan(first.panel.values), first.panel.counts == 0)
    assert not np.array_equal(draw(world, 4).panel.counts, first.panel.counts)


@pytest.mark.parametrize("outcome", list(OutcomeName))
def test_what_is_planted_is_what_the_cells_differ_by(outcome: OutcomeName) -> None:
    effect = 0.8 if outcome.scale is Scale.RATIO else -0.1
    calm = World(outcome=outcome, teams=40, months=48, starts=(24, 48), rho=0.0, smallest=200, largest=300)

    drawn = [draw(replace(calm, effect=one), 1).panel for one in (None, effect)]
    under = (np.arange(48) >= 24) & (drawn[0].starts < 48)[:, None]
    found = np.nanmean((drawn[1].values - drawn[0].values)[under])

    assert found == pytest.approx(np.log(0.8) if outcome.scale is Scale.RATIO else effect, abs=0.01)
    assert np.nanmean((drawn[1].values - drawn[0].values)[~under]) == pytest.approx(0.0, abs=0.01)


def test_an_effect_that_grows_is_whole_after_its_months() -> None:
    trial = draw(World(outcome=OutcomeName.DAYS, effect=0.5, starts=(10, 20), ramp=3), 1)

    np.testing.assert_allclose(trial.planted[0, 9:15] / np.log(0.5), [0.0, 0.25, 0.5, 0.75, 1.0, 1.0])


def test_shocks_last_as_long_as_asked() -> None:
    drawn = lasting(np.random.default_rng(1), 4000, 24, 0.5)

    assert (drawn[:, 1:] * drawn[:, :-1]).mean() == pytest.approx(0.5, abs=0.02)
    assert drawn.std() == pytest.approx(1.0, abs=0.02)


def test_growth_changes_who_is_counted_and_nothing_else() -> None:
    trial = draw(World(outcome=OutcomeName.DAYS, growth=3.0, teams=8), 2)
    counts = trial.panel.counts.sum(axis=1, where=np.arange(36) >= 18) / trial.panel.counts.sum(
        axis=1, where=np.arange(36) < 18
    )

    assert counts[::4].min() > 2.0 > counts[2::4].max()
    assert not trial.planted.any()
