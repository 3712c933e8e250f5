from pathlib import Path

import pytest

from features.export_names import Columns
from features.history import History
from features.history_files import read_history
from features.recorded_time import recorded_time
from tests.factories import a_history_folder, a_scheme

WHO = Columns(closed_on="closed_on", caseworker_id="caseworker_id", hours_caseworker="who")
HOURS = """\
case_id,worked_on,hours,who
s1,2025-01-12,4,k1
s1,2025-01-13,1,k3
s2,2025-02-03,2,
s3,2025-03-06,1,k4
,2025-01-14,1,k5
,2025-01-14,1,k1
"""


def a_history(folder: Path, hours: str = HOURS, columns: Columns = WHO) -> History:
    return read_history(a_scheme(columns=columns), a_history_folder(folder, hours=hours))[0]


def test_time_is_shared_between_own_cases_others_cases_and_other_work(tmp_path: Path) -> None:
    found = recorded_time(a_history(tmp_path, f"{HOURS}s3,2025-03-07,2,k2\n"))

    assert found is not None
    assert (found.own * 12, found.others * 12, found.non_case * 12) == pytest.approx((8.0, 2.0, 2.0))
    assert found.casework_share == pytest.approx(10 / 12)
    assert found.caseworker_count == 5
    assert (found.casework_low, found.casework_high) == pytest.approx((0.85, 1.0))


def test_fewer_than_five_people_are_not_told_of(tmp_path: Path) -> None:
    assert recorded_time(a_history(tmp_path)) is None


def test_where_rows_do_not_tell_who_worked_nothing_is_told(tmp_path: Path) -> None:
    rows = f"{HOURS}s3,2025-03-07,2,k2\n"

    assert recorded_time(a_history(tmp_path, rows, Columns(caseworker_id="caseworker_id"))) is None


def test_without_other_work_recorded_there_is_no_spread_of_the_casework_share(tmp_path: Path) -> None:
    rows = "".join(f"s1,2025-01-{12 + place},1,k{place}\n" for place in range(6))

    found = recorded_time(a_history(tmp_path, f"case_id,worked_on,hours,who\n{rows}"))

    assert found is not None
    assert (found.non_case, found.casework_low) == (0.0, None)
