"""Which facts weigh otherwise in the hours since the law changed? Those whose simple effect moved beyond chance."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from features.frame import Column, Frame
from models.line_errors import line_covariance
from models.linear import EffortRows, fit_tweedie_line
from models.ordinal import Floats, Integers
from sagstyngde.danish import number

MOST = 3
CHANCE = 0.01
"""Of naming any fact where none moved, shared among all that are tried (Bonferroni); heavy tails make it some more."""
FEWEST = 20
"""A yes/no fact must be met, and missed, as often as this before and after."""
_PENALTY, _FREE = 30.0, 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A column's factor on hours before and after: yes against no, or one standard deviation more of an amount."""

    column: str
    label: str
    is_amount: bool
    before: float
    after: float

    def figures(self) -> dict[str, Any]:
        """Return the factors as JSON."""
        return {
            "column": self.column,
            "label": self.label,
            "before": round(self.before, 3),
            "after": round(self.after, 3),
        }

    def told(self) -> str:
        """Say it in Danish.

        >>> Moved(column="x", label="Tolk", is_amount=False, before=1.1, after=0.95).told()
        '»Tolk« (før 10 % flere timer, nu 5 % færre)'
        """
        amount = ", en standardafvigelse mere" if self.is_amount else ""
        return f"»{self.label}«{amount} (før {_percent(self.before, ' timer')}, nu {_percent(self.after, '')})"


def _percent(factor: float, unit: str) -> str:
    share = round(100.0 * (factor - 1.0))
    return f"{number(abs(share))} % {'færre' if share < 0 else 'flere'}{unit}"


def moved_facts(data: EffortRows, is_after: NDArray[np.bool_], frame: Frame, power: float) -> tuple[Moved, ...]:
    """Return the facts whose effect on hours moved, the surest first.

    One line holds every column of the frame and, for the cases after, how much more or less it weighs; both shrunken.
    """
    tried = _tried(data.X, is_after)
    if not len(tried):
        return ()
    # Around their means: an amount would get a curve beside its line, and its effect would no longer be one number.
    centred = data.X - _means(data.X)
    side = is_after - is_after.mean()
    X = np.column_stack([centred, side, np.nan_to_num(centred[:, tried]) * side[:, None]])
    penalties = np.full(X.shape[1], _PENALTY)
    penalties[data.X.shape[1]] = _FREE
    both = EffortRows(X=X, hours=data.hours, exposure=data.exposure, weight=data.weight)
    line = fit_tweedie_line(both, np.zeros(X.shape[1], dtype=np.int8), penalties, power)
    expected = data.exposure * np.exp(line.points.contributions(X).sum(axis=1) + line.intercept)
    error = np.sqrt(np.diag(line_covariance(both, expected, penalties, power)))[-len(tried) :]
    moved = line.points.weights[-len(tried) :]
    sureness = np.abs(moved) / np.maximum(error, 1e-12)
    sure = np.argsort(-sureness, kind="stable")[:MOST]
    limit = float(norm.isf(0.5 * CHANCE / len(tried)))
    middle = line.points.weights[tried] - is_after.mean() * moved
    return tuple(
        _moved(frame, int(tried[place]), data.X[:, tried[place]], (middle[place], middle[place] + moved[place]))
        for place in sure.tolist()
        if sureness[place] > limit
    )


def _means(X: Floats) -> Floats:
    known = ~np.isnan(X)
    return np.asarray(np.nan_to_num(X).sum(axis=0) / np.maximum(known.sum(axis=0), 1))


def _tried(X: Floats, is_after: NDArray[np.bool_]) -> Integers:
    """Return the columns that vary enough on both sides."""
    enough = [all(_varies(column[side & ~np.isnan(column)]) for side in (is_after, ~is_after)) for column in X.T]
    return np.flatnonzero(enough)


def _varies(values: Floats) -> bool:
    if len(values) < 2 * FEWEST:
        return False
    commonest = int(np.unique(values, return_counts=True)[1].max())
    return len(values) - commonest >= FEWEST


def _moved(frame: Frame, place: int, values: Floats, effects: tuple[float, float]) -> Moved:
    column = frame.columns[place]
    is_amount = not set(values[~np.isnan(values)].tolist()) <= {0.0, 1.0}
    unit = float(np.nanstd(values)) if is_amount else 1.0
    return Moved(
        column=column.name,
        label=_label(frame, column),
        is_amount=is_amount,
        before=float(np.exp(effects[0] * unit)),
        after=float(np.exp(effects[1] * unit)),
    )


def _label(frame: Frame, column: Column) -> str:
    label = frame.label(column.source)
    if column.option is None:
        return label
    fact = frame.scheme.fact(column.source)
    return f"{label}: {fact.options.get(column.option, column.option)}"
