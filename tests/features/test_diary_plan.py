from dataclasses import replace

import numpy as np
import pytest

from features.diary_basis import MOST_WEEKS, USUAL_BASES, Z_95, DiaryBasis, weeks_needed
from features.diary_plan import diary_basis
from features.history import History, Work
from features.history_files import read_history
from features.scheme import EffortRule, EffortSource
from features.scheme_toml import read_scheme
from pipelines.synthetic import synthesise

BASIS = DiaryBasis(
    mean=2.0,
    caseworker=0.5,
    case=1.5,
    week=4.0,
    open_cases=20.0,
    unevenness=0.0,
    weeks_open=tuple(float(weeks) for weeks in range(1, MOST_WEEKS + 1)),
    case_weeks=1000,
)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    folder = tmp_path_factory.mktemp("planned") / "kommune"
    synthesise(folder, cases=1500, caseworkers=12, seed=2)
    return read_history(read_scheme(folder / "scheme.toml"), folder)[0]


def test_the_half_width_is_that_of_a_sample_in_three_stages() -> None:
    variance = 0.5 * (1 - 5 / 10) / 5 + 1.5 / (5 * 20) + 4.0 / (5 * 20 * 2)

    assert BASIS.half_width(2, 5, 10) == pytest.approx(Z_95 * variance**0.5 / 2.0)


def test_where_all_take_part_who_was_chosen_adds_nothing() -> None:
    assert BASIS.half_width(2, 10, 10) == replace(BASIS, caseworker=9.0).half_width(2, 10, 10)


@pytest.mark.parametrize("basis", [BASIS, *USUAL_BASES.values()])
def test_more_weeks_and_more_caseworkers_never_tell_less(basis: DiaryBasis) -> None:
    widths = np.array([[basis.half_width(weeks, part, 12) for part in range(1, 13)] for weeks in range(1, 9)])

    assert (np.diff(widths, axis=0) <= 1e-12).all()
    assert (np.diff(widths, axis=1) < 0.0).all()


def test_the_fewest_weeks_that_are_enough() -> None:
    wanted = BASIS.half_width(3, 10, 10)

    assert weeks_needed(BASIS, wanted, 10, 10) == 3
    assert weeks_needed(BASIS, wanted - 1e-9, 10, 10) == 4
    assert weeks_needed(BASIS, 0.001, 10, 10) is None


def test_planted_variances_are_found(history: History) -> None:
    """Hours as the formula says they come: a caseworker's own level, a case's own, and a week's."""
    planted = with_planted_hours(history, caseworker=0.4, case=1.0, week=2.0)

    basis = diary_basis(planted)[""]

    assert basis.mean == pytest.approx(10.0, rel=0.05)
    assert basis.week == pytest.approx(2.0, rel=0.1)
    assert basis.case == pytest.approx(1.0, rel=0.15)
    assert basis.caseworker == pytest.approx(0.4, rel=0.2)


def with_planted_hours(history: History, *, caseworker: float, case: float, week: float) -> History:
    rng = np.random.default_rng(3)
    names = sorted({str(one.caseworker_id) for one in history.cases})
    own = {name: caseworker**0.5 * (-1) ** place for place, name in enumerate(names)}
    rows: list[tuple[int, np.datetime64, float]] = []
    for place, one in enumerate(history.cases):
        mine = 10.0 + own[str(one.caseworker_id)] + rng.normal(0.0, case**0.5)
        stop = np.datetime64(one.closed_on or history.ends_on)
        days = np.arange(np.datetime64(one.received_on), stop)
        tuesdays = days[(days.astype(int) + 3) % 7 == 1]
        rows += [(place, day, mine + rng.normal(0.0, week**0.5)) for day in tuesdays]
    work = Work(
        case_index=np.array([row[0] for row in rows]),
        day=np.array([row[1] for row in rows], dtype="datetime64[D]"),
        hours=np.array([row[2] for row in rows]),
        caseworker=np.full(len(rows), -1),
    )
    return replace(history, work=work)


@pytest.mark.parametrize(("weeks", "taking_part"), [(2, 12), (2, 5), (4, 5), (8, 12)])
def test_diaries_kept_again_and_again_spread_as_the_plan_says(history: History, weeks: int, taking_part: int) -> None:
    basis = diary_basis(history)[""]
    kept = repeated_means(history, weeks, taking_part)

    found = Z_95 * kept.std() / kept.mean()
    assert found == pytest.approx(basis.half_width(weeks, taking_part, 12), rel=0.2)


def repeated_means(history: History, weeks: int, taking_part: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Keep 400 diaries at any time and with any caseworkers; return the mean hours of an open case-week in each."""
    rng = np.random.default_rng(11)
    monday = np.datetime64("2021-01-04")
    starts = np.array([case.received_on for case in history.cases], dtype="datetime64[D]")
    stops = np.array([case.closed_on or history.ends_on for case in history.cases], dtype="datetime64[D]")
    holders = np.array([case.caseworker_id for case in history.cases])
    means = []
    for start in monday + 7 * rng.integers(0, 290, size=400).astype("timedelta64[D]"):
        stop = start + np.timedelta64(7 * weeks, "D")
        there = np.unique(holders[(starts <= start) & (stops >= stop)])
        taken = np.isin(holders, rng.choice(there, min(taking_part, len(there)), replace=False))
        first = start - ((start - starts).astype(int) // 7 * 7).clip(max=0).astype("timedelta64[D]")
        last = start + ((np.minimum(stops, stop) - start).astype(int) // 7 * 7).astype("timedelta64[D]")
        case_weeks = ((last - first).astype(int) / 7).clip(min=0) * taken
        work, index = history.work, history.work.case_index
        inside = taken[index] & (work.day >= first[index]) & (work.day < last[index])
        means.append(work.hours[inside].sum() / case_weeks.sum())
    return np.array(means)


def test_where_hours_have_no_dates_there_is_nothing_to_plan_on(history: History) -> None:
    rule = EffortRule(source=EffortSource.TOTAL, total_column="total")

    assert diary_basis(replace(history, scheme=replace(history.scheme, effort=rule))) == {}


def test_a_category_hardly_seen_is_left_out(history: History) -> None:
    rare = tuple(replace(item, category="A") for item in history.judgements)

    assert set(diary_basis(replace(history, judgements=rare))) == {"", "A"}
