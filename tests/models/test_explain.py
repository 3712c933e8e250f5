import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.frame import Frame
from models.compile_booster import compile_trees
from models.effort import EffortModel, HoursInterval, Link
from models.explain import MOST_REASONS, OTHERS, hours_shares, reasons
from models.point_table import LinearPoints, PointTable
from tests.factories import a_case, a_fact, a_scheme

LINK = Link(index=np.array([-1.0, 0.0, 2.0]), log_hours=np.array([1.0, 1.5, 5.0]))
EFFORT = EffortModel(
    beta=0.0,
    table=PointTable(
        base=0.0,
        linear=LinearPoints(weights=np.ones(1), centres=np.zeros(1), fills=np.zeros(1)),
        binned=compile_trees([], 1, 0.0),
    ),
    link=LINK,
    shape=np.full((4, 12), 1.0 / 12.0),
    horizon=12,
    interval=HoursInterval(level=0.8, low=np.zeros(1), high=np.ones(1)),
)
FRAME = Frame.of(a_scheme(facts=tuple(a_fact(name) for name in "abcdefgh")), {})
CASE = a_case(facts=dict.fromkeys("abcdefg", 2))
contributions = st.lists(st.floats(min_value=-3.0, max_value=3.0), min_size=1, max_size=12)


@given(points=contributions, average=st.floats(min_value=-4.0, max_value=4.0))
def test_the_shares_of_the_facts_add_up_to_what_the_case_takes_beyond_the_average(
    points: list[float], average: float
) -> None:
    shares = hours_shares(np.array(points), average, EFFORT)
    ends = EFFORT.hours(np.array([average, average + np.sum(points)]))

    assert shares.sum() == pytest.approx(ends[1] - ends[0], abs=1e-9 * max(1.0, ends.max()))


@pytest.mark.parametrize("rest", [0.0, 1e-12, 1e-8])
def test_facts_that_outweigh_each_other_keep_their_hours(rest: float) -> None:
    shares = hours_shares(np.array([0.5, -0.5 + rest]), 0.5, EFFORT)

    slope = 1.75 * np.exp(1.5 + 0.875)
    assert shares == pytest.approx([0.5 * slope, -0.5 * slope], rel=1e-6)


def test_five_facts_are_named_and_the_others_stand_together() -> None:
    hours = np.array([0.1, -9.0, 3.0, 0.2, 5.0, -4.0, 2.0, 0.3])

    told = reasons(CASE, FRAME, hours * 2.0, hours)

    assert [reason.fact for reason in told] == ["b", "e", "f", "c", "g", None]
    assert told[-1].text == OTHERS
    assert told[-1].hours == pytest.approx(0.6)
    assert sum(reason.hours for reason in told) == pytest.approx(hours.sum())
    assert sum(reason.points for reason in told) == pytest.approx(2.0 * hours.sum())


def test_few_facts_need_no_others() -> None:
    frame = Frame.of(a_scheme(), {})

    told = reasons(a_case(), frame, np.ones(2), np.ones(2))

    assert len(told) == 2 < MOST_REASONS
    assert [reason.text for reason in told] == ["Kommunikation: ikke vurderet", "Tolk: ikke oplyst"]
