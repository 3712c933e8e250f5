"""How much faster is reading a mosaic than asking shap and the boosters its point tables were compiled from?

On the invented municipality validation chooses no trees at all, and there would be nothing to compare: both boosters
are given 268 trees and everything else is learned as always. ``assess_batch`` and ``assess_one`` have few pairs, as
validation prefers them; ``…_all_pairs`` have no limit. The peer explains and predicts with the very boosters the tables
were made from. ``ours`` is a whole answer and covers more than the peer: linear points, probabilities, hours, months,
intervals and the sums by source fact as well; ``same_as_peer`` is what the mosaic reads, contributions and scores
alone. All run on one core. A figure is processor time a run, its median over turns; ``least`` is the smallest of the
turns, ``first`` the median of our first run after the peer, which finds the caches full of its numbers, and ``clock``
the median by the clock, which on a shared machine counts the waiting for others too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from statistics import median

import shap
from sklearn.ensemble import HistGradientBoostingRegressor

from benchmarks.surroundings import Json
from benchmarks.timing import Spent, side_by_side
from models.assess import Assessor
from models.boosting import Boosting
from models.bundle import sealed
from models.fit_effort import effort_model
from models.learn import Learned, Sizes, Training, learn
from models.ordinal import Floats
from models.parity import check_parity
from pipelines.train import Trained
from sagstyngde.assessment import AssessmentId
from sagstyngde.case import Case

ALL_PAIRS = Boosting(trees=268)
FEW_PAIRS = Boosting(trees=268, pairs=16)
"""Few pairs, as validation prefers them, with as many trees."""
ROWS = 2000
SINGLE_CASES = 50
TURNS = 15
TURN_SECONDS = 0.2
"""About as long as the peer takes for all rows."""
SINGLE_TURNS = 5
SINGLE_TURN_SECONDS = 0.01


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
    """Return figures for forced boosters with few pairs, and with all, on the same rows in the same run."""
    few, every = _both(trained, FEW_PAIRS), _both(trained, ALL_PAIRS)
    return few | {f"{name}_all_pairs": figures for name, figures in every.items()}


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
    works = (lambda: assessor.answers(X), lambda: assessor.mosaic.read(X), lambda: peer(X))
    ours, same, theirs = side_by_side(works, TURN_SECONDS, TURNS)
    per_row = 1e6 / len(X)
    return {
        "rows": len(X),
        "columns": X.shape[1],
        **_figures("ours", "us_per_row", ours, per_row),
        **_figures("same_as_peer", "us_per_row", same, per_row),
        **_figures("shap", "us_per_row", theirs, per_row),
        **_ratios("", ours, theirs),
        **_ratios("same_as_peer_", same, theirs),
        "ours_first_us_per_row": round(per_row * median(ours.first), 3),
        "first_ratio": round(median(theirs.processor) / median(ours.first), 1),
    }


def _one(assessor: Assessor, peer: Peer, cases: Sequence[Case]) -> Json:
    """Time a case at a time: ours from facts to Danish reasons, the peer's from a row of floats to numbers."""
    at, nobody = datetime.now(UTC), AssessmentId("")
    pairs = [
        side_by_side(
            (
                partial(assessor.assess, case, assessment_id=nobody, at=at),
                partial(peer, assessor.bundle.frame.rows([case])),
            ),
            SINGLE_TURN_SECONDS,
            SINGLE_TURNS,
        )
        for case in cases
    ]
    ours, theirs = (_middles([pair[way] for pair in pairs]) for way in (0, 1))
    return {
        **_figures("ours", "ms", ours, 1e3),
        **_figures("peer", "ms", theirs, 1e3),
        **_ratios("", ours, theirs),
        "ours_first_ms": round(1e3 * median(ours.first), 3),
        "cases": len(cases),
        "earlier_cases": len(assessor.bundle.neighbours.earlier),
    }


def _middles(cases: Sequence[Spent]) -> Spent:
    """Return each case's median."""
    return Spent(
        processor=tuple(median(case.processor) for case in cases),
        first=tuple(median(case.first) for case in cases),
        clock=tuple(median(case.clock) for case in cases),
    )


def _figures(name: str, unit: str, spent: Spent, scale: float) -> Json:
    return {
        f"{name}_{unit}": round(scale * median(spent.processor), 3),
        f"{name}_least_{unit}": round(scale * min(spent.processor), 3),
        f"{name}_clock_{unit}": round(scale * median(spent.clock), 3),
    }


def _ratios(name: str, ours: Spent, theirs: Spent) -> Json:
    return {
        f"{name}ratio": round(median(theirs.processor) / median(ours.processor), 1),
        f"{name}least_ratio": round(min(theirs.processor) / min(ours.processor), 1),
        f"{name}clock_ratio": round(median(theirs.clock) / median(ours.clock), 1),
    }
