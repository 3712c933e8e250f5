"""The laws of a what-if: it moves what it names and nothing else, and what was kept answers as what was read."""

import json
from dataclasses import asdict, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.forecast import Drawn, Forecast, Question, answer, drawn, drawn_part, grounds_of_part
from allocation.forecast_kept import grounds_from_json, grounds_to_json
from allocation.outlook import Ahead
from allocation.scenario import Hire, Scenario, Shift, Shifted, Vacancy
from allocation.staffing import Aim
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Caseworker
from tests.forecasts import ON, some_grounds

STAFF = tuple(
    Caseworker(caseworker_id=CaseworkerId(f"k{place}"), employed_on=date(2020, 1, 1), team=team)
    for place, team in enumerate(("Nord", "Nord", "Syd", "Syd"))
)
DAYS = st.integers(0, 364).map(lambda days: ON + timedelta(days=days))
GROUNDS = some_grounds()


@cache
def futures() -> Drawn:
    return drawn(GROUNDS)


def asked(scenario: Scenario = Scenario(), **changes: Any) -> Forecast:  # noqa: B008  frozen
    usual = Question(on=ON, seed=GROUNDS.seed)
    return answer(GROUNDS, futures(), STAFF, usual, asked=replace(usual, scenario=scenario, **changes))


def same(one: Ahead, other: Ahead) -> bool:
    return all(np.array_equal(value, asdict(other)[name]) for name, value in asdict(one).items())


def test_what_was_kept_answers_to_the_last_bit_as_what_was_read() -> None:
    read = grounds_from_json(json.loads(json.dumps(grounds_to_json(GROUNDS), allow_nan=False)))

    assert same(drawn(read).unchanged, futures().unchanged)
    assert read.record == GROUNDS.record
    assert read.arrivals == GROUNDS.arrivals
    assert np.array_equal(read.materials.past_hours, GROUNDS.materials.past_hours, equal_nan=True)
    again = answer(read, drawn(read), STAFF, Question(on=ON))
    assert again.base.staffing.period_need == asked().base.staffing.period_need


def test_grounds_of_another_form_are_refused() -> None:
    kept = grounds_to_json(GROUNDS)

    with pytest.raises(ValueError, match="another form"):
        grounds_from_json(kept | {"form": 2})
    with pytest.raises(ValueError, match="another form"):
        grounds_from_json(kept | {"arrivals": kept["arrivals"] | {"used": "spaakone"}})


def test_asking_nothing_changes_nothing() -> None:
    told = asked()

    assert told.what_if is None
    assert told.sides == (told.base,)


@settings(max_examples=20, deadline=None)
@given(day=DAYS, shifted=st.sampled_from(Shifted))
def test_a_change_by_one_changes_no_bit(day: date, shifted: Shifted) -> None:
    told = asked(Scenario(shifts=(Shift(starts_on=day, shifted=shifted, factor=1.0),)))

    assert told.what_if is not None
    assert same(told.what_if.ahead, told.base.ahead)
    assert np.array_equal(told.what_if.staffing.over, told.base.staffing.over)


@settings(max_examples=30, deadline=None)
@given(day=DAYS, count=st.integers(1, 5), weekly=st.floats(1.0, 60.0))
def test_hiring_never_lowers_capacity_and_touches_no_case(day: date, count: int, weekly: float) -> None:
    told = asked(Scenario(hires=(Hire(count=count, starts_on=day, weekly_hours=weekly),)))

    assert told.what_if is not None
    assert (told.what_if.staffing.hours >= told.base.staffing.hours).all()
    assert told.what_if.staffing.period_over <= told.base.staffing.period_over
    assert told.what_if.staffing.period_need == told.base.staffing.period_need
    assert told.what_if.ahead is told.base.ahead


@settings(max_examples=30, deadline=None)
@given(day=DAYS, who=st.sampled_from(STAFF))
def test_a_vacancy_never_raises_capacity(day: date, who: Caseworker) -> None:
    told = asked(Scenario(vacancies=(Vacancy(caseworker_id=who.caseworker_id, starts_on=day),)))

    assert told.what_if is not None
    assert (told.what_if.staffing.hours <= told.base.staffing.hours).all()
    before = [place for place in range(12) if day >= date(2026 + (10 + place + 1) // 12, (10 + place + 1) % 12 + 1, 1)]
    assert np.array_equal(told.what_if.staffing.hours[before], told.base.staffing.hours[before])


@settings(max_examples=20, deadline=None)
@given(factor=st.floats(1.0, 3.0), shifted=st.sampled_from(Shifted), day=DAYS)
def test_more_work_is_never_less_to_expect_nor_fewer_needed(factor: float, shifted: Shifted, day: date) -> None:
    told = asked(Scenario(shifts=(Shift(starts_on=day, shifted=shifted, factor=factor),)))

    assert told.what_if is not None
    assert (told.what_if.ahead.expected >= told.base.ahead.expected - 1e-9).all()
    assert told.what_if.staffing.period_need >= told.base.staffing.period_need - 1e-9


def test_teams_that_become_one_need_fewer_between_them() -> None:
    told = asked(Scenario(merges=(frozenset({"Nord", "Syd"}),)))

    assert told.what_if is not None
    assert told.base.in_teams is not None
    assert told.what_if.in_teams is None
    assert (told.base.in_teams > told.base.as_one).all()


def test_other_premises_are_asked_without_a_scenario() -> None:
    strict, rested = asked(aim=Aim(limit=0.8)), asked(absence=0.4)

    assert strict.what_if is not None
    assert rested.what_if is not None
    assert strict.what_if.staffing.period_need == pytest.approx(strict.base.staffing.period_need / 0.8)
    assert strict.what_if.ahead is strict.base.ahead
    assert rested.what_if.staffing.hours == pytest.approx(0.75 * rested.base.staffing.hours)


def test_parts_add_up_and_swing_more_for_their_size() -> None:
    whole = futures().unchanged
    parts = {team: drawn_part(futures(), share).unchanged for team, share in GROUNDS.materials.of_team.items()}

    assert sum(part.expected for part in parts.values()) == pytest.approx(whole.expected)
    relative = {team: part.load.std(axis=0) / part.expected for team, part in parts.items()}
    assert (relative["Syd"] > relative["Nord"]).all()
    assert (relative["Nord"] > whole.load.std(axis=0) / whole.expected).all()


def test_a_part_has_its_own_teams_and_share_and_says_nothing_of_the_rest() -> None:
    part, share = grounds_of_part(GROUNDS, {"Syd"})

    assert share == pytest.approx(0.4)
    assert part.materials.of_team == {"Syd": 1.0}
    assert part.materials.stock.cases == pytest.approx(0.4 * GROUNDS.materials.stock.cases)
    assert part.materials.idle is None
