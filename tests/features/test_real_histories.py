from datetime import date

import numpy as np
import pytest

from features.history import History
from features.history_files import read_history
from features.leakage import check_leakage
from features.quality import QualityReport
from features.scheme_toml import read_scheme
from tests.real_data import SCHEMES, real_data

FOLDERS = {
    "bpic15_touch_days": "bpic15",
    "bpic15_activities": "bpic15",
    "sip": "sip",
    "sip_estimate": "sip",
    "dds": "dds",
}


def read(name: str) -> tuple[History, QualityReport]:
    return read_history(read_scheme(SCHEMES / f"{name}.toml"), real_data(FOLDERS[name]))


@pytest.mark.parametrize("name", FOLDERS)
def test_the_scheme_leaks_nothing(name: str) -> None:
    check_leakage(read_scheme(SCHEMES / f"{name}.toml"))


def test_a_dutch_municipality_is_read_up_to_the_day_its_log_ends() -> None:
    history, report = read("bpic15_touch_days")

    assert (len(history.cases), history.ends_on) == (1198, date(2015, 3, 10))
    assert {(item.file.split("_")[2].split(".")[0], item.column) for item in report.refusals} == {
        ("cases", "startDate"),
        ("events", "case_id"),
        ("events", "time:timestamp"),
    }
    assert len(report.refusals) == 26
    assert np.median(np.bincount(history.work.case_index, history.work.hours)) == 6.0


def test_activities_take_a_quarter_of_an_hour_each() -> None:
    history, _ = read("bpic15_activities")

    assert history.work.hours.sum() == (52217 - 25) / 4


@pytest.mark.parametrize("name", ["sip", "sip_estimate"])
def test_every_task_is_kept_the_undated_ones_too(name: str) -> None:
    history, report = read(name)

    assert (len(history.cases), report.refusals) == (10266, ())
    assert history.ends_on == date(2014, 12, 6)
    assert history.work.hours.sum() == pytest.approx(93_195.98, abs=0.01)


def test_expenditures_without_dates_are_kept_in_full() -> None:
    history, report = read("dds")

    assert (report.labelled_count, report.can_train) == (1000, True)
    assert history.work.hours.sum() == pytest.approx(18_065_786.0)
