"""Do the limits hold what was planted about as often as they say? Shortly here, at length in ``make soak``."""

import pytest
from scipy.stats import binom

from benchmarks.interrupted_coverage import Coverage, coverage
from benchmarks.interrupted_page import section
from benchmarks.interrupted_tried import BEST_GUESS, CHOSEN, WEIGHTS, tried
from benchmarks.trial_world import World
from mandate.finding import OutcomeName
from tests.soak import size

CHANCE = 1e-5
"""How seldom limits that do what they say would leave the band."""


@pytest.mark.soak
@pytest.mark.parametrize(
    ("outcome", "effect"), [(OutcomeName.DAYS, 0.8), (OutcomeName.GRANTED, 0.0), (OutcomeName.SPENDING, 1.05)]
)
@pytest.mark.parametrize("rho", [0.0, 0.5])
def test_the_limits_hold_the_truth_as_often_as_they_say(outcome: OutcomeName, effect: float, rho: float) -> None:
    replications = size(60, 500)
    world = World(outcome=outcome, effect=effect, rho=rho)

    held = coverage("", world, replications)

    # The bar is 93-97 per cent: chance is allowed for beyond that, nothing else.
    assert binom.ppf(CHANCE, replications, 0.93) <= held.ours <= binom.isf(CHANCE, replications, 0.97)
    assert held.missed_above <= binom.isf(CHANCE, replications, 0.06)
    assert held.missed_below <= binom.isf(CHANCE, replications, 0.06)
    assert abs(held.bias) < 4.0 * held.sd / replications**0.5


def test_one_guess_of_how_long_errors_last_claims_too_much() -> None:
    world = World(outcome=OutcomeName.DAYS, effect=0.8, rho=0.7, teams=20, months=48, starts=(24,))

    held = coverage("", world, 100)

    assert held.ours >= held.glsar + 4
    assert held.glsar > held.ols


def test_the_page_names_the_lowest_and_the_highest() -> None:
    rows = [_row("days 0.8", 460), _row("granted 0.0", 475), _row("spending 1.0", 490)]

    found = section(rows, [_row("tunge haler", 480)], 500)

    told = " ".join(found.about)
    assert "Af 3 situationer ligger 1 mellem 93 % og 97 %; 1 ligger over" in told
    assert "Lavest: 92,0 ± 2,4 % (dage, −20 %" in told
    assert "Højest: 98,0 ± 1,2 % (udgift, 0 %" in told
    assert "Fejl af type I er over 6 % i 1." in told
    assert found.tables[1].rows[0][:2] == ("tunge haler", "96,0 ± 1,7 %")


def test_each_weight_beforehand_is_tried_on_the_same_series() -> None:
    held = tried(36, 18, 0.5, 40)

    assert set(held) == {BEST_GUESS, *WEIGHTS}
    assert held[BEST_GUESS] <= held[CHOSEN] <= 40
    assert held[CHOSEN] >= 34


def _row(name: str, ours: int) -> dict[str, object]:
    one = Coverage(
        name=name,
        months=36,
        rho=0.3,
        teams=12,
        replications=500,
        ours=ours,
        ols=400,
        hac=420,
        glsar=450,
        missed_above=25,
        missed_below=24,
        bias=0.0,
        sd=0.1,
        width=0.3,
    )
    return {field: getattr(one, field) for field in one.__slots__}
