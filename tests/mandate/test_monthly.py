"""Who is in the series, and that who decides most this month is no change."""

import numpy as np

from mandate.finding import OutcomeName
from mandate.monthly import month_means, monthly
from tests.mandate.panels import a_panel


def test_a_team_that_decides_more_is_no_change() -> None:
    slow, quick = np.full(36, 4.0), np.full(36, 3.0)
    counts = np.array([[40] * 18 + [10] * 18, [10] * 18 + [40] * 18])

    series = monthly(a_panel([slow, quick], counts=counts), OutcomeName.DAYS)

    assert series is not None
    np.testing.assert_allclose(series.values, 3.5)


def test_a_team_that_comes_late_is_no_change() -> None:
    late = np.where(np.arange(36) < 20, np.nan, 5.0)

    series = monthly(a_panel([np.full(36, 3.0), late]), OutcomeName.DAYS)

    assert series is not None
    np.testing.assert_allclose(np.ptp(series.values), 0.0, atol=1e-9)


def test_spending_is_the_kroner_of_all() -> None:
    series = monthly(a_panel(np.log([[100.0] * 36, [300.0] * 36])), OutcomeName.SPENDING)

    assert series is not None
    np.testing.assert_allclose(np.exp(series.values), 400.0)


def test_months_that_hang_together_in_no_unit_have_no_means() -> None:
    counts = np.array([[10] * 5 + [0] * 5, [0] * 5 + [10] * 5])

    assert np.isnan(month_means(np.ones((2, 10)), counts)).all()


def test_those_who_began_together_and_decided_most_before_are_taken() -> None:
    panel = a_panel(np.zeros((5, 40)), counts=[[10]] * 3 + [[50]] * 2, starts=[14, 14, 18, 20, 39])

    series = monthly(panel, OutcomeName.DAYS)

    assert series is not None
    assert (series.start, series.rows.tolist(), series.before, series.after) == (20, [3], 20, 20)


def test_nobody_has_begun() -> None:
    assert monthly(a_panel(np.zeros((2, 30)), starts=30), OutcomeName.DAYS) is None


def test_the_order_of_the_rows_changes_no_bit() -> None:
    rng = np.random.default_rng(1)
    values, counts = rng.standard_normal((6, 36)), rng.integers(0, 30, (6, 36))
    values[counts == 0] = np.nan
    panel, shuffled = a_panel(values, counts), a_panel(values[::-1], counts[::-1])
    object.__setattr__(shuffled, "units", panel.units[::-1])

    one, other = monthly(panel, OutcomeName.DAYS), monthly(shuffled, OutcomeName.DAYS)

    assert one is not None
    assert other is not None
    assert one.values.tobytes() == other.values.tobytes()
