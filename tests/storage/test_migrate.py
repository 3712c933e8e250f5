from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from storage.engine import Connection, Engine, open_engine, reading, writing
from storage.migrate import downgrade, is_at_head, upgrade
from storage.tables import METADATA


@pytest.fixture
def empty(empty_url: str) -> Iterator[Engine]:
    opened = open_engine(empty_url)
    yield opened
    opened.dispose()


def test_the_migrations_make_the_tables_that_the_code_expects(engine: Engine) -> None:
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, METADATA) == []


def test_a_database_is_at_head_only_after_the_upgrade(empty: Engine) -> None:
    before = is_at_head(empty)

    upgrade(empty)

    assert (before, is_at_head(empty)) == (False, True)


def test_two_servers_that_start_at_once_upgrade_once(empty: Engine) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(upgrade, [empty, empty]))

    assert is_at_head(empty)
    assert set(METADATA.tables) < set(inspect(empty).get_table_names())


def test_every_revision_can_be_undone_and_done_again(empty: Engine) -> None:
    upgrade(empty)

    downgrade(empty, "base")
    left = set(inspect(empty).get_table_names()) - {"alembic_version"}
    upgrade(empty)

    assert (left, is_at_head(empty)) == (set(), True)


def test_what_a_row_must_satisfy_is_the_same_in_the_migrations_and_in_the_code(engine: Engine, empty: Engine) -> None:
    """Alembic's own comparison does not look at CHECK constraints."""
    with writing(empty) as connection:
        METADATA.create_all(connection)

    with reading(empty) as declared, reading(engine) as migrated:
        assert _checks(migrated) == _checks(declared)
        assert _checks(declared)


def _checks(connection: Connection) -> set[tuple[str, str | None, str]]:
    found = inspect(connection)
    return {
        (table, check["name"], "".join(check["sqltext"].split()))
        for table in METADATA.tables
        for check in found.get_check_constraints(table)
    }
