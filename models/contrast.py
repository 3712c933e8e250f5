"""Why this category and not the one beside it? From where the case's score lies between the category's limits.

A category is suggested along a stretch of the score; the limits of the stretches are found on the probabilities
themselves, so they hold for the logit and for curves alike. Numpy only.
"""

from dataclasses import dataclass

import numpy as np

from features.frame import Frame
from models.category import CategoryModel
from models.explain import POINTS_PER_UNIT
from models.ordinal import Floats, Integers
from models.phrases import clause, told
from sagstyngde.case import Case
from sagstyngde.danish import inside, listing, number

_STEPS = 4001
_HALVINGS = 50
_FAR = 12.0
"""So many units of the logit beyond the outermost cut the outermost category is suggested for certain."""
_MOST_FACTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The scores (limits,) at which the suggested category changes, and the categories (limits + 1,) between them."""

    scores: Floats
    categories: Integers

    @classmethod
    def of(cls, model: CategoryModel) -> "Limits":
        """Find the limits of a model's categories, to the last digits of the score."""
        low, high = _span(model)
        scores = np.linspace(low, high, _STEPS)
        suggested = model.probabilities(scores).argmax(axis=1)
        changes = np.flatnonzero(np.diff(suggested))
        below, above = scores[changes], scores[changes + 1]
        for _ in range(_HALVINGS):
            middle = (below + above) / 2.0
            is_below = model.probabilities(middle).argmax(axis=1) == suggested[changes]
            below, above = np.where(is_below, middle, below), np.where(is_below, above, middle)
        return cls(scores=above, categories=suggested[np.append(changes, len(suggested) - 1)])

    def nearest(self, score: float) -> tuple[int, float] | None:
        """Return the category across the nearest limit and how far the score lies above it (below: negative)."""
        if not len(self.scores):
            return None
        stretch = int(np.searchsorted(self.scores, score, side="right"))
        above = score - self.scores[stretch - 1] if stretch > 0 else np.inf
        below = self.scores[stretch] - score if stretch < len(self.scores) else np.inf
        if above <= below:
            return int(self.categories[stretch - 1]), float(above)
        return int(self.categories[stretch + 1]), -float(below)


def _span(model: CategoryModel) -> tuple[float, float]:
    if model.link.is_curved:
        return float(model.link.knots[0]), float(model.link.knots[-1])
    slope = max(model.link.slope, 1e-6)
    return (model.link.cuts[0] - _FAR) / slope, (model.link.cuts[-1] + _FAR) / slope


def contrast(case: Case, frame: Frame, limits: Limits, *, points: Floats, score: float) -> str | None:
    """Say why the suggested category rather than the nearest other, and how far from its limit the case lies.

    ``points`` (sources,) are the case's contributions. ``None`` where no other category is ever suggested, or no fact
    points that way.
    """
    nearest = limits.nearest(score)
    if nearest is None:
        return None
    neighbour, distance = nearest
    strongest = _strongest(points if distance >= 0.0 else -points)
    if not strongest:
        return None
    scale = frame.scheme.scale
    category = int(limits.categories[np.searchsorted(limits.scores, score, side="right")])
    name, other = scale[category].name, inside(scale[neighbour].name)
    because = listing([clause(told(case, frame, frame.sources[index])) for index in strongest])
    return f"{name} frem for {other}, især fordi {because}. Sagen ligger {_place(distance)} grænsen til {other}."


def _place(distance: float) -> str:
    far = number(abs(distance) * POINTS_PER_UNIT, 1)
    return "lige ved" if far == "0,0" else f"{far} point {'over' if distance >= 0.0 else 'under'}"


def _strongest(towards: Floats) -> list[int]:
    order = np.argsort(-towards, kind="stable")[:_MOST_FACTS]
    return [int(index) for index in order if towards[index] > 0.0]
