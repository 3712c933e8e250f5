"""Which way of learning hours, how stiff and with how many trees? Chosen on later cases than the fit has seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.boosting import STAGE, Boosting, stages
from models.deviance import deviances
from models.effort_data import EffortData, pooled_shape
from models.fit_effort import EffortSize, Target, fit_log_hours
from models.mapping import Mapper, joined, one_by_one
from models.ordinal import Floats, Integers
from models.selection import forward_folds, smallest_good

PENALTY_MARGIN = 0.25
"""In standard errors: enough for the flat bottoms of short, drifting histories, too little to over-shrink."""
DIARY_MARGIN = 1.0
"""A few weeks' hours are mostly noise: there the stiffer line is the safer one."""
PENALTIES = (3000.0, 1000.0, 300.0, 100.0, 30.0, 10.0, 3.0, 1.0)


def choose_size(
    data: EffortData, largest: Boosting, power: float, *, use_score: bool, mapper: Mapper = one_by_one
) -> EffortSize:
    """Choose the target, the ridge penalty and the number of trees on later cases."""
    shape = pooled_shape(data)
    data = data.take(data.enough(data.seen(shape)))
    # A diary's hours are few and mostly zero: logs of them say nothing, and only a loss that is linear in the exposure
    # is right where a closed case is seen a little each day and an open one all or nothing (docs/adr/0024).
    power, targets = (1.0, [Target.HOURS]) if data.panel.sampled else (power, list(Target))
    line = EffortSize(penalty=0.0, boosting=replace(largest, trees=0), power=power, use_score=use_score)
    search = _Search(data=data, shape=shape, mapper=mapper)
    chosen = [_sized(search, replace(line, target=target), largest) for target in targets]
    return chosen[smallest_good(np.array([losses for _, losses in chosen]))][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """What candidates are tried on, and where."""

    data: EffortData
    shape: Floats
    mapper: Mapper

    def losses(self, candidates: Sequence[EffortSize]) -> list[Floats]:
        """Return (stages x later cases) of each candidate."""
        folds = range(len(list(_folds(self.data))))
        tried = [(size, fold) for size in candidates for fold in folds]
        return joined(self.mapper(_stage_losses, (self.data, self.shape), tried), len(folds))


def _sized(search: _Search, line: EffortSize, largest: Boosting) -> tuple[EffortSize, Floats]:
    """Choose penalty and trees for one way; return them and their losses on later cases.

    A penalty changes no table's size, and a heavier one than needed costs the heaviest cases: it need only be near
    best. Where trees carry most, they do better on the stiffest line, which leaves more to them; that is tried too.
    """
    by_penalty = [losses[0] for losses in search.losses([replace(line, penalty=penalty) for penalty in PENALTIES])]
    margin = DIARY_MARGIN if search.data.panel.sampled else PENALTY_MARGIN
    penalty = PENALTIES[smallest_good(np.array(by_penalty), errors=margin)]
    starts = [replace(line, penalty=start, boosting=largest) for start in dict.fromkeys((penalty, PENALTIES[0]))]
    sized = []
    for size, by_stage in zip(starts, search.losses(starts), strict=True):
        stage = smallest_good(by_stage)
        sized.append((replace(size, boosting=replace(largest, trees=stage * STAGE)), by_stage[stage]))
    return sized[smallest_good(np.array([losses for _, losses in sized]))]


def _folds(data: EffortData) -> Iterator[tuple[Integers, Integers]]:
    return forward_folds(len(data.design.X))


def _stage_losses(tried_on: tuple[EffortData, Floats], asked: tuple[EffortSize, int]) -> Floats:
    """Return (stages x later cases): squared error in log(1 + hours), each stage freed of its mean error.

    The level drifts from year to year and is set anew; what is chosen here is who takes more than whom, and how much.
    """
    (data, shape), (size, fold) = tried_on, asked
    past, next_ = list(_folds(data))[fold]
    fitted, later = fit_log_hours(data.take(past), shape, size), data.take(next_)
    seen = later.seen(shape)
    line = replace(fitted, booster=None).index(later.design.X, later.score)
    hours = np.array([np.exp(fitted.link(line + added)) for added in stages(fitted.booster, later.design.X)])
    if data.panel.sampled:
        return _part_losses(later, hours * seen)
    errors = np.log1p(hours) - later.rows(seen).log_hours
    counts = later.weight * seen
    means = np.average(errors, axis=1, weights=counts)
    return np.asarray(counts * (errors - means[:, None]) ** 2)


def _part_losses(later: EffortData, expected: Floats) -> Floats:
    """Return (stages x later cases): Poisson deviance of a diary's hours, each stage's level set on them."""
    recorded = later.panel.totals
    level = max(float(later.weight @ recorded), 1e-9) / np.maximum(expected @ later.weight, 1e-9)
    return np.asarray(later.weight * deviances(recorded, expected * level[:, None], 1.0))
