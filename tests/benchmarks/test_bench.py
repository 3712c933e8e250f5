import numpy as np
import pytest

from benchmarks.bench_allocation import PEERS, bound, draw_instance


@pytest.mark.parametrize("way", PEERS)
def test_no_way_of_dealing_out_cases_goes_below_the_bound(way: str) -> None:
    instance = draw_instance(30, 15, seed=4)
    seats = PEERS[way](instance)

    loads = (instance.held_hours + np.bincount(seats, instance.hours, minlength=15)) / instance.capacity

    assert len(seats) == 30
    assert loads.max() >= bound(instance) - 1e-12


def test_the_bound_knows_a_case_that_is_heavy_for_anybody() -> None:
    instance = draw_instance(1, 3, seed=4)

    assert bound(instance) == pytest.approx(
        min((instance.held_hours + instance.hours[0]) / instance.capacity), abs=0.05
    )
