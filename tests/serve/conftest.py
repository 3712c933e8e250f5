from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serve.app import create_app
from storage.engine import Engine, open_engine
from storage.migrate import upgrade
from tests.serve.standin import StandIn, fill
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(f"sqlite:///{tmp_path / 'sagstyngde.sqlite'}")
    upgrade(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    return create_app(StandIn(), engine, door=TrustingDoor(EVERYTHING))


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """A client in every role, everywhere, that sees what the server answers, also where it failed."""
    return Visitor(app, raise_server_exceptions=False, headers={HEADER: EVERYTHING.user_id})


@pytest.fixture
def filled(client: TestClient, engine: Engine) -> TestClient:
    """A client of a server with a small intake, a staff list and a plan."""
    fill(engine)
    return client
