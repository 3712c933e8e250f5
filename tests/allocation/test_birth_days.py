"""The child's day of birth names the caseworker; somebody takes over for who is away."""

import pytest

from allocation.birth_days import BirthDays
from allocation.goals import EqualCount
from allocation.principles import Principle
from allocation.seat import Option
from allocation.solve import allocate
from sagstyngde.caseworker import Caseworker
from tests.allocation.factories import (
    AWAY_UNTIL_JANUARY,
    MONDAY,
    a_case,
    a_caseworker,
    a_policy,
    a_sibling,
    seat_of,
    who_has,
)

THIRDS = BirthDays(bands={"k1": tuple(range(1, 11)), "k2": tuple(range(11, 21)), "k3": tuple(range(21, 32))})
STAFF = [a_caseworker("k1"), a_caseworker("k2"), a_caseworker("k3")]


def holders(rule: Principle, staff: list[Caseworker]) -> list[str]:
    """Who gets a child born on each of the 31 days."""
    cases = [a_case(f"{day:02}", birth_day=day) for day in range(1, 32)]
    return list(who_has(allocate(cases, staff, a_policy(rule, EqualCount()), MONDAY)).values())


def test_bands_say_who_has_which_day() -> None:
    assert holders(THIRDS, STAFF) == ["k1"] * 10 + ["k2"] * 10 + ["k3"] * 11


def test_without_bands_the_days_are_split_evenly_in_order_of_id() -> None:
    assert holders(BirthDays(), STAFF) == ["k1"] * 11 + ["k2"] * 10 + ["k3"] * 10


@pytest.mark.parametrize(("away", "days"), [("k1", "2" * 20 + "3" * 11), ("k3", "1" * 10 + "2" * 10 + "1" * 11)])
def test_the_next_band_takes_over_for_who_is_away(away: str, days: str) -> None:
    staff = [a_caseworker(key, absences=(AWAY_UNTIL_JANUARY,) * (key == away)) for key in ("k1", "k2", "k3")]

    assert holders(THIRDS, staff) == [f"k{number}" for number in days]


def test_taking_over_is_said() -> None:
    staff = [a_caseworker("k1", absences=(AWAY_UNTIL_JANUARY,)), *STAFF[1:]]

    plan = allocate([a_case("1", birth_day=4)], staff, a_policy(THIRDS, EqualCount()), MONDAY)

    assert "Tager over efter K1. Holm, som har børn født den 4." in plan.placements[0].reasons
    assert plan.placements[0].alternatives[0].text == "K3. Holm – har ikke børn født den 4."


def test_an_absence_moves_nobody_elses_days_where_none_are_given() -> None:
    staff = [a_caseworker("k1", absences=(AWAY_UNTIL_JANUARY,)), *STAFF[1:]]

    assert holders(BirthDays(), staff) == ["k2"] * 21 + ["k3"] * 10


def test_two_may_share_a_day_and_then_have_equally_many() -> None:
    everybody = BirthDays(bands={"k1": tuple(range(1, 32)), "k2": tuple(range(1, 32))})

    given = holders(everybody, STAFF[:2])

    assert sorted(given.count(key) for key in ("k1", "k2")) == [15, 16]


def test_a_case_without_a_day_goes_to_anybody() -> None:
    cases = [a_case(f"{n}") for n in range(3)]

    assert set(who_has(allocate(cases, STAFF, a_policy(THIRDS, EqualCount()), MONDAY)).values()) == {"k1", "k2", "k3"}


def test_it_splits_siblings_and_a_band_that_left_is_named() -> None:
    gone = BirthDays(bands=dict(THIRDS.bands) | {"k9": (4,), "k1": tuple(sorted({*range(1, 11)} - {4}))})
    cases = [a_sibling("1", birth_day=4), a_sibling("2", birth_day=30)]

    plan = allocate(cases, STAFF, a_policy(gone, EqualCount()), MONDAY)

    assert who_has(plan) == {"1": "k1", "2": "k3"}
    assert "Tager over efter k9, som har børn født den 4." in plan.placements[0].reasons
    assert [one.text for one in plan.violations] == [
        "Politikken nævner k9 under »CPR-nr. (fødselsdag i måneden)«, men hverken en sagsbehandler eller en sag har "
        "det navn."
    ]


def test_siblings_who_must_share_are_explained_where_their_days_differ() -> None:
    policy = a_policy(*a_policy().principles[:1], THIRDS, EqualCount())
    cases = [a_sibling("1", "same", birth_day=4), a_sibling("2", birth_day=30)]

    plan = allocate(cases, STAFF, policy, MONDAY)

    assert plan.unplaced[0].reason == (
        "Sag 1 og sag 2 skal have samme sagsbehandler og kan ikke placeres uden at fravige noget: "
        "de gælder børn født den 4. og den 30., og ingen har alle de dage."
    )
    assert "Fravig fordelingen efter CPR-nr.: K1. Holm (belastning 0 % → 11 %)." in plan.unplaced[0].ways_out


def test_nobody_at_work_is_no_fault_of_the_days() -> None:
    staff = [a_caseworker("k1", absences=(AWAY_UNTIL_JANUARY,))]

    (case,) = allocate([a_case("1", birth_day=4)], staff, a_policy(BirthDays(), EqualCount()), MONDAY).unplaced

    assert "den 13. januar 2027" in case.reason
    assert case.ways_out == ("Vent til 13. januar 2027: K1. Holm (belastning 0 % → 9 %).",)


def test_a_policy_that_is_not_prepared_does_not_guess_who_is_there() -> None:
    with pytest.raises(LookupError, match="cpr_dag"):
        THIRDS.objection(Option(case=a_case("1", birth_day=4), seat=seat_of(a_caseworker("k1"))))
