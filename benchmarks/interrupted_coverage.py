"""How often do the limits of an interrupted time series hold what was planted, beside what others' limits do?

Each setting is a kind of invented trial, drawn anew each time. The peers see the same monthly series and the same
columns, so that only the errors' treatment differs: ordinary least squares, the same with standard errors that allow
for lasting errors (HAC), and AR(1) with one guess of how much they last (GLSAR), all from statsmodels with t limits.

    python -m benchmarks.interrupted_coverage [REPLICATIONS]     writes its section of docs/beslutningskompetence-maalt
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace

import numpy as np
from scipy.stats import t as student
from statsmodels.api import GLSAR, OLS

from benchmarks.interrupted_page import section
from benchmarks.mandate_measured import record
from benchmarks.surroundings import Bar, bar
from benchmarks.trial_world import Trial, World, draw
from mandate.finding import CLAIM_CONFIDENCE, CONFIDENCE, Estimate, OutcomeName, Scale
from mandate.interrupted import interrupted
from mandate.monthly import Monthly, monthly
from mandate.segments import Segments, segments

REPLICATIONS = 500
LENGTHS = {24: 12, 36: 18, 48: 24}
"""Months in all, and the month in which everybody begins."""
RHOS = (0.0, 0.3, 0.5)
TEAMS = (8, 20)
PLANTED = (
    (OutcomeName.DAYS, 0.8, 0),
    (OutcomeName.GRANTED, 0.0, 0),
    (OutcomeName.SPENDING, 1.0, 0),
    (OutcomeName.SPENDING, 1.05, 100_000),
)
"""Outcome, effect and the first seed: limits move with the effect, so that the same draws would say the same twice."""
USUAL = World(outcome=OutcomeName.DAYS, effect=0.8, months=36, starts=(18,))
HARD = {
    "fejl, der varer længe ved (0,7)": replace(USUAL, rho=0.7),
    "udvikling, 1 % om måneden": replace(USUAL, trend=0.01),
    "tunge haler": replace(USUAL, heavy=True),
    "hver femte celle tom": replace(USUAL, missing=0.2),
    "halvdelen af teams vokser til det tredobbelte": replace(USUAL, growth=3.0),
    "teams fra 5 til 100 afgørelser om måneden": replace(USUAL, smallest=5, largest=100),
    "virkningen vokser over et halvt år": replace(USUAL, ramp=6),
    "virkningen er forskellig fra team til team": replace(USUAL, effect_spread=0.1),
    "hver måned i året har sit eget niveau, 24 måneder": replace(USUAL, calendar_sd=0.06, months=24, starts=(12,)),
    "hver måned i året har sit eget niveau, 36 måneder": replace(USUAL, calendar_sd=0.06),
    "hver måned i året har sit eget niveau, 48 måneder": replace(USUAL, calendar_sd=0.06, months=48, starts=(24,)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How often each method's limits held the truth, and how far ours lay from it, on the analysed scale.

    ``missed_above`` and ``missed_below`` count how often ours' limit for a claim, one-sided, put the truth out of reach
    on that side: a margin of that size would have been called shown, or worse.
    """

    name: str
    months: int
    rho: float
    teams: int
    replications: int
    ours: int
    ols: int
    hac: int
    glsar: int
    missed_above: int
    missed_below: int
    bias: float
    sd: float
    width: float


def coverage(name: str, world: World, replications: int, first_seed: int = 0) -> Coverage:
    """Draw a world many times and count."""
    rows = np.array([_one(world, seed) for seed in range(first_seed, first_seed + replications)])
    off, width = rows[:, -2], rows[:, -1]
    counted = rows[:, :-2].sum(axis=0).astype(int).tolist()
    return Coverage(
        name=name,
        months=world.months,
        rho=world.rho,
        teams=world.teams,
        replications=replications,
        **dict(zip(("ours", "ols", "hac", "glsar", "missed_above", "missed_below"), counted, strict=True)),
        bias=round(float(off.mean()), 4),
        sd=round(float(off.std(ddof=1)), 4),
        width=round(float(np.median(width)), 4),
    )


def _one(world: World, seed: int) -> tuple[float, ...]:
    """Return whether each method's limits hold the truth, whether a claim's miss it, and ours' error and width."""
    trial = draw(world, seed)
    series = monthly(trial.panel, world.outcome)
    assert series is not None  # noqa: S101  everybody has begun
    truth = _truth(trial, series)
    parts = segments(series.at, series.start, trial.panel.months[0])
    effect, low, high = _limits(trial, world.outcome, CONFIDENCE)
    _, claim_low, claim_high = _limits(trial, world.outcome, CLAIM_CONFIDENCE)
    missed = claim_high < truth, claim_low > truth
    return low <= truth <= high, *_peers(series, parts, truth), *missed, effect - truth, high - low


def _limits(trial: Trial, outcome: OutcomeName, confidence: float) -> tuple[float, ...]:
    """Return ours' effect and limits, on the analysed scale."""
    found = interrupted(trial.panel, outcome, confidence)
    assert isinstance(found, Estimate)  # noqa: S101  every setting is long enough
    scale: Callable[[float], float] = np.log if found.scale is Scale.RATIO else float
    return tuple(float(scale(one)) for one in (found.effect, found.low, found.high))


def _truth(trial: Trial, series: Monthly) -> float:
    """Return the mean over the months under the arrangement of what was planted in a month's decisions."""
    under = series.at[series.at >= series.start]
    counts = trial.panel.counts[np.ix_(series.rows, under)]
    return float((counts * trial.planted[np.ix_(series.rows, under)]).sum(axis=0).mean() / counts.sum(axis=0).mean())


def _peers(series: Monthly, parts: Segments, truth: float) -> Iterator[bool]:
    y, X, effect = series.values, parts.X, parts.effect
    plain = OLS(y, X).fit()
    lags = int(4.0 * (len(y) / 100.0) ** (2.0 / 9.0))
    robust = plain.get_robustcov_results("HAC", maxlags=lags, use_correction=True, use_t=True)
    lasting = GLSAR(y, X, rho=1).iterative_fit(maxiter=20)
    reach = student.ppf(0.975, len(y) - X.shape[1])
    for fit in (plain, robust, lasting):
        error = float(np.sqrt(effect @ np.asarray(fit.cov_params()) @ effect))
        yield bool(abs(float(effect @ fit.params) - truth) <= reach * error)


def usual_settings() -> Iterator[tuple[str, World, int]]:
    """Return every outcome in every setting of the bar, and the first seed."""
    for outcome, effect, first_seed in PLANTED:
        for months, start in LENGTHS.items():
            for rho in RHOS:
                for teams in TEAMS:
                    world = World(outcome=outcome, effect=effect, teams=teams, months=months, starts=(start,), rho=rho)
                    yield f"{outcome.value} {effect}", world, first_seed


def collect(tell: Bar, replications: int) -> tuple[list[Coverage], list[Coverage]]:
    """Return what was counted in the usual settings and in the hard ones."""
    usual, hard = [], []
    for name, world, first_seed in usual_settings():
        tell(f"{name}, {world.months} months, rho {world.rho}, {world.teams} teams")
        usual.append(coverage(name, world, replications, first_seed))
    for name, world in HARD.items():
        tell(name)
        hard.append(coverage(name, world, replications))
    return usual, hard


def main() -> None:
    """Measure and record."""
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else REPLICATIONS
    with bar(len(list(usual_settings())) + len(HARD)) as tell:
        usual, hard = collect(tell, replications)
    record(section([asdict(one) for one in usual], [asdict(one) for one in hard], replications))


if __name__ == "__main__":
    main()
