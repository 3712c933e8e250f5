"""Why this answer? Contributions of columns become a few Danish reasons on the facts a caseworker knows. Numpy only.

With hours T that rise with an additive index F, each fact's share of the hours is phi_j (T - T0) / (F - F0): the shares
add up to T - T0 exactly, where T0 is the municipality's average case.
"""

import numpy as np

from features.frame import Frame
from models.effort import EffortModel
from models.ordinal import Floats
from models.phrases import phrase, told
from sagstyngde.assessment import Reason
from sagstyngde.case import Case

POINTS_PER_UNIT = 10.0
MOST_REASONS = 5
OTHERS = "Øvrige forhold"


def hours_shares(contributions: Floats, average: float, effort: EffortModel) -> Floats:
    """Turn contributions to the index (sources,) into hours that add up to T - T0; ``average`` is the mean index."""
    index = average + float(contributions.sum())
    ends = effort.hours(np.array([average, index]))
    if abs(index - average) > 1e-9:
        return np.asarray(contributions * ((ends[1] - ends[0]) / (index - average)))
    slope = float(effort.link.slopes[effort.link.pieces(np.array([average]))[0]])
    return np.asarray(contributions * ends[0] * slope)


def reasons(case: Case, frame: Frame, points: Floats, hours: Floats) -> tuple[Reason, ...]:
    """Return the five facts with the most hours, and the rest in one; points and hours are (sources,)."""
    order = np.argsort(-np.abs(hours), kind="stable")
    named = [
        Reason(
            fact=frame.sources[index],
            text=phrase(told(case, frame, frame.sources[index])),
            points=float(points[index]),
            hours=float(hours[index]),
        )
        for index in order[:MOST_REASONS]
    ]
    rest = order[MOST_REASONS:]
    if len(rest):
        others = Reason(fact=None, text=OTHERS, points=float(points[rest].sum()), hours=float(hours[rest].sum()))
        named.append(others)
    return tuple(named)
