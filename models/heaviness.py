"""What tells how heavy a case is, whoever had it? Columns to hold still while something else is measured.

Facts, the day of receipt (levels drift, and people come and go), the judged category where there is one (it knows what
the facts do not tell), and a broken line in the category that models expect which had not seen the case's judgement.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.frame import Frame
from features.history import History
from features.panel import Panel
from models.linear import Standardised
from models.ordinal import Floats
from models.selection import cross_folds

_KNOTS = (0.25, 0.5, 0.75)
_COURSES = 3
_FACT_PENALTY, _FREE = 10.0, 1e-3
_FEWEST_JUDGED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Heaviness:
    """Columns (cases x columns), each with a direction and a ridge penalty, and the share of the course seen (cases,).

    Facts are penalised; the rest, which sums them up, hardly.
    """

    X: Floats
    signs: NDArray[np.int8]
    penalties: Floats
    seen: Floats


def heaviness(history: History, known: Panel) -> Heaviness:
    """Lay out what tells how heavy each case of a history is; ``known`` is its panel."""
    frame = Frame.learn(history.scheme, history.cases)
    facts = frame.rows(history.cases)
    judged = _judged(history)
    day = np.array([case.received_on.toordinal() for case in history.cases], dtype=np.float64)
    summary = [day[:, None]]
    seen = seen_share(known, np.zeros(len(facts), dtype=np.intp))
    if (~np.isnan(judged)).sum() >= _FEWEST_JUDGED:
        expected = _expected(facts, judged)
        summary += [np.where(np.isnan(judged), expected, judged)[:, None], _broken(expected)]
        edges = np.quantile(expected, np.arange(1, _COURSES) / _COURSES)
        seen = seen_share(known, np.searchsorted(edges, expected, side="right"))
    summed = np.column_stack(summary)
    # Around their means: a column of amounts would get a curve as well, and these say all they have to say.
    X = np.column_stack([facts, summed - summed.mean(axis=0)])
    free = X.shape[1] - facts.shape[1]
    return Heaviness(
        X=X,
        signs=np.append(frame.signs, np.zeros(free, dtype=np.int8)),
        penalties=np.append(np.full(facts.shape[1], _FACT_PENALTY), np.full(free, _FREE)),
        seen=seen,
    )


def seen_share(known: Panel, group: NDArray[np.intp]) -> Floats:
    """Return the share of each case's course that was observed; heavier groups have longer courses."""
    horizon, share = known.horizon, np.zeros(len(group))
    hours, exposure = known.hours[:, :horizon], known.exposure[:, :horizon]
    for each in np.unique(group).tolist():
        mine = group == each
        months = exposure[mine].sum(axis=0)
        course = np.divide(hours[mine].sum(axis=0), months, out=np.zeros(horizon), where=months > 0.0)
        share[mine] = exposure[mine] @ (course / max(float(course.sum()), 1e-9))
    return share


def _judged(history: History) -> Floats:
    """Return each case's mean judged category, NaN where nobody judged it."""
    places = {case.case_id: row for row, case in enumerate(history.cases)}
    rows = np.array([places[item.case_id] for item in history.judgements], dtype=np.intp)
    category = np.array([history.scheme.scale.index(item.category) for item in history.judgements], dtype=np.float64)
    times = np.bincount(rows, minlength=len(places))
    total = np.bincount(rows, category, minlength=len(places))
    mean: Floats = np.divide(total, times, out=np.full(len(places), np.nan), where=times > 0)
    return mean


def _expected(facts: Floats, judged: Floats) -> Floats:
    """Return the category that the facts let expect, by ridge lines that had not seen the case's own judgement."""
    Z = Standardised.of(facts, np.ones(len(facts))).Z
    is_judged = ~np.isnan(judged)
    expected = np.zeros(len(Z))
    for others, own in cross_folds(len(Z)):
        past = others[is_judged[others]]
        mean = judged[past].mean()
        normal = Z[past].T @ Z[past] + _FACT_PENALTY * np.eye(Z.shape[1])
        expected[own] = mean + Z[own] @ np.linalg.solve(normal, Z[past].T @ (judged[past] - mean))
    return expected


def _broken(expected: Floats) -> Floats:
    """Return a column for the line and one for each bend, (cases x 4)."""
    bends = [np.maximum(expected - knot, 0.0) for knot in np.quantile(expected, _KNOTS)]
    return np.column_stack([expected, *bends])
