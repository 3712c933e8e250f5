"""Does what is promised of every answer hold for ten thousand cases of any kind, where the tables hold trees?"""

import numpy as np
import pytest

from models.assess import Answers, Assessor
from models.explain import POINTS_PER_UNIT, hours_shares
from models.ordinal import Floats
from tests.models.boosted import Boosted
from tests.models.cases import random_cases

COUNT = 10_000


@pytest.fixture(scope="module")
def assessor(boosted: Boosted) -> Assessor:
    return Assessor(boosted.bundle)


@pytest.fixture(scope="module")
def rows(assessor: Assessor) -> Floats:
    """Half of the rows are cases of any kind; in the other half the columns are mixed, values and gaps alike."""
    frame = assessor.bundle.frame
    cases = frame.rows(random_cases(assessor.scheme, COUNT // 2, first=50_000))
    rng = np.random.default_rng(0)
    mixed = np.column_stack([rng.permutation(cases[:, column]) for column in range(cases.shape[1])])
    mixed[rng.random(mixed.shape) < rng.random((len(mixed), 1)) ** 2] = np.nan
    return np.vstack([cases, mixed])


@pytest.fixture(scope="module")
def answers(assessor: Assessor, rows: Floats) -> Answers:
    return assessor.answers(rows)


def test_points_add_up_to_the_tables_own_score(assessor: Assessor, rows: Floats, answers: Answers) -> None:
    table = assessor.bundle.category.table
    own = table.average + table.contributions(assessor.bundle.abstention.nearest_seen(rows)).sum(axis=1)
    told = table.average + answers.points.sum(axis=1) / POINTS_PER_UNIT

    assert len(rows) == COUNT
    assert np.abs(told - answers.score).max() < 1e-9
    assert np.abs(own - answers.score).max() < 1e-9


def test_shares_of_hours_add_up_to_the_difference_from_the_average_case(assessor: Assessor, answers: Answers) -> None:
    effort, average = assessor.bundle.effort, assessor.average_index
    usual = float(effort.hours(np.array([average]))[0])
    shares = np.array([hours_shares(points, average, effort).sum() for points in answers.index_points])

    assert np.abs((usual + shares) / answers.hours - 1.0).max() < 1e-9


def test_months_add_up_to_the_hours(assessor: Assessor, answers: Answers) -> None:
    total = answers.monthly[:, : assessor.bundle.effort.horizon].sum(axis=1)

    assert np.abs(total / answers.hours - 1.0).max() < 1e-9
    assert answers.monthly.min() >= 0.0


def test_no_interval_crosses(answers: Answers) -> None:
    assert (answers.low >= 0.0).all()
    assert (answers.low <= answers.hours).all()
    assert (answers.hours <= answers.high).all()


def test_probabilities_add_up_to_one_and_likely_sets_have_no_holes(assessor: Assessor, answers: Answers) -> None:
    likely = assessor.bundle.category.likely(answers.probability)

    assert np.abs(answers.probability.sum(axis=1) - 1.0).max() < 1e-9
    assert answers.probability.min() >= 0.0
    assert all(members == tuple(range(members[0], members[-1] + 1)) for members in likely)
    assert all(top in members for top, members in zip(answers.probability.argmax(axis=1), likely, strict=True))


def test_no_fact_pulls_against_its_direction(assessor: Assessor, rows: Floats, answers: Answers) -> None:
    frame = assessor.bundle.frame
    directed = np.flatnonzero(frame.signs)

    for column in directed.tolist():
        moved = rows.copy()
        moved[:, column] += 1.0
        after = assessor.answers(moved)
        sign = float(frame.signs[column])

        assert (sign * (after.score - answers.score)).min() >= -1e-9, frame.columns[column].name
        assert (sign * (after.hours / answers.hours - 1.0)).min() >= -1e-9, frame.columns[column].name
    assert len(directed) >= 20
