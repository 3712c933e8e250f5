"""Are all looks at one child found, and no others?"""

from datetime import timedelta

from sqlalchemy import text

from sagstyngde.case import CaseId, ChildId
from storage.audit import append
from storage.audit_report import kept_from, looks_at_case, looks_at_child
from storage.audit_seals import LEAST_KEPT, seal
from storage.cases import insert_case
from storage.engine import Engine, reading, writing
from storage.stamp import Stamp
from storage.tables.audit import audit_entries
from tests.answers import NOON, a_case
from tests.storage.audit_logs import a_look

LATER = NOON + LEAST_KEPT + timedelta(days=1)
ANNA = ChildId("barn-anna")
BY_DRIFT = Stamp(by="cli:drift", at=NOON)


def test_looks_at_a_child_are_those_that_name_her_or_a_case_of_hers(engine: Engine) -> None:
    with writing(engine) as connection:
        insert_case(connection, a_case("hendes", child_id=ANNA), BY_DRIFT)
        looks = [
            a_look(1, child_id=ANNA, case_id=CaseId("tidligere")),
            a_look(2, child_id=None, case_id=CaseId("hendes")),
            a_look(3, child_id=ChildId("barn-bo"), case_id=CaseId("hans")),
            a_look(4, child_id=ANNA, case_id=None),
        ]
        append(connection, looks)

    with reading(engine) as connection:
        at_child, at_case = list(looks_at_child(connection, ANNA)), list(looks_at_case(connection, CaseId("hendes")))

    assert [look.at for look in at_child] == [looks[index].at for index in (0, 1, 3)]
    assert [look.at for look in at_case] == [looks[1].at]


def test_what_was_sealed_is_told_no_more_and_it_is_said_from_when(engine: Engine) -> None:
    with writing(engine) as connection:
        append(connection, [a_look(1, child_id=ANNA), a_look(2, child_id=ANNA, at=LATER)])
        before = kept_from(connection)
        seal(connection, NOON + timedelta(days=1), at=LATER, by="cli:drift", key=None)

    with reading(engine) as connection:
        assert [look.at for look in looks_at_child(connection, ANNA)] == [LATER]
        assert (before, kept_from(connection)) == (None, a_look(1).at)


def test_a_childs_looks_are_found_by_index(engine: Engine) -> None:
    """Whatever else the log holds: a scan of a million rows would take seconds."""
    wanted = audit_entries.select().where(audit_entries.c.child_id == "x", audit_entries.c.sequence > 0)
    explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    with reading(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))  # so few rows it would rather read through
        plan = connection.execute(
            text(explain + str(wanted.compile(engine, compile_kwargs={"literal_binds": True})))
        ).all()

    assert "ix_audit_entries_child_id" in str(plan)
