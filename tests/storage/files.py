"""Which files hold a test's database? Its own and its journals; of PostgreSQL also what waits to be written."""

from pathlib import Path

import psycopg
import pytest

from tests.databases import Postgres


def database_files(url: str, request: pytest.FixtureRequest) -> list[Path]:
    """Return the files of a database that the ``url`` fixture has given, as they lie on the disk now."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        return sorted(file.parent.glob(f"{file.name}*"))
    server: Postgres = request.getfixturevalue("postgres")
    folder = server.folder / "data" / "base" / _number(url)
    return sorted(path for path in folder.iterdir() if path.is_file())


def _number(url: str) -> str:
    """Have PostgreSQL write everything out, and return the name of the database's folder."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        found = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    assert found is not None
    return str(found[0])
