"""How often do the limits of the staggered comparison hold what was planted, beside what the usual peers' limits do?

Each setting is a kind of invented trial, drawn anew each time; the truth is the mean of what was planted over the
decisions that the estimate is a mean of. The peers: two-way fixed effects with errors clustered by team, and the same
estimate as ours with clustered errors and Student's t instead of the bootstrap.

    python -m benchmarks.staggered_coverage [REPLICATIONS]     writes its section of docs/beslutningskompetence-maalt
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
from scipy.stats import t as student

from benchmarks.mandate_measured import record
from benchmarks.staggered_page import section
from benchmarks.surroundings import bar
from benchmarks.trial_world import World, draw
from mandate.before_start import no_trend_p
from mandate.event_cells import event_cells, leads
from mandate.finding import CLAIM_CONFIDENCE, CONFIDENCE, Estimate, OutcomeName, Scale
from mandate.imputation import Parting, parting
from mandate.panel import Panel
from mandate.permuted_starts import permuted_starts
from mandate.staggered import Staggered, bootstrapped
from mandate.twfe import two_way_fixed_effects
from mandate.wild_bootstrap import team_signs

REPLICATIONS = 500
LOTS = 199
"""Draws where only one p-value is wanted."""
NEVER = 99
PLANTED = (
    (OutcomeName.DAYS, 0.8),
    (OutcomeName.GRANTED, 0.0),
    (OutcomeName.SPENDING, 1.0),
    (OutcomeName.SPENDING, 1.05),
)
"""What the bar asks for."""
TEAMS = {8: (18, 21, 24, NEVER), 12: (18, 20, 22, 24, NEVER, NEVER), 20: (15, 18, 21, 24, NEVER)}
"""How many, and when they begin in turn."""
RHOS = (0.0, 0.3, 0.5)
FEW = (0.3, 8)
"""Where the starts are dealt out again too: the fewer the teams, the more there is to gain by it."""
USUAL = World(outcome=OutcomeName.DAYS, effect=0.8, starts=TEAMS[12])
HARD = {
    "virkningen vokser over et år": replace(USUAL, ramp=11),
    "virkningen er forskellig fra team til team": replace(USUAL, effect_spread=0.1),
    "alle begynder; de sidste er sammenligningen": replace(USUAL, starts=(15, 18, 21, 24, 27, 30)),
    "alle begynder, og virkningen vokser over et år": replace(USUAL, starts=(15, 18, 21, 24, 27, 30), ramp=11),
    "tunge haler, hver tiende celle tom, teams fra 3 til 60 afgørelser om måneden": replace(
        USUAL, heavy=True, missing=0.1, smallest=3, largest=60
    ),
    "halvdelen af teams vokser til det dobbelte": replace(USUAL, growth=2.0),
    "fejl, der varer længe ved (0,7)": replace(USUAL, rho=0.7),
    "6 teams, 3 begyndt": replace(USUAL, teams=6, starts=(18, NEVER)),
    "12 teams, 3 begyndt": replace(USUAL, starts=(18, NEVER, NEVER, NEVER)),
    "12 teams, 2 begyndt": replace(USUAL, starts=(18, NEVER, NEVER, NEVER, NEVER, NEVER)),
    "12 teams, 2 ikke begyndt": replace(USUAL, starts=(18, 18, 18, 18, 18, NEVER)),
    "5 bestemmelser i hvert team": replace(USUAL, provisions=5, smallest=20, largest=60),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A kind of trial; ``by_lot``: whether its starts are dealt out again too, which takes longest."""

    name: str
    world: World
    is_hard: bool = False
    by_lot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was counted over so many trials of a setting.

    Attributes:
        held: how often our limits held the truth; ``clustered``: t limits about our estimate, with errors clustered by
            team; ``two_way``: two-way fixed effects with the same errors; ``lot``: limits by dealing the starts out
            again, where that was tried.
        missed_above, missed_below: how often a claim's limit, one-sided, put the truth out of reach on that side: a
            margin of that size would have been called shown, or worse.
        drifted: how often the months before the start were said to differ, at 5 per cent.
        bias, sd, two_way_bias: on the analysed scale; ``width``: the limits' median distance.

    """

    name: str
    teams: int
    rho: float
    replications: int
    held: int
    clustered: int
    two_way: int
    lot: int | None
    missed_above: int
    missed_below: int
    drifted: int
    bias: float
    sd: float
    two_way_bias: float
    width: float


def settings() -> Iterator[Setting]:
    """Return every setting: outcomes by teams and lasting errors, then the hard ones."""
    for outcome, effect in PLANTED:
        for teams, starts in TEAMS.items():
            for rho in RHOS:
                world = World(outcome=outcome, effect=effect, teams=teams, starts=starts, rho=rho)
                yield Setting(name=f"{outcome.value} {effect}", world=world, by_lot=(rho, teams) == FEW)
    for name, world in HARD.items():
        yield Setting(name=name, world=world, is_hard=True)


def counted(setting: Setting, seeds: Sequence[int]) -> Counted:
    """Draw a setting's world many times and count."""
    rows = np.array([_one(setting, seed) for seed in seeds])
    off, two_way_off, width = rows[:, -3], rows[:, -2], rows[:, -1]
    hits = dict(zip(_HITS, rows[:, : len(_HITS)].sum(axis=0).astype(int).tolist(), strict=True))
    return Counted(
        name=setting.name,
        teams=setting.world.teams,
        rho=setting.world.rho,
        replications=len(seeds),
        **hits | {"lot": hits["lot"] if setting.by_lot else None},
        bias=round(float(off.mean()), 4),
        sd=round(float(off.std(ddof=1)), 4),
        two_way_bias=round(float(two_way_off.mean()), 4),
        width=round(float(np.median(width)), 4),
    )


_HITS = ("held", "clustered", "two_way", "lot", "missed_above", "missed_below", "drifted")


def _one(setting: Setting, seed: int) -> tuple[float, ...]:
    """Return whether each method's limits hold the truth, what else is counted, and the errors and our width."""
    world, trial = setting.world, draw(setting.world, seed)
    parted = parting(trial.panel, world.outcome)
    truth = float((parted.under * trial.planted[order(trial.panel)]).sum())
    drawn = bootstrapped(parted, parted.cell_weights(parted.under), Staggered(seed=seed))
    limits, off = drawn.interval(CONFIDENCE), drawn.estimate - truth
    assert limits is not None  # noqa: S101  no setting has so few teams
    misses = drawn.p_value(truth) <= 1.0 - CLAIM_CONFIDENCE
    usual = two_way_fixed_effects(trial.panel, world.outcome)
    assert isinstance(usual, Estimate)  # noqa: S101  nor is any too short
    effect, low, high = (analysed(value, world.outcome) for value in (usual.effect, usual.low, usual.high))
    return (
        limits[0] <= truth <= limits[1],
        abs(off) <= _t_reach(parted) * drawn.shares.standard_error,
        low <= truth <= high,
        setting.by_lot and _lot_holds(parted, truth, seed),
        misses and off < 0.0,
        misses and off > 0.0,
        _drifted(trial.panel, world.outcome),
        off,
        effect - truth,
        limits[1] - limits[0],
    )


def _t_reach(parted: Parting) -> float:
    """Return how many plain standard errors a t limit with the usual correction for the number of teams reaches."""
    teams = len(parted.names)
    return float(student.ppf(0.5 + CONFIDENCE / 2.0, teams - 1) * np.sqrt(teams / (teams - 1)))


def _lot_holds(parted: Parting, truth: float, seed: int) -> bool:
    dealt = permuted_starts(parted, 0, LOTS, seed)
    return dealt is not None and dealt.p_value(truth) > 1.0 - CONFIDENCE


def _drifted(panel: Panel, outcome: OutcomeName) -> bool:
    parted = parting(panel, outcome, leads=leads(parting(panel, outcome)))
    p_value = no_trend_p(event_cells(parted, team_signs(len(parted.names), LOTS, 1)), anticipation=0)
    return p_value is not None and p_value <= 1.0 - CONFIDENCE


def order(panel: Panel) -> list[int]:
    """Return a panel's rows in the order of a comparison."""
    return sorted(range(len(panel.units)), key=lambda row: (panel.units[row].team, panel.units[row].provision))


def analysed(value: float, outcome: OutcomeName) -> float:
    """Return an effect as it is analysed."""
    return float(np.log(value)) if outcome.scale is Scale.RATIO else value


def main() -> None:
    """Measure and record."""
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else REPLICATIONS
    every = list(settings())
    usual: list[Counted] = []
    hard: list[Counted] = []
    with bar(len(every)) as tell:
        for setting in every:
            tell(f"{setting.name}, {setting.world.teams} teams, rho {setting.world.rho}")
            (hard if setting.is_hard else usual).append(counted(setting, range(replications)))
    record(section([asdict(one) for one in usual], [asdict(one) for one in hard], replications))


if __name__ == "__main__":
    main()
