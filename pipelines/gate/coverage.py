"""Do the challenger's likely categories and ranges of hours hold what they promise, as far as so few cases can tell?"""

from collections.abc import Iterator

import numpy as np

from models.coverage import coverage_band
from models.ordinal import Floats
from pipelines.gate.levels import FEWEST, budget
from pipelines.gate.newest import Newest
from sagstyngde.danish import NO_BREAK, number, percent
from sagstyngde.gate import Check, Outcome

_USUAL = 0.01


def coverage(alone: Newest) -> Iterator[Check]:
    """Yield a check for the sets, overall and by category, and one for the ranges of hours."""
    yield _sets(alone)
    yield _ranges(alone)


def _sets(alone: Newest) -> Check:
    model, labels = alone.trial.challenger.bundle.category, alone.compared
    likely = model.likely(alone.ours.probability)
    covered = np.array([said in likely[row] for row, said in zip(labels.rows, labels.category, strict=True)], float)
    scale, sets = alone.trial.challenger.bundle.frame.scheme.scale, model.sets
    learned_from = int(sets.cases[np.unique(sets.groups, return_index=True)[1]].sum())
    parts = [("alle", covered, learned_from)] + [
        (category.code, covered[labels.category == place], int(sets.cases[place]))
        for place, category in enumerate(scale)
    ]
    low, odd = _beyond(parts, sets.level)
    outcome = Outcome.STOPPED if low else Outcome.NAMED if odd else Outcome.PASSED
    return Check(
        code="coverage_category",
        label="Kategori: de sandsynlige kategorier rammer",
        outcome=outcome,
        figure="; ".join(f"{name} {percent(float(hits.mean()))}" for name, hits, _ in parts if len(hits)),
        limit=f"{percent(sets.level)} overalt, så vidt sagerne kan vise det",
        told=_told(low, odd),
    )


def _beyond(parts: list[tuple[str, Floats, int]], level: float) -> tuple[list[str], list[str]]:
    """Name the parts covered too seldom beyond our budget, and those outside the usual band."""
    low, odd = [], []
    for name, hits, learned_from in parts:
        if not len(hits):
            continue
        share = float(hits.mean())
        least = coverage_band(len(hits), learned_from, level, outside=2.0 * budget(len(parts) + 1))[0]
        usual = coverage_band(len(hits), learned_from, level, outside=_USUAL)
        if learned_from and share < least < 1.0:
            low.append(name)
        elif not usual[0] <= share <= usual[1]:
            odd.append(name)
    return low, odd


def _told(low: list[str], odd: list[str]) -> str:
    if low:
        return f"De sandsynlige kategorier rammer sikkert for sjældent: {', '.join(low)}."
    return f"Uden for det ventede, men ikke sikkert: {', '.join(odd)}." if odd else ""


def _ranges(alone: Newest) -> Check:
    code, label = "coverage_hours", "Timer: spændet rammer"
    test, interval = alone.cohort, alone.trial.challenger.bundle.effort.interval
    limit = f"{percent(interval.level)}, så vidt sagerne kan vise det"
    rows = np.flatnonzero(test.panel.matured)
    if test.panel.sampled:
        told = "Tidsdagbogen viser ingen sag helt, så spændet kan kun prøves, når sager er fulgt helt."
        return Check(
            code=code, label=label, outcome=Outcome.NAMED, figure="ingen sag er set helt", limit=limit, told=told
        )
    if len(rows) < FEWEST:
        told = "Der er for få nye sager, hvis timer alle er kendt."
        figure = f"kun {len(rows)} sager med alle timer"
        return Check(code=code, label=label, outcome=Outcome.UNMEASURED, figure=figure, limit=limit, told=told)
    recorded = test.panel.totals[rows]
    inside = (recorded >= alone.ours.low[rows]) & (recorded <= alone.ours.high[rows])
    learned_from = int(alone.trial.challenger.parts.develop.panel.matured.sum())
    low, odd = _beyond([("spændet", inside.astype(np.float64), learned_from)], interval.level)
    told = "Flere timer end lovet falder uden for spændet." if low else ""
    return Check(
        code=code,
        label=label,
        outcome=Outcome.STOPPED if low else Outcome.NAMED if odd else Outcome.PASSED,
        figure=f"{number(100.0 * float(inside.mean()), 1)}{NO_BREAK}% af {len(rows)} sager",
        limit=limit,
        told=told or ("Spændet rammer oftere eller sjældnere end ventet, men ikke sikkert." if odd else ""),
    )
