"""Why this answer? Contributions of columns become a few Danish reasons on the facts a caseworker knows. Numpy only.

With hours T that rise with an additive index F, each fact's share of the hours is phi_j (T - T0) / (F - F0): the shares
add up to T - T0 exactly, where T0 is the municipality's average case.
"""

from collections.abc import Sequence

import numpy as np

from features.frame import Frame
from models.effort import EffortModel
from models.ordinal import Floats
from models.phrases import phrase, told
from sagstyngde.assessment import Reason
from sagstyngde.case import Case
from sagstyngde.danish import inside

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


def reasons(
    case: Case, frame: Frame, points: Floats, hours: Floats, *, together: Sequence[tuple[int, int]] = ()
) -> tuple[Reason, ...]:
    """Return the five facts with the most hours, and the rest in one; points and hours are (sources,).

    The facts of a pair in ``together`` (places among the sources) are one reason, with what both add.
    """
    paired = {index for pair in together for index in pair}
    alone = [(index,) for index in range(len(hours)) if index not in paired]
    groups: list[tuple[int, ...]] = sorted([*together, *alone])
    each = hours.tolist()
    weighed = np.array([sum([each[index] for index in group]) for group in groups])
    order = np.argsort(-np.abs(weighed), kind="stable").tolist()
    named = [_reason(case, frame, points, hours, group=groups[place]) for place in order[:MOST_REASONS]]
    rest = [index for place in order[MOST_REASONS:] for index in groups[place]]
    if rest:
        others = Reason(fact=None, text=OTHERS, points=float(points[rest].sum()), hours=float(hours[rest].sum()))
        named.append(others)
    return tuple(named)


def _reason(case: Case, frame: Frame, points: Floats, hours: Floats, *, group: tuple[int, ...]) -> Reason:
    """Tell one fact, or two by what weighs more first."""
    names = [frame.sources[index] for index in sorted(group, key=lambda index: -abs(float(hours[index])))]
    phrases = [phrase(told(case, frame, name)) for name in names]
    return Reason(
        fact=names[0],
        together_with=names[1] if len(names) > 1 else None,
        text=" sammen med ".join([phrases[0], *map(inside, phrases[1:])]),
        points=float(points[list(group)].sum()),
        hours=float(hours[list(group)].sum()),
    )
