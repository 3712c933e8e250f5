"""A shift is found within 200 cases, and chance alone is not taken for one."""

import numpy as np
import pytest

from models.assess import Assessor
from models.bundle import ModelBundle
from models.shift import FEWEST, Reference, homogeneity
from pipelines.train import Trained

NEWEST, LOOKS = 200, 104
"""So many of the newest cases are looked at, and so many looks are two years of weeks."""


@pytest.fixture(scope="module")
def bundle(trained: Trained) -> ModelBundle:
    return trained.bundle


@pytest.fixture(scope="module")
def earlier(bundle: ModelBundle) -> tuple[Reference, np.ndarray, np.ndarray]:
    rows = np.asarray(bundle.neighbours.earlier.rows, dtype=np.float64)
    score = Assessor(bundle).answers(rows).score
    return Reference.of(bundle.frame, rows, score), rows, score


def test_half_a_deviation_is_found_within_200_cases_four_times_in_five(
    earlier: tuple[Reference, np.ndarray, np.ndarray],
) -> None:
    reference, rows, score = earlier
    rng, found = np.random.default_rng(1), 0

    for _ in range(40):
        drawn = rng.integers(0, len(rows), NEWEST)
        shifts = reference.shifts(rows[drawn], score[drawn] + 0.5 * score.std())
        found += any(one.label == "Kompleksitet i alt" for one in shifts.moved)

    assert found >= 32


def test_chance_alone_alarms_at_most_once_a_year(earlier: tuple[Reference, np.ndarray, np.ndarray]) -> None:
    reference, rows, score = earlier
    rng, alarms = np.random.default_rng(2), 0

    for _ in range(LOOKS):
        drawn = rng.integers(0, len(rows), NEWEST)
        alarms += bool(reference.shifts(rows[drawn], score[drawn]).moved)

    assert alarms <= 2


def test_a_fact_that_is_no_longer_written_down_is_named_with_its_value(
    earlier: tuple[Reference, np.ndarray, np.ndarray], bundle: ModelBundle
) -> None:
    reference, rows, score = earlier
    place = next(
        place
        for place, column in enumerate(bundle.frame.columns)
        if column.option is None and np.isnan(rows[:, place]).mean() < 0.3
    )
    newer = rows[:NEWEST].copy()
    newer[:, place] = np.nan

    shifts = reference.shifts(newer, score[:NEWEST])

    [named] = [one for one in shifts.moved if one.label == bundle.frame.label(bundle.frame.columns[place].source)]
    assert named.value in {"ikke oplyst", "ikke vurderet"}
    assert named.now == 1.0 > named.before


def test_too_few_cases_are_not_tried(earlier: tuple[Reference, np.ndarray, np.ndarray]) -> None:
    reference, rows, score = earlier

    shifts = reference.shifts(rows[: FEWEST - 1], score[: FEWEST - 1] + 9.0)

    assert shifts.untried
    assert shifts.moved == ()


@pytest.mark.parametrize(
    ("before", "now", "chance"),
    [([60, 40], [30, 20], 1.0), ([70, 30], [30, 30], 0.0098), ([40, 30, 30], [20, 40, 40], 0.0083)],
)
def test_the_tail_is_that_of_chi_square(before: list[int], now: list[int], chance: float) -> None:
    """By hand: 0; 6.67 on one degree of freedom; 9.52 on two. The approximation is within a sixth in the tail."""
    found = homogeneity(np.array(before), np.array(now))

    assert found is not None
    assert found == pytest.approx(chance, rel=0.17)
