"""Did a share change from before to after, once teams and months that go up and down together are allowed for?

Decisions of one team, and decisions of one month, resemble each other. Miettinen and Nurminen's limits take every
decision for itself and so are too narrow; here the decisions are cut to as many independent ones as they are worth
(Donner and Klar's adjusted numbers). What the shares vary by is found three ways: by the decisions alone, by how much
the teams' changes differ, and by how the months vary and last (AR(1)); the widest holds.

Nothing is compared with: what else happened at the same time is counted as the arrangement's. Hence a design for what
is so rare that no course over time can be seen, and otherwise a figure beside.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from scipy import stats

from mandate.finding import CONFIDENCE, Design, Estimate, OutcomeName, Scale, Undecidable
from mandate.panel import Floats, Integers, Panel
from mandate.score_limits import Shares, score_limits
from sagstyngde.danish import count, number

LEAST_BEFORE, LEAST_AFTER = 12, 6
_YEAR = 12
_TERMS = 4
"""What is fitted to the months: a level before, one after, and a wave of a year."""
_LARGEST_RHO = 0.9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Compared:
    """Decisions before and after, standardised to one mix of units.

    Attributes:
        shares: before and after; ``numbers`` of decisions each rests on.
        parts: how much each cell's share enters the difference: below 0 before, above 0 after; (units, months).
        values: each cell's share, 0 where there was no decision.
        after: which cells lie after; (units, months).
        team: each unit's number of a team.

    """

    shares: Floats
    numbers: Floats
    parts: Floats
    values: Floats
    after: Integers
    team: Integers

    @property
    def difference(self) -> float:
        return float(self.shares[1] - self.shares[0])

    @property
    def independent(self) -> float:
        """The difference's variance if every decision stood for itself."""
        share = (self.shares * self.numbers + 0.5) / (self.numbers + 1.0)
        return float(np.sum(share * (1.0 - share) / self.numbers))


def before_after(panel: Panel, outcome: OutcomeName, confidence: float = CONFIDENCE) -> Estimate | Undecidable:
    """Estimate how much a share changed from before each unit's start to after.

    Args:
        panel: shares by unit and month; units that never start are left out.
        outcome: which share.
        confidence: the interval's coverage.

    """
    if outcome.scale is not Scale.DIFFERENCE:
        return _undecidable(outcome, "Før og efter sammenlignes kun for andele; dage og beløb kræver et andet design.")
    if reason := _too_little(panel):
        return _undecidable(outcome, reason)
    compared = _compared(panel)
    if compared is None:
        return _undecidable(outcome, "Intet team har afgørelser både før og efter sin start.")
    inflation = _inflation(compared, confidence)
    limits = score_limits(_worth(compared, inflation), confidence)
    started = panel.starts < len(panel.months)
    notes = (
        f"{count(round(float(compared.numbers.sum())), 'afgørelse', 'afgørelser')} vejer som "
        f"{number(float(compared.numbers.sum()) / inflation)} uafhængige, fordi teams og måneder svinger samlet.",
        "Andet, der skete på samme tid, tælles med: der er ingen at sammenligne med.",
        *_part_year(panel),
    )
    return Estimate(
        outcome=outcome,
        design=Design.BEFORE_AFTER,
        scale=Scale.DIFFERENCE,
        effect=compared.difference,
        low=limits.low,
        high=limits.high,
        confidence=confidence,
        p_value=None,
        method="Miettinen–Nurminens grænser med antal rettet for samvariation i teams og måneder",
        months=len(panel.months),
        teams=len(set(compared.team.tolist())),
        decisions=int(panel.counts[started].sum()),
        notes=notes,
    )


def _undecidable(outcome: OutcomeName, reason: str) -> Undecidable:
    return Undecidable(outcome=outcome, design=Design.BEFORE_AFTER, reason=reason)


def _too_little(panel: Panel) -> str | None:
    months = len(panel.months)
    started = panel.starts[panel.starts < months]
    if not len(started):
        return "Ingen teams er begyndt inden for perioden."
    before, after = int(started.min()), months - int(started.max())
    if before < LEAST_BEFORE:
        return f"Der er {before} måneder før den første start; der kræves mindst {LEAST_BEFORE}."
    if after < LEAST_AFTER:
        return f"Der er {after} måneder efter den sidste start; der kræves mindst {LEAST_AFTER}."
    return None


def _part_year(panel: Panel) -> tuple[str, ...]:
    months = len(panel.months)
    spans = {span for start in panel.starts[panel.starts < months] for span in (int(start), months - int(start))}
    if all(span % _YEAR == 0 for span in spans):
        return ()
    return ("Månederne før og efter er ikke hele år, så årstiden kan spille ind.",)


def _compared(panel: Panel) -> _Compared | None:
    """Weigh units so that before and after are of the same mix: by what each tells of a difference (Mantel-Haenszel).

    Units without decisions on both sides tell nothing and are left out.
    """
    months = np.arange(len(panel.months))
    after = (months[None, :] >= panel.starts[:, None]).astype(np.intp)
    numbers = np.stack([(panel.counts * (after == side)).sum(axis=1) for side in (0, 1)])
    kept = np.flatnonzero((numbers > 0).all(axis=0))
    if not len(kept):
        return None
    counts, after = panel.counts[kept].astype(np.float64), after[kept]
    numbers = numbers[:, kept].astype(np.float64)
    values = np.where(counts > 0, np.nan_to_num(panel.values[kept]), 0.0)
    weight = numbers.prod(axis=0) / numbers.sum(axis=0)
    weight /= weight.sum()
    within = np.where(after == 1, counts / numbers[1][:, None], counts / numbers[0][:, None])
    by_side = np.stack([(within * values * (after == side)).sum(axis=1) for side in (0, 1)])
    names = sorted({panel.units[row].team for row in kept})
    team = np.asarray([names.index(panel.units[row].team) for row in kept], dtype=np.intp)
    return _Compared(
        shares=by_side @ weight,
        numbers=1.0 / (weight**2 / numbers).sum(axis=1),
        parts=np.where(after == 1, 1.0, -1.0) * within * weight[:, None],
        values=values,
        after=after,
        team=team,
    )


def _worth(compared: _Compared, inflation: float) -> Shares:
    (before, after), (many, more) = compared.shares, compared.numbers / inflation
    return Shares(float(before * many), float(many), float(after * more), float(more))


def _inflation(compared: _Compared, confidence: float) -> float:
    """Return how many decisions weigh as one: at least 1."""
    normal = NormalDist().inv_cdf(0.5 + confidence / 2.0)
    plain = normal**2 * compared.independent
    widths = [plain]
    for variance, degrees in (_by_teams(compared), _by_months(compared)):
        if degrees > 0.0:
            widths.append(float(stats.t.ppf(0.5 + confidence / 2.0, degrees)) ** 2 * variance)
    return max(widths) / plain


def _by_teams(compared: _Compared) -> tuple[float, float]:
    """Return the difference's variance as the teams' own changes differ (HC2), and its degrees of freedom."""
    teams = int(compared.team.max()) + 1
    if teams < 2:
        return 0.0, 0.0
    weight = np.bincount(compared.team, (compared.parts * compared.after).sum(axis=1), teams)
    change = np.bincount(compared.team, (compared.parts * compared.values).sum(axis=1), teams) / weight
    # A team that is nearly all there is has no other to be compared with; 1 - weight must not vanish.
    variance = np.sum(weight**2 * (change - compared.difference) ** 2 / np.maximum(1.0 - weight, 1.0 / teams))
    return float(variance), float(teams - 1)


def _by_months(compared: _Compared) -> tuple[float, float]:
    """Return the difference's variance as months vary and last, and its degrees of freedom."""
    size = np.abs(compared.parts)
    weight = size.sum(axis=0)
    level = np.where(compared.after == 1, *(_levels(compared, side) for side in (1, 0)))
    gaps = (size * (compared.values - level)).sum(axis=0)
    means = np.divide(gaps, weight, out=np.zeros(len(weight)), where=weight > 0)
    residual = _without_season(means, compared)
    months = len(residual)
    rho = _lasting(residual)
    spread = float(residual @ residual) / (months - _TERMS)
    signed = compared.parts.sum(axis=0)
    apart = np.abs(np.subtract.outer(np.arange(months), np.arange(months)))
    variance = spread * float(signed @ rho**apart @ signed)
    return variance, (months - _TERMS) * (1.0 - rho) / (1.0 + rho)


def _levels(compared: _Compared, side: int) -> Floats:
    """Return each unit's own share on one side; (units, 1)."""
    part = np.abs(compared.parts) * (compared.after == side)
    return np.asarray((part * compared.values).sum(axis=1, keepdims=True) / part.sum(axis=1, keepdims=True))


def _without_season(residual: Floats, compared: _Compared) -> Floats:
    """Take a wave of a year out of months that are more than two years."""
    months = len(residual)
    if months < 2 * _YEAR:
        return residual
    turn = 2.0 * np.pi * np.arange(months) / _YEAR
    side = compared.after.mean(axis=0)
    design = np.column_stack([np.ones(months), side, np.cos(turn), np.sin(turn)])
    return np.asarray(residual - design @ np.linalg.lstsq(design, residual, rcond=None)[0])


def _lasting(residual: Floats) -> float:
    """Return how much of a month's deviation is left in the next, corrected for what was fitted (Kendall)."""
    months, squares = len(residual), float(residual @ residual)
    if squares <= 0.0:
        return 0.0
    found = float(residual[1:] @ residual[:-1]) / squares
    corrected = (found + _TERMS / months) / (1.0 - (_TERMS + 2.0) / months)
    return min(max(corrected, 0.0), _LARGEST_RHO)
