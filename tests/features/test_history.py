from datetime import date
from pathlib import Path

import numpy as np
import pytest

from features.history import History, Work
from features.history_files import read_history
from tests.factories import a_case, a_history_folder, a_scheme

NOTHING = Work(
    case_index=np.array([], dtype=np.intp),
    day=np.array([], dtype="datetime64[D]"),
    hours=np.array([]),
    caseworker=np.array([], dtype=np.intp),
)


def test_the_morning_of_a_day_knows_nothing_of_that_day(tmp_path: Path) -> None:
    history, _ = read_history(a_scheme(), a_history_folder(tmp_path))

    known = history.as_of(date(2025, 2, 3))

    assert [case.case_id for case in known.cases] == ["s1", "s2"]
    assert [case.closed_on for case in known.cases] == [None, None]
    assert known.work.hours.tolist() == [1.5, 2.0]
    assert [judgement.case_id for judgement in known.judgements] == ["s1", "s2"]
    assert known.ends_on == date(2025, 2, 3)


def test_the_end_stays_where_the_export_ends(tmp_path: Path) -> None:
    history, _ = read_history(a_scheme(), a_history_folder(tmp_path))

    known = history.as_of(date(2030, 1, 1))

    assert (known.cases, known.ends_on) == (history.cases, history.ends_on)
    assert known.work.hours.tolist() == history.work.hours.tolist()


def test_a_closing_before_the_day_is_known(tmp_path: Path) -> None:
    history, _ = read_history(a_scheme(), a_history_folder(tmp_path))

    assert history.as_of(date(2025, 2, 11)).cases[0].closed_on == date(2025, 2, 10)


def test_cases_out_of_order_are_refused() -> None:
    cases = (a_case(received_on=date(2026, 3, 2)), a_case(case_id="s0", received_on=date(2026, 3, 1)))

    with pytest.raises(ValueError, match="ordered"):
        History(scheme=a_scheme(), cases=cases, work=NOTHING, judgements=(), ends_on=date(2026, 4, 1))


def test_arrays_of_work_lie_side_by_side() -> None:
    with pytest.raises(ValueError, match="one length"):
        Work(case_index=NOTHING.case_index, day=NOTHING.day, hours=np.array([1.0]), caseworker=NOTHING.caseworker)
