"""What a trial takes: the published number, what must make it larger, and what drawn trials say of what is promised."""

import math
import re
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.margins_power import SETTINGS, power, promised, wrongly_shown
from mandate import imputation, trial_faults
from mandate.finding import Claim, Design, OutcomeName
from mandate.power import decisions_each_side, design_effect, distance
from mandate.power_errors import exactness
from mandate.power_plan import chance_of_all, needed, power_of
from mandate.trial_plan import TrialPlan
from mandate.trial_plan_toml import read_trial_plan
from pipelines import cli

REPLICATIONS = 60
PLAN = read_trial_plan("eksempel")


def assuming(**changes: float) -> TrialPlan:
    return replace(PLAN, assumed=replace(PLAN.assumed, **changes))


def powers(plan: TrialPlan) -> list[float]:
    return [one.power or 0.0 for one in needed(plan)]


def test_five_points_at_three_quarters_granted_take_928_decisions_each_side() -> None:
    variance = 0.75 * 0.25

    assert decisions_each_side((variance, variance), 0.05, 0.8) == 928
    assert needed(PLAN)[1].each_side == 928


def test_a_claim_that_cannot_be_shown_takes_no_number() -> None:
    with pytest.raises(ValueError, match="within the margin"):
        decisions_each_side((0.2, 0.2), 0.0)


def test_decisions_that_share_a_month_weigh_as_fewer() -> None:
    assert design_effect(1, 0.5) == 1.0
    assert design_effect(20, 0.01) == pytest.approx(1.19)
    assert design_effect(20, 0.01, rho=0.5) == pytest.approx(1.57)


@pytest.mark.parametrize(
    "harder", [{"team_icc": 0.02}, {"rho": 0.6}, {"decisions_a_month": 10.0}, {"amount_sigma": 1.0, "days_sigma": 1.0}]
)
def test_what_makes_a_trial_harder_makes_it_weaker(harder: dict[str, float]) -> None:
    easier, weaker = powers(PLAN), powers(assuming(**harder))

    assert all(after <= before for before, after in zip(easier, weaker, strict=True))
    assert weaker != easier


def test_months_that_are_said_to_be_enough_are_and_one_fewer_is_not() -> None:
    for one in needed(PLAN):
        assert one.months_after is not None
        reach = distance(one.planned.outcome.scale, one.planned.reckoned_with, one.planned.claim.margin)
        enough, fewer = (exactness(PLAN, one.planned, one.months_after - less) for less in (0, 1))
        assert enough is not None
        assert power_of(enough, reach) >= PLAN.assumed.power
        if one.months_after > trial_faults.LEAST_AFTER:
            assert fewer is not None
            assert power_of(fewer, reach) < PLAN.assumed.power


def test_the_chance_of_all_is_at_most_that_of_the_weakest() -> None:
    claims = needed(PLAN)
    weakest = min(one.power or 0.0 for one in claims if one.planned.is_primary)

    assert 0.0 < (chance_of_all(claims) or 0.0) <= weakest


def test_a_design_that_can_tell_nothing_promises_nothing() -> None:
    alike = tuple(replace(team, starts_on=date(2026, 1, 1)) for team in PLAN.teams)

    [one, *_] = needed(replace(PLAN, teams=alike))

    assert one.power is None
    assert one.months_after is None
    assert chance_of_all(needed(replace(PLAN, teams=alike))) is None


def test_teams_that_a_plan_asks_for_are_those_that_the_comparison_needs() -> None:
    assert trial_faults.LEAST_TEAMS == imputation.LEAST_TEAMS


@pytest.mark.parametrize("design", [Design.STAGGERED, Design.INTERRUPTED])
def test_drawn_trials_keep_what_was_promised(design: Design) -> None:
    setting = next(one for one in SETTINGS if one.design is design and one.outcome is OutcomeName.GRANTED)

    drawn = power(setting, REPLICATIONS)

    # Five standard errors of the draws, and for the claim that is false the most that 6 % gives 1 time in 100,000.
    band = 5.0 * math.sqrt(drawn.promised * (1.0 - drawn.promised) / REPLICATIONS)
    assert abs(drawn.shown / REPLICATIONS - drawn.promised) <= band
    assert drawn.wrongly_shown <= 14


def test_a_rise_of_five_per_cent_in_kroner_a_grant_is_not_shown_to_be_none() -> None:
    setting = next(one for one in SETTINGS if one.outcome is OutcomeName.AMOUNT and one.margin == 1.05)

    assert promised(setting) > 0.78
    assert power(setting, 30).wrongly_shown <= 8


def test_plain_limits_are_wrong_oftener_than_ours() -> None:
    counted = wrongly_shown(20, 0.5, 100)

    assert counted.ours < counted.plain


def test_the_command_tells_it_in_danish_and_as_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for words, told in (
        ((), "Chancen for, at alle primære påstande bliver vist"),
        ((), "Evaluer derfor så længe efter periodens slutning"),
        (("--json",), '"power_as_planned"'),
    ):
        monkeypatch.setattr(sys, "argv", ["sagstyngde", "mandate", "power", "eksempel", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert not ended.value.code
        out = " ".join(capsys.readouterr().out.split())
        assert told in out
        assert "928" in out


def test_claims_keep_their_own_distance() -> None:
    claim = PLAN.claims[0]

    nearer = replace(claim, claim=Claim(outcome=claim.outcome, margin=0.85))

    assert powers(replace(PLAN, claims=(nearer,))) < powers(replace(PLAN, claims=(claim,)))


def test_the_guide_tells_what_the_example_takes() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "evaluering.md").read_text("utf-8")

    for one in needed(PLAN):
        assert one.power is not None
        chance = "over 99 %" if one.power > 0.995 else f"{one.power:.0%}".replace("%", " %")
        row = f"| {one.each_side:,} | {one.weighing:.1f} | {chance} | {one.months_after} |"
        assert re.search(rf"^\| `{one.planned.outcome.value}` .*{re.escape(row)}$", guide, flags=re.MULTILINE)
    assert f"at least {chance_of_all(needed(PLAN)):.0%}".replace("%", " %") in guide
