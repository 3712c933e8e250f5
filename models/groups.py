"""Does the model err alike for all children? Every figure by group, with its interval, and a verdict only where earned.

A share of a group is laid beside that of all other cases. The verdict has three values: *inside* when the whole
interval of the difference lies within ten percentage points, *outside* when all of it lies beyond, *too_little* when
nobody can tell. The ratio of predicted to recorded hours is inside from 0.8 to 1.25. Under fifty cases there is no
figure at all. Thus a group too small to show a difference never gets the mark of one that shows there is none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.groups import Group, Grouping, groupings
from features.scheme import Scheme
from models.assess import Answers
from models.cohort import Cohort
from models.ordinal import Floats, Integers
from models.uncertainty import detectable, difference, ratio, share
from models.verdict import MOST_RATIO, TOLERANCE, Verdict

FEWEST = 50

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What became of some test cases, one entry a judgement or a case with all its hours.

    ``rows`` are case rows, ``cluster`` the child. ``rates`` hold 0 or 1 and ``sizes`` any number, by name; ``ratio``
    what was predicted and what was recorded, where that is a question. All (entries,).
    """

    rows: Integers
    weight: Floats
    cluster: Integers
    rates: Mapping[str, Floats]
    sizes: Mapping[str, Floats]
    ratio: tuple[Floats, Floats] | None = None


def by_group(scheme: Scheme, test: Cohort, answers: Answers, likely: Sequence[tuple[int, ...]]) -> Figures:
    """Return the figures of every group of test cases; ``likely`` holds each case's prediction set."""
    samples = {"category": judged(test, answers, likely), "effort": followed(test, answers)}
    found = groupings(scheme, test.cases)
    return {
        "fewest": FEWEST,
        "tolerance": TOLERANCE,
        "by": [_grouping(grouping, samples) for grouping in found],
    }


def judged(test: Cohort, answers: Answers, likely: Sequence[tuple[int, ...]]) -> Sample:
    """Lay judged categories beside the most probable one and the set."""
    labels = test.labels
    steps = answers.probability[labels.rows].argmax(axis=1) - labels.category
    covered = [category in likely[row] for row, category in zip(labels.rows, labels.category, strict=True)]
    return Sample(
        rows=labels.rows,
        weight=labels.weight,
        cluster=_children(test)[labels.rows],
        rates={
            "right": (steps == 0).astype(np.float64),
            "below": (steps < 0).astype(np.float64),
            "set_coverage": np.array(covered, dtype=np.float64),
        },
        sizes={"steps_off": np.abs(steps).astype(np.float64), "steps": steps.astype(np.float64)},
    )


def followed(test: Cohort, answers: Answers) -> Sample:
    """Lay recorded hours beside the expected ones and the interval, for cases followed over the whole horizon."""
    rows = np.flatnonzero(test.panel.matured)
    recorded, hours = test.panel.totals[rows], answers.hours[rows]
    low, high = answers.low[rows], answers.high[rows]
    return Sample(
        rows=rows,
        weight=np.ones(len(rows)),
        cluster=_children(test)[rows],
        rates={
            "above_interval": (recorded > high).astype(np.float64),
            "interval_coverage": ((recorded >= low) & (recorded <= high)).astype(np.float64),
        },
        sizes={"hours_off": np.abs(hours - recorded), "hours": hours - recorded},
        ratio=(hours, recorded),
    )


def _children(test: Cohort) -> Integers:
    """Number the children; a case without a child's id is a child of its own."""
    names = [case.child_id or f"sag {case.case_id}" for case in test.cases]
    return np.unique(names, return_inverse=True)[1] if names else np.zeros(0, dtype=np.intp)


def _grouping(grouping: Grouping, samples: Mapping[str, Sample]) -> Figures:
    groups = [
        {"code": group.code, "label": group.label, "n": len(group.rows)}
        | {name: _figures(group, sample) for name, sample in samples.items()}
        for group in grouping.groups
    ]
    return {"name": grouping.name, "label": grouping.label, "groups": groups}


def _figures(group: Group, sample: Sample) -> Figures:
    mine = np.isin(sample.rows, group.rows)
    cases, others = len(np.unique(sample.rows[mine])), len(np.unique(sample.rows[~mine]))
    if cases < FEWEST:
        return {"n": cases}
    weight, cluster = sample.weight[mine], sample.cluster[mine]
    found: Figures = {"n": cases}
    for name, hits in sample.rates.items():
        found[name] = _rate(hits, mine, sample, compared=others >= FEWEST)
    for name, values in sample.sizes.items():
        found[name] = _limits(*ratio(weight * values[mine], weight, cluster))
    if sample.ratio is not None:
        predicted, recorded = sample.ratio
        value, low, high = ratio(predicted[mine], recorded[mine], cluster)
        found["ratio"] = _limits(value, low, high) | {"verdict": _verdict(low, high, 1.0 / MOST_RATIO, MOST_RATIO)}
    return found


def _rate(hits: Floats, mine: NDArray[np.bool_], sample: Sample, *, compared: bool) -> Figures:
    own = share(hits[mine], sample.weight[mine], sample.cluster[mine])
    figures = _limits(own.value, own.low, own.high)
    if not compared:
        return figures | {"verdict": Verdict.TOO_LITTLE.value}
    rest = share(hits[~mine], sample.weight[~mine], sample.cluster[~mine])
    gap, low, high = difference(own, rest)
    figures |= {f"gap_{name}": value for name, value in _limits(gap, low, high).items()}
    figures["detectable"] = round(detectable(rest.value, own.count, rest.count), 4)
    return figures | {"verdict": _verdict(low, high, -TOLERANCE, TOLERANCE)}


def _limits(value: float, low: float, high: float) -> Figures:
    return {"value": round(value, 4), "low": round(low, 4), "high": round(high, 4)}


def _verdict(low: float, high: float, least: float, most: float) -> str:
    if least <= low and high <= most:
        return Verdict.INSIDE.value
    return (Verdict.OUTSIDE if high < least or low > most else Verdict.TOO_LITTLE).value
