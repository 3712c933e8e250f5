from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from allocation.comparison import ACTUAL, Comparison, Terms, compare, mean_load, rules_at_load
from allocation.goals import BalancedLoad, EqualCount
from allocation.policy import Policy
from allocation.record import Record
from sagstyngde.plan import CaseToPlace
from tests.allocation.factories import a_case
from tests.allocation.replays import WHOLE, a_record

COUNT = Policy(name="antal", principles=(EqualCount(),))
HOURS = Policy(name="timer", principles=(BalancedLoad(),))


def a_year(**fields: object) -> Record:
    """Every week a light case and, every third, a heavy one, whose hours are as expected."""
    cases: list[CaseToPlace] = []
    received, work = [], []
    for week in range(52):
        for heavy in (False, True)[: 1 + (week % 3 == 0)]:
            number, hours = len(cases), 16.0 if heavy else 3.0
            cases.append(a_case(f"s{number:03d}", hours))
            received.append(7 * week)
            work += [(number, 30 * month + 3, hours) for month in range(6)]
    return a_record(cases, received=received, lasted=180, weeks=52, work=work, **fields)  # type: ignore[arg-type]


def compared(record: Record, *policies: Policy, **terms: int) -> Comparison:
    known = {"since": 13, "replications": 3} | terms
    return compare(record, policies, Terms(rules=WHOLE, **known), lambda _: None)


def test_policies_meet_the_same_worlds_and_the_same_seed_gives_the_same_figures() -> None:
    twin = replace(COUNT, name="tvilling")

    once, again = compared(a_year(), COUNT, twin), compared(a_year(), COUNT, twin)

    assert np.array_equal(once.values, again.values, equal_nan=True)
    assert np.array_equal(once.values[:, 0], once.values[:, 1], equal_nan=True)
    assert not np.array_equal(once.values[1, 0], once.values[2, 0], equal_nan=True)


def test_balancing_hours_lowers_the_spread_of_load_where_hours_are_as_expected() -> None:
    result = compared(a_year(), COUNT, HOURS)

    difference = result.difference("timer", "antal", "load_cv")

    assert difference is not None
    assert difference.high < 0.0
    assert result.replayed("timer", "load_cv") < result.replayed("antal", "load_cv")


def test_what_was_done_stands_last_where_the_record_tells_it() -> None:
    everything_on_one = np.zeros(len(a_year().cases), dtype=int).tolist()

    told, untold = compared(a_year(holders=everything_on_one), COUNT), compared(a_year(), COUNT)

    assert (told.names, untold.names) == (("antal", ACTUAL), ("antal",))
    assert told.replayed(ACTUAL, "count_cv") == pytest.approx(1.0)


def test_a_figure_that_nothing_shows_has_no_range() -> None:
    result = compared(a_year(), COUNT)

    assert result.drawn("antal", "sibling_splits") is None


def test_without_drawn_worlds_there_is_the_replay_alone() -> None:
    result = compared(a_year(), COUNT, replications=0)

    assert result.drawn("antal", "load_cv") is None
    assert result.replayed("antal", "load_cv") > 0.0


@pytest.mark.parametrize("names", [("antal", "antal"), ("antal", ACTUAL)])
def test_two_of_one_name_are_refused(names: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="different names"):
        compared(a_year(), *(replace(COUNT, name=name) for name in names))


def test_capacity_can_be_set_so_that_the_work_makes_up_a_share_of_it() -> None:
    record = a_year()

    rules = rules_at_load(record, WHOLE, 0.8)

    assert rules is not None
    assert mean_load(record, rules) == pytest.approx(0.8, abs=1e-6)
    assert rules_at_load(record, WHOLE, 1e-6) is None


def test_each_world_is_told() -> None:
    told = SimpleNamespace(names=[])

    compare(a_year(), [COUNT], Terms(since=13, rules=WHOLE, replications=2), told.names.append)

    assert told.names == ["Genspiller historikken", "Verden 1 af 2", "Verden 2 af 2"]
