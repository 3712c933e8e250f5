from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from allocation.actual import actual_holding
from allocation.columns import UNKNOWN
from allocation.competence import Competence
from allocation.filters import Siblings
from allocation.goals import BalancedLoad, EqualCount
from allocation.record import Holders, Record
from allocation.replay import Placings, Replay
from allocation.supply import long_away
from allocation.world import replayed
from sagstyngde.caseworker import Absence
from tests.allocation.factories import a_case, a_caseworker, a_policy, a_sibling
from tests.allocation.replays import MONDAY, WHOLE, a_record, some_cases


def placings_of(record: Record, *principles: object) -> Placings:
    policy = replace(a_policy(*(principles or (EqualCount(),))), capacity=WHOLE)  # type: ignore[arg-type]
    away = long_away(record.staff, record.starts_on, record.weeks, WHOLE)
    return Replay(record, policy, away).run(replayed(record))


def test_cases_come_in_their_week_stay_with_one_caseworker_and_end() -> None:
    record = a_record(some_cases(2), received=[0, 15], lasted=[13, 300], weeks=5)

    holding = placings_of(record).holding

    assert holding.tolist() == [[0, UNKNOWN], [0, UNKNOWN], [UNKNOWN, 0], [UNKNOWN, 0], [UNKNOWN, 0]]


def test_equal_counts_alternate_and_balanced_hours_do_not() -> None:
    cases = [a_case("s0", 30.0), *(a_case(f"s{n}", 6.0) for n in range(1, 5))]
    record = a_record(cases, received=[0] * 5, weeks=2)

    equal, balanced = placings_of(record).holding[0], placings_of(record, BalancedLoad()).holding[0]

    assert equal.tolist() == [0, 1, 0, 1, 0]
    assert balanced.tolist() == [0, 1, 1, 1, 1]


def test_a_competence_nobody_has_is_set_aside_and_counted() -> None:
    record = a_record([a_case("s0", needs="tegnsprog"), a_case("s1")], received=[0, 0], weeks=2)

    placings = placings_of(record, Competence(), EqualCount())

    assert placings.bent.tolist() == [True, False]
    assert (placings.holding[0] != UNKNOWN).all()


def test_siblings_who_must_share_follow_the_first_and_those_who_must_not_do_not() -> None:
    same = [a_sibling("s0", "same"), a_sibling("s1", "same")]
    apart = [a_sibling("s0", "different"), a_sibling("s1", "different")]

    together = placings_of(a_record(same, weeks=3), Siblings(), EqualCount()).holding[-1]
    separate = placings_of(a_record(apart, received=[0, 0], weeks=3), Siblings(), EqualCount()).holding[-1]

    assert together[0] == together[1]
    assert separate[0] != separate[1]


def test_who_leaves_hands_her_cases_over_and_holidays_do_not() -> None:
    leaver = a_caseworker("k1", left_on=MONDAY + timedelta(days=20))
    holiday = Absence(starts_on=MONDAY + timedelta(days=28), ends_on=MONDAY + timedelta(days=45))
    other = a_caseworker("k2", absences=(holiday,))
    record = a_record(some_cases(2, monthly_hours=(6.0,) * 24), [leaver, other], received=[0, 0], weeks=9)

    holding = placings_of(record).holding

    assert sorted(holding[0].tolist()) == [0, 1]
    assert (holding[3:] == 1).all()


def test_a_long_leave_hands_over_and_comes_back_to_an_empty_desk() -> None:
    leave = Absence(starts_on=MONDAY + timedelta(days=14), ends_on=MONDAY + timedelta(days=104))
    staff = [a_caseworker("k1", absences=(leave,)), a_caseworker("k2")]
    record = a_record(some_cases(3), staff, received=[0, 0, 120], weeks=22)

    holding = placings_of(record).holding

    assert sorted(holding[1, :2].tolist()) == [0, 1]
    assert (holding[2:, :2] == 1).all()
    assert holding[-1, 2] == 0


def test_cases_wait_where_nobody_has_any_hours() -> None:
    leave = Absence(starts_on=MONDAY + timedelta(days=14), ends_on=MONDAY + timedelta(days=600))
    record = a_record(some_cases(2), [a_caseworker("k1", absences=(leave,))], received=[0, 30], weeks=22)

    holding = placings_of(record).holding

    assert holding[1].tolist() == [0, UNKNOWN]
    assert (holding[2:] == UNKNOWN).all()


def test_cases_in_hand_at_the_start_stay_with_whoever_had_them() -> None:
    record = a_record(some_cases(4), received=[-30, -20, -10, 7], weeks=4, holders=[1, 1, 1, 0])

    for principle in (EqualCount(), BalancedLoad()):
        assert placings_of(record, principle).holding[1].tolist() == [1, 1, 1, 0]


def test_the_actual_holding_is_the_record_and_its_gaps_are_filled_by_neighbours() -> None:
    late = a_caseworker("k3", employed_on=MONDAY + timedelta(days=70))
    staff = [a_caseworker("k1"), a_caseworker("k2"), late]
    holders = Holders(
        first=np.array([0, 1, UNKNOWN, 2]), second=np.array([0, 0, 1, 2]), changed=np.array([0, 14, 21, 0])
    )
    record = a_record(some_cases(4), staff, received=[0, 0, 0, 7], weeks=15, holders=holders)

    placings = actual_holding(replayed(record), long_away(record.staff, record.starts_on, record.weeks, WHOLE))

    assert placings[:, 0].tolist() == [0] * 15
    assert placings[:, 1].tolist() == [1] * 2 + [0] * 13
    assert placings[3:, 2].tolist() == [1] * 12
    assert placings[0, 2] in {0, 1}
    assert set(placings[1:10, 3].tolist()) <= {0, 1}
    assert set(placings[10:, 3].tolist()) == {2}


def test_a_record_that_does_not_tell_who_had_the_cases_has_no_actual_holding() -> None:
    record = a_record(some_cases(1))

    with pytest.raises(ValueError, match="who had the cases"):
        actual_holding(replayed(record), np.zeros((20, 2), dtype=bool))


def test_the_advisor_does_not_see_what_a_case_will_take() -> None:
    light = a_record(some_cases(6), received=[0] * 6, weeks=4, work=[(0, 1, 1.0)])
    heavy = replace(light, work_hours=np.array([400.0]))

    assert np.array_equal(placings_of(light, BalancedLoad()).holding, placings_of(heavy, BalancedLoad()).holding)


def test_weeks_begin_on_mondays() -> None:
    with pytest.raises(ValueError, match="Monday"):
        placings_of(replace(a_record(some_cases(1)), starts_on=date(2026, 1, 6)))
