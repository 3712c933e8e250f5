import numpy as np
import pytest

from models.ordinal import Floats
from models.shrunken import shrunken

PEOPLE = 12
ALONE = np.zeros((PEOPLE, PEOPLE), dtype=bool)


def drawn(seed: int, spread: float, error: float) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    true = rng.normal(0.0, spread, PEOPLE)
    return true, true + rng.normal(0.0, error, PEOPLE)


def test_where_people_do_not_differ_estimates_are_drawn_to_nothing() -> None:
    found = [shrunken(drawn(seed, 0.0, 0.2)[1], 0.04 * np.eye(PEOPLE), ALONE) for seed in range(40)]

    assert np.median([one.variance for one in found]) == pytest.approx(0.0, abs=1e-3)
    assert np.mean([np.mean(one.effect**2) for one in found]) < 0.25 * 0.04


def test_where_people_differ_the_drawn_are_nearer_the_truth_than_the_estimates() -> None:
    plain, closer, spread = [], [], []
    for seed in range(40):
        true, estimate = drawn(seed, 0.2, 0.2)
        found = shrunken(estimate, 0.04 * np.eye(PEOPLE), ALONE)
        plain.append(np.mean((estimate - estimate.mean() - true + true.mean()) ** 2))
        closer.append(np.mean((found.effect - true + true.mean()) ** 2))
        spread.append(found.variance)

    assert np.mean(closer) < 0.75 * np.mean(plain)
    assert np.mean(spread) == pytest.approx(0.04, rel=0.4)


def test_a_person_known_from_few_cases_is_drawn_to_her_team() -> None:
    estimate = np.array([0.3, 0.32, 0.28, -0.3, -0.3, -0.32, -0.28, 0.3])
    error = np.diag([0.001, 0.001, 0.001, 1.0, 0.001, 0.001, 0.001, 1.0])
    team = np.repeat([0, 1], 4)

    alone = shrunken(estimate, error, np.zeros((8, 8), dtype=bool)).effect
    nested = shrunken(estimate, error, team[:, None] == team).effect

    assert abs(alone[3]) < 0.1
    assert nested[3] > 0.2
    assert nested[7] < -0.2


def test_the_common_level_belongs_to_nobody() -> None:
    _, estimate = drawn(3, 0.3, 0.1)
    error = 0.01 * np.eye(PEOPLE)

    here, lifted = (shrunken(estimate + level, error, ALONE) for level in (0.0, 5.0))

    assert lifted.effect == pytest.approx(here.effect, abs=1e-9)
    assert here.effect.sum() == pytest.approx(0.0, abs=1e-9)


def test_what_is_unsure_lies_between_nothing_and_the_whole_spread() -> None:
    error = np.diag(np.geomspace(1e-6, 100.0, PEOPLE))
    found = shrunken(drawn(5, 0.3, 0.0)[1], error, ALONE)

    assert found.unsure[0] == pytest.approx(0.0, abs=0.02)
    assert (np.diff(found.unsure) >= -1e-9).all()
    assert found.unsure.max() <= found.variance + 1e-9
