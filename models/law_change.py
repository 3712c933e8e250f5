"""How much may cases from before a change of the law still teach? As much as later cases bear out.

A law that changes the work makes older cases less like those to come, and fewer cases teach less. Which of the two
weighs more is asked of the cases after the change: they are foreseen from all that came before, with the cases before
the change at full weight or at less. Full weight wins ties, and the two models answer each for itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from features.frame import Frame
from features.scheme import LawChange
from models.boosting import Design
from models.cohort import Cohort
from models.deviance import deviances
from models.effort_data import LEAST_SEEN
from models.heaviness import seen_share
from models.labels import Labels
from models.linear import EffortRows, fit_ordinal, fit_tweedie_line
from models.ordinal import Floats, Integers, around
from models.selection import forward_folds, smallest_good

WEIGHTS = (1.0, 0.7, 0.5, 0.3, 0.1)
"""What a case from before a change may weigh. A tenth, not nothing: it keeps rare categories and facts learnable."""
FEWEST_CASES = 100
_NO_DAYS = np.timedelta64(0, "D")
_PENALTY = 30.0


class LawStatus(StrEnum):
    """Whether a change could be learned of."""

    TRIED = "tried"
    FEW_BEFORE = "few_before"
    FEW_AFTER = "few_after"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True, kw_only=True)
class LawWeight:
    """What cases received before a change weigh for each model, and how many there are before and after it."""

    change: LawChange
    status: LawStatus
    cases_before: int
    cases_after: int
    category: float = 1.0
    effort: float = 1.0


def weighed_by_law(frame: Frame, part: Cohort, power: float) -> tuple[Cohort, tuple[LawWeight, ...]]:
    """Return a cohort whose cases from before changes of the law weigh less where that pays, and what was chosen.

    The newest change is settled first; an older one is asked for on top of it. ``power`` is Tweedie's. Cases that are
    not in order of time, as those dealt out by a shuffle, cannot bear anything out later.
    """
    is_dated = frame.scheme.columns.received_on is not None and bool((np.diff(_received(part)) >= _NO_DAYS).all())
    changes = frame.scheme.law_changes if is_dated else ()
    design = Design(X=frame.rows(part.cases), signs=frame.signs)
    found: list[LawWeight] = []
    for change in sorted(changes, key=lambda one: one.on, reverse=True):
        chosen = _chosen(change, design, part, power)
        is_before = _received(part) < np.datetime64(change.on)
        part = _weighed(part, is_before, category=chosen.category, effort=chosen.effort)
        found.append(chosen)
    return part, tuple(reversed(found))


def _received(part: Cohort) -> NDArray[np.datetime64]:
    return np.array([case.received_on for case in part.cases], dtype="datetime64[D]")


def _weighed(part: Cohort, is_before: NDArray[np.bool_], *, category: float, effort: float) -> Cohort:
    labels = part.labels
    judged = labels.weight * np.where(is_before[labels.rows], category, 1.0)
    return replace(part, labels=replace(labels, weight=judged), weight=part.weight * np.where(is_before, effort, 1.0))


def _chosen(change: LawChange, design: Design, part: Cohort, power: float) -> LawWeight:
    is_before = _received(part) < np.datetime64(change.on)
    before, after = int(is_before.sum()), int((~is_before).sum())
    untried = LawWeight(change=change, status=_status(before, after), cases_before=before, cases_after=after)
    if untried.status is not LawStatus.TRIED:
        return untried
    tries = [(_weighed(part, is_before, category=weight, effort=weight)) for weight in WEIGHTS]
    judged = np.array([_label_losses(design, one.labels, before) for one in tries])
    chosen = replace(untried, category=WEIGHTS[smallest_good(judged)])
    if part.panel.sampled:
        # A diary's few hours are mostly noise, and all were recorded after the change or nearly so.
        return chosen
    worked = np.array([_hours_losses(design, one, before, power) for one in tries])
    return replace(chosen, effort=WEIGHTS[smallest_good(worked)])


def _status(before: int, after: int) -> LawStatus:
    if after == 0:
        return LawStatus.AHEAD
    if after < FEWEST_CASES:
        return LawStatus.FEW_AFTER
    return LawStatus.FEW_BEFORE if before < FEWEST_CASES else LawStatus.TRIED


def _folds(before: int, rows: int) -> Iterator[tuple[Integers, Integers]]:
    """Yield (earlier, next) row numbers: all before the change and a growing part of what came after."""
    for past, later in forward_folds(rows - before):
        yield np.arange(before + len(past)), before + later


def _label_losses(design: Design, labels: Labels, first: int) -> Floats:
    """Return each later judgement's log loss; ``first`` is the first case after the change."""
    losses = []
    for past_rows, later_rows in _folds(int(np.searchsorted(labels.rows, first)), len(labels.rows)):
        past, later = labels.take(past_rows), labels.take(later_rows)
        points, cuts = fit_ordinal(
            design.X[past.rows],
            past.category,
            weight=past.weight,
            signs=design.signs,
            penalty=_PENALTY,
            categories=labels.categories,
        )
        low, high = around(points.contributions(design.X[later.rows]).sum(axis=1), cuts, later.category)
        losses.append(-later.weight * np.log(np.maximum(high - low, 1e-12)))
    return np.concatenate(losses)


def _hours_losses(design: Design, part: Cohort, first: int, power: float) -> Floats:
    """Return each later case's deviance of recorded from expected hours."""
    panel = part.at_pace
    seen = seen_share(panel, np.zeros(len(part.cases), dtype=np.intp))
    rows = np.flatnonzero(seen >= LEAST_SEEN)
    data = EffortRows(X=design.X[rows], hours=panel.totals[rows], exposure=seen[rows], weight=part.weight[rows])
    penalties = np.full(design.X.shape[1], _PENALTY)
    losses = []
    for past, later in _folds(int(np.searchsorted(rows, first)), len(rows)):
        line = fit_tweedie_line(_taken(data, past), design.signs, penalties, power)
        log_hours = line.points.contributions(data.X[later]).sum(axis=1) + line.intercept
        losses.append(deviances(data.hours[later], np.exp(log_hours) * data.exposure[later], power))
    return np.concatenate(losses)


def _taken(data: EffortRows, rows: Integers) -> EffortRows:
    return EffortRows(X=data.X[rows], hours=data.hours[rows], exposure=data.exposure[rows], weight=data.weight[rows])
