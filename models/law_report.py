"""What did a change of the law do to the work? Levels before and after, and the facts whose weight moved, in Danish.

Cases are foreseen by lines that had seen neither them nor the change, so that what the change did is what is left over.
Whatever else changed on that day, or drifted meanwhile, is in the figures too, and the report says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.heaviness import seen_share
from models.law_change import FEWEST_CASES, LawStatus, LawWeight
from models.law_facts import Moved, moved_facts
from models.learn import Learned
from models.linear import EffortRows, fit_tweedie_line
from models.ordinal import Floats
from models.selection import cross_folds
from models.told_figures import FEW
from models.uncertainty import Z, ratio
from sagstyngde.danish import count, number

Figures = dict[str, Any]

FEWEST_SHOWN = 50
"""A ratio on fewer cases, before or after, is not shown."""
_PENALTY, _FREE = 30.0, 1e-3
_LEAST_SEEN = 0.1
_CAVEAT = "Andet kan have ændret sig i samme tid, så forskellen er ikke nødvendigvis lovens."
_FEW = f"for få sager (under {FEWEST_SHOWN} før eller efter)"


def law_figures(learned: Learned, *, seed: int) -> list[Figures]:
    """Return for each declared change what could be learned of it, and for the learnable ones what it did."""
    return [_figures(law, learned, seed) for law in learned.laws]


def _figures(law: LawWeight, learned: Learned, seed: int) -> Figures:
    figures: Figures = {
        "on": law.change.on.isoformat(),
        "text": law.change.text,
        "status": law.status.value,
        "n_before": law.cases_before,
        "n_after": law.cases_after,
    }
    if law.status is not LawStatus.TRIED:
        return figures | {"told": [_untried(law)]}
    around = _around(law, learned)
    level = list(_levels(around, learned, seed))
    facts = replace(around.data, X=learned.data.design.X[around.rows])
    moved = moved_facts(facts, around.is_after, learned.frame, learned.sizes.effort.power)
    return figures | {
        "weight": {"category": law.category, "effort": law.effort},
        "level": level,
        "facts": [one.figures() for one in moved],
        "told": [_weights_told(law), *_levels_told(level), _facts_told(moved), _CAVEAT],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """The cases between the change before and the change after this one: their rows, hours, and side."""

    rows: NDArray[np.intp]
    data: EffortRows
    is_after: NDArray[np.bool_]


def _around(law: LawWeight, learned: Learned) -> _Around:
    received = np.array([case.received_on for case in learned.cohort.cases], dtype="datetime64[D]")
    on, others = np.datetime64(law.change.on), [np.datetime64(one.change.on) for one in learned.laws]
    since = max([day for day in others if day < on], default=received.min())
    until = min([day for day in others if day > on], default=received.max() + 1)
    data, panel = learned.data, learned.data.panel
    seen = seen_share(panel, np.argmax(data.probability, axis=1))
    rows = np.flatnonzero((received >= since) & (received < until) & (seen >= _LEAST_SEEN))
    X = np.column_stack([data.design.X, data.score - data.score.mean()])[rows]
    return _Around(
        rows=rows,
        data=EffortRows(X=X, hours=panel.totals[rows], exposure=seen[rows], weight=np.ones(len(rows))),
        is_after=received[rows] >= on,
    )


def _levels(around: _Around, learned: Learned, seed: int) -> Iterator[Figures]:
    """Yield recorded over expected hours before and after, of all cases and of each judged category."""
    expected = _expected(around.data, learned)
    share = np.zeros((len(learned.cohort.cases), len(learned.frame.scheme.scale)))
    labels = learned.cohort.labels
    np.add.at(share, (labels.rows, labels.category), 1.0)
    share = share[around.rows] / np.maximum(share[around.rows].sum(axis=1, keepdims=True), 1.0)
    children = [case.child_id or case.case_id for case in learned.cohort.cases]
    child = np.unique(children, return_inverse=True)[1][around.rows]
    parts = {None: np.ones(len(expected))} | dict(zip(learned.frame.scheme.scale.codes, share.T, strict=True))
    for code, weight in parts.items():
        sides = [(side & (weight > 0.0)) for side in (~around.is_after, around.is_after)]
        figures: Figures = {"category": code, "n_before": int(sides[0].sum()), "n_after": int(sides[1].sum())}
        if min(side.sum() for side in sides) < FEWEST_SHOWN:
            yield figures | {"note": _FEW}
            continue
        hours, foreseen = weight * around.data.hours, weight * expected
        before, after = (ratio(hours[side], foreseen[side], child[side], seed) for side in sides)
        yield figures | _change(before, after)


def _change(before: tuple[float, float, float], after: tuple[float, float, float]) -> Figures:
    """Return both ratios and how the second stands to the first; the sides are different cases."""
    error = float(np.hypot(*(np.log(high / low) / (2.0 * Z) for _, low, high in (before, after))))
    change = after[0] / before[0]
    limits = (change * float(np.exp(sign * Z * error)) for sign in (-1.0, 1.0))
    names = ("before", "after", "change", "low", "high")
    return {name: round(value, 3) for name, value in zip(names, (before[0], after[0], change, *limits), strict=True)}


def _expected(data: EffortRows, learned: Learned) -> Floats:
    """Return each case's hours, for what was seen of it, by lines that had not seen the case."""
    signs = np.append(learned.data.design.signs, 0).astype(np.int8)
    penalties = np.append(np.full(len(signs) - 1, _PENALTY), _FREE)
    expected = np.zeros(len(data.hours))
    for others, own in cross_folds(len(expected)):
        past = EffortRows(
            X=data.X[others], hours=data.hours[others], exposure=data.exposure[others], weight=data.weight[others]
        )
        line = fit_tweedie_line(past, signs, penalties, learned.sizes.effort.power)
        expected[own] = np.exp(line.points.contributions(data.X[own]).sum(axis=1) + line.intercept)
    return expected * data.exposure


def _untried(law: LawWeight) -> str:
    match law.status:
        case LawStatus.AHEAD:
            return "Kan ikke læres endnu: ingen af de sager, modellen har lært af, er modtaget efter ændringen."
        case LawStatus.FEW_AFTER:
            found, side = law.cases_after, "efter"
        case _:
            found, side = law.cases_before, "før"
    cases = f"under {FEW} sager" if 0 < found < FEW else count(found, "sag", "sager")
    return f"Kan ikke læres endnu: {cases} er modtaget {side} ændringen, og der skal mindst {FEWEST_CASES} til."


def _weights_told(law: LawWeight) -> str:
    counted = f"{count(law.cases_before, 'sag', 'sager')} før ændringen og {number(law.cases_after)} efter."
    if law.category == law.effort == 1.0:
        return f"{counted} De ældre sager tæller fuldt med: de forudsiger de nyere lige så godt."
    return (
        f"{counted} En ældre sag tæller {number(law.category, 1)} for kategorien og {number(law.effort, 1)} for "
        "timerne: sådan blev de nyere sager bedst forudsagt."
    )


def _levels_told(level: Sequence[Figures]) -> Iterator[str]:
    for one in level:
        if "change" not in one:
            continue
        who = "Sager" if one["category"] is None else f"Kategori {one['category']}"
        limits = f"95 %-interval {number(one['low'], 2)}-{number(one['high'], 2)} gange"
        if one["low"] <= 1.0 <= one["high"]:
            yield f"{who}: ingen klar forskel på timerne før og efter ({limits})."
        else:
            moved = f"{number(abs(100.0 * (one['change'] - 1.0)))} % {'flere' if one['change'] > 1.0 else 'færre'}"
            yield f"{who}: {moved} timer efter ændringen end før, når sagerne ellers ligner hinanden ({limits})."


def _facts_told(moved: Sequence[Moved]) -> str:
    if not moved:
        return "Ingen enkelt oplysning har klart fået en anden vægt i timerne."
    return "Vægten i timerne har flyttet sig for " + "; ".join(one.told() for one in moved) + "."
