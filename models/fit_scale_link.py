"""Does the logit tell the chances along the scale, or do unseen cases bend it? The freer link must earn its place."""

import numpy as np
from sklearn.isotonic import IsotonicRegression

from models.labels import Labels
from models.linear import fit_cuts
from models.ordinal import Floats, Integers, log_losses
from models.scale_link import ScaleLink
from models.selection import cross_folds

KNOTS = 17
CLEARLY = 2.0
"""Curves have many more numbers than the logit: they must be better by this many standard errors."""


def fit_scale_link(score: Floats, labels: Labels) -> ScaleLink:
    """Fit the link on scores (labels,) of cases that the score's model had not seen."""
    logit = fit_logit(score, labels)
    gain = np.zeros(len(score))
    for others, own in cross_folds(len(score)):
        plain = fit_logit(score[others], labels.take(others))
        curved = with_curves(plain, score[others], labels.take(others))
        gain[own] = _losses(plain, score, labels, own) - _losses(curved, score, labels, own)
    if gain.mean() <= CLEARLY * gain.std() / np.sqrt(len(gain)):
        return logit
    return with_curves(logit, score, labels)


def fit_logit(score: Floats, labels: Labels) -> ScaleLink:
    """Fit slope and cut points of the cumulative logit."""
    slope, cuts = fit_cuts(score, labels.category, labels.weight, labels.categories)
    return ScaleLink(slope=slope, cuts=cuts)


def with_curves(link: ScaleLink, score: Floats, labels: Labels) -> ScaleLink:
    """Put isotonic curves in the logit's place: one regression a cut, which cannot cross (their targets are nested)."""
    knots = np.unique(np.quantile(score, np.linspace(0.0, 1.0, KNOTS)))
    if len(knots) < 2:
        return link
    least = 1.0 / (len(score) + 2)
    curves = []
    for cut in range(labels.categories - 1):
        model = IsotonicRegression(increasing=False, y_min=least, y_max=1.0 - least, out_of_bounds="clip")
        model.fit(score, (labels.category <= cut).astype(float), sample_weight=labels.weight)
        curves.append(model.predict(knots))
    return ScaleLink(slope=link.slope, cuts=link.cuts, knots=knots, upto=np.array(curves))


def _losses(link: ScaleLink, score: Floats, labels: Labels, rows: Integers) -> Floats:
    return labels.weight[rows] * log_losses(link.probabilities(score[rows]), labels.category[rows])
