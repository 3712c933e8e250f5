"""Did a share change from before to after, once teams and months that go up and down together are allowed for?

Decisions of one team, and decisions of one month, resemble each other. Miettinen and Nurminen's limits take every
decision for itself and so are too narrow; here the decisions are cut to as many independent ones as they are worth
(Donner and Klar's adjusted numbers). What the shares vary by is found three ways: by the decisions alone, by how much
the teams' changes differ, and by how the months vary and last (AR(1)); the widest holds.

Nothing is compared with: what else happened at the same time is counted as the arrangement's. Hence a design for what
is so rare that no course over time can be seen, and otherwise a figure beside.
"""

import numpy as np

from mandate.finding import CONFIDENCE, Design, Estimate, OutcomeName, Scale, Undecidable
from mandate.inflation import Compared, inflation
from mandate.panel import Panel
from mandate.score_limits import Shares, score_limits
from sagstyngde.danish import count, number

LEAST_BEFORE, LEAST_AFTER = 12, 6
_YEAR = 12


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
    cut = inflation(compared, confidence)
    limits = score_limits(_worth(compared, cut), confidence)
    started = panel.starts < len(panel.months)
    notes = (
        f"{count(round(float(compared.numbers.sum())), 'afgørelse', 'afgørelser')} vejer som "
        f"{number(float(compared.numbers.sum()) / cut)} uafhængige, fordi teams og måneder svinger samlet.",
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


def _compared(panel: Panel) -> Compared | None:
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
    return Compared(
        shares=by_side @ weight,
        numbers=1.0 / (weight**2 / numbers).sum(axis=1),
        parts=np.where(after == 1, 1.0, -1.0) * within * weight[:, None],
        values=values,
        after=after,
        team=team,
    )


def _worth(compared: Compared, inflation: float) -> Shares:
    (before, after), (many, more) = compared.shares, compared.numbers / inflation
    return Shares(float(before * many), float(many), float(after * more), float(more))
