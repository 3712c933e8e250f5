"""Is the database at this version's tables, and how does it get there?"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text

from storage.engine import Connection, Engine, open_engine, reading, writing
from storage.patience import JOB

_ONE_MIGRATOR = 0x5A65_7379  # any number, the same in every version
_ALEMBIC = Lock()
"""Alembic keeps the migration under way in module-level names: one at a time in a process."""


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision, in one transaction: it ends there, or stays as it was.

    Servers that start at once take turns: the first migrates, the others find it done.

    Raises:
        NotReady: the database cannot be reached or written.

    """
    with _at_work(engine) as patient, writing(patient) as connection:
        upgrade_within(connection)


def upgrade_within(connection: Connection) -> None:
    """As ``upgrade``, in a transaction that has more to do."""
    with _migrating(connection) as config:
        command.upgrade(config, "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Bring the database back to an older revision, in one transaction.

    What the older tables have no place for is lost; the rest stays.

    Raises:
        NotReady: the database cannot be reached or written.

    """
    with _at_work(engine) as patient, writing(patient) as connection, _migrating(connection) as config:
        command.downgrade(config, revision)


def is_at_head(engine: Engine) -> bool:
    """Whether the database has the newest revision.

    Raises:
        NotReady: the database cannot be reached.

    """
    with reading(engine) as connection:
        return revision_of(connection) == head()


def revision_of(connection: Connection) -> str | None:
    """Return the revision of a database, or ``None`` where it has no tables of ours."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str:
    """Return the newest revision."""
    (newest,) = ScriptDirectory.from_config(_config()).get_heads()
    return newest


def is_known(revision: str | None) -> bool:
    """Whether a revision is one of this version's: a newer version's is not."""
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return revision in known


@contextmanager
def _at_work(engine: Engine) -> Iterator[Engine]:
    """Give a migration the time it takes: a statement over years of rows outlasts what a page waits for."""
    if engine.dialect.name == "sqlite":  # its statements have no limit
        yield engine
        return
    patient = open_engine(engine.url.render_as_string(hide_password=False), patience=JOB)
    try:
        yield patient
    finally:
        patient.dispose()


@contextmanager
def _migrating(connection: Connection) -> Iterator[Config]:
    with _ALEMBIC:
        if connection.dialect.name == "postgresql":  # SQLite's write lock is held already
            connection.execute(text("SET LOCAL lock_timeout = 0"))  # the first may take its time
            connection.execute(select(func.pg_advisory_xact_lock(_ONE_MIGRATOR)))
            # From here on it is we who hold others up: a table that somebody holds is waited for only so long.
            connection.execute(text("SET LOCAL lock_timeout = '3s'"))
        config = _config()
        config.attributes["connection"] = connection
        yield config


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    return config
