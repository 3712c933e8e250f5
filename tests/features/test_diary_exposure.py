from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from features.diary_windows import is_recent
from features.export_names import Columns
from features.history import History, Window, Work, numbered
from features.panel import panel
from features.scheme import EffortRule, EffortSource
from sagstyngde.case import Case, CaseId, CaseworkerId
from tests.factories import a_scheme

MONDAY = date(2025, 1, 6)
RULE = EffortRule(source=EffortSource.DIARY, horizon_months=3, profile_months=4)
NAMED = Columns(closed_on="closed_on", caseworker_id="caseworker_id", team="team", hours_caseworker="who")
UNNAMED = replace(NAMED, hours_caseworker=None)
WORKING_DAYS = 22.4375
"""In either of the first two months of 30.4375 days from a Monday."""


def after(days: int) -> date:
    return MONDAY + timedelta(days=days)


def a_window(start: int, stop: int) -> Window:
    return Window(starts_on=after(start), ends_on=after(stop))


def a_desk(name: str, *, received: int = 0, closed: int | None = None, holder: str = "k1", team: str = "t") -> Case:
    return Case(
        case_id=CaseId(name),
        received_on=after(received),
        closed_on=None if closed is None else after(closed),
        caseworker_id=CaseworkerId(holder),
        team=team,
    )


def a_diary(
    *cases: Case,
    windows: Mapping[str, tuple[Window, ...]],
    work: tuple[tuple[int, int, float, str], ...] = (),
    seen_days: int = 200,
    **changes: Any,
) -> History:
    """Return a diary of some cases; ``work`` is a case's place, days since the first Monday, hours and who worked."""
    known, who = numbered([name for _, _, _, name in work])
    return History(
        scheme=a_scheme(effort=changes.get("rule", RULE), columns=changes.get("columns", NAMED)),
        cases=cases,
        work=Work(
            case_index=np.array([place for place, _, _, _ in work], dtype=np.intp),
            day=np.array([after(day) for _, day, _, _ in work], dtype="datetime64[D]"),
            hours=np.array([hours for _, _, hours, _ in work], dtype=np.float64),
            caseworker=who,
            caseworkers=known,
        ),
        judgements=(),
        ends_on=after(seen_days),
        windows=windows,
    )


def days_seen(history: History, case: int = 0) -> list[float]:
    """Return the working days seen in a case's first two months."""
    first, second = panel(history).exposure[case, :2] * WORKING_DAYS
    return [float(first), float(second)]


@pytest.mark.parametrize(
    ("windows", "days"),
    [
        ((a_window(7, 11),), [5, 0]),
        ((a_window(7, 13),), [5, 0]),
        ((a_window(7, 18),), [10, 0]),
        ((a_window(5, 6),), [0, 0]),
        ((a_window(-10, 4),), [5, 0]),
        ((a_window(29, 33),), [1.4375, 2.5625]),
        ((a_window(7, 11), a_window(8, 14)), [6, 0]),
        ((a_window(7, 11), a_window(21, 25)), [10, 0]),
        ((a_window(-30, -5),), [0, 0]),
        ((), [0, 0]),
    ],
)
def test_an_open_case_is_seen_on_the_working_days_its_caseworker_registered(
    windows: tuple[Window, ...], days: list[float]
) -> None:
    assert days_seen(a_diary(a_desk("s1"), windows={"k1": windows})) == pytest.approx(days, abs=1e-9)


def test_a_closed_case_is_seen_as_empty_as_much_as_the_open_ones_of_its_team() -> None:
    windows = {"k1": (a_window(7, 11),), "k3": (a_window(7, 11),)}
    cases = (
        a_desk("a", closed=2, holder="gone"),
        a_desk("b"),
        a_desk("c", holder="k2"),
        a_desk("d", holder="k2", team="u"),
        a_desk("e", closed=2, team="u"),
        a_desk("f", closed=1, holder="k2"),
    )

    history = a_diary(*cases, windows=windows)

    assert [days_seen(history, case)[0] for case in range(5)] == pytest.approx([2.5, 5.0, 0.0, 0.0, 0.0])


def test_colleagues_who_register_other_days_show_their_share_of_a_case() -> None:
    windows = {"k1": (a_window(7, 11),), "k2": (a_window(14, 18),)}
    work = ((0, 7, 6.0, "k1"), (0, 14, 2.0, "k2"), (1, 15, 0.5, "k2"), (1, 8, 1.5, "k1"))

    cases = (a_desk("s1"), a_desk("s2", holder="k2"), a_desk("s3", holder="k2", closed=1))
    history = a_diary(*cases, windows=windows, work=work)

    # 3.5 of 10 hours are a colleague's: her days show that share, as far as half the team registered on them.
    others = 0.35
    assert days_seen(history)[0] == pytest.approx(5 * (1 - others + others / 2) + 5 * others / 2)


def test_before_a_caseworkers_first_sign_of_life_somebody_else_had_her_cases() -> None:
    windows = {"k1": (a_window(7, 11),), "new": (a_window(35, 39),)}
    cases = (a_desk("s1", holder="new"), a_desk("s2"))
    seen_hours = ((0, 8, 3.0, "k1"), (1, 8, 3.0, "k1"))

    named = a_diary(*cases, windows=windows, work=seen_hours)
    unnamed = a_diary(*cases, windows=windows, columns=UNNAMED)

    assert days_seen(named) == pytest.approx([5.0, 5.0])
    assert days_seen(unnamed) == pytest.approx([0.0, 5.0])


def test_a_diary_window_that_goes_on_past_the_export_is_seen_as_far_as_that() -> None:
    assert days_seen(a_diary(a_desk("s1"), windows={"k1": (a_window(0, 100),)}, seen_days=9)) == [7.0, 0.0]


def test_no_month_is_seen_more_than_whole_and_no_case_is_followed_in_full() -> None:
    found = panel(a_diary(a_desk("s1"), windows={"k1": (a_window(0, 300),)}))

    assert found.sampled
    assert found.exposure.max() == 1.0


def test_where_windows_leave_holidays_out_hours_count_with_the_share_of_days_worked() -> None:
    rule = replace(RULE, working_share=0.85)

    found = panel(a_diary(a_desk("s1"), windows={"k1": (a_window(7, 11),)}, work=((0, 8, 4.0, "k1"),), rule=rule))

    assert found.totals == pytest.approx([3.4])


def test_recorded_hours_over_exposure_are_right_although_cases_close_and_change_hands() -> None:
    """Half the cases close on a day of their own, light ones first; caseworkers leave; colleagues cover."""
    rng = np.random.default_rng(5)
    count = 3000
    rounds = (130, 310, 490, 700, 850)
    received = np.sort(rng.integers(0, 900, size=count))
    lasts = rng.exponential(60.0, size=count).astype(int) + 1
    windows = {f"k{k}": tuple(a_window(s + 7 * (k % 2), s + 7 * (k % 2) + 11) for s in rounds) for k in range(4)}
    windows["left"] = tuple(a_window(s, s + 11) for s in rounds if s < 600)
    cases, work = [], []
    for place in range(count):
        start, stop = int(received[place]), int(received[place] + lasts[place])
        first = "left" if place % 5 == 4 else f"k{place % 5}"
        final = "k0" if first == "left" and stop > 600 else first
        cases.append(a_desk(f"{place:04d}", received=start, closed=stop if stop < 1000 else None, holder=final))
        for day in range(start, min(stop, 1000)):
            holder = "k0" if first == "left" and day >= 600 else first
            who = "k1" if rng.random() < 0.2 else holder
            inside = any(w.starts_on <= after(day) <= w.ends_on for w in windows[who])
            if inside and after(day).weekday() < 5:
                work.append((place, day, float(rng.poisson(0.5)), who))

    found = panel(a_diary(*cases, windows=windows, work=tuple(work), seen_days=1000))

    month = np.arange(4) * 30.4375
    open_share = [np.mean([np.clip(last - start, 0, 30.4375) / 30.4375 for last in lasts]) for start in month]
    expected = 0.5 * 30.4375 * 5 / 7 * np.array(open_share)
    estimated = found.hours.sum(axis=0) / found.exposure.sum(axis=0)
    assert estimated == pytest.approx(expected, rel=0.2)
    assert estimated.sum() == pytest.approx(expected.sum(), rel=0.05)


def test_a_diary_begun_lately_cannot_be_split_by_time_and_one_kept_all_along_can() -> None:
    cases = tuple(a_desk(f"{place:03d}", received=place) for place in range(100))
    lately = a_diary(*cases, windows={}, work=((0, 50, 2.0, "k1"), (0, 120, 8.0, "k1")))
    all_along = a_diary(*cases, windows={}, work=((0, 50, 6.0, "k1"), (0, 120, 8.0, "k1")))

    assert is_recent(lately)
    assert not is_recent(all_along)
    assert not is_recent(replace(lately, scheme=a_scheme()))
