"""Hours become full-time equivalents, and nobody counts twice."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation.capacity import CapacityRules, capacity
from allocation.sagstal import GUIDES, caseload, contracts
from allocation.scenario import (
    Hire,
    Scenario,
    Shift,
    Shifted,
    Vacancy,
    check_scenario,
    factors_of,
    staff_under,
)
from allocation.staffing import (
    Aim,
    Period,
    caseworker_hours,
    full_time_hours,
    need_in_parts,
    staff_hours,
    staffing,
)
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Absence, Caseworker
from sagstyngde.errors import InputRefused

ON = date(2026, 11, 1)
RULES = CapacityRules()
PERIOD = Period(starts_on=ON, months=6, rules=RULES, absence=0.2)


def worker(name: str, **changes: object) -> Caseworker:
    plain = Caseworker(caseworker_id=CaseworkerId(name), employed_on=date(2015, 1, 1), team="Nord")
    return replace(plain, **changes)  # type: ignore[arg-type]  # a field of the type


STAFF = (
    worker("k1"),
    worker("k2", weekly_hours=30.0, fixed_monthly_hours=10.0, team="Syd"),
    worker("k3", absences=(Absence(starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 15)),)),
)


def test_who_leaves_takes_exactly_her_own_hours_with_her() -> None:
    vacancy = Scenario(vacancies=(Vacancy(caseworker_id=CaseworkerId("k3"), starts_on=date(2027, 2, 1)),))

    lost = staff_hours(STAFF, PERIOD) - staff_hours(staff_under(vacancy, STAFF), PERIOD)

    assert lost[:3] == pytest.approx(np.zeros(3))
    assert lost[3:] == pytest.approx(caseworker_hours(STAFF[2], PERIOD)[3:])


def test_who_leaves_at_once_leaves_nothing() -> None:
    vacancies = tuple(Vacancy(caseworker_id=one.caseworker_id, starts_on=ON) for one in STAFF)

    assert staff_hours(staff_under(Scenario(vacancies=vacancies), STAFF), PERIOD).tolist() == [0.0] * 6


def test_three_newcomers_ramp_up_to_three_full_timers() -> None:
    hired = staff_under(Scenario(hires=(Hire(count=3, starts_on=ON),)), ())

    ramped = staff_hours(hired, PERIOD) / full_time_hours(PERIOD)

    assert len(hired) == 3
    assert np.all(np.diff(ramped) > 0.0)
    assert 1.5 < ramped[0] < 1.75
    assert 2.75 < ramped[-1] < 3.0


def test_absence_in_the_staff_file_counts_towards_the_usual() -> None:
    """Ten of some 128 working days are 8 per cent: the rest of the 20 is spread over the days she is there."""
    away = caseworker_hours(STAFF[2], PERIOD).sum()
    whole = np.sum(capacity(worker("k9"), ON, 6, RULES))

    assert away == pytest.approx(0.8 * whole)
    assert caseworker_hours(STAFF[2], replace(PERIOD, absence=0.0)).sum() == pytest.approx(
        np.sum(capacity(STAFF[2], ON, 6, RULES))
    )


def test_a_long_leave_is_not_lengthened() -> None:
    away = worker("k4", absences=(Absence(starts_on=ON, ends_on=date(2027, 2, 28)),))

    assert caseworker_hours(away, PERIOD) == pytest.approx(np.array(capacity(away, ON, 6, RULES)))


def test_need_is_the_quantile_over_the_limit_and_the_odds_are_counted() -> None:
    load = np.tile(np.arange(1.0, 101.0)[:, None], (1, 6))
    hours = np.full(6, 60.0)
    one = full_time_hours(PERIOD)

    told = staffing(load, np.full(6, 50.5), hours, period=PERIOD, aim=Aim(limit=0.9, probability=0.8))

    assert told.need == pytest.approx(np.quantile(np.arange(1.0, 101.0), 0.8) / 0.9 / one)
    assert told.over == pytest.approx(np.full(6, 0.46))
    assert told.load == pytest.approx(np.full(6, 50.5 / 60.0))


def test_a_month_without_hours_is_beyond_any_limit() -> None:
    told = staffing(np.ones((10, 6)), np.ones(6), np.zeros(6), period=PERIOD, aim=Aim())

    assert np.isinf(told.load).all()
    assert told.over.tolist() == [1.0] * 6


@given(st.lists(st.floats(0.05, 1.0), min_size=1, max_size=6), st.floats(0.0, 50.0), st.floats(0.0, 900.0))
def test_parts_never_need_less_than_the_whole(weights: list[float], shared: float, own: float) -> None:
    shares = np.array(weights) / sum(weights)

    alone, together = need_in_parts(np.array([1000.0]), np.array([shared]), np.array([own]), shares=shares, aim=Aim())

    assert alone[0] >= together[0] - 1e-6


def test_what_all_share_is_not_made_smaller_by_joining() -> None:
    alone, together = need_in_parts(
        np.array([1000.0]), np.array([50.0]), np.array([0.0]), shares=np.full(4, 0.25), aim=Aim()
    )

    assert alone == pytest.approx(together)


def test_a_change_of_law_multiplies_from_its_day_and_only_its_categories() -> None:
    law = Shift(starts_on=date(2027, 1, 1), shifted=Shifted.INFLOW, factor=0.5, categories=frozenset("B"))

    factors = factors_of(Scenario(shifts=(law,)), "AB", ON, 4)

    assert factors.inflow.tolist() == [[1.0] * 4, [1.0, 1.0, 0.5, 0.5]]
    assert factors.hours.tolist() == [[1.0] * 4] * 2


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        (Scenario(vacancies=(Vacancy(caseworker_id=CaseworkerId("k9"), starts_on=ON),)), "står ikke i"),
        (Scenario(vacancies=(Vacancy(caseworker_id=CaseworkerId("k1"), starts_on=date(2026, 10, 1)),)), "før planens"),
        (Scenario(hires=(Hire(count=1, starts_on=date(2026, 10, 31)),)), "før planens dag, 2026-11-01"),
        (Scenario(shifts=(Shift(starts_on=ON, shifted=Shifted.HOURS, factor=2.0, categories=frozenset("Z")),)), "A, B"),
        (Scenario(hires=(Hire(count=1, starts_on=date(2027, 5, 1)),)), "efter planens sidste dag, 2027-04-30"),
        (Scenario(merges=(frozenset({"Nord", "Øst"}),)), "teamet står ikke"),
        (Scenario(merges=(frozenset({"Nord", "Syd"}), frozenset({"Nord"}))), "nævnt to gange"),
    ],
)
def test_what_cannot_be_meant_is_refused(scenario: Scenario, told: str) -> None:
    with pytest.raises(InputRefused) as caught:
        check_scenario(scenario, STAFF, "AB", PERIOD)

    assert told in caught.value.danish
    assert "k9" not in caught.value.danish


def test_who_has_left_cannot_leave_again() -> None:
    gone = worker("k5", left_on=date(2026, 12, 31))
    vacancy = Scenario(vacancies=(Vacancy(caseworker_id=CaseworkerId("k5"), starts_on=date(2027, 2, 1)),))

    with pytest.raises(InputRefused) as caught:
        check_scenario(vacancy, [gone], "AB", PERIOD)

    assert "fratræder før, den 2026-12-31" in caught.value.danish


def test_the_classic_count_counts_contracts_and_the_other_hours() -> None:
    told = caseload([120.0, 80.0], [300.0], full_time=contracts(STAFF, ON), affordable_hours=90.0)

    assert contracts(STAFF, ON) == pytest.approx(2.0 + 30.0 / 37.0)
    assert told.per_full_time == pytest.approx(120.0 / (2.0 + 30.0 / 37.0))
    assert told.hours_a_case_month == 3.0
    assert told.affordable == 30.0


def test_without_staff_nobody_has_a_caseload() -> None:
    assert caseload([10.0, 10.0], [20.0], full_time=0.0, affordable_hours=90.0).per_full_time == float("inf")
    assert contracts([], ON) == 0.0


def test_every_guide_names_its_year_and_source() -> None:
    assert all(guide.year and guide.source and guide.low < guide.high for guide in GUIDES)
