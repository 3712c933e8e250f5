"""From which day has a caseworker been employed long enough?"""

from datetime import date
from typing import Any

import pytest

from mandate.register import Leave, Reemployment, Seniority
from mandate.seniority import full_on, tenures
from tests.mandate.factories import a_decider, day

PAUSES = Seniority(leave=Leave.PAUSES)


def continues(**fields: Any) -> Seniority:
    return Seniority(reemployment=Reemployment.CONTINUES, **fields)


@pytest.mark.parametrize(
    ("employed", "full"),
    [
        ("2026-03-01/", "2026-09-01"),
        ("2026-08-31/", "2027-02-28"),
        ("2027-08-31/", "2028-02-29"),
        ("2026-08-30/", "2027-02-28"),
        ("2026-08-28/", "2027-02-28"),
        ("2024-02-29/", "2024-08-29"),
        ("2026-12-31/", "2027-06-30"),
    ],
)
def test_the_count_is_full_on_the_same_day_six_months_later_or_the_months_last(employed: str, full: str) -> None:
    assert full_on(Seniority(), a_decider(employed)) == day(full)


def test_no_months_are_full_on_the_first_day() -> None:
    assert full_on(Seniority(months=0), a_decider("2026-03-01/")) == date(2026, 3, 1)


def test_a_leave_on_the_first_day_pauses_no_count_that_is_full_then() -> None:
    seniority = Seniority(months=0, leave=Leave.PAUSES)

    assert full_on(seniority, a_decider("2026-03-01/", away=("2026-01-01/",))) == date(2026, 3, 1)


def test_whoever_was_never_employed_never_has_been_long_enough() -> None:
    assert full_on(Seniority(), a_decider()) is None


@pytest.mark.parametrize(("last", "full"), [("2026-08-31", None), ("2026-09-01", "2026-09-01")])
def test_an_employment_that_ends_before_the_day_is_never_long_enough(last: str, full: str | None) -> None:
    assert full_on(Seniority(), a_decider(f"2026-03-01/{last}")) == (full and day(full))


@pytest.mark.parametrize(
    ("away", "full"),
    [
        (["2026-05-01/2026-05-27"], "2026-09-01"),  # 27 days are too few
        (["2026-05-01/2026-05-28"], "2026-09-29"),
        (["2026-05-01/2026-05-14", "2026-05-15/2026-05-28"], "2026-09-29"),  # one leave, written down as two
        (["2026-05-01/2026-05-14", "2026-05-16/2026-05-28"], "2026-09-01"),  # a day at work between
        (["2026-05-10/2026-05-28", "2026-05-01/2026-05-20"], "2026-09-29"),  # overlapping, and out of order
        (["2026-05-01/2026-05-28", "2026-05-10/2026-05-12"], "2026-09-29"),
        (["2026-02-15/2026-03-31"], "2026-10-02"),  # began before the employment: 31 days of it fall within
        (["2026-01-01/2026-02-28"], "2026-09-01"),  # over before it
        (["2026-08-31/2026-09-30"], "2026-10-02"),  # begins the day before the count would be full: 31 days on
        (["2026-09-01/2026-12-31"], "2026-09-01"),  # begins when it is full
        (["2026-05-01/2026-05-31", "2026-09-15/2026-10-14"], "2026-11-01"),  # the second falls within by the first
    ],
)
def test_each_day_of_a_leave_that_pauses_moves_the_day_on(away: list[str], full: str) -> None:
    decider = a_decider("2026-03-01/", away=tuple(away))

    assert full_on(PAUSES, decider) == day(full)
    assert full_on(Seniority(), decider) == date(2026, 9, 1)


def test_a_leave_without_an_end_pauses_for_ever_unless_the_count_is_full() -> None:
    assert full_on(PAUSES, a_decider("2026-03-01/", away=("2026-05-01/",))) is None
    assert full_on(PAUSES, a_decider("2026-03-01/", away=("2026-09-01/",))) == date(2026, 9, 1)


def test_employments_that_touch_are_one() -> None:
    for seniority in (Seniority(), continues()):
        assert full_on(seniority, a_decider("2026-01-15/2026-01-31", "2026-02-01/")) == date(2026, 7, 15)


def test_a_day_between_two_employments_starts_the_count_over() -> None:
    decider = a_decider("2026-01-15/2026-01-31", "2026-02-02/")

    assert full_on(Seniority(), decider) == date(2026, 8, 2)
    assert full_on(continues(), decider) == date(2026, 8, 2)


@pytest.mark.parametrize(
    ("comes_back", "full"),
    [
        ("2026-04-01", "2026-08-12"),  # away all of March, a month: 12 July and 31 days
        ("2026-04-02", "2026-10-02"),  # a day more, and it starts over
    ],
)
def test_a_gap_of_at_most_so_many_months_moves_the_day_on(comes_back: str, full: str) -> None:
    decider = a_decider("2026-01-12/2026-02-28", f"{comes_back}/")

    assert full_on(continues(gap_months=1), decider) == day(full)


def test_a_leave_and_a_gap_on_the_same_days_count_once() -> None:
    decider = a_decider("2026-01-12/2026-02-28", "2026-04-01/", away=("2026-02-15/2026-04-10",))

    assert full_on(continues(gap_months=1, leave=Leave.PAUSES), decider) == date(2026, 9, 5)  # 12 July + 55 days


def test_a_count_that_is_full_between_two_employments_is_full_when_she_comes_back() -> None:
    decider = a_decider("2026-01-01/2026-06-30", "2026-07-15/")

    assert full_on(continues(gap_months=1), decider) == date(2026, 7, 15)


def test_the_employment_asked_about_is_the_days() -> None:
    decider = a_decider("2020-01-01/2022-12-31", "2026-01-01/")

    assert full_on(Seniority(), decider, date(2021, 5, 1)) == date(2020, 7, 1)
    assert full_on(Seniority(), decider, date(2025, 5, 1)) is None
    assert full_on(Seniority(), decider, date(2026, 1, 1)) == full_on(Seniority(), decider) == date(2026, 7, 1)


def test_the_calendars_ends_are_no_trap() -> None:
    assert full_on(PAUSES, a_decider("2026-01-01/9999-12-31", away=("0001-01-01/2026-01-31",))) == date(2026, 8, 1)
    assert full_on(PAUSES, a_decider("2026-01-01/", away=("2026-02-01/9999-12-31",))) is None
    assert full_on(continues(gap_months=60), a_decider("0001-01-01/9998-01-01", "9999-12-01/")) == date(1, 7, 1)
    assert full_on(Seniority(), a_decider("9999-12-01/")) is None


def test_employments_counted_as_one_keep_their_days() -> None:
    (one,) = tenures(continues(gap_months=2), a_decider("2026-01-01/2026-01-31", "2026-03-01/"))

    assert [one.holds(day(text)) for text in ("2026-01-31", "2026-02-15", "2026-03-01")] == [True, False, True]


@pytest.mark.parametrize("employed", [("2026-03-01/", "2026-05-01/"), ("2026-03-01/2026-05-01", "2026-05-01/")])
def test_employments_out_of_order_or_on_one_day_are_refused(employed: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="one ends before the next begins"):
        a_decider(*employed)
