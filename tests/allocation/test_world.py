from collections import Counter

import numpy as np
import pytest

from allocation.record import remaining
from allocation.world import redrawn, replayed
from sagstyngde.case import FamilyId
from tests.allocation.factories import a_case
from tests.allocation.replays import a_record, some_cases


def test_the_replayed_world_is_the_record() -> None:
    record = a_record(some_cases(3), received=[-20, 3, 10], weeks=4, work=[(0, 25, 2.0), (0, 5, 9.0), (1, 0, 1.0)])

    world = replayed(record)

    assert world.source.tolist() == [0, 1, 2]
    assert (world.work_case.tolist(), world.work_day.tolist()) == ([1, 0], [3, 5])
    assert world.work_hours.tolist() == [1.0, 2.0]
    assert world.arrives.tolist() == [0, 0, 1]


def test_the_same_seed_draws_the_same_world_and_another_seed_another() -> None:
    record = a_record(some_cases(40), weeks=60, work=[(n, 3, 1.0 + n) for n in range(40)])

    worlds = [redrawn(record, np.random.default_rng(seed)) for seed in (1, 1, 2)]

    assert np.array_equal(worlds[0].received, worlds[1].received)
    assert np.array_equal(worlds[0].work_hours, worlds[1].work_hours)
    assert not np.array_equal(worlds[0].source, worlds[2].source)


def test_a_drawn_world_keeps_the_stock_with_its_own_course_and_each_case_near_its_time() -> None:
    record = a_record(some_cases(60), received=[7 * (n - 4) for n in range(60)], weeks=56, work=[(0, 30, 5.0)])

    world = redrawn(record, np.random.default_rng(3))

    stock = world.received < 0
    assert world.source[stock].tolist() == [0, 1, 2, 3]
    assert world.work_hours[world.work_case == 0].sum() == 5.0
    moved = world.received[~stock] // 7 - record.received[world.source[~stock]] // 7
    assert np.abs(moved).max() <= 26
    assert len(set(moved.tolist())) > 3


def test_a_drawn_case_takes_a_course_seen_to_its_end_scaled_to_its_own_expectation() -> None:
    cases = [a_case("s0", 4.0), a_case("s1", 8.0)]
    record = a_record(
        cases,
        received=[0, 1],
        weeks=4,
        work=[(0, 0, 10.0), (1, 0, 99.0)],
        whole=np.array([True, False]),
        lasted=[5, 9],
    )
    same_third = record.strata[0] == record.strata[1]

    world = redrawn(record, np.random.default_rng(0))

    assert not same_third
    assert sorted(set(world.work_hours.tolist())) == [10.0, 99.0]


def test_a_course_is_scaled_to_the_expectation_of_whoever_takes_it() -> None:
    cases = [a_case(f"s{n}", 4.0 + n) for n in range(3)]
    record = a_record(cases, received=[0, 1, 2], weeks=4, work=[(0, 0, 10.0)], whole=np.array([True, False, False]))
    assert len(set(record.strata.tolist())) == 3

    alike = a_record(
        [a_case("s0", 4.0), a_case("s1", 6.0)] + [a_case(f"t{n}", 900.0) for n in range(7)],
        received=[0, 1, *[2] * 7],
        weeks=4,
        work=[(0, 0, 10.0)],
        whole=np.array([True] + [False] * 8),
    )
    assert alike.strata[0] == alike.strata[1]

    world = redrawn(alike, np.random.default_rng(0))

    taken = dict(zip(world.source[world.work_case].tolist(), world.work_hours.tolist(), strict=True))
    assert taken == pytest.approx({0: 10.0, 1: 15.0})


def test_a_case_that_comes_twice_has_two_names_and_two_families() -> None:
    record = a_record([a_case(f"s{n}", family_id=FamilyId("f")) for n in range(30)], weeks=40)

    world = redrawn(record, np.random.default_rng(5))

    assert max(Counter(world.source.tolist()).values()) > 1
    assert len({case.case_id for case in world.cases}) == len(world.cases)
    twice = [case for case in world.cases if "#" in case.case_id]
    assert all(case.family_id != "f" for case in twice)


def test_an_open_case_weighs_its_later_months_over_the_share_still_open() -> None:
    case = a_case("s0", monthly_hours=(8.0, 4.0, 2.0))
    still_open = np.array([[1.0, 0.5, 0.25]])

    ahead = remaining(a_record([case], still_open=still_open), 2)

    assert ahead[0].tolist() == [[8.0, 4.0], [8.0, 4.0], [8.0, 0.0]]
