from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest

from features.panel import Panel
from models.cohort import Cohort
from models.earlier import MOST_EARLIER, EarlierCases
from models.fit_earlier import earlier_cases
from models.labels import Labels
from pipelines.train import Trained
from sagstyngde.case import CaseId, FamilyId
from tests.factories import a_case
from tests.models.earlier import earlier_of_rows

HORIZON = 3


def a_cohort(hours: list[list[float]], exposure: list[list[float]], labels: list[tuple[int, int, float]]) -> Cohort:
    """Return cases received in January 2024; labels are (row, category, weight)."""
    cases = tuple(
        a_case(case_id=CaseId(f"s{row}"), received_on=date(2024, 1, 1 + row), family_id=FamilyId(f"f{row // 2}"))
        for row in range(len(hours))
    )
    rows, category, weight = (np.array(values) for values in zip(*labels, strict=True))
    panel = Panel(hours=np.array(hours), exposure=np.array(exposure), horizon=HORIZON)
    return Cohort(
        cases=cases,
        panel=panel,
        # What is shown of earlier cases is what was recorded, never these: beside it they would tell a person's pace.
        at_pace=replace(panel, hours=panel.hours * 7.0),
        labels=Labels(rows=rows, category=category, weight=weight, categories=4),
        weight=np.ones(len(cases)),
    )


COHORT = a_cohort(
    hours=[[1.0, 2.0, 3.0, 9.0], [4.0, 0.5, 0.0, 0.0], [0.0, 6.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]],
    exposure=[[1.0, 1.0, 1.0, 1.0], [1.0, 0.5, 0.0, 0.0], [0.2, 0.6, 0.4, 0.0], [0.0, 0.0, 0.0, 0.0]],
    labels=[(0, 1, 0.5), (0, 2, 0.5), (1, 3, 1 / 3), (1, 0, 1 / 3), (1, 3, 1 / 3)],
)
X = np.array([[3.0, np.nan], [2.0, 1.0], [1.0, 1.0], [0.0, 0.0]])


def remembered(name: str) -> list[float]:
    """Return one thing of the four cases in the order of receipt: their first column counts down."""
    earlier = earlier_cases(X, COHORT)
    order = np.argsort(-earlier.rows[:, 0])
    values: list[float] = getattr(earlier, name)[order].tolist()
    return values


def test_hours_are_those_of_the_horizon_as_far_as_it_was_seen() -> None:
    assert remembered("hours") == pytest.approx([6.0, 4.5, np.nan, np.nan], nan_ok=True)
    assert remembered("months") == pytest.approx([3.0, 1.5, 1.2, 0.0])


def test_the_category_is_the_one_with_most_weight_and_of_two_equal_the_later() -> None:
    assert remembered("category") == [2, 3, -1, -1]


def test_siblings_share_a_number_and_no_id_is_left() -> None:
    families = remembered("family")

    assert families[0] == families[1] != families[2] == families[3]
    assert all(getattr(earlier_cases(X, COHORT), field.name).dtype.kind in "fi" for field in fields(EarlierCases))


def test_the_order_is_that_of_the_content_and_not_of_the_receipt() -> None:
    back = np.arange(3, -1, -1)

    one, other = earlier_cases(X, COHORT), earlier_cases(X[back], COHORT.take(back))

    for field in fields(EarlierCases):
        assert getattr(one, field.name).tobytes() == getattr(other, field.name).tobytes()


def test_a_bundle_remembers_no_more_than_the_newest() -> None:
    count = MOST_EARLIER + 5
    many = a_cohort([[1.0] * HORIZON] * 4, [[1.0] * HORIZON] * 4, [(0, 1, 1.0)]).take(np.arange(count) % 4)

    earlier = earlier_cases(np.arange(count, dtype=np.float64)[:, None], many)

    assert len(earlier) == MOST_EARLIER
    assert earlier.rows.min() == 5.0


def test_a_bundle_says_nothing_of_who_its_cases_were(trained: Trained) -> None:
    earlier = trained.bundle.neighbours.earlier
    frame, cases = trained.bundle.frame, trained.parts.develop.cases

    assert len(earlier) == len(cases)
    assert {earlier.handle(place)[0] for place in range(3)} == {"T"}
    # The places of the earliest received are as good as dealt at random.
    rows = frame.rows(cases).astype(np.float32)
    place_of = {row.tobytes(): place for place, row in enumerate(earlier.rows)}
    places = [place_of[row.tobytes()] for row in rows]
    assert abs(np.corrcoef(places, np.arange(len(places)))[0, 1]) < 0.4


@pytest.mark.parametrize(
    "changes",
    [
        {"category": np.array([4, 0])},
        {"category": np.array([-2, 0])},
        {"hours": np.array([-1.0, 0.0])},
        {"hours": np.array([np.inf, 0.0])},
        {"months": np.array([np.nan, 0.0])},
        {"is_open": np.array([2, 0])},
        {"family": np.array([0, 2])},
        {"family": np.array([0])},
        {"year": np.array([0, 2024])},
        {"rows": np.full((2, 2), np.inf, dtype=np.float32)},
        {"rows": np.zeros((2, 3), dtype=np.float32)},
    ],
)
def test_what_no_case_can_be_is_not_sound(changes: dict[str, np.ndarray]) -> None:
    good = earlier_of_rows(np.array([[1.0, np.nan], [0.0, 2.0]]), category=np.array([-1, 3]))

    assert good.is_sound(columns=2, categories=4)
    assert not replace(good, **changes).is_sound(columns=2, categories=4)
