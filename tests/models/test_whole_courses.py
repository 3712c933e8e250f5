import numpy as np
import pytest

from features.panel import Panel
from models.ordinal import Floats
from models.whole_courses import USUAL_BETWEEN, CourseSpread, course_spread, whole_courses

MONTHS = 12


def a_sampled_panel(share: float, *, between: float, within: float, cases: int = 4000) -> tuple[Floats, Panel]:
    """Return expected hours and a panel in which each month was seen by chance, with a known spread."""
    rng = np.random.default_rng(7)
    monthly = rng.lognormal(0.5, 0.7, size=(cases, 1)) * np.exp(-np.arange(MONTHS) / 6.0)
    own = rng.gamma(1.0 / between, between, size=(cases, 1)) if between else np.ones((cases, 1))
    exposure = np.where(rng.random((cases, MONTHS)) < share, 0.5, 0.0)
    hours = np.asarray(within * rng.poisson(own * monthly * exposure / within), dtype=np.float64)
    return monthly, Panel(hours=hours, exposure=exposure, horizon=MONTHS, sampled=True)


@pytest.mark.parametrize(("between", "within"), [(0.2, 1.0), (0.8, 3.0), (0.5, 0.5)])
def test_much_seen_tells_the_spread_itself(between: float, within: float) -> None:
    monthly, panel = a_sampled_panel(0.8, between=between, within=within)

    spread = course_spread(monthly, panel)

    assert spread.between == pytest.approx(between, rel=0.15)
    assert spread.within == pytest.approx(within, rel=0.15)


def test_where_no_case_shows_two_months_the_usual_spread_stands() -> None:
    monthly, panel = a_sampled_panel(0.8, between=0.1, within=2.0)
    exposure = panel.exposure * (np.arange(MONTHS) == 3)
    alone = Panel(hours=panel.hours * (exposure > 0.0), exposure=exposure, horizon=MONTHS, sampled=True)

    assert course_spread(monthly, alone).between == pytest.approx(USUAL_BETWEEN)


def test_courses_nobody_worked_on_have_no_spread_from_month_to_month() -> None:
    monthly, panel = a_sampled_panel(0.0, between=0.5, within=2.0, cases=5)

    assert course_spread(monthly, panel) == CourseSpread(between=USUAL_BETWEEN, within=0.0)


def test_whole_courses_have_the_expected_hours_and_the_spread() -> None:
    expected = np.array([2.0, 20.0, 200.0])
    spread = CourseSpread(between=0.3, within=3.0)

    rows, hours = whole_courses(expected, spread)

    table = hours.reshape(3, -1)
    assert rows.tolist() == np.repeat([0, 1, 2], table.shape[1]).tolist()
    assert table.mean(axis=1) == pytest.approx(expected, rel=0.05)
    assert table.var(axis=1)[1:] == pytest.approx(spread.variance(expected)[1:], rel=0.15)
    assert (hours >= 0.0).all()
    assert (np.diff(table, axis=1) > 0.0).all()
