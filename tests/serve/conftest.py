import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serve.app import create_app
from storage.engine import Engine
from tests.serve.standin import StandIn, fill
from tests.serve.visitors import EVERYTHING, HEADER, TrustingDoor, Visitor


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what the server does on SQLite, and on PostgreSQL as well where a module says ``BACKENDS = BOTH``."""
    own = [mark for mark in metafunc.definition.iter_markers("parametrize") if mark.args[0] == "backend"]
    if "backend" in metafunc.fixturenames and not own:
        metafunc.parametrize("backend", getattr(metafunc.module, "BACKENDS", ["sqlite"]), indirect=True)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """What ``pytest_generate_tests`` chose."""
    return str(request.param)


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
