"""A real server with invented people, and a tab of one of them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from serve.access.cookies import Cookies
from serve.access.entrance import Entrance
from serve.app import create_app
from storage.engine import Engine, open_engine
from storage.migrate import upgrade
from tests.serve.browsing import serving
from tests.serve.forms.tabs import log_in
from tests.serve.standin import StandIn, fill


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = open_engine(f"sqlite:///{tmp_path_factory.mktemp('forms') / 'forms.sqlite'}")
    upgrade(made)
    fill(made)
    yield made
    made.dispose()


@pytest.fixture
def address(engine: Engine) -> Iterator[str]:
    """A real server that people log in at, as the demo's invented ones."""
    app = create_app(StandIn(), engine, entrance=Entrance(cookies=Cookies(over_tls=False), has_demo=True))
    with serving(app) as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    """A tab of somebody who is logged in as the leader."""
    opened = context.new_page()
    log_in(opened, address)
    return opened
