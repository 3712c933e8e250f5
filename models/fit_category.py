"""How is the complexity score learned from judged cases? A line, what pairs add to it, and cuts on unseen cases."""

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
from models.ordinal import Floats, Integers, around, working_response
from models.point_table import LinearPoints, PointTable
from models.selection import cross_folds, forward_folds, smallest_good

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


def choose_size(design: Design, labels: Labels, largest: Boosting) -> CategorySize:
    """Choose the ridge penalty and then the booster on later cases, by log loss.

    A stronger penalty makes no table smaller, but it wins ties all the same: what a line hardly learned from the past
    is what lasts least.
    """
    folds = list(forward_folds(len(labels.rows)))
    by_penalty = [
        np.concatenate([_line_loss(design, labels, penalty, fold) for fold in folds]) for penalty in PENALTIES
    ]
    line = CategorySize(penalty=PENALTIES[smallest_good(np.array(by_penalty))], boosting=largest)
    lines = [_fit_line(design, labels.take(past), line.penalty) for past, _ in folds]

    def losses(boosting: Boosting) -> Floats:
        """Return (stages x later labels); the lines need not be fitted anew for each shape."""
        parts = [
            _stage_losses(design, labels, fold, (*fitted, boosting)) for fold, fitted in zip(folds, lines, strict=True)
        ]
        return np.concatenate(parts, axis=1)

    return replace(line, boosting=choose_boosting(losses, largest))


def cross_scores(design: Design, labels: Labels, size: CategorySize) -> Floats:
    """Return for every row the score of a model that did not see its judgement."""
    scores = np.zeros(len(design.X))
    for others, own in cross_folds(len(design.X)):
        scores[own] = fit_score(design, labels.among(others), size)(design.X[own])
    return scores


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


def _fit_line(design: Design, labels: Labels, penalty: float) -> tuple[LinearPoints, Floats]:
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


def _line_loss(design: Design, labels: Labels, penalty: float, fold: tuple[Integers, Integers]) -> Floats:
    past, later = labels.take(fold[0]), labels.take(fold[1])
    points, cuts = _fit_line(design, past, penalty)
    return _losses(points.contributions(design.X[later.rows]).sum(axis=1), cuts, later)


def _stage_losses(
    design: Design, labels: Labels, fold: tuple[Integers, Integers], start: tuple[LinearPoints, Floats, Boosting]
) -> Floats:
    """Return (stages x later labels)."""
    points, cuts, boosting = start
    past, later = labels.take(fold[0]), labels.take(fold[1])
    booster = fit_booster(_correction(design.take(past.rows), past, points, cuts), boosting)
    X = design.X[later.rows]
    line = points.contributions(X).sum(axis=1)
    return np.array([_losses(line + added, cuts, later) for added in stages(booster, X)])
