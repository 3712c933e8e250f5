from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.browser import CHROMIUM, FLAGS
from serve.app import create_app
from storage.engine import Engine, writing
from tests.casework.casebook import fill as fill_casebook
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


@pytest.fixture
def leader(client: TestClient, engine: Engine) -> TestClient:
    """A client in every role over a small casebook: three caseworkers, six cases that wait."""
    with writing(engine) as connection:
        fill_casebook(connection, cases=6, caseworkers=3)
    return client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    assert CHROMIUM.exists(), f"{CHROMIUM} is missing: run apt-get install chromium (make test does)"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page as wide as a desk's."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()
