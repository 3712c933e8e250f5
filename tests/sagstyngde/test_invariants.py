"""What can no case, effort, caseworker or plan be?"""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields
from datetime import date

import pytest

from sagstyngde.case import Case, CaseId, CaseworkerId
from sagstyngde.caseworker import Absence, Caseworker
from sagstyngde.category import Category, CategoryScale
from sagstyngde.effort import Effort, Interval
from sagstyngde.errors import Language, SagstyngdeError
from sagstyngde.plan import CaseToPlace, Load
from tests.factories import SCALE, a_case

DAY = date(2026, 3, 2)
HOUR_RANGE = Interval(low=1.0, high=4.0, level=0.8)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: a_case(case_id=CaseId("")), "needs an id"),
        (lambda: a_case(closed_on=date(2026, 3, 1)), "before it is received"),
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
    ],
)
def test_what_cannot_be_is_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()


def test_values_are_frozen() -> None:
    case = a_case()

    with pytest.raises(FrozenInstanceError):
        case.team = "Nord"  # type: ignore[misc]


def test_a_caseworker_has_no_field_for_speed_or_traits() -> None:
    """AI Act, Annex III 4(b): allocation by learned behaviour or personal traits must not be possible to express."""
    agreed_in_writing = {
        "caseworker_id", "employed_on", "name", "team", "districts", "competences", "languages", "weekly_hours",
        "fixed_monthly_hours", "absences", "left_on",
    }  # fmt: skip

    assert {field.name for field in fields(Caseworker)} == agreed_in_writing


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


def test_a_case_holds_only_what_is_known() -> None:
    assert Case(case_id=CaseId("s1"), received_on=DAY).facts == {}


def test_every_error_speaks_both_languages() -> None:
    error = SagstyngdeError(english="no", danish="nej")

    assert [error.text(language) for language in Language] == ["nej", "no"]
