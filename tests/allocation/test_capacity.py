"""Net hours on real calendar days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation.capacity import CapacityRules, capacity, workdays
from sagstyngde.caseworker import Absence
from sagstyngde.months import add_months
from tests.allocation.factories import a_caseworker

PLAIN = CapacityRules(casework_share=1.0)
DAY = 37.0 / 5.0


@pytest.mark.parametrize(
    ("starts_on", "count"),
    [
        (date(2028, 2, 1), 21),  # a leap year's February, 1st on a Tuesday
        (date(2027, 2, 1), 20),
        (date(2026, 11, 2), 22),  # to 1 December
        (date(2026, 1, 31), 20),  # Saturday, to 27 February
    ],
)
def test_a_month_has_its_weekdays(starts_on: date, count: int) -> None:
    days, month_of = workdays(starts_on, 1)

    assert len(days) == count
    assert set(month_of.tolist()) == {0}


def test_months_of_a_plan_neither_overlap_nor_leave_days_out() -> None:
    whole, _ = workdays(date(2026, 1, 31), 12)

    assert len(whole) == len(set(whole.tolist()))
    assert len(whole) == 260
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)


def test_a_part_time_contract_counts_in_proportion() -> None:
    full, part = (
        capacity(a_caseworker("k", weekly_hours=hours), date(2026, 11, 2), 3, PLAIN) for hours in (37.0, 18.5)
    )

    assert part == pytest.approx([hours / 2 for hours in full])


def test_absence_takes_its_share_of_the_working_days_it_covers() -> None:
    week = Absence(starts_on=date(2026, 11, 7), ends_on=date(2026, 11, 13), share=0.5)

    (hours,) = capacity(a_caseworker("k", absences=(week,)), date(2026, 11, 2), 1, PLAIN)

    assert hours == pytest.approx((22 - 5 * 0.5) * DAY)


def test_absences_that_overlap_take_no_more_than_everything() -> None:
    whole = Absence(starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30))
    half = Absence(starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 13), share=0.5)

    hours = capacity(a_caseworker("k", absences=(whole, half)), date(2026, 11, 2), 1, PLAIN)

    assert hours == pytest.approx((DAY,))  # 1 December


def test_the_newly_employed_start_at_half_and_reach_full_casework_after_six_months() -> None:
    months = capacity(a_caseworker("k", employed_on=date(2026, 11, 2)), date(2026, 11, 2), 8, PLAIN)

    shares = [hours / full for hours, full in zip(months, _full(8), strict=True)]
    assert shares[0] == pytest.approx(0.54, abs=0.005)
    assert shares[:6] == sorted(shares[:6])
    assert shares[6:] == pytest.approx([1.0, 1.0], abs=1e-3)


def test_the_ramp_is_the_policys_own() -> None:
    rules = CapacityRules(casework_share=1.0, ramp_months=3.0, ramp=(0.0, 0.0, 1.0))

    months = capacity(a_caseworker("k", employed_on=date(2026, 11, 2)), date(2026, 11, 2), 4, rules)

    assert months[0] == 0.0
    assert 0.0 < months[1] < months[2] < months[3]


def test_nobody_has_hours_before_the_first_or_after_the_last_day_of_employment() -> None:
    short = a_caseworker("k", employed_on=date(2016, 1, 1), left_on=date(2026, 11, 6))
    later = a_caseworker("k", employed_on=date(2027, 6, 1))

    assert capacity(short, date(2026, 11, 2), 2, PLAIN) == pytest.approx((5 * DAY, 0.0))
    assert capacity(later, date(2026, 11, 2), 2, PLAIN) == (0.0, 0.0)


def test_fixed_duties_never_make_hours_negative() -> None:
    assert capacity(a_caseworker("k", fixed_monthly_hours=500.0), date(2026, 11, 2), 2, PLAIN) == (0.0, 0.0)


@given(st.floats(0.0, 60.0), st.floats(0.0, 20.0), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_more_contract_hours_never_give_fewer_net_hours(weekly: float, more: float, on: date) -> None:
    less, full = (
        capacity(a_caseworker("k", weekly_hours=hours, fixed_monthly_hours=20.0), on, 3, CapacityRules())
        for hours in (weekly, weekly + more)
    )

    assert all(0.0 <= a <= b + 1e-9 for a, b in zip(less, full, strict=True))


def _full(months: int) -> tuple[float, ...]:
    return capacity(a_caseworker("k"), date(2026, 11, 2), months, PLAIN)
