"""What can no case, effort, caseworker or plan be?"""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, replace
from datetime import date
from typing import get_args, get_type_hints

import numpy as np
import pytest

from allocation.capacity import CapacityRules, capacity
from allocation.seat import Seat
from sagstyngde.case import Case, CaseId, CaseworkerId
from sagstyngde.caseworker import Absence, Caseworker, HoursChange
from sagstyngde.category import Category, CategoryScale
from sagstyngde.effort import Effort, Interval
from sagstyngde.errors import Language, SagstyngdeError
from sagstyngde.plan import CaseToPlace, LeadersWord, Load, SharedWork
from tests.factories import SCALE, a_case

DAY = date(2026, 3, 2)
HALF = SharedWork(caseworker_id=CaseworkerId("k"), share=0.5)
HOUR_RANGE = Interval(low=1.0, high=4.0, level=0.8)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: a_case(case_id=CaseId("")), "needs an id"),
        (lambda: a_case(closed_on=date(2026, 3, 1)), "before it is received"),
        (lambda: a_case(birth_day=0), "between 1 and 31"),
        (lambda: CategoryScale((Category(code="A", name="Enkel"),)), "at least two"),
        (lambda: CategoryScale((Category(code="A", name="Enkel"), Category(code="A", name="Svær"))), "twice"),
        (lambda: Interval(low=2.0, high=1.0, level=0.8), "low limit"),
        (lambda: Interval(low=-1.0, high=1.0, level=0.8), "low limit"),
        (lambda: Interval(low=0.0, high=1.0, level=1.0), "share"),
        (lambda: Effort(hours=3.0, interval=HOUR_RANGE, monthly_hours=(1.0, 1.0), horizon_months=2), "add up"),
        (lambda: Effort(hours=0.0, interval=HOUR_RANGE, monthly_hours=(1.0, -1.0), horizon_months=2), "negative"),
        (lambda: Absence(starts_on=DAY, ends_on=date(2026, 3, 1)), "before it starts"),
        (lambda: Absence(starts_on=DAY, ends_on=DAY, share=1.5), "share"),
        (lambda: Caseworker(caseworker_id=CaseworkerId("k"), employed_on=DAY, weekly_hours=-1.0), "negative"),
        (lambda: CaseToPlace(case_id=CaseId("s"), monthly_hours=(-0.5,)), "negative"),
        (lambda: CaseToPlace(case_id=CaseId("s"), monthly_hours=(), spread=-0.1), "spread"),
        (lambda: CaseToPlace(case_id=CaseId("s"), monthly_hours=(), birth_day=32), "between 1 and 31"),
        (lambda: SharedWork(caseworker_id=CaseworkerId("k"), share=0.0), "above 0"),
        (lambda: CaseToPlace(case_id=CaseId("s"), monthly_hours=(), shared=(HALF, HALF, HALF)), "more than the whole"),
    ],
)
def test_what_cannot_be_is_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()


def test_values_are_frozen() -> None:
    case = a_case()

    with pytest.raises(FrozenInstanceError):
        case.team = "Nord"  # type: ignore[misc]


AGREED_IN_WRITING: dict[type, set[str]] = {
    Caseworker: {
        "caseworker_id", "employed_on", "name", "team", "districts", "competences", "languages", "weekly_hours",
        "fixed_monthly_hours", "coming_hours", "absences", "left_on",
    },
    HoursChange: {"starts_on", "weekly_hours"},
    Absence: {"starts_on", "ends_on", "share"},
    CaseToPlace: {
        "case_id", "monthly_hours", "spread", "category", "family_id", "sibling_rule", "required_competences", "team",
        "district", "language", "birth_day", "decision_on", "decision_under", "caseworker_id", "held_since",
        "shared", "leader",
    },
    SharedWork: {"caseworker_id", "share"},
    LeadersWord: {"pinned_to", "excluded", "disqualified", "order"},
    CapacityRules: {
        "casework_share", "ramp_months", "ramp", "leave_days", "weeks_after_leave", "new_per_week_after_leave",
        "new_per_week_ramping", "most_share",
    },
}  # fmt: skip
"""All that allocation is told of people and cases. Whoever adds a field must answer for it here."""


@pytest.mark.parametrize("kind", AGREED_IN_WRITING, ids=lambda kind: kind.__name__)
def test_no_type_has_a_field_for_a_caseworkers_speed_or_traits(kind: type) -> None:
    """AI Act, Annex III 4(b): allocation by learned behaviour or personal traits must not be possible to express."""
    assert {field.name for field in fields(kind)} == AGREED_IN_WRITING[kind]


def test_the_only_numbers_about_a_caseworker_are_her_contract_and_her_fixed_duties() -> None:
    """What hours a case takes is said of the case; net capacity comes from the contract by rules that hold for all."""
    assert numbers(Caseworker) == {"weekly_hours", "fixed_monthly_hours"}
    assert numbers(Absence) == {"share"}
    assert numbers(HoursChange) == {"weekly_hours"}
    assert numbers(Seat) == {"capacity_hours", "help_hours", "wait_days", "inflow_cap"}


def test_capacity_is_the_same_for_two_people_with_the_same_contract() -> None:
    one = Caseworker(
        caseworker_id=CaseworkerId("k1"), employed_on=DAY, name="M. Holm", competences=frozenset({"autisme"})
    )
    other = Caseworker(
        caseworker_id=CaseworkerId("k2"), employed_on=DAY, name="T. Krogh", languages=frozenset({"farsi"})
    )

    assert capacity(one, DAY, 12, CapacityRules()) == capacity(other, DAY, 12, CapacityRules())


def numbers(kind: type) -> set[str]:
    """Return the fields that hold numbers, alone or in tuples and mappings."""
    return {name for name, hint in get_type_hints(kind).items() if {int, float} & set(parts(hint))}


def parts(hint: object) -> list[object]:
    return [hint, *(part for inner in get_args(hint) for part in parts(inner))]


def test_the_hull_of_a_set_has_no_gaps() -> None:
    assert SCALE.hull([0, 2]) == (0, 1, 2)
    assert SCALE.hull([]) == ()


def test_load_without_capacity_is_endless_and_nothing_is_nothing() -> None:
    load = Load(
        caseworker_id=CaseworkerId("k"),
        capacity_hours=(0.0,),
        hours_before=(0.0,),
        hours_after=(2.0,),
        count_before=0,
        count_after=1,
    )

    assert load.share_before == 0.0
    assert load.share_after == float("inf")


def test_the_peak_is_the_fullest_month_and_the_chance_of_overload_grows_with_doubt() -> None:
    load = Load(
        caseworker_id=CaseworkerId("k"),
        capacity_hours=(10.0, 0.0, 20.0),
        hours_before=(0.0, 0.0, 0.0),
        hours_after=(8.0, 1.0, 18.0),
        count_before=0,
        count_after=1,
    )

    assert (load.share_after, load.peak_after, load.peak_month, load.overload_chance) == (0.9, 0.9, 2, 0.0)
    assert replace(load, deviation_after=3.0).overload_chance == pytest.approx(0.1587, abs=1e-4)
    assert replace(load, hours_after=(9.0, 0.0, 21.0), deviation_after=3.0).overload_chance == 0.5


def test_the_spread_of_an_interval_is_that_of_the_log_normal_with_its_limits() -> None:
    certain = Interval(low=5.0, high=5.0, level=0.8)
    draws = np.exp(np.random.default_rng(1).normal(np.log(20.0), 0.5, size=200_000))
    low, high = np.quantile(draws, [0.1, 0.9])

    assert certain.spread == 0.0
    assert Interval(low=low - 1.0, high=high - 1.0, level=0.8).spread == pytest.approx(
        draws.std() / draws.mean(), rel=0.02
    )


def test_a_case_holds_only_what_is_known() -> None:
    assert Case(case_id=CaseId("s1"), received_on=DAY).facts == {}


def test_every_error_speaks_both_languages() -> None:
    error = SagstyngdeError(english="no", danish="nej")

    assert [error.text(language) for language in Language] == ["nej", "no"]
