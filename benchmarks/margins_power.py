"""How often is a claim shown that is true, and how often one that is false? Drawn trials beside the power promised.

Each setting is drawn with the effect it was reckoned for, and again with an effect as large as the margin: then to show
the claim is wrong, and may happen in 5 of 100. What the plan promised stands beside. Shares before and after are drawn
as well, judged as they are here and as if every decision stood for itself.

    python -m benchmarks.margins_power [REPLICATIONS]     writes its section of docs/beslutningskompetence-maalt
"""

import sys
from dataclasses import asdict, dataclass
from datetime import date

import numpy as np

from benchmarks.mandate_measured import record
from benchmarks.margins_page import section
from benchmarks.surroundings import bar
from benchmarks.trial_world import CHANCES, World, draw
from mandate.before_after import before_after
from mandate.finding import CLAIM_CONFIDENCE, Claim, Design, Estimate, OutcomeName, Scale, Undecidable, Verdict
from mandate.interrupted import interrupted
from mandate.margins import judged
from mandate.panel import Panel
from mandate.power_plan import needed
from mandate.score_limits import Shares, score_limits
from mandate.staggered import Staggered, staggered
from mandate.trial_plan import Assignment, Assumed, PlannedClaim, TrialPlan, TrialTeam
from sagstyngde.months import add_months
from sagstyngde.provision import Provision

REPLICATIONS = 500
MONTHS, START = 48, 24
ON = date(2028, 1, 1)
USUAL_MONTH = 0.996
"""The mean of the world's quiet and busy months: what a team's usual number of decisions is multiplied by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A claim and a trial of four years, half of them under the arrangement; a team decides so much a month.

    The staggered design has half of the teams to compare with; by the others all begin together.
    """

    outcome: OutcomeName
    margin: float
    expected: float
    design: Design
    teams: int
    decisions: int

    def world(self, effect: float) -> World:
        """Return the world with an effect."""
        return World(
            outcome=self.outcome,
            effect=effect,
            teams=self.teams,
            provisions=1,
            months=MONTHS,
            starts=(START, MONTHS) if self.design is Design.STAGGERED else (START,),
            smallest=self.decisions,
            largest=self.decisions,
        )


GRANTED, AMOUNT, SPENDING, DAYS = OutcomeName.GRANTED, OutcomeName.AMOUNT, OutcomeName.SPENDING, OutcomeName.DAYS
DID, ITS = Design.STAGGERED, Design.INTERRUPTED
SETTINGS = tuple(
    Setting(outcome=outcome, margin=margin, expected=expected, design=design, teams=teams, decisions=decisions)
    for outcome, margin, expected, design, teams, decisions in (
        (DAYS, 0.9, 0.8, DID, 8, 11),
        (GRANTED, 0.05, 0.0, DID, 8, 30),
        (GRANTED, 0.05, 0.0, DID, 16, 13),
        (AMOUNT, 1.05, 1.0, DID, 20, 56),
        (SPENDING, 1.05, 1.0, DID, 20, 170),
        (DAYS, 0.95, 0.8, ITS, 12, 20),
        (GRANTED, 0.05, 0.0, ITS, 20, 40),
        (AMOUNT, 1.1, 1.0, ITS, 20, 40),
    )
)
PAIRED = tuple((teams, rho) for teams in (8, 20) for rho in (0.0, 0.3, 0.5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """How often a claim was shown where it is true, ``shown``, and where it is false by as much as nothing."""

    setting: Setting
    promised: float
    shown: int
    wrongly_shown: int
    replications: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """How often shares before and after were wrongly said to be within the margin, by ours and by plain limits."""

    teams: int
    rho: float
    ours: int
    plain: int
    replications: int


def power(setting: Setting, replications: int) -> Power:
    """Draw a setting many times, with the effect expected and with one as large as the margin."""
    claim = Claim(outcome=setting.outcome, margin=setting.margin)
    counts = []
    for effect in (setting.expected, setting.margin):
        found = (_found(draw(setting.world(effect), seed).panel, setting) for seed in range(replications))
        counts.append(sum(judged(claim, one, ON).verdict is Verdict.SHOWN for one in found))
    return Power(
        setting=setting, promised=promised(setting), shown=counts[0], wrongly_shown=counts[1], replications=replications
    )


def promised(setting: Setting) -> float:
    """Return the power that a plan with the world's own figures promises."""
    [one] = needed(a_plan(setting))
    assert one.power is not None  # noqa: S101  every setting is long enough
    return one.power


def a_plan(setting: Setting) -> TrialPlan:
    """Return the setting as a plan that assumes what the world is made of."""
    world = setting.world(setting.expected)
    first = world.first
    starts = [world.starts[team % len(world.starts)] for team in range(setting.teams)]
    teams = tuple(
        TrialTeam(name=f"Team {place}", starts_on=add_months(first, start) if start < MONTHS else None)
        for place, start in enumerate(starts, start=1)
    )
    claim = Claim(outcome=setting.outcome, margin=setting.margin)
    return TrialPlan(
        name="",
        purpose="",
        provisions=(Provision.parse("BL § 90 nr. 3"),),
        teams=teams,
        starts_on=first,
        ends_on=date.fromordinal(add_months(first, MONTHS).toordinal() - 1),
        assignment=Assignment.LOT,
        claims=(PlannedClaim(claim=claim, design=setting.design, expected=setting.expected),),
        assumed=_assumed(setting, world),
    )


def _assumed(setting: Setting, world: World) -> Assumed:
    chance = CHANCES[setting.outcome]
    is_share = setting.outcome.scale is Scale.DIFFERENCE
    own = chance.level * (1.0 - chance.level) if is_share else chance.decision_sd**2
    return Assumed(
        decisions_a_month=USUAL_MONTH * setting.decisions,
        granted=CHANCES[GRANTED].level,
        days_sigma=CHANCES[DAYS].decision_sd,
        amount_sigma=CHANCES[AMOUNT].decision_sd,
        team_icc=chance.shock_sd**2 / own,
        common_icc=chance.common_sd**2 / own,
        rho=world.rho,
    )


def _found(panel: Panel, setting: Setting) -> Estimate | Undecidable:
    if setting.design is Design.STAGGERED:
        return staggered(panel, setting.outcome, Staggered(confidence=CLAIM_CONFIDENCE))
    return interrupted(panel, setting.outcome, CLAIM_CONFIDENCE)


def wrongly_shown(teams: int, rho: float, replications: int) -> Wrong:
    """Draw a rise as large as the margin, and count how often shares before and after are said to be within it."""
    world = World(outcome=GRANTED, effect=0.05, teams=teams, months=MONTHS, starts=(START,), rho=rho)
    ours = plain = 0
    for seed in range(replications):
        panel = draw(world, seed).panel
        found = before_after(panel, GRANTED, CLAIM_CONFIDENCE)
        assert isinstance(found, Estimate)  # noqa: S101  every setting is long enough
        ours += found.high <= world.planted
        plain += _plain_high(panel) <= world.planted
    return Wrong(teams=teams, rho=rho, ours=ours, plain=plain, replications=replications)


def _plain_high(panel: Panel) -> float:
    events = panel.counts * np.nan_to_num(panel.values)
    sides = [
        float(total[:, part].sum()) for part in (slice(START), slice(START, None)) for total in (events, panel.counts)
    ]
    return score_limits(Shares(*sides), CLAIM_CONFIDENCE).high


def main() -> None:
    """Measure and record."""
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else REPLICATIONS
    powers, wrongs = [], []
    with bar(len(SETTINGS) + len(PAIRED)) as tell:
        for setting in SETTINGS:
            tell(f"{setting.outcome.value}, {setting.design.value}, {setting.teams} teams")
            powers.append(power(setting, replications))
        for teams, rho in PAIRED:
            tell(f"før og efter, {teams} teams, rho {rho}")
            wrongs.append(wrongly_shown(teams, rho, replications))
    record(section([asdict(one) for one in powers], [asdict(one) for one in wrongs], MONTHS))


if __name__ == "__main__":
    main()
