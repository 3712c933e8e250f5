"""Do the intervals of hours hold what they promise? Tried on outcomes drawn anew from the invented process itself."""

import numpy as np
import pytest
from scipy.stats import beta

from features.catalogue import DAYS_PER_MONTH
from models.assess import Assessor
from pipelines.synthetic import draw_municipality
from pipelines.synthetic_effort import draw_own, draw_work, untold_factor
from pipelines.synthetic_intake import case_ids
from pipelines.synthetic_process import HORIZON, UNTOLD_SD, complexity, course, hours_level
from pipelines.train import Trained

DRAWS = 40
WEEKS = 54


@pytest.fixture(scope="module")
def outcomes(trained: Trained) -> np.ndarray:
    """Draw the test cases' hours over the horizon again and again, (draws x cases)."""
    municipality = draw_municipality(cases=400, caseworkers=6, seed=3, tell=lambda _: None)
    places = {case_id: place for place, case_id in enumerate(case_ids(municipality.intake.received))}
    rows = [places[case.case_id] for case in trained.parts.test.cases]
    score = complexity(municipality.facts)
    level = hours_level(municipality.facts, score)
    received = municipality.intake.received
    rng = np.random.default_rng(0)

    def one() -> np.ndarray:
        run = course(level, score, draw_own(rng, len(score)), WEEKS)
        factor = untold_factor(rng.normal(0.0, UNTOLD_SD, len(score)))[:, None] * np.ones((1, WEEKS))
        work = draw_work(rng, run, factor, received)
        month = (work.day - received[work.case]).astype(float) // DAYS_PER_MONTH
        inside = month < HORIZON
        return np.bincount(work.case[inside], work.hours[inside], minlength=len(score))[rows]

    return np.array([one() for _ in range(DRAWS)])


def test_intervals_hold_the_promised_share_overall_and_by_category(trained: Trained, outcomes: np.ndarray) -> None:
    interval, data = trained.bundle.effort.interval, trained.learned.data
    answers = Assessor(trained.bundle).answers(trained.bundle.frame.rows(trained.parts.test.cases))
    held = ((outcomes >= answers.low) & (outcomes <= answers.high)).mean(axis=0)
    measured = data.probability[data.panel.matured].argmax(axis=1)
    likeliest = answers.probability.argmax(axis=1)

    low, high = band(len(measured), interval.level)
    assert low <= held.mean() <= high
    for category in np.unique(likeliest):
        shared = (interval.low == interval.low[category]) & (interval.high == interval.high[category])
        low, high = band(int(np.isin(measured, np.flatnonzero(shared)).sum()), interval.level)
        assert low <= held[np.isin(likeliest, np.flatnonzero(shared))].mean() <= high


def band(measured: int, level: float) -> tuple[float, float]:
    """Return where the share held by conformal limits from so many cases lies in 99 of 100 trainings."""
    return tuple(beta.ppf((0.005, 0.995), level * measured, (1.0 - level) * measured))
