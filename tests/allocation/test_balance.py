import math
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation import balance as module
from allocation.balance import Balance, Balanced, Integers, balance, floor
from benchmarks.instances import draw

BOARDS = 500


def a_board(seed: int) -> Balance:
    """At most 8 units and 3 seats; every other board has round hours, and so ties."""
    rng = np.random.default_rng(seed)
    units, seats, kinds = (int(rng.integers(1, most)) for most in (9, 4, 4))
    rows = rng.random((kinds, seats)) < 0.7
    rows[~rows.any(axis=1), 0] = True
    round_hours = rng.choice([0.0, 1.0, 2.0, 3.5, 5.0, 7.0], units)
    apart = [pair for pair in combinations(range(units), 2) if rng.random() < 0.08]
    return Balance(
        hours=round_hours if seed % 2 else rng.lognormal(0.0, 1.0, units),
        kind_of=rng.integers(kinds, size=units),
        rows=rows,
        held=rng.random(seats) * 3.0,
        capacity=rng.uniform(1.0, 3.0, seats),
        apart=np.array(apart, dtype=np.intp).reshape(-1, 2),
    )


def plain_board(hours: list[float], seats: int) -> Balance:
    return Balance(
        hours=np.array(hours),
        kind_of=np.zeros(len(hours), dtype=np.intp),
        rows=np.ones((1, seats), dtype=bool),
        held=np.zeros(seats),
        capacity=np.ones(seats),
        apart=np.zeros((0, 2), dtype=np.intp),
    )


def keeps(question: Balance, seat_of: Integers) -> bool:
    first, second = question.apart.T
    return bool(question.rows[question.kind_of, seat_of].all() and (seat_of[first] != seat_of[second]).all())


def least_peak(question: Balance) -> float:
    """Every allocation, compared; infinite where none keeps the pairs apart."""
    seats = np.array(list(product(*(np.flatnonzero(question.rows[kind]).tolist() for kind in question.kind_of))))
    for first, second in question.apart:
        seats = seats[seats[:, first] != seats[:, second]]
    hours = np.stack([(question.hours * (seats == seat)).sum(axis=1) for seat in range(len(question.held))], axis=1)
    return float(((question.held + hours) / question.capacity).max(axis=1).min(initial=math.inf))


@pytest.fixture(params=["compiled", "numpy"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "numpy":
        monkeypatch.setattr(module, "optional", lambda _name: None)
    return str(request.param)


def test_small_boards_are_balanced_as_well_as_trying_everything(engine: str) -> None:
    missed = 0
    for seed in range(BOARDS):
        question = a_board(seed)
        best = least_peak(question)
        if best == math.inf:
            with pytest.raises(ValueError, match="apart"):
                balance(question)
            continue
        found = balance(question)

        assert keeps(question, found.seat_of)
        assert found.peak == question.peak(found.seat_of)
        assert found.floor <= best * (1.0 + 1e-12)
        assert not found.proved or found.peak <= best * (1.0 + 1e-8)
        missed += found.peak > best * (1.0 + 1e-8)
        assert found.proved or engine == "numpy"

    assert missed == 0 if engine == "compiled" else 0 < missed < 0.15 * BOARDS


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("variant", ["plain", "hard"])
def test_an_office_ends_within_a_hundredth_of_a_per_cent_of_its_bound(seed: int, variant: str) -> None:
    question = draw(300, 40, seed, variant)

    found = balance(question)

    assert keeps(question, found.seat_of)
    assert found.floor * (1.0 - 1e-9) <= found.peak <= found.floor * 1.0001


@pytest.mark.parametrize("variant", ["plain", "hard"])
def test_without_compiled_loops_an_office_still_gets_near(monkeypatch: pytest.MonkeyPatch, variant: str) -> None:
    question = draw(300, 40, 1, variant)
    bound = floor(question).level

    monkeypatch.setattr(module, "optional", lambda _name: None)
    found = balance(question)

    assert keeps(question, found.seat_of)
    assert bound <= found.peak <= bound * 1.01
    assert found.floor <= bound * (1.0 + 1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_a_cut_proves_the_floor_by_addition(seed: int) -> None:
    question = draw(300, 40, seed, "hard")
    bound = floor(question)
    kinds, seats = bound.cut_kinds, bound.cut_seats

    assert not question.rows[kinds][:, ~seats].any()
    hours = question.hours[kinds[question.kind_of]].sum() + question.held[seats].sum()
    assert hours / question.capacity[seats].sum() == pytest.approx(bound.level, rel=1e-12)
    assert bound.level <= balance(question).peak


def test_a_unit_that_is_heavy_for_anybody_is_named() -> None:
    bound = floor(plain_board([1.0, 9.0, 1.0], 3))

    assert (bound.level, bound.binding_unit) == (9.0, 1)
    assert not bound.cut_kinds.any()
    assert not bound.cut_seats.any()


def test_what_is_held_already_is_a_floor_of_its_own() -> None:
    question = Balance(
        hours=np.array([1.0]),
        kind_of=np.array([0]),
        rows=np.array([[True, True]]),
        held=np.array([0.0, 8.0]),
        capacity=np.array([10.0, 10.0]),
        apart=np.zeros((0, 2), dtype=np.intp),
    )

    found = balance(question)

    assert (found.peak, found.floor, found.binding_unit, found.proved) == (0.8, 0.8, -1, True)
    assert found.seat_of.tolist() == [0]


@pytest.mark.parametrize(
    ("hours", "seats", "optimum"),
    [
        # Graham's worst case of longest first: five seats, optimum 15, where longest first reaches 19.
        ([9, 9, 8, 8, 7, 7, 6, 6, 5, 5, 5], 5, 15),
        ([3, 3, 2, 2, 2], 2, 6),
        ([7, 7, 6, 6, 5, 5, 4, 4, 4], 4, 12),
        ([1] * 17, 4, 5),
    ],
)
def test_known_optima_of_scheduling_on_identical_machines(hours: list[float], seats: int, optimum: float) -> None:
    found = balance(plain_board([float(hour) for hour in hours], seats))

    assert found.peak == optimum
    assert found.proved


def test_the_same_question_gets_the_same_answer() -> None:
    question = draw(300, 40, 4, "hard")

    assert balance(question).seat_of.tolist() == balance(question).seat_of.tolist()


@given(seed=st.integers(0, 10_000), seat=st.integers(0, 2), more=st.floats(0.0, 5.0))
@settings(max_examples=60, deadline=None)
def test_more_capacity_never_raises_the_peak(seed: int, seat: int, more: float) -> None:
    question = a_board(seed)
    if least_peak(question) == math.inf:
        return
    roomier = question.capacity.copy()
    roomier[seat % len(roomier)] += more

    before, after = balance(question), balance(_with(question, capacity=roomier))

    assert after.peak <= before.peak * (1.0 + 1e-8)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_caseworkers_in_another_order_get_the_same_peak_and_floor(seed: int) -> None:
    question = a_board(seed)
    if least_peak(question) == math.inf:
        return
    order = np.random.default_rng(seed).permutation(len(question.held))
    renamed = _with(
        question, rows=question.rows[:, order], held=question.held[order], capacity=question.capacity[order]
    )

    here, there = balance(question), balance(renamed)

    assert there.peak == pytest.approx(here.peak, rel=1e-8)
    assert there.floor == pytest.approx(here.floor, rel=1e-8)
    assert renamed.peak(np.argsort(order)[here.seat_of]) == pytest.approx(here.peak, rel=1e-12)


def test_below_the_peak_loads_are_even_too() -> None:
    question = draw(300, 40, 1, "hard")
    loads = np.sort(question.loads(balance(question).seat_of))

    assert np.std(loads) < 0.02 * loads.mean() or floor(question).cut_seats.sum() < 40


def test_nothing_to_place_and_nobody_to_place_it_with() -> None:
    empty = plain_board([], 2)

    assert balance(empty).peak == 0.0
    assert balance(plain_board([], 0)).proved
    with pytest.raises(ValueError, match="nobody"):
        balance(plain_board([1.0], 0))


@pytest.mark.parametrize(
    "wrong", [{"hours": np.array([-1.0, 1.0])}, {"capacity": np.array([0.0, 1.0])}, {"held": np.array([-1.0, 1.0])}]
)
def test_what_cannot_be_is_refused(wrong: dict[str, np.ndarray]) -> None:
    with pytest.raises(ValueError, match="negative"):
        balance(_with(plain_board([1.0, 1.0], 2), **wrong))


def test_a_time_limit_ends_the_search_with_what_there_is() -> None:
    question = draw(300, 40, 2, "hard")

    found = balance(question, time_limit_s=0.0)

    assert keeps(question, found.seat_of)
    assert found.peak >= found.floor


def test_a_known_seating_is_never_made_worse(engine: str) -> None:
    question = draw(30, 15, 2, "hard")
    known: Balanced = balance(question)

    assert balance(question, start=known.seat_of).peak <= known.peak * (1.0 + 1e-9)


def _with(question: Balance, **changes: np.ndarray) -> Balance:
    fields = ("hours", "kind_of", "rows", "held", "capacity", "apart")
    return Balance(**({name: getattr(question, name) for name in fields} | changes))
