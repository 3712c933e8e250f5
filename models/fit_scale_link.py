"""Does the logit tell the chances along the scale, or do unseen cases bend it? The freer link must earn its place."""

import numpy as np
from sklearn.isotonic import IsotonicRegression

from models.labels import Labels
from models.linear import fit_cuts
from models.ordinal import Floats, Integers, cumulative, log_losses
from models.scale_link import ScaleLink
from models.selection import forward_folds, smallest_good

KNOTS = 17
BENDS = (0.0, 0.5, 1.0)
"""How far curves take the logit's place: not at all, half way, or wholly. Half way tames what few cases draw."""
CLEARLY = 2.0
"""Curves have many more numbers than the logit: a stiffer link stays while it is within so many standard errors."""


def fit_scale_link(score: Floats, labels: Labels) -> ScaleLink:
    """Fit the link on scores (labels,) of cases that the score's model had not seen, in order of time.

    Links are compared on later cases: a bend that came and went with a few years is no property of the work.
    """
    losses = np.concatenate([_losses(score, labels, fold) for fold in forward_folds(len(score))], axis=1)
    return bent(fit_logit(score, labels), score, labels, BENDS[smallest_good(losses, errors=CLEARLY)])


def fit_logit(score: Floats, labels: Labels) -> ScaleLink:
    """Fit slope and cut points of the cumulative logit."""
    slope, cuts = fit_cuts(score, labels.category, labels.weight, labels.categories)
    return ScaleLink(slope=slope, cuts=cuts)


def bent(link: ScaleLink, score: Floats, labels: Labels, bend: float) -> ScaleLink:
    """Bend the logit towards isotonic curves: one regression a cut, which cannot cross (their targets are nested)."""
    knots = np.unique(np.quantile(score, np.linspace(0.0, 1.0, KNOTS)))
    if len(knots) < 2 or bend == 0.0:
        return link
    least = 1.0 / (len(score) + 2)
    straight = np.clip(cumulative(link.slope * knots, link.cuts).T, least, 1.0 - least)
    curves = []
    for cut in range(labels.categories - 1):
        model = IsotonicRegression(increasing=False, y_min=least, y_max=1.0 - least, out_of_bounds="clip")
        model.fit(score, (labels.category <= cut).astype(float), sample_weight=labels.weight)
        curves.append(model.predict(knots))
    upto = bend * np.array(curves) + (1.0 - bend) * straight
    return ScaleLink(slope=link.slope, cuts=link.cuts, knots=knots, upto=upto)


def _losses(score: Floats, labels: Labels, fold: tuple[Integers, Integers]) -> Floats:
    """Return (bends x later labels)."""
    past, later = fold
    earlier, rest = labels.take(past), labels.take(later)
    logit = fit_logit(score[past], earlier)
    links = [bent(logit, score[past], earlier, bend) for bend in BENDS]
    return np.array([rest.weight * log_losses(link.probabilities(score[later]), rest.category) for link in links])
