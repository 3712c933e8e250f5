from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from features.history import History, Work
from features.history_files import read_history
from features.scheme import CategoryRule, CategorySource
from features.scheme_toml import read_scheme
from models.cohort import Cohort, cohort, split, thinned
from sagstyngde.case import CaseId
from sagstyngde.errors import TooFewCases
from sagstyngde.judgement import Judgement
from tests.factories import SCALE, a_long_history_folder, a_scheme

BANDS = CategoryRule(scale=SCALE, source=CategorySource.EFFORT_BANDS, quantiles=(0.4, 0.7, 0.9))


@pytest.fixture(params=["judged", "bands"])
def history(request: pytest.FixtureRequest, tmp_path: Path) -> History:
    scheme = a_scheme() if request.param == "judged" else a_scheme(category=BANDS)
    return read_history(scheme, a_long_history_folder(tmp_path, 400))[0]


def same(one: Cohort, other: Cohort) -> bool:
    pairs = [
        (one.panel.hours, other.panel.hours),
        (one.panel.exposure, other.panel.exposure),
        (one.labels.rows, other.labels.rows),
        (one.labels.category, other.labels.category),
        (one.labels.weight, other.labels.weight),
    ]
    return one.cases == other.cases and all(np.array_equal(mine, theirs) for mine, theirs in pairs)


def ids(part: Cohort) -> list[CaseId]:
    return [case.case_id for case in part.cases]


def test_the_slices_are_the_past_the_next_and_the_newest(history: History) -> None:
    parts = split(history)

    newest_taught = max(case.received_on for case in parts.develop.cases)
    assert parts.by_time
    assert ids(parts.train) + ids(parts.calibrate) == ids(parts.develop)
    assert ids(parts.develop) + ids(parts.test) == [case.case_id for case in history.cases]
    assert newest_taught < parts.trained_through <= min(case.received_on for case in parts.test.cases)


def test_what_is_recorded_after_the_split_teaches_nothing(history: History) -> None:
    parts = split(history)
    day = parts.trained_through
    later_work = history.work.day >= np.datetime64(day)
    changed = replace(
        history,
        cases=tuple(
            replace(case, closed_on=None) if case.closed_on is not None and case.closed_on >= day else case
            for case in history.cases
        ),
        work=replace(history.work, hours=np.where(later_work, history.work.hours * 9.0, history.work.hours)),
        judgements=tuple(replace(item, category="D") if item.judged_on >= day else item for item in history.judgements),
    )

    after = split(changed)

    assert later_work.any()
    assert same(after.train, parts.train)
    assert same(after.develop, parts.develop)
    assert after.test.panel.totals.sum() > parts.test.panel.totals.sum()


def test_the_test_cases_are_seen_as_they_turned_out(history: History) -> None:
    parts = split(history)

    assert parts.test.panel.exposure.sum() == cohort(history).panel.exposure[len(parts.develop.cases) :].sum()


def test_bands_are_cut_on_what_the_developing_part_knew(tmp_path: Path) -> None:
    history = read_history(a_scheme(category=BANDS), a_long_history_folder(tmp_path, 400))[0]
    parts = split(history)
    known = parts.develop.panel

    assert parts.bands is not None
    assert parts.bands.tolist() == np.quantile(known.totals[known.matured], BANDS.quantiles).tolist()
    for part in (parts.develop, parts.test):
        expected = np.searchsorted(parts.bands, part.panel.totals[part.panel.matured], side="right")
        assert part.labels.category.tolist() == expected.tolist()
        assert part.labels.rows.tolist() == np.flatnonzero(part.panel.matured).tolist()


def test_bands_are_not_cut_on_a_handful_of_cases(tmp_path: Path) -> None:
    history = read_history(a_scheme(category=BANDS), a_long_history_folder(tmp_path, 200))[0]

    with pytest.raises(TooFewCases, match=r"shorten effort\.horizon_months"):
        split(history)


def test_a_case_judged_twice_weighs_as_much_as_one_judged_once(tmp_path: Path) -> None:
    history = read_history(a_scheme(), a_long_history_folder(tmp_path))[0]
    case = history.cases[3]
    second = Judgement(case_id=case.case_id, category="B", judged_on=case.received_on + timedelta(days=2))

    labels = cohort(replace(history, judgements=(*history.judgements, second))).labels

    assert labels.weight[labels.rows == 3].tolist() == [0.5, 0.5]
    assert np.bincount(labels.rows, labels.weight).tolist() == [1.0] * len(history.cases)


def test_part_of_a_cohort_keeps_each_cases_own_hours_and_labels(history: History) -> None:
    whole = cohort(history)
    rows = np.array([7, 2, 11])

    part = whole.take(rows)

    assert part.cases == tuple(whole.cases[row] for row in rows)
    assert np.array_equal(part.panel.hours, whole.panel.hours[rows])
    for place, row in enumerate(rows):
        mine, theirs = part.labels.rows == place, whole.labels.rows == row
        assert part.labels.category[mine].tolist() == whole.labels.category[theirs].tolist()


def test_a_history_without_dates_is_dealt_out_by_a_fixed_shuffle(history: History) -> None:
    one_day = date(2024, 1, 1)
    moved_cases = (replace(case, received_on=one_day, closed_on=None) for case in history.cases)
    cases = tuple(sorted(moved_cases, key=lambda case: case.case_id))
    places = {case.case_id: index for index, case in enumerate(cases)}
    moved = np.array([places[case.case_id] for case in history.cases])
    work = Work(
        case_index=moved[history.work.case_index],
        day=np.full(len(history.work.day), np.datetime64(one_day)),
        hours=history.work.hours,
        caseworker=history.work.caseworker,
    )
    dateless = replace(history, cases=cases, work=work, ends_on=date(2025, 6, 1), has_dates=False)

    parts = split(dateless)

    assert not parts.by_time
    assert [len(part.cases) for part in (parts.train, parts.calibrate, parts.test)] == [220, 80, 100]
    assert not set(ids(parts.develop)) & set(ids(parts.test))
    assert same(split(dateless).test, parts.test)


def test_a_smaller_municipality_has_fewer_cases_over_the_same_years_and_the_same_test(municipality: Path) -> None:
    history, _ = read_history(read_scheme(municipality / "scheme.toml"), municipality)
    whole = split(history)

    small = thinned(whole, 100)

    assert small.test is whole.test
    assert len(small.develop.cases) == 100
    assert small.develop.cases[0] == whole.develop.cases[0]
    assert small.develop.cases[-1] == whole.develop.cases[-1]
    assert [case.case_id for case in (*small.train.cases, *small.calibrate.cases)] == [
        case.case_id for case in small.develop.cases
    ]
    assert 70 <= len(small.train.cases) <= 76


def test_the_slice_that_chooses_sizes_knows_nothing_of_what_came_later(municipality: Path) -> None:
    history, _ = read_history(read_scheme(municipality / "scheme.toml"), municipality)

    small = thinned(split(history), 100)

    ends = small.calibrate.cases[0].received_on
    assert all((case.closed_on or date.min) < ends for case in small.train.cases)
