"""How is the complexity score learned from judged cases? A line, what pairs add to it, and cuts on unseen cases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from models.boosting import Boosting, Correction, Design, Loss, corrections, fit_booster, stages
from models.category import CategoryModel
from models.choose_boosting import choose_boosting
from models.compile_booster import compile_booster, compile_trees
from models.fit_scale_link import fit_scale_link
from models.fit_sets import fit_sets
from models.labels import Labels
from models.linear import fit_ordinal
from models.mapping import Mapper, joined, one_by_one
from models.ordinal import Floats, Integers, around, working_response
from models.point_table import LinearPoints, PointTable
from models.selection import cross_folds, forward_folds, smallest_good

Line = tuple[LinearPoints, Floats]
"""A line and its cuts."""

Judged = tuple[Design, Labels]
"""All rows of facts, and the judgements of some of them."""

PENALTIES = (300.0, 100.0, 30.0, 10.0, 3.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySize:
    """What validation chose."""

    penalty: float
    boosting: Boosting


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A fitted latent score: linear points, cuts of the line, and a booster or none."""

    points: LinearPoints
    cuts: Floats
    booster: HistGradientBoostingRegressor | None

    def __call__(self, X: Floats) -> Floats:
        """Return the score (rows,)."""
        return np.asarray(self.points.contributions(X).sum(axis=1) + corrections(self.booster, X))


def fit_score(design: Design, labels: Labels, size: CategorySize) -> Score:
    """Fit the line, then one boosted Newton step from it."""
    points, cuts = _fit_line(design, labels, size.penalty)
    correction = _correction(design.take(labels.rows), labels, points, cuts)
    return Score(points=points, cuts=cuts, booster=fit_booster(correction, size.boosting))


def choose_size(design: Design, labels: Labels, largest: Boosting, mapper: Mapper = one_by_one) -> CategorySize:
    """Choose the ridge penalty and then the booster on later cases, by log loss.

    A stronger penalty makes no table smaller, but it wins ties all the same: what a line hardly learned from the past
    is what lasts least.
    """
    judged = (design, labels)
    folds = range(len(list(_folds(labels))))
    found = mapper(_line_loss, judged, [(penalty, fold) for penalty in PENALTIES for fold in folds])
    by_penalty = np.array(joined(found, len(folds)))
    line = CategorySize(penalty=PENALTIES[smallest_good(by_penalty)], boosting=largest)
    lines = mapper(_past_line, judged, [(line.penalty, fold) for fold in folds])

    def losses(sizes: Sequence[Boosting]) -> list[Floats]:
        """Return (stages x later labels) of each; the lines need not be fitted anew for each shape."""
        tried = [(fold, lines[fold], size) for size in sizes for fold in folds]
        return joined(mapper(_stage_losses, judged, tried), len(folds))

    return replace(line, boosting=choose_boosting(losses, largest))


def cross_scores(design: Design, labels: Labels, size: CategorySize, mapper: Mapper = one_by_one) -> Floats:
    """Return for every row the score of a model that did not see its judgement."""
    folds = list(cross_folds(len(design.X)))
    found = mapper(_unseen_scores, (design, labels, size), range(len(folds)))
    scores = np.zeros(len(design.X))
    for (_, own), part in zip(folds, found, strict=True):
        scores[own] = part
    return scores


def _unseen_scores(learned_from: tuple[Design, Labels, CategorySize], fold: int) -> Floats:
    design, labels, size = learned_from
    others, own = list(cross_folds(len(design.X)))[fold]
    return fit_score(design, labels.among(others), size)(design.X[own])


def category_model(score: Score, unseen: Floats, labels: Labels, level: float) -> CategoryModel:
    """Compile a score into its table, with link and sets learned on unseen scores (rows of X,)."""
    mine = unseen[labels.rows]
    link = fit_scale_link(mine, labels)
    return CategoryModel(
        table=table_of(score.points, score.booster, len(score.points.weights)),
        link=link,
        sets=fit_sets(link.probabilities(mine), labels, level),
    )


def table_of(points: LinearPoints, booster: HistGradientBoostingRegressor | None, columns: int) -> PointTable:
    """Put linear points and a compiled booster together."""
    binned = compile_trees([], columns, 0.0) if booster is None else compile_booster(booster, columns)
    return PointTable(base=0.0, linear=points, binned=binned)


def _fit_line(design: Design, labels: Labels, penalty: float) -> Line:
    return fit_ordinal(
        design.X[labels.rows],
        labels.category,
        weight=labels.weight,
        signs=design.signs,
        penalty=penalty,
        categories=labels.categories,
    )


def _correction(design: Design, labels: Labels, points: LinearPoints, cuts: Floats) -> Correction:
    step, curvature = working_response(points.contributions(design.X).sum(axis=1), cuts, labels.category)
    return Correction(design=design, target=step, weight=curvature * labels.weight, loss=Loss.SQUARED)


def _losses(score: Floats, cuts: Floats, labels: Labels) -> Floats:
    low, high = around(score, cuts, labels.category)
    return np.asarray(-labels.weight * np.log(np.maximum(high - low, 1e-12)))


def _folds(labels: Labels) -> Iterator[tuple[Integers, Integers]]:
    return forward_folds(len(labels.rows))


def _parted(labels: Labels, fold: int) -> tuple[Labels, Labels]:
    """Return the past labels and the later ones of a fold."""
    past, later = list(_folds(labels))[fold]
    return labels.take(past), labels.take(later)


def _past_line(judged: Judged, asked: tuple[float, int]) -> Line:
    """Fit a line with a penalty to the past of a fold."""
    (design, labels), (penalty, fold) = judged, asked
    return _fit_line(design, _parted(labels, fold)[0], penalty)


def _line_loss(judged: Judged, asked: tuple[float, int]) -> Floats:
    """Return a line's losses on the later labels of a fold."""
    (design, labels), (_, fold) = judged, asked
    later = _parted(labels, fold)[1]
    points, cuts = _past_line(judged, asked)
    return _losses(points.contributions(design.X[later.rows]).sum(axis=1), cuts, later)


def _stage_losses(judged: Judged, asked: tuple[int, Line, Boosting]) -> Floats:
    """Return (stages x later labels) of a fold, its line and a size."""
    (design, labels), (fold, (points, cuts), boosting) = judged, asked
    past, later = _parted(labels, fold)
    booster = fit_booster(_correction(design.take(past.rows), past, points, cuts), boosting)
    X = design.X[later.rows]
    line = points.contributions(X).sum(axis=1)
    return np.array([_losses(line + added, cuts, later) for added in stages(booster, X)])
