"""Who has worked on an open case: read from who recorded the hours."""

from datetime import date, timedelta

import numpy as np
import pytest

from features.history import History, Work, numbered
from features.scheme_toml import read_scheme
from pipelines.hands import held_since, shared_work
from sagstyngde.case import Case, CaseId, CaseworkerId

ENDS = date(2026, 11, 1)
EMPLOYED = [CaseworkerId(key) for key in ("k1", "k2", "k3")]
Entry = tuple[int, int, str, float]
"""Case, days before the history's end, who, hours."""


def history(*entries: Entry) -> History:
    cases = tuple(
        Case(case_id=CaseId(key), received_on=date(2025, 1, 1), caseworker_id=CaseworkerId("k1")) for key in ("a", "b")
    )
    rows = sorted(entries, key=lambda entry: (entry[0], -entry[1]))
    names, places = numbered([row[2] for row in rows])
    return History(
        scheme=read_scheme("bornehandicap"),
        cases=cases,
        work=Work(
            case_index=np.array([row[0] for row in rows], dtype=np.intp),
            day=np.array([ENDS - timedelta(days=row[1]) for row in rows], dtype="datetime64[D]"),
            hours=np.array([row[3] for row in rows]),
            caseworker=places,
            caseworkers=names,
        ),
        judgements=(),
        ends_on=ENDS,
    )


def shares(found: History) -> dict[str, list[tuple[str, float]]]:
    return {
        case: [(work.caseworker_id, round(work.share, 9)) for work in works]
        for case, works in shared_work(found, EMPLOYED).items()
    }


def test_others_share_of_the_last_six_months_is_shared_work() -> None:
    found = history(
        (0, 100, "k1", 20.0), (0, 50, "k2", 10.0), (0, 40, "k2", 10.0), (0, 9, "k3", 30.0), (1, 9, "k1", 4.0)
    )

    assert shares(found) == {"a": [("k3", 30 / 80), ("k2", 20 / 80)]}


def test_one_days_cover_is_no_division_of_labour() -> None:
    assert shares(history((0, 10, "k1", 40.0), (0, 9, "k2", 2.0))) == {}
    assert shares(history((0, 9, "k2", 2.0))) == {"a": [("k2", round(2 / 12, 9))]}


@pytest.mark.parametrize("entry", [(0, 300, "k2", 40.0), (0, 9, "left", 40.0), (0, 9, "", 40.0), (0, 9, "k1", 40.0)])
def test_old_hours_leavers_the_nameless_and_the_cases_own_do_not_count(entry: Entry) -> None:
    assert shares(history(entry)) == {}


def test_no_hours_share_nothing() -> None:
    assert shared_work(history(), EMPLOYED) == {}
    assert held_since(history()) == {}


def test_a_case_is_held_since_its_caseworkers_first_hours() -> None:
    found = history((0, 400, "k2", 1.0), (0, 200, "k1", 1.0), (0, 100, "k1", 1.0), (1, 9, "k2", 1.0))

    assert held_since(found) == {"a": ENDS - timedelta(days=200)}
