"""What changes the weight of a case on its way."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from features.catalogue import age_years
from features.scheme import Scheme
from features.scheme_toml import read_scheme
from models.events import Event, birthdays, courses
from models.ordinal import Floats
from sagstyngde.case import Case, CaseId, FactValue

MONTHS = 12
RECEIVED = date(2026, 1, 1)
AFTER_HALF_A_YEAR = date(2026, 7, 2)  # day 182: 5.98 months of 30.4375 days


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return read_scheme("bornehandicap")


def a_case(**facts: FactValue) -> Case:
    return Case(case_id=CaseId("s"), received_on=RECEIVED, facts=facts)


def flat(cases: Sequence[Case]) -> Floats:
    """One hour a month, and one more for each complaint and year of age."""
    return np.array([np.full(MONTHS, 1.0 + bool(case.facts.get("complaint")) + _age(case)) for case in cases])


def _age(case: Case) -> float:
    return float(np.floor((age_years(case, ("born_on",)) or 0.0) + 1e-6))


def test_birthdays_come_with_the_child_as_old_on_receipt_as_she_turns(scheme: Scheme) -> None:
    case = a_case(born_on=date(2010, 5, 1))

    sixteen, eighteen = birthdays(case, scheme, date(2030, 1, 1))

    assert (sixteen.on, eighteen.on) == (date(2026, 5, 1), date(2028, 5, 1))
    ages = [age_years(a_case(**event.facts), ("born_on",)) for event in (sixteen, eighteen)]
    assert ages == pytest.approx([16.0, 18.0], abs=0.01)


@pytest.mark.parametrize(
    ("born_on", "count"),
    [
        (date(2010, 1, 1), 0),  # turned 16 on the day of receipt: her age says so already
        (date(2010, 1, 2), 1),
        (date(2011, 1, 1), 1),  # on the last day asked about
        (date(2011, 1, 2), 0),
        (date(2008, 2, 29), 1),  # turns 18 on 28 February, 16 before the receipt
    ],
)
def test_only_birthdays_between_receipt_and_the_last_day_count(scheme: Scheme, born_on: date, count: int) -> None:
    assert len(birthdays(a_case(born_on=born_on), scheme, date(2027, 1, 1))) == count


def test_without_a_day_of_birth_or_a_feature_that_reads_it_nothing_happens(scheme: Scheme) -> None:
    ageless = Scheme(**{name: getattr(scheme, name) for name in scheme.__slots__} | {"features": ()})

    assert birthdays(a_case(), scheme, date(2036, 1, 1)) == ()
    assert birthdays(a_case(born_on=date(2011, 1, 1)), ageless, date(2036, 1, 1)) == ()


def test_a_complaint_counts_from_its_day_on() -> None:
    (course,) = courses([a_case()], [[Event(on=AFTER_HALF_A_YEAR, facts={"complaint": True})]], flat)

    assert course[:5].tolist() == [1.0] * 5
    assert course[5] == pytest.approx(1.02, abs=0.01)
    assert course[6:].tolist() == [2.0] * 6


def test_events_add_to_each_other(scheme: Scheme) -> None:
    case = a_case(born_on=date(2010, 3, 1))
    turning = birthdays(case, scheme, date(2027, 1, 1))

    (course,) = courses([case], [[*turning, Event(on=AFTER_HALF_A_YEAR, facts={"complaint": True})]], flat)

    assert (course[0], course[3], course[-1]) == (16.0, 17.0, 18.0)


def test_a_closing_ends_the_course_and_nothing_after_it_brings_it_back() -> None:
    later = date(2026, 10, 1)
    events = [Event(on=AFTER_HALF_A_YEAR, closes=True), Event(on=later, facts={"complaint": True})]

    (course,) = courses([a_case()], [events], flat)

    assert course[:5].tolist() == [1.0] * 5
    assert course[6:].tolist() == [0.0] * 6


def test_cases_without_events_keep_their_courses_among_others() -> None:
    cases = [a_case(), a_case(complaint=True), a_case()]
    events = [[], [Event(on=AFTER_HALF_A_YEAR, facts={"complaint": False})], []]

    first, second, third = courses(cases, events, flat)

    assert first.tolist() == third.tolist() == [1.0] * MONTHS
    assert (second[0], second[-1]) == (2.0, 1.0)


def test_events_out_of_order_are_refused() -> None:
    events = [Event(on=AFTER_HALF_A_YEAR, closes=True), Event(on=RECEIVED, facts={"complaint": True})]

    with pytest.raises(ValueError, match="order of their days"):
        courses([a_case()], [events], flat)
