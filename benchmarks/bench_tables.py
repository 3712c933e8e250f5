"""How much faster is reading a point table than asking shap and the boosters it was compiled from?

On the invented municipality validation chooses no trees at all, and there would be nothing to compare: both boosters
are given 268 trees, once with all pairs and once with few, and everything else is learned as always. ``ours`` is a
whole answer and covers more than the peer: linear points, probabilities, hours, months, intervals and the sums by
source fact as well; ``same_as_peer`` is the boosters' contributions and scores alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

import numpy as np
import shap
from sklearn.ensemble import HistGradientBoostingRegressor

from benchmarks.surroundings import Json
from benchmarks.timing import median_seconds, side_by_side
from models.assess import Assessor
from models.boosting import Boosting
from models.bundle import sealed
from models.fit_effort import effort_model
from models.learn import Learned, Sizes, Training, learn
from models.ordinal import Floats
from models.parity import check_parity
from models.point_table import score_of
from pipelines.train import Trained
from sagstyngde.assessment import AssessmentId
from sagstyngde.case import Case

FORCED = Boosting(trees=268)
PRUNED = Boosting(trees=268, pairs=16)
"""Few pairs, as validation prefers them, with as many trees."""
ROWS = 2000
SINGLE_CASES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """What one would run without tables: each booster's ``TreeExplainer`` and ``predict``; explainers made once."""

    boosters: tuple[HistGradientBoostingRegressor, ...]
    explainers: tuple[shap.TreeExplainer, ...]

    @classmethod
    def of(cls, learned: Learned) -> "Peer":
        """Return the peer of both fitted models."""
        boosters = tuple(one for one in (learned.score.booster, learned.log_hours.booster) if one is not None)
        explainers = tuple(shap.TreeExplainer(one, feature_perturbation="tree_path_dependent") for one in boosters)
        return cls(boosters=boosters, explainers=explainers)

    def __call__(self, X: Floats) -> None:
        """Explain and predict."""
        for booster, explainer in zip(self.boosters, self.explainers, strict=True):
            explainer.shap_values(X)
            booster.predict(X)


def bench_tables(trained: Trained) -> Json:
    """Return figures for forced boosters with all pairs, and with few, on the same rows in the same run."""
    every, few = _both(trained, FORCED), _both(trained, PRUNED)
    return every | {"assess_batch_pruned": few["assess_batch"], "assess_one_pruned": few["assess_one"]}


def _both(trained: Trained, size: Boosting) -> Json:
    """Return ``assess_batch`` and ``assess_one``."""
    learned = _with_trees(trained, size)
    assessor, peer = _assessor(trained, learned), Peer.of(learned)
    cases = [*trained.parts.develop.cases, *trained.parts.test.cases][-ROWS:]
    X = assessor.bundle.frame.rows(cases)
    parity = check_parity(assessor.bundle, learned, X)
    return {
        "assess_batch": _batch(assessor, peer, X)
        | {
            "parity_max_abs": parity.parity_max_abs,
            "additivity_max_abs": parity.additivity_max_abs,
            "trees_each": size.trees,
            "pairs": [
                len(table.binned.pairs) for table in (assessor.bundle.category.table, assessor.bundle.effort.table)
            ],
        },
        "assess_one": _one(assessor, peer, cases[-SINGLE_CASES:]),
    }


def _with_trees(trained: Trained, size: Boosting) -> Learned:
    chosen = trained.learned.sizes
    sizes = Sizes(category=replace(chosen.category, boosting=size), effort=replace(chosen.effort, boosting=size))
    return learn(trained.learned.frame, trained.parts.develop, sizes, Training())


def _assessor(trained: Trained, learned: Learned) -> Assessor:
    effort = trained.bundle.effort
    compiled = effort_model(learned.log_hours, learned.shape, effort.horizon, effort.interval)
    return Assessor(sealed(replace(trained.bundle, category=learned.category, effort=compiled)))


def _batch(assessor: Assessor, peer: Peer, X: Floats) -> Json:
    ours, theirs = side_by_side(lambda: assessor.answers(X), lambda: peer(X))
    same, _ = side_by_side(lambda: _same_as_peer(assessor, X), lambda: peer(X))
    return {
        "rows": len(X),
        "columns": X.shape[1],
        "ours_us_per_row": round(1e6 * ours / len(X), 2),
        "shap_us_per_row": round(1e6 * theirs / len(X), 1),
        "ratio": round(theirs / ours, 1),
        "same_as_peer_us_per_row": round(1e6 * same / len(X), 2),
        "same_as_peer_ratio": round(theirs / same, 1),
    }


def _same_as_peer(assessor: Assessor, X: Floats) -> None:
    """Do what the peer does and no more: what each booster's columns add, and their sum."""
    for table in (assessor.bundle.category.table, assessor.bundle.effort.table):
        score_of(table.binned.base, table.binned.contributions(X))


def _one(assessor: Assessor, peer: Peer, cases: Sequence[Case]) -> Json:
    """Time a case at a time: ours from facts to Danish reasons, the peer's from a row of floats to numbers."""
    at, nobody = datetime.now(UTC), AssessmentId("")
    rows = [assessor.bundle.frame.rows([case]) for case in cases]
    ours = [median_seconds(partial(assessor.assess, case, assessment_id=nobody, at=at), 5) for case in cases]
    theirs = [median_seconds(partial(peer, row), 5) for row in rows]
    return {
        "ours_ms": round(1e3 * float(np.median(ours)), 3),
        "peer_ms": round(1e3 * float(np.median(theirs)), 3),
        "ratio": round(float(np.median(theirs) / np.median(ours)), 2),
        "cases": len(cases),
    }
