"""Within what range will a case's hours lie? Conformal limits by predicted category, from cases the model did not see.

Only cases followed over the whole horizon are measured. When a case was received decides that, not what it turned out
to take, so that nothing needs weighing; and they are cross-fitted, because the matured cases of the newest slice alone
are too few to promise anything (docs/adr/0015). Under a diary no case is, and whole courses are inferred from their
parts (docs/adr/0024).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.category import conformal_limit
from models.effort import HoursInterval
from models.effort_data import EffortData
from models.fit_effort import EffortSize, fit_log_hours
from models.mapping import Mapper, one_by_one
from models.ordinal import Floats, Integers
from models.selection import cross_folds
from models.whole_courses import course_spread, whole_courses

LEAST_PER_GROUP = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Matured cases: the category each was likeliest to have, what was expected unseen and what was recorded, (rows,).

    ``categories`` counts the scale's. ``inferred_from`` counts the cases of a diary: each stands several times, with
    hours that its whole course may have taken.
    """

    category: Integers
    expected: Floats
    recorded: Floats
    categories: int
    inferred_from: int = 0


def measure(data: EffortData, shape: Floats, size: EffortSize, mapper: Mapper = one_by_one) -> Measured:
    """Say of every matured case what a model that had not seen its hours expected."""
    folds = list(cross_folds(len(data.score)))
    expected = np.zeros(len(data.score))
    found = mapper(_unseen_hours, (data, shape, size), range(len(folds)))
    for (_, own), part in zip(folds, found, strict=True):
        expected[own] = part
    if data.panel.sampled:
        return _inferred(data, shape, expected)
    matured = np.flatnonzero(data.panel.matured)
    return Measured(
        category=data.probability[matured].argmax(axis=1),
        expected=expected[matured],
        recorded=data.panel.totals[matured],
        categories=data.probability.shape[1],
    )


def _unseen_hours(learned_from: tuple[EffortData, Floats, EffortSize], fold: int) -> Floats:
    data, shape, size = learned_from
    others, own = list(cross_folds(len(data.score)))[fold]
    part = data.take(own)
    return np.exp(fit_log_hours(data.take(others), shape, size)(part.design.X, part.score))


def _inferred(data: EffortData, shape: Floats, expected: Floats) -> Measured:
    """Infer from the parts that a diary showed what whole courses may have taken."""
    monthly = expected[:, None] * (data.probability @ shape[:, : data.panel.horizon])
    rows, recorded = whole_courses(expected, course_spread(monthly, data.panel))
    return Measured(
        category=data.probability[rows].argmax(axis=1),
        expected=expected[rows],
        recorded=recorded,
        categories=data.probability.shape[1],
        inferred_from=len(expected),
    )


def hours_interval(measured: Measured, level: float, codes: Sequence[str]) -> HoursInterval:
    """Learn the limits of log((hours + 1) / (expected + 1)) for each predicted category; ``codes`` names them."""
    groups = merged_groups(np.bincount(measured.category, minlength=measured.categories))
    residual = np.log((measured.recorded + 1.0) / (measured.expected + 1.0))
    tail = (1.0 + level) / 2.0
    low, high = np.zeros(measured.categories), np.zeros(measured.categories)
    for group in groups:
        mine = residual[np.isin(measured.category, group)]
        # A skewed group's limits could both lie on one side of the expected hours: they never cross them.
        low[group] = min(-conformal_limit(-mine, tail), 0.0)
        high[group] = max(conformal_limit(mine, tail), 0.0)
    return HoursInterval(level=level, low=low, high=high, measured_on=_note(measured, groups, codes))


def merged_groups(counts: Integers) -> list[list[int]]:
    """Put neighbouring categories together until each group holds ``LEAST_PER_GROUP`` cases.

    The smallest group goes to the smaller of its neighbours, again and again.

    >>> merged_groups(np.array([200, 90, 20, 5]))
    [[0], [1, 2, 3]]
    """
    groups = [[category] for category in range(len(counts))]
    while len(groups) > 1:
        sizes = [int(counts[group].sum()) for group in groups]
        place = int(np.argmin(sizes))
        if sizes[place] >= LEAST_PER_GROUP:
            break
        beside = [other for other in (place - 1, place + 1) if 0 <= other < len(groups)]
        other = min(beside, key=sizes.__getitem__)
        first, second = sorted((place, other))
        groups[first : second + 1] = [groups[first] + groups[second]]
    return groups


def _note(measured: Measured, groups: list[list[int]], codes: Sequence[str]) -> str:
    """Say in Danish on which cases the limits were measured, and which categories share theirs."""
    note = (
        f"Timeintervallet er målt ved krydsvalidering på {len(measured.expected)} sager, der er fulgt i hele perioden."
        if not measured.inferred_from
        else "Timeintervallet er beregnet ud fra, hvor meget timerne svinger mellem sager og fra måned til måned i "
        f"registreringsperioderne ({measured.inferred_from} sager, krydsvalideret): ingen sag er fulgt hele forløbet."
    )
    shared = [" og ".join(codes[category] for category in group) for group in groups if len(group) > 1]
    if not shared:
        return note
    few = f"hver for sig har de under {LEAST_PER_GROUP} sager, eller naboen har"
    return f"{note} Kategorierne {'; '.join(shared)} er målt sammen: {few}."
