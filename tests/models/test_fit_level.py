from dataclasses import replace

import numpy as np
import pytest

from models.effort import Link
from models.fit_effort import fit_course
from models.fit_level import NEWEST_SHARE, Followed, _moved, log_factors, recalibrated
from tests.models.test_fit_effort import SIZE, a_panel


def newest_bias(drift: float, *, recalibrate: bool) -> float:
    """Return predicted over true hours of the newest cases, whose hours are ``drift`` times those of the past."""
    data, truth = a_panel(4000)
    newest = np.arange(4000) >= int(4000 * (1.0 - NEWEST_SHARE))
    factor = np.where(newest, drift, 1.0)
    moved = replace(data, panel=replace(data.panel, hours=data.panel.hours * factor[:, None]))
    fitted, shape = fit_course(moved, SIZE)
    if recalibrate:
        fitted = recalibrated(fitted, moved, shape)
    hours = np.exp(fitted(data.design.X, data.score))
    return float(hours[newest].sum() / (drift * truth[newest].sum()))


@pytest.mark.parametrize("drift", [0.7, 1.4])
def test_a_drift_of_the_level_is_removed(drift: float) -> None:
    assert abs(newest_bias(drift, recalibrate=False) - 1.0) > 0.15
    assert newest_bias(drift, recalibrate=True) == pytest.approx(1.0, abs=0.05)


def test_without_a_drift_next_to_nothing_is_moved() -> None:
    without, with_ = newest_bias(1.0, recalibrate=False), newest_bias(1.0, recalibrate=True)

    assert with_ == pytest.approx(without, abs=0.03)


def test_a_drift_of_one_category_moves_its_cases_most() -> None:
    data, _ = a_panel(4000)
    heavy = data.design.X[:, 0] > 0.0
    newest = np.arange(4000) >= int(4000 * (1.0 - NEWEST_SHARE))
    factor = np.where(newest & heavy, 1.6, 1.0)
    moved = replace(
        data,
        probability=np.column_stack((~heavy, heavy)).astype(float),
        panel=replace(data.panel, hours=data.panel.hours * factor[:, None]),
    )
    fitted, shape = fit_course(moved, SIZE)

    gain = recalibrated(fitted, moved, shape)(data.design.X, data.score) - fitted(data.design.X, data.score)

    assert gain[data.design.X[:, 0] > 1.0].mean() > gain[data.design.X[:, 0] < -1.0].mean() + 0.1


def test_a_year_that_lacked_the_heaviest_cases_by_luck_moves_nothing() -> None:
    recorded = np.tile([1.0] * 9 + [31.0], 40)
    recorded[-100:] = 3.0
    cases = Followed(probability=np.ones((400, 1)), recorded=recorded, expected=np.full(400, 4.0), weight=np.ones(400))

    assert log_factors(cases, 300).tolist() == [0.0]
    assert log_factors(cases.take(np.arange(300, 400)), 0)[0] < -0.2


def test_a_moved_link_still_rises_and_keeps_its_slope_beyond_the_cases() -> None:
    link = Link(index=np.array([0.0, 1.0]), log_hours=np.array([0.0, 1.0]))
    index = np.linspace(-2.0, 3.0, 500)

    moved = _moved(link, index, np.where(index > 0.5, -0.3, 0.0))
    flattened = _moved(link, index, np.where(index > 0.5, -3.0, 0.0))

    assert moved(np.array([9.0])) - moved(np.array([8.0])) == pytest.approx([1.0])
    assert moved(np.array([2.5])) == pytest.approx([2.2])
    assert (np.diff(flattened.log_hours) >= 0.0).all()
