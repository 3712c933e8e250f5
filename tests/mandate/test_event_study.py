from dataclasses import replace

import numpy as np
import pytest

from benchmarks.trial_world import World, draw
from mandate.before_start import no_trend_p
from mandate.event_cells import LAGS, LEADS, event_cells
from mandate.event_study import event_study
from mandate.finding import EventStudy, OutcomeName, Scale, Undecidable
from mandate.imputation import parting
from mandate.panel import Panel
from mandate.staggered import Staggered
from mandate.wild_bootstrap import team_signs
from tests.mandate.comparisons import NEVER, levels, since, team_panel
from tests.soak import size, soak

STARTS = [14, 14, 16, 16, 18, NEVER, NEVER, NEVER]
MONTHS = 30
QUIET = World(outcome=OutcomeName.GRANTED, teams=8, starts=(18, 21, 24, 99))


def study(panel: Panel, asked: Staggered | None = None, outcome: OutcomeName = OutcomeName.GRANTED) -> EventStudy:
    found = event_study(panel, outcome, asked)
    assert isinstance(found, EventStudy)
    return found


def a_trial(noise: float = 0.001, *, drift: float = 0.0, expected: float = 0.0) -> Panel:
    """An effect that grows by 2 points a month; teams that drift away in the half year before, or expect it."""
    months = since(STARTS, MONTHS)
    effect = 0.02 * np.maximum(months + 1, 0) + drift * np.clip(months + LEADS + 1, 0, LEADS)
    chance = noise * np.random.default_rng(4).normal(size=months.shape)
    return team_panel(levels(*months.shape) + effect + expected * (months == -1) + chance, STARTS)


def test_an_effect_is_seen_to_grow_from_the_start_on() -> None:
    found = study(a_trial())

    assert [month.since for month in found.months] == list(range(-LEADS, MONTHS - 14))
    for month in found.months:
        assert month.effect == pytest.approx(0.02 * max(month.since + 1, 0), abs=0.003)
        assert month.low < month.effect < month.high
    assert (found.months[0].teams, found.months[0].decisions) == (5, 25)
    assert found.scale is Scale.DIFFERENCE
    assert found.no_trend_p is not None
    assert found.no_trend_p > 0.05


def test_months_are_shown_as_long_as_two_teams_share_them() -> None:
    last = study(a_trial()).months[-1]

    assert last.since == min(MONTHS - 14, LAGS) - 1  # the last of the two teams that began first
    assert last.teams == 2


def test_teams_that_drift_away_before_they_begin_are_found_out() -> None:
    found = study(a_trial(noise=0.005, drift=0.01))

    assert found.no_trend_p is not None
    assert found.no_trend_p <= 0.05
    assert found.months[LEADS - 1].low > 0.0


def test_what_was_expected_is_not_held_against_the_teams() -> None:
    panel = a_trial(expected=0.1)

    blind, told = study(panel), study(panel, Staggered(anticipation=1))

    assert blind.no_trend_p is not None
    assert told.no_trend_p is not None
    assert blind.no_trend_p <= 0.05 < told.no_trend_p


def test_effects_on_days_are_ratios() -> None:
    panel = a_trial()

    days, share = study(panel, outcome=OutcomeName.DAYS), study(panel)

    assert [month.effect for month in days.months] == pytest.approx([np.exp(month.effect) for month in share.months])


def test_fewer_months_before_the_start_are_shown_and_said_to_be_untested() -> None:
    panel = a_trial()
    late = replace(panel, months=panel.months[8:], values=panel.values[:, 8:], counts=panel.counts[:, 8:])

    found = study(replace(late, starts=panel.starts - 8))

    assert found.months[0].since == 0
    assert found.no_trend_p is None
    assert "ikke måneder nok før start" in found.notes[0]
    assert found.reference.startswith("alle måneder før start")


def test_where_nothing_can_be_compared_nothing_is_shown() -> None:
    found = event_study(team_panel(levels(5, MONTHS), [14] * 3 + [NEVER] * 2), OutcomeName.DAYS)

    assert isinstance(found, Undecidable)


@soak
def test_teams_that_did_not_drift_are_seldom_said_to_have() -> None:
    """At 5 per cent; the band lets chance fail this less than once in ten thousand seeds."""
    trials = size(80, 500)
    signs = team_signs(8, 0, 1)

    found = 0
    for seed in range(trials):
        about = event_cells(parting(draw(QUIET, seed).panel, QUIET.outcome, leads=LEADS), signs)
        p_value = no_trend_p(about, anticipation=0)
        found += p_value is not None and p_value <= 0.05

    assert found <= size(13, 46)
