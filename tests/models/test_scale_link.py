"""From score to chances: the logit where it fits, curves where cases clearly bend it."""

import numpy as np
import pytest

from models.bundle_arrays import scale_link_of
from models.fit_scale_link import bent, fit_logit, fit_scale_link
from models.labels import Labels
from models.ordinal import Floats, cumulative, log_losses, probabilities
from models.scale_link import LEAST_PROBABILITY, ScaleLink
from sagstyngde.errors import BundleRefused

CUTS = np.array([-1.0, 0.5, 2.0])
ROWS = 1500


def drawn(chance: Floats, seed: int) -> Labels:
    """Draw a category for each row of chances."""
    random = np.random.default_rng(seed).random((len(chance), 1))
    category = (random > np.cumsum(chance, axis=1)[:, :-1]).sum(axis=1)
    rows = np.arange(len(chance))
    return Labels(rows=rows, category=category, weight=np.ones(len(chance)), categories=chance.shape[1])


def scores(seed: int = 1) -> Floats:
    return np.random.default_rng(seed).normal(scale=2.0, size=ROWS)


def bent_chances(score: Floats) -> Floats:
    """Steep at the lowest cut and nearly flat at the others: nothing one slope can follow."""
    return ScaleLink(
        slope=1.0,
        cuts=CUTS,
        knots=np.array([-6.0, -0.3, 0.3, 6.0]),
        upto=np.array([[0.97, 0.95, 0.05, 0.03], [0.98, 0.96, 0.5, 0.45], [0.99, 0.97, 0.8, 0.75]]),
    ).probabilities(score)


def test_where_the_logit_is_true_it_is_kept() -> None:
    score = scores()

    link = fit_scale_link(score, drawn(probabilities(score, CUTS), 2))

    assert not link.is_curved
    assert link.slope == pytest.approx(1.0, abs=0.15)


def test_where_cases_bend_the_logit_curves_take_its_place_and_tell_new_cases_better() -> None:
    score, later = scores(), scores(3)
    labels, fresh = drawn(bent_chances(score), 4), drawn(bent_chances(later), 5)

    link = fit_scale_link(score, labels)

    assert link.is_curved
    curved = log_losses(link.probabilities(later), fresh.category).mean()
    plain = log_losses(fit_logit(score, labels).probabilities(later), fresh.category).mean()
    assert curved < plain - 0.05


@pytest.mark.parametrize("bend", [0.5, 1.0])
def test_chances_of_curves_add_up_to_one_and_none_is_nothing(bend: float) -> None:
    score = scores()
    link = bent(fit_logit(score, labels := drawn(bent_chances(score), 6)), score, labels, bend)

    chance = link.probabilities(np.linspace(-50.0, 50.0, 400))

    np.testing.assert_allclose(chance.sum(axis=1), 1.0)
    assert chance.min() >= LEAST_PROBABILITY / (1.0 + 4 * LEAST_PROBABILITY)


@pytest.mark.parametrize("bend", [0.5, 1.0])
def test_a_higher_score_never_makes_a_simpler_category_likelier(bend: float) -> None:
    score = scores()
    link = bent(fit_logit(score, labels := drawn(bent_chances(score), 7)), score, labels, bend)

    upto = np.cumsum(link.probabilities(np.linspace(-6.0, 6.0, 300)), axis=1)[:, :-1]

    assert (np.diff(upto, axis=0) <= 2 * LEAST_PROBABILITY).all()


def test_a_half_bent_link_lies_midway_at_its_knots() -> None:
    score = scores()
    logit = fit_logit(score, labels := drawn(bent_chances(score), 9))

    half, whole = (bent(logit, score, labels, bend) for bend in (0.5, 1.0))

    straight = cumulative(logit.slope * half.knots, logit.cuts).T
    np.testing.assert_allclose(half.upto, (whole.upto + straight) / 2.0, atol=1e-3)


def test_a_bend_that_later_cases_do_not_show_is_not_believed() -> None:
    score = scores()
    now, then = probabilities(score, CUTS), bent_chances(score)
    labels = drawn(np.where(np.arange(ROWS)[:, None] < ROWS // 2, then, now), 10)

    assert not fit_scale_link(score, labels).is_curved


def test_equal_scores_keep_the_logit() -> None:
    labels = drawn(np.tile([0.4, 0.3, 0.2, 0.1], (200, 1)), 8)

    assert not fit_scale_link(np.zeros(200), labels).is_curved


SOUND = {
    "category.cuts": np.array([-1.0, 1.0]),
    "category.knots": np.array([0.0, 1.0]),
    "category.upto": np.array([[0.6, 0.2], [0.9, 0.5]]),
}


def test_stored_curves_come_back_as_they_were() -> None:
    link = scale_link_of(SOUND, 1.0, 2)

    assert link.upto.tolist() == [[0.6, 0.2], [0.9, 0.5]]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("category.upto", [[0.6, 0.7], [0.9, 0.8]]),  # rises along the score
        ("category.upto", [[0.6, 0.2], [0.5, 0.1]]),  # curves cross
        ("category.upto", [[1.0, 0.2], [1.0, 0.5]]),  # certainty
        ("category.upto", [[0.6, 0.2]]),  # a cut is missing
        ("category.knots", [1.0, 0.0]),
        ("category.cuts", [1.0, -1.0]),
    ],
)
def test_curves_that_are_no_chances_are_refused(name: str, values: list[float]) -> None:
    with pytest.raises(BundleRefused):
        scale_link_of(SOUND | {name: np.array(values)}, 1.0, 2)
