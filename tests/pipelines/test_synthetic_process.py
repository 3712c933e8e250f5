"""Is the truth the mean of what is generated? The effort is drawn again many times and compared."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from features.catalogue import DAYS_PER_MONTH
from pipelines.synthetic import streams
from pipelines.synthetic_effort import caseworker_noise, draw_own, draw_work, untold_factor
from pipelines.synthetic_facts import Days, Facts, Floats, draw_facts
from pipelines.synthetic_intake import draw_intake
from pipelines.synthetic_labels import draw_labels, draw_severities
from pipelines.synthetic_process import (
    HORIZON,
    MONTHS,
    TRUTH_WEEKS,
    UNTOLD_SD,
    complexity,
    course,
    expected_hours,
    hours_level,
    label_probabilities,
    monthly,
    own_factors,
)

CASES = 200
DRAWS = 500
CASEWORKERS = 10


@pytest.fixture(scope="module")
def facts() -> Facts:
    rng = streams(11)
    intake = draw_intake(rng["intake"], CASES)
    return draw_facts(rng["facts"], intake.received[:CASES], intake.sibling_cases[:CASES])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effort:
    """Everything needed to draw the hours of cases again."""

    level: Floats
    score: Floats
    received: Days

    def draw(self, rng: Generator) -> Floats:
        """Return hours by case and month, all noise drawn anew."""
        own = draw_own(rng, CASES)
        worker = caseworker_noise(rng, CASEWORKERS)[np.arange(CASES) % CASEWORKERS]
        factor = worker * untold_factor(rng.normal(0.0, UNTOLD_SD, size=CASES))
        work = draw_work(rng, course(self.level, self.score, own, TRUTH_WEEKS), factor[:, None], self.received)
        month = ((work.day - self.received[work.case]).astype(float) / DAYS_PER_MONTH).astype(int)
        hours = np.bincount(work.case * (MONTHS + 2) + month, work.hours, minlength=CASES * (MONTHS + 2))
        return np.asarray(hours.reshape(CASES, MONTHS + 2)[:, :MONTHS], dtype=np.float64)


@pytest.fixture(scope="module")
def effort(facts: Facts) -> _Effort:
    score = complexity(facts)
    return _Effort(level=hours_level(facts, score), score=score, received=facts.received)


@pytest.fixture(scope="module")
def drawn(effort: _Effort) -> Floats:
    rng = default_rng(5)
    return np.array([effort.draw(rng) for _ in range(DRAWS)])


@pytest.fixture(scope="module")
def truth(effort: _Effort) -> Floats:
    return monthly(expected_hours(effort.level, effort.score, TRUTH_WEEKS), effort.received)


def test_a_cases_true_hours_are_the_mean_of_its_draws(drawn: Floats, truth: Floats) -> None:
    totals = drawn[:, :, :HORIZON].sum(axis=2)
    errors = (totals.mean(axis=0) - truth[:, :HORIZON].sum(axis=1)) / (totals.std(axis=0) / np.sqrt(DRAWS))

    assert (np.abs(errors) < 3.0).mean() > 0.98
    assert abs(errors.mean()) < 3.0 / np.sqrt(CASES)


def test_a_months_true_hours_are_the_mean_of_its_draws(drawn: Floats, truth: Floats) -> None:
    months = drawn.sum(axis=1)
    errors = (months.mean(axis=0) - truth.sum(axis=0)) / (months.std(axis=0) / np.sqrt(DRAWS))

    assert (np.abs(errors) < 3.0).all()


def test_observed_labels_fall_as_their_true_probabilities(effort: _Effort) -> None:
    rng = default_rng(6)
    severities = draw_severities(rng)
    again = 400
    score = np.tile(effort.score, again)
    untold = rng.normal(0.0, UNTOLD_SD, size=len(score))

    labels = draw_labels(rng, score + untold, severities, np.tile(effort.received, again))

    truth = label_probabilities(effort.score, severities)
    seen = np.zeros_like(truth)
    np.add.at(seen, (labels.case % CASES, labels.category), 1.0)
    judged = seen.sum(axis=1, keepdims=True)
    errors = (seen / judged - truth) / np.sqrt(np.maximum(truth * (1 - truth), 1e-6) / judged)
    assert np.abs(errors).max() < 5.0
    assert abs(errors.mean()) < 0.1


def test_own_factors_and_caseworkers_average_to_one() -> None:
    values, weights = own_factors()

    assert values @ weights == pytest.approx(1.0)
    assert caseworker_noise(default_rng(1), 7).mean() == pytest.approx(1.0)


def test_a_case_with_a_heavier_own_factor_stays_open_longer(effort: _Effort) -> None:
    light, heavy = (course(effort.level, effort.score, own, 60).survival for own in (0.6, 1.8))

    assert (heavy >= light - 1e-12).all()
    assert heavy[:, 40].mean() > light[:, 40].mean() + 0.05


@pytest.mark.parametrize("flag", ["interpreter", "complaint", "conflict", "committee_decision", "acute"])
def test_more_never_makes_a_case_simpler_or_quicker(facts: Facts, flag: str) -> None:
    off, on = (replace(facts, flags={**facts.flags, flag: np.full(CASES, value)}) for value in (0.0, 1.0))

    scores = [complexity(each) for each in (off, on)]
    totals = [
        expected_hours(hours_level(each, score), score, 52).sum(axis=1)
        for each, score in zip((off, on), scores, strict=True)
    ]
    assert (scores[1] >= scores[0]).all()
    assert (totals[1] >= totals[0]).all()


def test_a_higher_level_never_makes_a_case_simpler(facts: Facts) -> None:
    raised = replace(facts, levels=np.minimum(facts.levels + 1.0, 4.0))

    assert (complexity(raised) >= complexity(facts)).all()


def test_some_facts_weigh_more_together_than_apart(facts: Facts) -> None:
    def score(interpreter: float, known: bool) -> Floats:
        partners = {name: np.full(CASES, known) for name in facts.partners}
        flags = {**facts.flags, "interpreter": np.full(CASES, interpreter)}
        changed = replace(facts, flags=flags, partners=partners, partners_known=np.ones(CASES, dtype=bool))
        return complexity(changed)

    together = score(1.0, True) - score(0.0, True)
    assert (together > score(1.0, False) - score(0.0, False) + 0.1).all()
