"""Which examples are too dear to make twice? An invented municipality, what was learned from it, and databases."""

import os

# Before numpy and scikit-learn are imported: small fits are several times faster on one thread.
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["MPLBACKEND"] = "Agg"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.databases import BOTH, Postgres, at_head

if TYPE_CHECKING:
    from pipelines.train import Trained
    from storage.engine import Engine
    from tests.models.boosted import Boosted


settings.register_profile("ours", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("ours")


@pytest.fixture(scope="session")
def municipality(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invented municipality's folder: 400 cases with their hours and judgements, staff, intake and truth."""
    from pipelines.synthetic import synthesise  # noqa: PLC0415  only those who ask for it wait for pandas

    folder = tmp_path_factory.mktemp("invented") / "kommune"
    synthesise(folder, cases=400, caseworkers=6, seed=3)
    return folder


@pytest.fixture(scope="session")
def trained(municipality: Path) -> "Trained":
    """A training run on the municipality, with its report. So few cases choose no trees: the line stands alone."""
    from models.boosting import Boosting  # noqa: PLC0415  as above, for scikit-learn
    from models.learn import Training  # noqa: PLC0415
    from pipelines.train import train  # noqa: PLC0415

    settings = Training(largest=Boosting(trees=40))
    return train(str(municipality / "scheme.toml"), municipality, settings, lambda _: None)


@pytest.fixture(scope="session")
def boosted(trained: "Trained") -> "Boosted":
    """A bundle on the same cases whose two tables do hold trees, so that every kind of table is tested."""
    from tests.models.boosted import boost  # noqa: PLC0415  as above

    return boost(trained)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL, started when the first test asks for it."""
    with Postgres.running() as server:
        yield server


@pytest.fixture(params=BOTH)
def backend(request: pytest.FixtureRequest) -> str:
    """Which of the two engines a test runs on: both, unless it is marked with ``tests.databases.SQLITE``."""
    return str(request.param)


@pytest.fixture
def empty_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of this test's own, without tables."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'var' / 'sagstyngde.sqlite'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture
def url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of this test's own at the newest revision: a copy, since migrating takes longer than most tests."""
    if backend == "sqlite":
        file = tmp_path / "var" / "sagstyngde.sqlite"
        file.parent.mkdir()
        shutil.copyfile(request.getfixturevalue("sqlite_at_head"), file)
        yield f"sqlite:///{file}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.create(template=request.getfixturevalue("postgres_at_head"))
    yield url
    server.drop(url)


@pytest.fixture
def engine(url: str) -> Iterator["Engine"]:
    """The database behind ``url``, opened."""
    from storage.engine import open_engine  # noqa: PLC0415  as above

    opened = open_engine(url)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def sqlite_at_head(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``url`` copies."""
    file = tmp_path_factory.mktemp("at_head") / "sagstyngde.sqlite"
    at_head(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_at_head(postgres: Postgres) -> str:
    """As above, on PostgreSQL: the name of a database to copy."""
    url = postgres.create()
    at_head(url)
    return url.partition("?")[0].rpartition("/")[2]
