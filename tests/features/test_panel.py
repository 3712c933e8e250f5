from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from features.catalogue import DAYS_PER_MONTH
from features.export_names import Columns
from features.history import History, Window, Work
from features.panel import Panel, panel
from features.scheme import EffortRule, EffortSource
from sagstyngde.case import Case, CaseId, CaseworkerId
from tests.factories import a_scheme

DAY = date(2025, 1, 1)
MONTHS = 4
WITH_CLOSINGS = Columns(closed_on="closed_on", caseworker_id="caseworker_id")


def after(days: float) -> date:
    return DAY + timedelta(days=int(days))


def a_history(
    *work: tuple[float, float],
    source: EffortSource = EffortSource.HOURS,
    closed_after: int | None = None,
    seen_days: int = 200,
    windows: Mapping[str, tuple[Window, ...]] | None = None,
    **changes: Any,
) -> History:
    """Return a history of one case received on the first day; ``work`` is days since receipt and hours."""
    total = "total" if source is EffortSource.TOTAL else None
    rule = EffortRule(source=source, horizon_months=3, profile_months=MONTHS, total_column=total)
    closed_on = None if closed_after is None else after(closed_after)
    case = Case(case_id=CaseId("s1"), received_on=DAY, closed_on=closed_on, caseworker_id=CaseworkerId("k1"))
    defaults: dict[str, Any] = {
        "scheme": a_scheme(effort=rule, columns=changes.pop("columns", WITH_CLOSINGS)),
        "cases": (case,),
        "work": Work(
            case_index=np.zeros(len(work), dtype=np.intp),
            day=np.array([after(days) for days, _ in work], dtype="datetime64[D]"),
            hours=np.array([hours for _, hours in work]),
            caseworker=np.full(len(work), -1),
        ),
        "judgements": (),
        "ends_on": after(seen_days),
        "windows": windows or {},
    }
    return History(**defaults | changes)


def laid_out(history: History) -> tuple[list[float], Panel]:
    found = panel(history)
    return found.hours[0].tolist(), found


def test_hours_lie_in_the_month_since_receipt_in_which_they_were_worked() -> None:
    hours, found = laid_out(a_history((0, 1.0), (30, 2.0), (31, 4.0), (100, 8.0), (150, 16.0)))

    assert hours == [3.0, 4.0, 0.0, 8.0]
    assert found.totals.tolist() == [7.0]


@pytest.mark.parametrize("source", [EffortSource.HOURS, EffortSource.EVENTS, EffortSource.TOUCH_DAYS])
@pytest.mark.parametrize("closed_after", [None, 10])
def test_a_month_is_seen_as_far_as_the_export_reaches_open_or_closed(
    source: EffortSource, closed_after: int | None
) -> None:
    found = panel(a_history(source=source, seen_days=45, closed_after=closed_after))

    assert found.exposure[0] == pytest.approx([1.0, 45 / DAYS_PER_MONTH - 1.0, 0.0, 0.0])
    assert found.matured.tolist() == [False]


@pytest.mark.parametrize(("seen_days", "matured"), [(91, False), (92, True)])
def test_a_case_has_matured_once_its_whole_horizon_was_seen(seen_days: int, matured: bool) -> None:
    assert panel(a_history(seen_days=seen_days)).matured.tolist() == [matured]


def test_a_case_received_on_the_last_day_has_shown_nothing() -> None:
    found = panel(a_history((0, 5.0), seen_days=0))

    assert not found.exposure.any()
    assert not found.hours.any()


@pytest.mark.parametrize(
    ("columns", "closed_after", "seen_days", "exposure"),
    [
        (WITH_CLOSINGS, 20, 200, [1.0] * 4),
        (WITH_CLOSINGS, 20, 45, [1.0, 45 / DAYS_PER_MONTH - 1.0, 0.0, 0.0]),
        (WITH_CLOSINGS, None, 200, [0.0] * 4),
        (Columns(), None, 200, [1.0] * 4),
        (Columns(), None, 80, [0.0] * 4),
    ],
)
def test_a_total_counts_when_the_case_has_closed_or_its_horizon_has_passed(
    columns: Columns, closed_after: int | None, seen_days: int, exposure: list[float]
) -> None:
    history = a_history(source=EffortSource.TOTAL, columns=columns, closed_after=closed_after, seen_days=seen_days)

    assert panel(history).exposure[0] == pytest.approx(exposure)


def test_totals_without_dates_are_whole() -> None:
    history = a_history(source=EffortSource.TOTAL, columns=Columns(received_on=None), has_dates=False)

    assert panel(history).matured.tolist() == [True]


def test_as_of_a_day_nothing_later_is_known() -> None:
    history = a_history((10, 1.0), (39, 2.0), (40, 4.0), closed_after=60)

    known = history.as_of(after(40))
    hours, found = laid_out(known)

    assert hours == [1.0, 2.0, 0.0, 0.0]
    assert found.exposure[0] == pytest.approx([1.0, 40 / DAYS_PER_MONTH - 1.0, 0.0, 0.0])
    assert known.cases[0].closed_on is None
    assert history.as_of(after(61)).cases[0].closed_on == after(60)


def test_as_of_the_day_of_receipt_the_case_is_not_there_yet() -> None:
    assert a_history((0, 1.0)).as_of(DAY).cases == ()


def test_as_of_a_day_after_the_export_no_more_is_known_than_the_export_tells() -> None:
    history = a_history((10, 1.0), seen_days=45)

    assert history.as_of(after(500)).ends_on == after(45)
