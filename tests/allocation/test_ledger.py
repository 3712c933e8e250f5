"""Hours by month and week, on one's own cases and on others'."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation.ledger import help_hours, own_hours, weeks_of, with_helpers
from sagstyngde.case import CaseworkerId
from sagstyngde.months import add_months
from sagstyngde.plan import SharedWork
from tests.allocation.factories import MONDAY, a_case


def shared(**shares: float) -> tuple[SharedWork, ...]:
    return tuple(SharedWork(caseworker_id=CaseworkerId(key), share=share) for key, share in shares.items())


@given(
    st.lists(st.floats(0.0, 100.0), max_size=12),
    st.lists(st.floats(0.01, 0.3), max_size=3),
    st.integers(1, 9),
)
def test_what_is_shared_is_neither_lost_nor_done_twice(hours: list[float], shares: list[float], months: int) -> None:
    helpers = shared(**{f"k{place}": share for place, share in enumerate(shares)})
    case = a_case("1", monthly_hours=tuple(hours), shared=helpers)

    own, helping = own_hours(case, months), help_hours([case], months)

    assert len(own) == months
    assert sum(own) + sum(map(sum, helping.values())) == pytest.approx(sum(hours[:months]))
    assert min(own) >= 0.0


def test_a_helpers_hours_add_up_over_cases() -> None:
    cases = [a_case("1", 10.0, shared=shared(k2=0.5)), a_case("2", 4.0, shared=shared(k2=0.25, k3=0.25))]

    assert help_hours(cases, 2) == {"k2": (6.0, 6.0), "k3": (1.0, 1.0)}


def test_a_case_that_others_do_wholly_weighs_nothing_on_its_own_caseworker() -> None:
    assert own_hours(a_case("1", 10.0, shared=shared(k2=0.7, k3=0.3)), 3) == pytest.approx((0.0, 0.0, 0.0))


def test_the_part_of_somebody_who_has_left_falls_back_on_the_cases_own_caseworker() -> None:
    known = [CaseworkerId("k1"), CaseworkerId("k2")]

    helped, alone = with_helpers([a_case("1", 8.0, shared=shared(k2=0.25, gone=0.5)), a_case("2")], known)

    assert own_hours(helped, 1) == (6.0,)
    assert help_hours([helped], 1) == {"k2": (2.0,)}
    assert alone == a_case("2")


@given(st.lists(st.floats(0.0, 200.0), min_size=1, max_size=12), st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_weeks_hold_the_months_hours(monthly: list[float], on: date) -> None:
    weeks = weeks_of(monthly, on)

    assert sum(weeks) == pytest.approx(sum(monthly))
    days = (add_months(on, len(monthly)) - on).days
    assert len(weeks) in {days // 7, days // 7 + 1}  # a last week of a weekend alone has no working day


def test_a_months_hours_lie_on_its_working_days() -> None:
    weeks = weeks_of((22.0, 0.0), MONDAY)  # 22 working days from 2 November to 1 December

    assert weeks[:5] == pytest.approx((5.0, 5.0, 5.0, 5.0, 2.0))
    assert not any(weeks[5:])


def test_half_a_year_has_twenty_six_weeks() -> None:
    assert len(weeks_of((1.0,) * 6, MONDAY)) == 26
    assert MONDAY + timedelta(weeks=26) == date(2027, 5, 3)


def test_no_months_have_no_weeks() -> None:
    assert weeks_of((), MONDAY) == ()
