"""What an interrupted time series finds of what was planted, and when it says that it cannot tell."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from benchmarks.trial_world import World, draw
from mandate.finding import Estimate, OutcomeName, Scale, Series, Undecidable
from mandate.interrupted import interrupted, interrupted_series
from mandate.panel import Floats, Panel
from tests.mandate.panels import a_panel


def _noise(months: int = 48, seed: int = 1) -> Floats:
    return 0.01 * np.random.default_rng(seed).standard_normal(months)


def _estimated(panel: Panel, outcome: OutcomeName = OutcomeName.DAYS) -> Estimate:
    found = interrupted(panel, outcome)
    assert isinstance(found, Estimate)
    return found


def test_a_step_and_a_slope_are_one_mean_effect() -> None:
    month = np.arange(48)
    effect = np.where(month >= 24, -0.2 - 0.01 * (month - 24), 0.0)

    found = _estimated(a_panel(3.0 + 0.005 * month + effect + _noise(), starts=24))

    assert found.scale is Scale.RATIO
    assert found.effect == pytest.approx(np.exp(effect[24:].mean()), rel=0.03)
    assert found.low < found.effect < found.high < 0.8
    assert found.p_value is not None
    assert found.p_value < 0.001


def test_a_trend_and_a_season_are_no_effect() -> None:
    month = np.arange(48)
    season = np.random.default_rng(3).standard_normal(12)[month % 12]

    found = _estimated(a_panel(0.7 - 0.004 * month + 0.1 * season + _noise(), starts=24), OutcomeName.GRANTED)

    assert found.effect == pytest.approx(0.0, abs=0.03)
    assert found.low < 0.0 < found.high


def test_with_a_year_before_july_and_december_are_no_effect() -> None:
    month = np.arange(24)
    quiet = 0.3 * np.isin(month % 12, [6, 11])

    found = _estimated(a_panel(3.0 + quiet + 0.05 * np.cos(month * np.pi / 6.0) + _noise(24), starts=12))

    assert found.effect == pytest.approx(1.0, abs=0.05)
    assert any("under to år" in note for note in found.notes)


def test_the_p_value_and_the_limits_agree() -> None:
    for seed in range(5):
        panel = draw(World(outcome=OutcomeName.DAYS, effect=0.85), seed).panel
        found = _estimated(panel)

        assert found.p_value is not None
        assert (found.p_value < 0.05) == (not found.low <= 1.0 <= found.high)


def test_a_claims_limits_lie_within() -> None:
    panel = draw(World(outcome=OutcomeName.SPENDING), 1).panel
    described, claimed = _estimated(panel, OutcomeName.SPENDING), interrupted(panel, OutcomeName.SPENDING, 0.9)

    assert isinstance(claimed, Estimate)
    assert claimed.confidence == 0.9
    assert described.low < claimed.low < claimed.effect == described.effect < claimed.high < described.high


def test_teams_that_began_at_other_times_are_told_of() -> None:
    found = _estimated(draw(World(outcome=OutcomeName.DAYS, starts=(18, 24, 36)), 1).panel)

    assert found.teams == 4
    assert any("Omfatter kun 4 teams" in note for note in found.notes)


@pytest.mark.parametrize(
    ("months", "start", "said"),
    [
        (36, 36, "Ingen team med afgørelser er begyndt"),
        (36, 11, "Der er 11 måneder med afgørelser før ordningen"),
        (36, 31, "Der er 5 måneder med afgørelser under ordningen"),
        (23, 12, "Der er 23 måneder med afgørelser i alt"),
    ],
)
def test_too_short_a_series_is_said_to_be(months: int, start: int, said: str) -> None:
    panel = a_panel(3.0 + _noise(months), starts=start)

    for found in (interrupted(panel, OutcomeName.DAYS), interrupted_series(panel, OutcomeName.DAYS)):
        assert isinstance(found, Undecidable)
        assert said in found.reason


def test_the_shortest_series_that_is_enough() -> None:
    assert isinstance(interrupted(a_panel(3.0 + _noise(24), starts=12), OutcomeName.DAYS), Estimate)
    assert isinstance(interrupted(a_panel(3.0 + _noise(24), starts=18), OutcomeName.DAYS), Estimate)


@pytest.mark.parametrize(
    ("panel", "said"),
    [
        (a_panel(3.0 + _noise(36), counts=4), "Der er 4 afgørelser i en typisk måned"),
        (a_panel(np.full(36, 3.0)), "ingen tilfældighed"),
        (
            a_panel(np.where((np.arange(36) < 18) == [[True], [False]], 3.0 + _noise(36), np.nan)),
            "kredsen af team og bestemmelser",
        ),
        (
            # Every month before is in a spring, every month under it in an autumn.
            a_panel(np.where((np.arange(60) % 12 < 6) == (np.arange(60) < 48), 3.0 + _noise(60), np.nan), starts=48),
            "ikke kan skilles ad",
        ),
    ],
)
def test_what_cannot_be_told_is_said(panel: Panel, said: str) -> None:
    found = interrupted(panel, OutcomeName.DAYS)

    assert isinstance(found, Undecidable)
    assert said in found.reason


def test_months_without_decisions_are_left_out_and_told_of() -> None:
    values = 3.0 + _noise(40)
    values[[5, 30]] = np.nan

    found = _estimated(a_panel(values))

    assert found.months == 38
    assert "2 måneder uden afgørelser er udeladt." in found.notes


def test_a_summer_in_which_nothing_is_ever_decided_hinders_nothing() -> None:
    for months, start in ((36, 18), (60, 30)):
        values = np.where(np.arange(months) % 12 == 6, np.nan, 3.0 + _noise(months))
        assert isinstance(interrupted(a_panel(values, starts=start), OutcomeName.DAYS), Estimate)


def test_the_figure_has_what_was_seen_and_what_would_have_been() -> None:
    panel = draw(World(outcome=OutcomeName.DAYS, effect=0.5, months=48, starts=(24,)), 1).panel

    found = interrupted_series(panel, OutcomeName.DAYS)

    assert isinstance(found, Series)
    assert found.starts_on == date(2026, 1, 1)
    assert found.fitted[:24] == pytest.approx(found.without[:24])
    assert 15.0 < min(found.observed) < max(found.observed) < 90.0
    assert (np.array(found.without_low) < found.without).all()
    assert (np.array(found.without_high) > found.without).all()
    gap = np.log1p(found.fitted[24:]) - np.log1p(found.without[24:])
    assert np.exp(gap.mean()) == pytest.approx(_estimated(panel).effect, rel=1e-6)


def test_other_rows_first_change_no_bit() -> None:
    panel = draw(World(outcome=OutcomeName.SPENDING), 1).panel
    turned = replace(
        panel,
        units=panel.units[::-1],
        values=panel.values[::-1],
        counts=panel.counts[::-1],
        starts=panel.starts[::-1],
    )

    assert interrupted(panel, OutcomeName.SPENDING) == interrupted(turned, OutcomeName.SPENDING)
