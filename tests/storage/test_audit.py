"""Is every look written down, once, in one unbroken order, or else nothing done at all?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Executable, delete, insert, text, update
from sqlalchemy.exc import IntegrityError, ProgrammingError

from sagstyngde.access import Role
from sagstyngde.errors import NotReady
from storage.audit import append, head
from storage.audit_chain import START, canonical
from storage.audit_verify import verify
from storage.engine import Engine, reading, writing
from storage.tables.audit import audit_entries, audit_head, audit_seals
from tests.answers import NOON
from tests.databases import POSTGRESQL
from tests.storage.audit_logs import a_look, fill, intrude, move_head, stored

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
WRITERS, TIMES = 32, 4
AN_EARLIER_ROW = {
    "sequence": 0,
    "at": NOON,
    "actor": "ingen",
    "roles": "",
    "operation": "case.read",
    "outcome": "allowed",
    "purpose": "",
    "request_id": "",
    "hash": START.hash,
}
A_SEAL = {
    "last_sequence": 0,
    "last_hash": START.hash,
    "first_at": NOON,
    "last_at": NOON,
    "sealed_by": "drift",
    "sealed_at": NOON,
    "hash": START.hash,
}


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), TEXTS | st.none() | st.integers(0, 2**53 - 1)))
def test_what_is_hashed_is_canonical_json(fields: dict[str, str | int | None]) -> None:
    assert canonical(fields) == rfc8785.dumps(dict(fields))


def test_looks_are_read_as_they_were_written_and_in_that_order(engine: Engine) -> None:
    looks = [a_look(1, purpose="”æøå” \\ \n\t\x1f\x7f 🧒", roles=frozenset({Role.LEADER, Role.CONSULTANT})), a_look(2)]
    with writing(engine) as connection:
        append(connection, looks)

    with reading(engine) as connection:
        rows, end, verdict = stored(connection), head(connection), verify(connection)

    assert [(row["sequence"], row["at"], row["actor"], row["purpose"]) for row in rows] == [
        (number, look.at, look.actor, look.purpose) for number, look in enumerate(looks, 1)
    ]
    assert [row["roles"] for row in rows] == ["konsulent+leder", "konsulent"]
    assert (end.sequence, end.hash) == (2, rows[-1]["hash"])
    assert (verdict.breaks, verdict.row_count) == ((), 2)


def test_an_empty_log_holds(engine: Engine) -> None:
    with writing(engine) as connection:
        append(connection, [])

    with reading(engine) as connection:
        assert (verify(connection).breaks, head(connection)) == ((), START)


def test_looks_and_what_they_showed_are_kept_together_or_not_at_all(engine: Engine) -> None:
    fill(engine, 3)

    def fail_after_writing() -> None:
        with writing(engine) as connection:
            append(connection, [a_look(4)])
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail_after_writing()

    with reading(engine) as connection:
        assert len(stored(connection)) == head(connection).sequence == 3


def test_a_log_without_its_head_takes_nothing_more(engine: Engine) -> None:
    fill(engine, 2)
    intrude(engine, lambda connection: connection.execute(delete(audit_head)))

    with pytest.raises(NotReady, match="no head"), writing(engine) as connection:
        append(connection, [a_look(3)])

    with reading(engine) as connection:
        assert len(stored(connection)) == 2


def test_thirty_two_writers_never_fork_the_chain(engine: Engine) -> None:
    def write(writer: int) -> None:
        for time in range(TIMES):
            with writing(engine) as connection:
                append(connection, [a_look(writer, request_id=f"{writer}-{time}-{part}") for part in range(2)])

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    with reading(engine) as connection:
        rows, verdict = stored(connection), verify(connection)
    written = {f"{writer}-{time}-{part}" for writer in range(WRITERS) for time in range(TIMES) for part in range(2)}
    assert verdict.breaks == ()
    assert [row["sequence"] for row in rows] == list(range(1, WRITERS * TIMES * 2 + 1))
    assert {row["request_id"] for row in rows} == written


def test_a_clock_that_goes_backwards_changes_no_order(engine: Engine) -> None:
    moments = [NOON, NOON - timedelta(hours=1), NOON + timedelta(days=1), NOON - timedelta(days=400)]
    for number, at in enumerate(moments):
        with writing(engine) as connection:
            append(connection, [a_look(number, at=at)])

    with reading(engine) as connection:
        assert [row["at"] for row in stored(connection)] == moments
        assert verify(connection).breaks == ()


@pytest.mark.parametrize(
    "statement",
    [
        update(audit_entries).values(actor="en anden"),
        delete(audit_entries),
        insert(audit_entries).values(**AN_EARLIER_ROW),
        update(audit_head).values(sequence=1),
        delete(audit_head),
        update(audit_seals).values(sealed_by="en anden"),
        delete(audit_seals),
    ],
    ids=["edit", "delete", "insert", "rewind", "behead", "edit a seal", "break a seal"],
)
def test_the_database_itself_refuses_to_alter_the_log(engine: Engine, statement: Executable) -> None:
    fill(engine, 3)
    with writing(engine) as connection:
        connection.execute(insert(audit_seals).values(**A_SEAL))

    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(statement)


def test_a_head_that_only_moves_forward_can_move(engine: Engine) -> None:
    fill(engine, 1)

    with writing(engine) as connection:
        move_head(connection, sequence=2)

    with reading(engine) as connection:
        assert head(connection).sequence == 2


@POSTGRESQL
def test_the_rights_that_the_guide_gives_the_server_let_it_write_the_log_and_not_change_it(engine: Engine) -> None:
    role = f"server_{engine.url.database}"
    guide = Path("docs/audit.md").read_text("utf-8").split("```sql")[1].split("```")[0]
    with writing(engine) as connection:
        for statement in (f"CREATE ROLE {role}", *guide.replace("sagstyngde_server", role).strip().split(";\n")):
            connection.execute(text(statement.strip().rstrip(";")))

    with writing(engine) as connection:
        connection.execute(text(f"SET LOCAL ROLE {role}"))
        append(connection, [a_look(1)])
    for statement in (
        "DELETE FROM audit_entries",
        "UPDATE audit_entries SET actor = 'x'",
        "INSERT INTO audit_seals SELECT",
        "TRUNCATE audit_entries",
        "ALTER TABLE audit_entries DISABLE TRIGGER USER",
    ):
        with writing(engine) as connection:
            connection.execute(text(f"SET LOCAL ROLE {role}"))
            with pytest.raises(ProgrammingError, match="42501"):
                connection.execute(text(statement))
            connection.rollback()

    with reading(engine) as connection:
        assert (verify(connection).breaks, verify(connection).row_count) == ((), 1)
