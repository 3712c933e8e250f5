"""Is the database at this version's tables, and how does it get there?"""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.engine import Engine, reading, writing


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision, in one transaction: it ends there, or stays as it was.

    Two servers that start at once take turns, since the transaction holds the write lock.

    Raises:
        NotReady: the database cannot be reached or written.

    """
    with writing(engine) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_at_head(engine: Engine) -> bool:
    """Whether the database has the newest revision.

    Raises:
        NotReady: the database cannot be reached.

    """
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision() == _head()


@cache
def _head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    return config
