from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from features.export_names import Columns
from features.history import History, Window
from features.history_files import read_history
from features.quality import QualityReport
from features.scheme import CategoryRule, CategorySource, EffortRule, EffortSource
from sagstyngde.errors import HistoryRefused
from tests.factories import CASES, HOURS, SCALE, a_history_folder, a_scheme

BANDS = CategoryRule(scale=SCALE, source=CategorySource.EFFORT_BANDS, quantiles=(0.4, 0.7, 0.9))
EVENTS = """\
case_id,at,activity,resource
s1,2025-01-12T09:00:00+01:00,møde,p1
s1,2025-01-12T15:00:00+01:00,notat,p1
s1,2025-01-12T23:30:00Z,notat,p1
s1,2025-01-13T10:00:00+01:00,møde,
s1,2025-01-13T11:00:00+01:00,møde,
s2,2025-02-01T10:00:00+01:00,møde,p2
"""
TOTALS = """\
case_id,received_on,closed_on,kommunikation,tolk,total
s1,2025-01-01,2025-01-10,1,ja,20
s2,2025-01-05,,1,ja,7
s3,2025-03-01,2025-03-01,1,ja,3
"""


def read(
    folder: Path, source: EffortSource, *, columns: Columns | None = None, **rule: Any
) -> tuple[History, QualityReport]:
    changes = {} if columns is None else {"columns": columns}
    return read_history(a_scheme(category=BANDS, effort=EffortRule(source=source, **rule), **changes), folder)


def hours_of(history: History, case_id: str) -> dict[str, float]:
    index = [case.case_id for case in history.cases].index(case_id)  # type: ignore[arg-type]
    mine = history.work.take(history.work.case_index == index)
    hours: dict[str, float] = {}
    for day, worked in zip(mine.day.astype(str).tolist(), mine.hours.tolist(), strict=True):
        hours[day] = hours.get(day, 0.0) + worked
    return hours


def test_hours_are_added_up_by_case_and_day(tmp_path: Path) -> None:
    folder = a_history_folder(tmp_path, hours=f"{HOURS}s1,2025-01-12,0.5\n")

    history, _ = read(folder, EffortSource.HOURS)

    assert hours_of(history, "s1") == {"2025-01-12": 2.0, "2025-01-20": 2.0}


def test_work_shortly_before_the_receipt_counts_on_the_day_of_receipt(tmp_path: Path) -> None:
    history, report = read(a_history_folder(tmp_path, hours=f"{HOURS}s1,2025-01-02,1\n"), EffortSource.HOURS)

    assert hours_of(history, "s1")["2025-01-10"] == 1.0
    assert "work_before_receipt" in {notice.code for notice in report.warnings}


def test_events_take_the_minutes_of_their_activity(tmp_path: Path) -> None:
    folder = a_history_folder(tmp_path, events=EVENTS)

    history, report = read(folder, EffortSource.EVENTS, minutes={"møde": 60.0, "retsmøde": 90.0}, minutes_default=15.0)

    assert hours_of(history, "s1") == {"2025-01-12": 1.25, "2025-01-13": 2.25}
    assert ["retsmøde" in notice.text_da for notice in report.warnings if notice.code == "unseen_activities"] == [True]


def test_a_touch_day_is_one_person_on_one_local_day_and_nobody_is_somebody(tmp_path: Path) -> None:
    history, _ = read(a_history_folder(tmp_path, events=EVENTS), EffortSource.TOUCH_DAYS, hours_per_touch_day=2.0)

    assert hours_of(history, "s1") == {"2025-01-12": 2.0, "2025-01-13": 4.0}
    assert hours_of(history, "s2") == {"2025-02-01": 2.0}


WHO = """\
case_id,worked_on,hours,who
s1,2025-01-12,1.5,k9
s1,2025-01-12,2.0,k1
s1,2025-01-12,0.5,k9
s2,2025-02-03,0.5,
,2025-01-13,3.0,k9
,2025-01-13,1.0,k9
,2025-01-14,1.0,
"""
WITH_WHO = Columns(closed_on="closed_on", caseworker_id="caseworker_id", hours_caseworker="who")


def test_hours_tell_who_worked_and_otherwise_it_was_the_cases_own_caseworker(tmp_path: Path) -> None:
    history, _ = read(a_history_folder(tmp_path, hours=WHO), EffortSource.HOURS, columns=WITH_WHO)

    work = history.work
    entries = zip(work.case_index.tolist(), [work.caseworkers[place] for place in work.caseworker], strict=True)
    assert list(zip(entries, work.hours.tolist(), strict=True)) == [
        ((0, "k1"), 2.0),
        ((0, "k9"), 2.0),
        ((1, "k1"), 0.5),
    ]


def test_hours_without_a_case_are_other_work_and_without_a_person_either_they_are_refused(tmp_path: Path) -> None:
    history, report = read(a_history_folder(tmp_path, hours=WHO), EffortSource.HOURS, columns=WITH_WHO)

    assert (history.non_case.caseworkers, history.non_case.hours.tolist()) == (("k9",), [4.0])
    assert [(item.row, item.column) for item in report.refusals] == [(8, "case_id")]
    assert history.as_of(date(2025, 1, 13)).non_case.hours.tolist() == []


def test_where_nobody_says_who_worked_hours_without_a_case_are_refused(tmp_path: Path) -> None:
    history, report = read(a_history_folder(tmp_path, hours=f"{HOURS},2025-01-13,3.0\n"), EffortSource.HOURS)

    assert not len(history.non_case.hours)
    assert [(item.row, item.column) for item in report.refusals] == [(7, "case_id")]


def test_who_worked_registered_in_her_own_window_whoever_has_the_case(tmp_path: Path) -> None:
    windows = "caseworker_id,starts_on,ends_on\nk9,2025-01-10,2025-01-13\n"
    folder = a_history_folder(tmp_path, hours=WHO, diary_windows=windows)

    history, _ = read(folder, EffortSource.DIARY, columns=WITH_WHO)

    assert hours_of(history, "s1") == {"2025-01-12": 2.0}
    assert history.non_case.hours.tolist() == [4.0]


def test_a_diary_counts_only_inside_its_windows(tmp_path: Path) -> None:
    windows = "caseworker_id,starts_on,ends_on\nk1,2025-01-15,2025-02-28\nk2,2025-03-10,2025-03-01\n"

    history, report = read(a_history_folder(tmp_path, diary_windows=windows), EffortSource.DIARY)

    assert history.windows == {"k1": (Window(starts_on=date(2025, 1, 15), ends_on=date(2025, 2, 28)),)}
    assert hours_of(history, "s1") == {"2025-01-20": 2.0}
    assert [(item.file, item.row) for item in report.refusals] == [
        ("diary_windows.csv", 3),
        ("hours.csv", 2),
        ("hours.csv", 5),
        ("hours.csv", 6),
    ]


def test_a_total_lies_evenly_between_receipt_and_closing(tmp_path: Path) -> None:
    columns = Columns(closed_on="closed_on")

    history, report = read(
        a_history_folder(tmp_path, cases=TOTALS), EffortSource.TOTAL, columns=columns, total_column="total"
    )

    assert set(hours_of(history, "s1").values()) == {2.0}
    assert hours_of(history, "s3") == {"2025-03-01": 3.0}
    assert hours_of(history, "s2") == {}
    assert "open_totals" in {notice.code for notice in report.warnings}


def test_without_closings_a_total_lies_within_the_horizon_and_before_the_end(tmp_path: Path) -> None:
    cases = f"{TOTALS}s4,2026-03-01,,1,ja,9\n"

    history, _ = read(
        a_history_folder(tmp_path, cases=cases), EffortSource.TOTAL, columns=Columns(), total_column="total"
    )

    assert sum(hours_of(history, "s1").values()) == pytest.approx(20.0)
    assert hours_of(history, "s4") == {"2026-03-01": pytest.approx(9.0 / 365)}


def test_a_table_without_dates_was_followed_over_the_whole_horizon(tmp_path: Path) -> None:
    history, report = read(
        a_history_folder(tmp_path, cases=TOTALS),
        EffortSource.TOTAL,
        columns=Columns(received_on=None),
        total_column="total",
        unit="kr.",
    )

    assert not history.has_dates
    assert report.labelled_count == 3
    assert np.bincount(history.work.case_index, history.work.hours) == pytest.approx([20.0, 7.0, 3.0])


def test_totals_in_minutes_stop_the_reading(tmp_path: Path) -> None:
    cases = TOTALS.replace(",20\n", ",1200\n").replace(",3\n", ",180\n")

    with pytest.raises(HistoryRefused, match="minutes instead of hours"):
        read(
            a_history_folder(tmp_path, cases=cases),
            EffortSource.TOTAL,
            columns=Columns(closed_on="closed_on"),
            total_column="total",
        )


@pytest.mark.parametrize("total", ["", "-1", "mange"])
def test_a_case_without_a_readable_total_is_refused(tmp_path: Path, total: str) -> None:
    folder = a_history_folder(tmp_path, cases=f"{TOTALS}s4,2025-01-01,,1,ja,{total}\n")

    _, report = read(folder, EffortSource.TOTAL, columns=Columns(), total_column="total")

    assert [(item.row, item.column) for item in report.refusals] == [(5, "total")]


def test_an_unknown_case_in_the_events_is_refused(tmp_path: Path) -> None:
    folder = a_history_folder(tmp_path, cases=CASES, events=f"{EVENTS}s9,2025-02-01,møde,p1\n")

    _, report = read(folder, EffortSource.EVENTS)

    assert [(item.file, item.row, item.column) for item in report.refusals] == [("events.csv", 8, "case_id")]
