import numpy as np
import pytest

from models.selection import cross_folds, forward_folds, smallest_good


@pytest.mark.parametrize("rows", [10, 121, 150])
def test_forward_folds_fit_on_the_past_and_reach_the_newest(rows: int) -> None:
    folds = list(forward_folds(rows))

    for past, later in folds:
        assert past.tolist() == list(range(later[0]))
    assert [row for _, later in folds for row in later] == list(range(rows // 2, rows))


@pytest.mark.parametrize("rows", [4, 5, 153])
def test_cross_folds_see_every_row_once_and_never_while_fitting(rows: int) -> None:
    own_rows = []
    for others, own in cross_folds(rows):
        assert sorted([*others, *own]) == list(range(rows))
        own_rows.extend(own.tolist())

    assert sorted(own_rows) == list(range(rows))


def test_the_smaller_of_two_equals_is_chosen() -> None:
    assert smallest_good(np.ones((3, 50))) == 0


def test_a_larger_model_must_be_better_by_more_than_a_standard_error() -> None:
    rng = np.random.default_rng(0)
    small = rng.normal(1.0, 0.1, 400)
    hardly, clearly = small - rng.normal(0.001, 0.1, 400), small - rng.normal(0.05, 0.1, 400)

    assert smallest_good(np.array([small, hardly])) == 0
    assert smallest_good(np.array([small, clearly])) == 1


def test_cases_that_are_hard_for_every_model_do_not_blur_the_choice() -> None:
    hard = np.random.default_rng(1).exponential(50.0, 200)

    assert smallest_good(np.array([hard + 0.1, hard])) == 1


def test_a_difference_that_nobody_notices_may_be_called_a_tie() -> None:
    losses = np.array([np.full(100, 1.0005), np.full(100, 1.0)])

    assert smallest_good(losses) == 1
    assert smallest_good(losses, unnoticed=0.001) == 0
