"""What are hours learned from? Cases side by side with the months seen of each, and the course those months follow."""

from dataclasses import dataclass, replace

import numpy as np

from features.panel import Panel
from models.boosting import Design
from models.linear import EffortRows
from models.ordinal import Floats, Integers

LEAST_SEEN = 0.05
"""A case seen for less of its course tells more noise than hours. A diary shows no case for much longer."""
_SHAPE_SHRINKAGE = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortData:
    """Cases side by side: facts, cross-fitted complexity score and category probabilities, and the panel of hours.

    ``weight`` (cases,) says how much each case's hours teach, in every fit and every choice; one is an ordinary case.
    """

    design: Design
    score: Floats
    probability: Floats
    panel: Panel
    weight: Floats

    def rows(self, seen: Floats) -> EffortRows:
        """Return facts and score as one matrix, with hours and the share seen."""
        X = np.column_stack((self.design.X, self.score))
        return EffortRows(X=X, hours=self.panel.totals, exposure=seen, weight=self.weight)

    def take(self, rows: Integers) -> "EffortData":
        """Return some of the cases."""
        part = replace(self.panel, hours=self.panel.hours[rows], exposure=self.panel.exposure[rows])
        return EffortData(
            design=self.design.take(rows),
            score=self.score[rows],
            probability=self.probability[rows],
            panel=part,
            weight=self.weight[rows],
        )

    def enough(self, seen: Floats) -> Integers:
        """Return the rows seen for long enough to learn from; under a diary all that were seen."""
        return np.flatnonzero(seen > 0.0 if self.panel.sampled else seen >= LEAST_SEEN)

    def seen(self, shape: Floats) -> Floats:
        """Return the share of each case's course that was observed, (rows,)."""
        horizon = self.panel.horizon
        course = self.probability @ shape[:, :horizon]
        return np.asarray((course * self.panel.exposure[:, :horizon]).sum(axis=1))


def pooled_shape(data: EffortData) -> Floats:
    """Return one course for all categories: mean hours of each month among the cases that were seen in it."""
    seen = data.weight @ data.panel.exposure
    course = np.divide(data.weight @ data.panel.hours, seen, out=np.zeros(len(seen)), where=seen > 0.0)
    return np.tile(_normalised(course, data.panel.horizon), (data.probability.shape[1], 1))


def learn_shape(data: EffortData, log_hours: Floats) -> Floats:
    """Return each category's course, (categories x months), shrunk towards the course of all."""
    categories = data.probability.shape[1]
    expected = (data.weight * np.exp(log_hours))[:, None] * data.panel.exposure
    hours = data.weight[:, None] * data.panel.hours
    seen = expected.sum(axis=0)
    all_cases = np.divide(hours.sum(axis=0), seen, out=np.zeros(len(seen)), where=seen > 0.0)
    level = float(np.average(np.exp(log_hours), weights=data.weight)) * _SHAPE_SHRINKAGE
    recorded = data.probability.T @ hours + level * all_cases
    shape = recorded / (data.probability.T @ expected + level)
    return np.array([_normalised(shape[category], data.panel.horizon) for category in range(categories)])


def _normalised(course: Floats, horizon: int) -> Floats:
    total = course[:horizon].sum()
    return np.asarray(course / total if total > 0.0 else np.full(len(course), 1.0 / horizon))
