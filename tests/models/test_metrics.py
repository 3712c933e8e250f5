import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import accuracy_score, cohen_kappa_score, log_loss, mean_poisson_deviance

from models.labels import Labels
from models.metrics import (
    ECE_BINS,
    bootstrap_difference,
    calibration_error,
    calibration_noise,
    category_figures,
    effort_figures,
    quadratic_weighted_kappa,
    r2_log,
    rounded,
    spearman,
)


def judged(count: int = 200, seed: int = 0) -> tuple[np.ndarray, Labels]:
    rng = np.random.default_rng(seed)
    probability = rng.dirichlet(np.ones(4), count)
    category = rng.integers(0, 4, count)
    return probability, Labels(
        rows=np.arange(count), category=category, weight=rng.choice([0.5, 1.0], count), categories=4
    )


def test_category_figures_are_those_of_scikit_learn() -> None:
    probability, labels = judged()
    best = probability.argmax(axis=1)

    figures = category_figures(probability, labels)

    weights = {"sample_weight": labels.weight}
    assert figures["accuracy"] == pytest.approx(accuracy_score(labels.category, best, **weights))
    assert figures["qwk"] == pytest.approx(
        cohen_kappa_score(labels.category, best, weights="quadratic", labels=range(4), **weights)
    )
    assert figures["log_loss"] == pytest.approx(log_loss(labels.category, probability, labels=range(4), **weights))


def test_the_ranked_probability_score_by_hand() -> None:
    labels = Labels(rows=np.array([0]), category=np.array([2]), weight=np.ones(1), categories=3)

    figures = category_figures(np.array([[0.2, 0.3, 0.5]]), labels)

    assert figures["rps"] == pytest.approx(0.2**2 + 0.5**2)


@pytest.mark.parametrize(("predicted", "kappa"), [([0, 1, 2, 3], 1.0), ([3, 2, 1, 0], -1.0), ([1, 1, 1, 1], 0.0)])
def test_kappa_runs_from_reversed_to_perfect(predicted: list[int], kappa: float) -> None:
    labels = Labels(rows=np.arange(4), category=np.arange(4), weight=np.ones(4), categories=4)

    assert quadratic_weighted_kappa(np.array(predicted), labels) == pytest.approx(kappa)


def test_kappa_of_one_category_is_no_agreement_beyond_chance() -> None:
    labels = Labels(rows=np.arange(4), category=np.ones(4, dtype=np.intp), weight=np.ones(4), categories=4)

    assert quadratic_weighted_kappa(np.ones(4, dtype=np.intp), labels) == 0.0


def test_calibration_error_by_hand() -> None:
    confidence = np.linspace(0.5, 0.99, ECE_BINS)
    probability = np.column_stack((confidence, 1.0 - confidence))
    category = (np.arange(ECE_BINS) % 2).astype(np.intp)
    labels = Labels(rows=np.arange(ECE_BINS), category=category, weight=np.ones(ECE_BINS), categories=2)

    # With one case a bin every gap is the distance from the confidence to right (1) or wrong (0).
    assert calibration_error(probability, labels) == pytest.approx(np.abs(confidence - (category == 0)).mean())


def test_honest_probabilities_have_a_small_calibration_error() -> None:
    rng = np.random.default_rng(1)
    probability = rng.dirichlet(np.ones(4), 20_000)
    category = (rng.random(20_000)[:, None] > np.cumsum(probability, axis=1)[:, :-1]).sum(axis=1)
    labels = Labels(rows=np.arange(20_000), category=category, weight=np.ones(20_000), categories=4)

    assert calibration_error(probability, labels) < 0.015
    assert calibration_error(np.repeat([[0.97, 0.01, 0.01, 0.01]], 20_000, axis=0), labels) > 0.6


def test_the_noise_band_holds_the_error_of_perfect_chances_and_not_that_of_wrong_ones() -> None:
    rng = np.random.default_rng(4)
    probability = rng.dirichlet(np.ones(4), 500)
    labels = judged(500, 5)[1]
    honest = (rng.random(500)[:, None] > np.cumsum(probability, axis=1)[:, :-1]).sum(axis=1)
    told = Labels(rows=labels.rows, category=honest, weight=labels.weight, categories=4)

    low, high = calibration_noise(probability, told, seed=0)

    assert 0.0 < low < calibration_error(probability, told) < high
    assert calibration_error(probability, labels) > high


def test_effort_figures_by_their_definitions() -> None:
    rng = np.random.default_rng(2)
    recorded = np.where(rng.random(80) < 0.2, 0.0, rng.gamma(1.0, 30.0, 80))
    expected = recorded * rng.lognormal(0.0, 0.5, 80) + 1.0

    figures = effort_figures(expected, recorded)

    assert figures["spearman"] == pytest.approx(spearmanr(expected, recorded).statistic)
    assert figures["mae_hours"] == pytest.approx(np.abs(expected - recorded).mean())
    assert figures["bias_ratio"] == pytest.approx(expected.sum() / recorded.sum())
    assert figures["deviance"] == pytest.approx(mean_poisson_deviance(recorded, expected))


def test_r2_in_logs_forgives_a_constant_shift_and_nothing_else() -> None:
    recorded = np.array([1.0, 3.0, 9.0, 27.0])

    assert r2_log(2.0 * (recorded + 1.0) - 1.0, recorded) == pytest.approx(1.0)
    assert r2_log(np.full(4, 7.0), recorded) == pytest.approx(0.0)
    assert r2_log(recorded[::-1], recorded) < 0.0


def test_a_constant_has_no_rank_correlation() -> None:
    assert spearman(np.ones(5), np.arange(5.0)) == 0.0


def test_the_bootstrap_finds_a_difference_with_its_standard_error() -> None:
    rng = np.random.default_rng(3)
    ours, theirs = rng.normal(1.0, 1.0, 400), rng.normal(0.0, 1.0, 400)

    found = bootstrap_difference(lambda rows: (float(ours[rows].mean()), float(theirs[rows].mean())), 400, 7)

    half = 1.96 * (ours - theirs).std() / 20.0
    assert found["difference"] == pytest.approx((ours - theirs).mean())
    assert found["high"] - found["low"] == pytest.approx(2.0 * half, rel=0.1)
    assert found["low"] < found["difference"] < found["high"]


def test_figures_are_rounded_for_a_report() -> None:
    assert rounded({"a": 1.23456789}) == {"a": 1.234568}
