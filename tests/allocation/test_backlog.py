import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation.backlog import demand, work_off
from allocation.columns import UNKNOWN
from allocation.world import replayed
from tests.allocation.replays import a_record, hours_of, some_cases


def test_what_is_not_done_this_week_waits_for_the_next_and_the_oldest_is_done_first() -> None:
    world = replayed(a_record(some_cases(2), weeks=3, received=[0, 0], work=[(0, 0, 50.0), (1, 2, 10.0)]))
    holding = np.zeros((3, 2), dtype=np.int32)

    done = work_off(world, holding, np.full((3, 1), 40.0))

    assert done.hours[:, 0].tolist() == [40.0, 20.0, 0.0]
    assert done.begun.tolist() == [0.0, 7.0 * 1.25]
    assert done.finished.tolist() == pytest.approx([7.0 * 1.25, 7.0 * 1.5])


def test_work_waits_while_its_caseworker_is_away_and_is_done_by_whoever_takes_over() -> None:
    world = replayed(a_record(some_cases(1), weeks=3, received=[0], work=[(0, 0, 5.0)]))
    holding = np.array([[0], [0], [1]], dtype=np.int32)

    done = work_off(world, holding, np.array([[0.0, 37.0], [0.0, 37.0], [0.0, 37.0]]))

    assert done.hours.tolist() == [[0.0, 0.0], [0.0, 0.0], [0.0, 5.0]]
    assert done.begun.tolist() == [14.0]


def test_work_of_a_case_that_nobody_has_yet_is_not_done_and_not_lost() -> None:
    world = replayed(a_record(some_cases(1), weeks=2, received=[0], work=[(0, 0, 5.0)]))
    holding = np.full((2, 1), UNKNOWN, dtype=np.int32)

    done = work_off(world, holding, np.full((2, 1), 40.0))

    assert done.waiting.tolist() == [[0.0, 5.0], [0.0, 5.0]]
    assert done.left.tolist() == [5.0]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60), st.floats(0.25, 60.0)), max_size=30),
    st.lists(st.integers(0, 1), min_size=32, max_size=32),
)
def test_hours_in_are_hours_done_and_hours_that_wait(work: list[tuple[int, int, float]], who: list[int]) -> None:
    record = a_record(some_cases(4), weeks=8, received=[0, 0, 3, 9], work=work)
    world, holding = replayed(record), np.array(who, dtype=np.int32).reshape(8, 4)
    capacity = hours_of(record)

    done = work_off(world, holding, capacity)

    assert done.hours.sum() + done.left.sum() == pytest.approx(world.work_hours.sum())
    assert done.waiting[-1].sum() == pytest.approx(done.left.sum())
    assert (done.hours <= capacity + 1e-9).all()
    assert demand(world, holding, 2).sum() == pytest.approx(world.work_hours.sum())
    assert not (done.finished < done.begun - 1e-9).any()
    assert not (done.begun < world.work_day).any()
