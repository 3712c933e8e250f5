"""Is every look found, once, the newest first, at a cost that does not grow with the log?"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from sagstyngde.audit import Look, Outcome
from sagstyngde.case import CaseId, ChildId
from sagstyngde.operations import Operation
from storage import audit_browse
from storage.audit import append
from storage.audit_browse import Found, Sought, actor_of, browse
from storage.cases import insert_case
from storage.engine import Engine, reading, writing
from tests.answers import NOON, STAMP, a_case
from tests.storage.audit_logs import a_look


def keep(engine: Engine, *looks: Look) -> None:
    with writing(engine) as connection:
        append(connection, looks)


def pages(engine: Engine, sought: Sought, *, limit: int = 10) -> list[Found]:
    """Return every page, to the end."""
    found, before = [], None
    with reading(engine) as connection:
        while True:
            found.append(browse(connection, sought, before=before, limit=limit))
            before = found[-1].next_before
            if before is None:
                return found


def numbers(engine: Engine, sought: Sought, *, limit: int = 10) -> list[int]:
    return [look.sequence for page in pages(engine, sought, limit=limit) for look in page.looks]


def test_every_look_comes_once_the_newest_first(engine: Engine) -> None:
    keep(engine, *(a_look(number) for number in range(1, 36)))

    assert numbers(engine, Sought()) == list(range(35, 0, -1))
    assert [len(page.looks) for page in pages(engine, Sought())] == [10, 10, 10, 5]


def test_looks_of_one_moment_are_neither_lost_nor_doubled_between_pages(engine: Engine) -> None:
    keep(engine, *(a_look(number, at=NOON) for number in range(1, 26)))

    assert numbers(engine, Sought()) == list(range(25, 0, -1))


def test_a_look_written_late_by_a_wrong_clock_stands_where_its_moment_is(engine: Engine) -> None:
    keep(engine, a_look(1), a_look(2), a_look(3, at=NOON - timedelta(days=1)))

    assert numbers(engine, Sought(), limit=1) == [2, 1, 3]
    assert numbers(engine, Sought(until=NOON)) == [3]


@pytest.mark.parametrize(
    ("sought", "expected"),
    [
        (Sought(case_id=CaseId("sag-4")), [4]),
        (Sought(child_id=ChildId("barn-3")), [24, 17, 10, 3]),
        (Sought(actor="bruger-2"), [29, 26, 23, 20, 17, 14, 11, 8, 5, 2]),
        (Sought(outcome=Outcome.DENIED), [30]),
        (Sought(outcome=Outcome.FAILED), [28]),
        (Sought(operation=Operation.CASE_CLOSE), [27]),
        (Sought(operation=Operation.CASE_READ, outcome=Outcome.DENIED), [30]),
        (Sought(since=NOON + timedelta(seconds=27), until=NOON + timedelta(seconds=29)), [28, 27]),
        (Sought(actor="ingen"), []),
        (Sought(child_id=ChildId("barn-3"), since=NOON + timedelta(seconds=17)), [24, 17]),
    ],
)
def test_what_is_sought_is_found_and_nothing_else(sought: Sought, expected: list[int], engine: Engine) -> None:
    changes: dict[int, dict[str, Any]] = {
        27: {"operation": Operation.CASE_CLOSE, "child_id": None},
        28: {"outcome": Outcome.FAILED, "child_id": None},
        30: {"outcome": Outcome.DENIED, "child_id": None},
    }
    keep(engine, *(a_look(number, **changes.get(number, {})) for number in range(1, 31)))

    assert numbers(engine, sought, limit=4) == expected


def test_a_childs_looks_are_those_at_her_cases_too(engine: Engine) -> None:
    with writing(engine) as connection:
        insert_case(connection, a_case("sag-9", child_id=ChildId("barn-x")), STAMP)
    keep(engine, a_look(1, case_id=CaseId("sag-9"), child_id=None), a_look(2), a_look(3, child_id=ChildId("barn-x")))

    assert numbers(engine, Sought(child_id=ChildId("barn-x"))) == [3, 1]


def test_what_has_no_index_is_sought_a_window_at_a_time_and_missed_nowhere(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_browse, "WINDOW", 8)
    rare = {3: {"operation": Operation.CASE_CLOSE}, 22: {"operation": Operation.CASE_CLOSE}}
    keep(engine, *(a_look(number, **rare.get(number, {})) for number in range(1, 31)))

    found = pages(engine, Sought(operation=Operation.CASE_CLOSE))

    assert [look.sequence for page in found for look in page.looks] == [22, 3]
    assert [page.is_partial for page in found] == [True, True, True, False]


def test_who_made_a_look_is_known_by_its_number(engine: Engine) -> None:
    keep(engine, a_look(1), a_look(2))
    with reading(engine) as connection:
        assert (actor_of(connection, 2), actor_of(connection, 9)) == ("bruger-2", None)


def test_a_page_asks_as_much_of_a_long_log_as_of_a_short_one(engine: Engine) -> None:
    sought = [Sought(), Sought(outcome=Outcome.DENIED), Sought(child_id=ChildId("barn-3")), Sought(actor="bruger-1")]
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    counts = []
    for _ in range(2):
        keep(engine, *(a_look(number) for number in range(1, 120)))
        asked.clear()
        with reading(engine) as connection:
            for one in sought:
                browse(connection, one, limit=5)
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("sought", "index"),
    [
        (Sought(), "ix_audit_entries_at"),
        (Sought(outcome=Outcome.DENIED), "ix_audit_entries_denied"),
        (Sought(actor="bruger-1"), "ix_audit_entries_actor"),
        (Sought(since=NOON), "ix_audit_entries_at"),
        (Sought(case_id=CaseId("sag-1")), "ix_audit_entries_case_id"),
        (Sought(child_id=ChildId("barn-1")), "ix_audit_entries_child_id"),
    ],
)
def test_an_index_finds_it(sought: Sought, index: str, engine: Engine) -> None:
    """What an index does not find is gone through from end to end, and a log holds a million looks."""
    keep(engine, *(a_look(number) for number in range(1, 50)))
    with reading(engine) as connection:
        query = audit_browse._query(connection, sought, 30).limit(5).compile(connection.engine)
        params = tuple(query.params[name] for name in query.positiontup or ())
        plan = [
            row[3]
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", tuple(str(value) for value in params))
        ]

    assert any(index in step for step in plan), plan
    assert not any("SCAN audit_entries" in step and "INDEX" not in step for step in plan), plan
