from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from storage.engine import Engine, open_engine, reading
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
