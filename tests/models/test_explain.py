from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.frame import Frame
from features.scheme import Feature, Kind
from models.compile_booster import compile_trees
from models.effort import EffortModel, HoursInterval, Link
from models.explain import MOST_REASONS, OTHERS, contrast, fact_text, hours_shares, reasons, value_text
from models.point_table import LinearPoints, PointTable
from sagstyngde.case import FactValue
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
    interval=HoursInterval(level=0.8, edges=np.empty(0), low=np.zeros(1), high=np.ones(1)),
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


@pytest.mark.parametrize(
    ("probability", "sentence"),
    [
        ([0.1, 0.3, 0.5, 0.1], "Kompleks frem for sammensat, især på grund af a (moderat) og b (moderat)."),
        ([0.1, 0.1, 0.5, 0.3], "Kompleks frem for særligt kompleks, især på grund af c (moderat)."),
        ([0.9, 0.1, 0.0, 0.0], "Enkel frem for sammensat, især på grund af c (moderat)."),
        ([0.0, 0.0, 0.1, 0.9], "Særligt kompleks frem for kompleks, især på grund af a (moderat) og b (moderat)."),
    ],
)
def test_the_contrast_names_the_facts_that_point_away_from_the_likelier_neighbour(
    probability: list[float], sentence: str
) -> None:
    points = np.array([3.0, 2.0, -1.0, 0.5, 0.0, 0.0, 0.0, 0.0])

    assert contrast(CASE, FRAME, points, np.array(probability)) == sentence


def test_where_no_fact_points_that_way_nothing_is_said() -> None:
    assert contrast(CASE, FRAME, -np.ones(8), np.array([0.0, 0.0, 0.1, 0.9])) is None


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.FLAG, True, "ja"),
        (Kind.FLAG, False, "nej"),
        (Kind.LEVEL, 3, "svær"),
        (Kind.COUNT, 12, "12"),
        (Kind.NUMBER, 2.25, "2,2"),
        (Kind.NUMBER, 3.0, "3"),
        (Kind.DATE, date(2020, 5, 3), "3. maj 2020"),
        (Kind.CHOICE, "x", "Skole"),
        (Kind.CHOICES, frozenset({"x", "y"}), "Skole og y"),
        (Kind.CHOICES, frozenset(), "ingen"),
    ],
)
def test_a_value_is_told_as_a_caseworker_says_it(kind: Kind, value: FactValue, text: str) -> None:
    assert fact_text(a_fact("f", kind, options={"x": "Skole"}), value) == text


def test_a_derived_feature_tells_its_own_value() -> None:
    age = Feature(name="alder", function="age_years", of=("born_on",), label="Alder")
    frame = Frame.of(a_scheme(facts=(a_fact("born_on", Kind.DATE),), features=(age,)), {})

    assert value_text(a_case(facts={"born_on": date(2016, 3, 2)}), frame, "alder") == "10,0"
    assert value_text(a_case(), frame, "alder") == "ikke oplyst"
