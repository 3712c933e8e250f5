"""Do limits hold what was planted as often as they say? The benchmark's settings, at length in a soak."""

from dataclasses import replace

import pytest
from scipy.stats import binom

from benchmarks.staggered_coverage import Setting, counted, settings
from tests.soak import IS_LONG, size, soak

CHOSEN = [setting for setting in settings() if IS_LONG or setting.by_lot]


@soak
@pytest.mark.parametrize("setting", CHOSEN, ids=lambda one: f"{one.name}, {one.world.teams} teams, rho {one.world.rho}")
def test_limits_hold_what_was_planted(setting: Setting) -> None:
    """Chance fails a true coverage of 93 per cent less than once in a hundred thousand."""
    trials = size(40, 500)

    found = counted(replace(setting, by_lot=False), range(trials))

    assert found.held >= int(binom.ppf(1e-5, trials, 0.93))
    assert abs(found.bias) < 5.0 * found.sd / trials**0.5
    assert found.missed_above <= int(binom.ppf(1 - 1e-5, trials, 0.06))
