import numpy as np
import pytest

from allocation.balance import floor
from benchmarks.balance_peers import MOST_PAIRS, cpsat, highs
from benchmarks.bench_balance import RULES
from benchmarks.instances import LEAST_ABLE, SIZES, VARIANTS, draw


@pytest.mark.parametrize("way", [*RULES, "cpsat", "highs"])
def test_no_peer_breaks_a_condition_or_goes_below_the_floor(way: str) -> None:
    question = draw(30, 15, 1, "hard")

    seat_of = RULES[way](question) if way in RULES else {"cpsat": cpsat, "highs": highs}[way](question, 0.3)

    assert seat_of is not None
    assert question.rows[question.kind_of, seat_of].all()
    assert (seat_of[question.apart[:, 0]] != seat_of[question.apart[:, 1]]).all()
    assert question.peak(seat_of) >= floor(question).level * (1.0 - 1e-12)


def test_a_board_too_large_for_a_solver_is_told_as_nothing() -> None:
    question = draw(30_000, 1_000, 1)

    assert question.rows.sum(axis=1)[question.kind_of].sum() > MOST_PAIRS
    assert cpsat(question, 0.1) is None
    assert highs(question, 0.1) is None


@pytest.mark.parametrize("size", SIZES[:3])
@pytest.mark.parametrize("variant", VARIANTS)
def test_invented_boards_are_boards(size: tuple[int, int], variant: str) -> None:
    question = draw(*size, 1, variant)
    again = draw(*size, 1, variant)

    assert not question.refusal()
    assert len(np.unique(question.rows, axis=0)) == len(question.rows)
    assert set(question.kind_of.tolist()) == set(range(len(question.rows)))
    full = question.held.sum() + question.hours.sum()
    assert 0.85 <= full / question.capacity.sum() <= 0.92
    assert (question.rows[question.kind_of[question.apart]].sum(axis=2) > 1).all()
    assert (question.hours.tobytes(), question.kind_of.tobytes()) == (again.hours.tobytes(), again.kind_of.tobytes())
    assert (question.rows.sum(axis=1) < LEAST_ABLE).mean() < 0.5
