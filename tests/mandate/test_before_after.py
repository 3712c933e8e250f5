"""A share before and after: what it is worth when teams and months go up and down together."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.trial_world import World, draw
from mandate.before_after import before_after
from mandate.finding import CLAIM_CONFIDENCE, Estimate, OutcomeName, Undecidable
from mandate.panel import Panel
from mandate.score_limits import Shares, score_limits

REPLICATIONS = 150
# 1 in 100,000 of ever failing by chance at 6 % among 150 drawn with fixed seeds: more than 25.
MOST_WRONGLY_SHOWN = 25


def a_panel(seed: int = 1, **changes: float) -> Panel:
    world = World(outcome=OutcomeName.GRANTED, teams=10, months=48, starts=(24,), rho=0.5)
    return draw(replace(world, **changes), seed).panel  # type: ignore[arg-type]  # names of the world's own fields


def found(panel: Panel, confidence: float = CLAIM_CONFIDENCE) -> Estimate:
    estimate = before_after(panel, OutcomeName.GRANTED, confidence)
    assert isinstance(estimate, Estimate)
    return estimate


def plain(panel: Panel) -> float:
    """Return the upper limit that takes every decision for itself."""
    events = panel.counts * np.nan_to_num(panel.values)
    sides = [float(total[:, part].sum()) for part in (slice(24), slice(24, None)) for total in (events, panel.counts)]
    return score_limits(Shares(*sides), CLAIM_CONFIDENCE).high


def test_a_rise_as_large_as_the_margin_is_seldom_taken_for_none_where_the_plain_limits_often_do() -> None:
    panels = [a_panel(seed, effect=0.05, teams=20) for seed in range(REPLICATIONS)]
    adjusted = sum(found(panel).high <= 0.05 for panel in panels)
    unadjusted = sum(plain(panel) <= 0.05 for panel in panels)

    assert adjusted <= MOST_WRONGLY_SHOWN
    assert adjusted < unadjusted


def test_a_change_of_who_is_counted_is_no_effect() -> None:
    panel = a_panel(rho=0.0)
    level = np.linspace(0.5, 0.9, len(panel.units))[:, None]
    grown = np.where((level > 0.7) & (np.arange(48) >= 24), 4 * panel.counts, panel.counts)

    estimate = found(replace(panel, values=np.broadcast_to(level, panel.values.shape).copy(), counts=grown))

    assert estimate.effect == pytest.approx(0.0, abs=1e-12)


def test_order_of_units_changes_nothing() -> None:
    panel = a_panel()
    order = np.random.default_rng(1).permutation(len(panel.units))
    turned = replace(
        panel,
        units=tuple(panel.units[row] for row in order),
        values=panel.values[order],
        counts=panel.counts[order],
        starts=panel.starts[order],
    )

    assert found(turned).high == pytest.approx(found(panel).high, abs=1e-12)


def test_no_event_at_all_still_has_limits() -> None:
    panel = a_panel()
    none = np.where(panel.counts > 0, 0.0, np.nan)

    estimate = found(replace(panel, values=none))

    assert estimate.effect == 0.0
    assert -0.02 < estimate.low < 0.0 < estimate.high < 0.02


def test_teams_without_a_start_are_not_compared() -> None:
    panel = a_panel()
    starts = panel.starts.copy()
    starts[:4] = len(panel.months)

    assert found(replace(panel, starts=starts)).decisions == int(panel.counts[4:].sum())


def test_one_team_alone_is_judged_by_its_months() -> None:
    panel = a_panel(teams=1)

    assert found(panel).teams == 1


@pytest.mark.parametrize(
    ("starts", "reason"),
    [
        ((48,), "Ingen teams er begyndt inden for perioden."),
        ((11,), "Der er 11 måneder før den første start; der kræves mindst 12."),
        ((43,), "Der er 5 måneder efter den sidste start; der kræves mindst 6."),
    ],
)
def test_too_little_is_not_decided(starts: tuple[int, ...], reason: str) -> None:
    panel = draw(World(outcome=OutcomeName.GRANTED, months=48, starts=starts), 1).panel

    estimate = before_after(panel, OutcomeName.GRANTED)

    assert isinstance(estimate, Undecidable)
    assert estimate.reason == reason


def test_days_are_not_compared_without_time() -> None:
    assert isinstance(before_after(a_panel(), OutcomeName.DAYS), Undecidable)


def test_part_of_a_year_is_told() -> None:
    part = draw(World(outcome=OutcomeName.GRANTED, months=36, starts=(18,)), 1).panel

    assert any("hele år" in note for note in found(part).notes)
    assert not any("hele år" in note for note in found(a_panel()).notes)
