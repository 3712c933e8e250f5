from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from features.export_end import last_recorded_day

BUSY = [date(2020, 1, 1) + timedelta(days=index % 1000) for index in range(4000)]
LAST = date(2022, 9, 26)


def test_a_lone_date_after_a_long_silence_does_not_count() -> None:
    assert last_recorded_day([*BUSY, date(2023, 3, 1), date(2099, 1, 1)]) == LAST


def test_a_quiet_summer_is_no_end() -> None:
    assert last_recorded_day([*BUSY, LAST + timedelta(days=50)]) == LAST + timedelta(days=50)


def test_work_that_starts_again_after_a_silence_counts() -> None:
    again = [LAST + timedelta(days=200 + index) for index in range(100)]

    assert last_recorded_day(BUSY + again) == again[-1]


@given(st.lists(st.dates(), min_size=1, max_size=99))
def test_few_dates_have_no_pace(days: list[date]) -> None:
    assert last_recorded_day(days) == max(days)
