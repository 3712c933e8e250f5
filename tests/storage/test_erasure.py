from pathlib import Path

import pytest
from sqlalchemy import JSON, update

from sagstyngde.case import CaseId, ChildId
from storage.engine import Engine, reading, writing
from storage.erasure import ABOUT_MANY, OF_A_CASE, Erased, cases_of, compact, erase_cases, erase_child
from storage.plans import PlanId, find_plan_record
from storage.struck import ERASED
from storage.tables import METADATA
from storage.tables.casework import cases
from storage.vault import identity_of
from tests.answers import a_case, store
from tests.storage.files import database_files
from tests.storage.planted import GONE, KEPT, KEYS, MARK, plant, rows_with

NO_CASE_INSIDE = {
    ("sessions", "principal"),
    ("service_tokens", "principal"),
    ("placements", "set_aside"),
    ("drafts", "content"),  # of a case that is not there yet; the whole row goes with its child
    ("forecasts", "grounds"),  # sums by month
    ("weekly_loads", "counts"),  # of a caseworker, by category
    ("models", "manifest"),
    ("models", "lineage"),
    ("models", "gate"),
    ("models", "retraining"),  # counts of cases, and none by name
    ("model_proposals", "overrides"),
    ("model_proposals", "settled_overrides"),
    ("monitor_runs", "content"),
    ("answered_requests", "headers"),  # the whole row goes
    ("answered_requests", "case_ids"),
    ("assessments", "answer"),
    ("case_versions", "record"),
    ("trial_evaluations", "findings"),  # figures of months and teams
}


def _erased(engine: Engine, *case_ids: CaseId) -> Erased:
    with writing(engine) as connection:
        return erase_cases(connection, case_ids)


def test_what_was_planted_stands_in_every_table_that_can_hold_it(engine: Engine) -> None:
    plant(engine)
    everywhere = {table.name for table in METADATA.sorted_tables if "case_id" in table.c}

    assert rows_with(engine, GONE).keys() >= everywhere | {"plans", "plan_edits", "answered_requests"}
    assert rows_with(engine, MARK).keys() >= {"case_versions", "assessments", "settlements", "decisions", "hours"}


def test_of_an_erased_case_nothing_is_left_but_the_log_of_looks(engine: Engine) -> None:
    children = plant(engine)

    erased = _erased(engine, GONE)

    left = rows_with(engine, f'"{GONE}"', f'assessment-of-{GONE}"', MARK, children[GONE])
    assert left == {"audit_entries": 1}
    assert erased.child_ids == (children[GONE],)
    assert erased.rows == {
        "alarms": 1, "answered_requests": 1, "appeals": 1, "assessments": 1, "case_versions": 1, "cases": 1,
        "decisions": 1, "diary_entries": 1, "disqualifications": 1, "dissents": 1, "events": 1, "hand_overs": 1,
        "hours": 1, "judgements": 1, "milestones": 1, "placements": 1, "plan_edits": 1, "plans": 4, "settlements": 1,
        "shadow_answers": 1, "vault": 1,
    }  # fmt: skip


def test_another_case_is_left_as_it_was_even_where_its_id_begins_alike(engine: Engine) -> None:
    children = plant(engine)
    before = rows_with(engine, KEPT)

    _erased(engine, GONE)

    assert rows_with(engine, KEPT) == before
    with reading(engine) as connection:
        assert identity_of(connection, KEYS, children[KEPT]) is not None
        found = find_plan_record(connection, PlanId(f"plan-{GONE}"))
    assert found is not None
    assert [placement.case_id for placement in found.plan.placements] == [KEPT, KEPT]
    assert found.plan.placements[0].reasons == (f"Søskende til {ERASED}.", f"Ikke {KEPT}0.")


def test_a_child_goes_with_the_last_of_its_cases(engine: Engine) -> None:
    child_id = plant(engine)[GONE]
    with writing(engine) as connection:
        store(connection, a_case("s2", child_id=child_id))

    assert _erased(engine, GONE).child_ids == ()
    assert _erased(engine, CaseId("s2")).child_ids == (child_id,)


def test_an_erased_child_takes_its_cases_along(engine: Engine) -> None:
    children = plant(engine)

    with writing(engine) as connection:
        erased = erase_child(connection, children[GONE])

    assert (erased.case_ids, erased.child_ids) == ((GONE,), (children[GONE],))
    assert erased.rows["vault"] == 1
    assert rows_with(engine, children[GONE]) == {"audit_entries": 1}


def test_a_child_that_no_case_is_about_can_be_erased_too(engine: Engine) -> None:
    children = plant(engine)
    with writing(engine) as connection:
        connection.execute(update(cases).values(child_id=None))
        assert cases_of(connection, children[GONE]) == ()

        assert erase_child(connection, children[GONE]).rows == {"vault": 1}
        assert erase_child(connection, ChildId("barn-ukendt")).rows == {}


def test_erasing_twice_or_nothing_erases_nothing(engine: Engine) -> None:
    plant(engine)
    _erased(engine, GONE)

    assert _erased(engine, GONE).rows == {}
    assert _erased(engine).rows == {}


def test_not_a_byte_is_left_in_the_databases_files(engine: Engine, url: str, request: pytest.FixtureRequest) -> None:
    """While connections stay open, as those of a running server do."""
    plant(engine)
    assert _holding(database_files(url, request), MARK)

    _erased(engine, GONE)
    compact(engine)

    assert _holding(database_files(url, request), MARK) == []
    assert rows_with(engine, KEPT)


def test_every_table_is_thought_of_where_a_case_can_stand() -> None:
    """A table or JSON column that is added later must be added here too, or erasure would not reach it."""
    about_cases = {table.name for table in METADATA.sorted_tables if "case_id" in table.c}
    json_columns = {
        (table.name, column.name)
        for table in METADATA.sorted_tables
        for column in table.c
        if isinstance(column.type, JSON)
    }
    reached = {(table.name, name) for table, names in ABOUT_MANY for name in names}

    assert {table.name for table in OF_A_CASE} == about_cases - {"audit_entries"}
    assert json_columns == reached | NO_CASE_INSIDE


def _holding(places: list[Path], text: str) -> list[str]:
    return [path.name for path in places if text.encode() in path.read_bytes()]
