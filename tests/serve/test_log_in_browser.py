"""The whole log-in as a person meets it: Chromium, our real server, and a provider from a package, over HTTP."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import httpx2
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr

from sagstyngde.settings import Settings
from serve.access.start import entrance_of
from serve.app import create_app
from storage.engine import open_engine
from tests.serve.browsing import axe_faults
from tests.serve.standin import StandIn, fill

LEADER = {"sub": "a3f0-77", "name": "Lene Opdigtet", "roles": ["sagstyngde-leder"]}
STRANGER = {"sub": "b111-22", "name": "Fremmed Opdigtet", "roles": ["andet"]}
SECRET = SecretStr("the provider takes any")

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="da-DK")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The provider of the package ``oidc-provider-mock``, in a process of its own."""
    port = _free_port()
    people = [word for one in (LEADER, STRANGER) for word in ("--user-claims", json.dumps(one))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *people]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/.well-known/openid-configuration")
        yield address
        process.terminate()


@pytest.fixture(scope="module")
def address(issuer: str, sqlite_at_head: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Our server, set up by its access file to log in at that provider."""
    folder, port = tmp_path_factory.mktemp("log-ind"), _free_port()
    own = f"http://127.0.0.1:{port}"
    access = folder / "access.toml"
    access.write_text(
        f'[provider]\nissuer = "{issuer}"\nclient_id = "sagstyngde"\naddress = "{own}"\n'
        '[claims]\nroles = "roles"\n'
        '[[role]]\nvalue = "sagstyngde-leder"\nrole = "leder"\nteams = "*"\n',
        encoding="utf-8",
    )
    with _running(Settings(var=folder, access=access, client_secret=SECRET), port, sqlite_at_head):
        yield own


@pytest.fixture(scope="module")
def demo(sqlite_at_head: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Our server as the demo starts it."""
    port = _free_port()
    with _running(Settings(var=tmp_path_factory.mktemp("demo")), port, sqlite_at_head):
        yield f"http://127.0.0.1:{port}"


def test_a_person_logs_in_at_the_provider_and_comes_back_to_the_case(address: str, page: Page) -> None:
    page.goto(f"{address}/sager/2026-0412")
    page.get_by_role("link", name="Log ind med kommunens log-in").click()
    page.get_by_role("button", name="a3f0-77").first.click()

    expect(page).to_have_url(f"{address}/sager/2026-0412")
    expect(page.get_by_role("banner")).to_contain_text("Lene Opdigtet")
    expect(page.get_by_role("banner")).to_contain_text("teamleder")


def test_logging_out_leaves_nothing_behind_the_back_button(address: str, page: Page) -> None:
    _log_in(page, address, "a3f0-77")

    page.get_by_role("button", name="Log ud").click()

    expect(page.get_by_role("status")).to_contain_text("Du er logget ud")
    expect(page.get_by_role("link", name="log også ud hos kommunens log-in")).to_be_visible()
    assert [cookie["name"] for cookie in page.context.cookies()] == ["sagstyngde-forms"]  # for the next log-in's form
    page.go_back()
    expect(page.get_by_role("banner")).not_to_contain_text("Lene Opdigtet")
    page.goto(f"{address}/")
    expect(page).to_have_url(f"{address}/log-ind?til=%2F")


def test_somebody_without_a_role_here_is_told_so(address: str, page: Page) -> None:
    _log_in(page, address, "b111-22")

    expect(page.get_by_role("main")).to_contain_text("Du har ikke en rolle i Sagstyngde")
    assert not any(cookie["name"].endswith("-session") for cookie in page.context.cookies())


def test_a_person_who_changes_their_mind_at_the_provider_is_not_in(address: str, page: Page) -> None:
    page.goto(f"{address}/log-ind")
    page.get_by_role("link", name="Log ind med kommunens log-in").click()
    page.get_by_role("button", name="Deny").click()

    expect(page.get_by_role("heading", name="Du er ikke logget ind")).to_be_visible()
    expect(page.get_by_role("link", name="Log ind")).to_be_visible()


def test_a_page_elsewhere_can_send_nothing_in_ones_name(address: str, issuer: str, page: Page) -> None:
    """The provider's own page stands in for the page elsewhere: another origin, the same cookies."""
    _log_in(page, address, "a3f0-77")
    page.goto(f"{issuer}/")

    page.set_content(f'<form method="post" action="{address}/log-ud"><button>Vind</button></form>')
    page.get_by_role("button", name="Vind").click()

    expect(page.get_by_role("heading", name="Du har ikke adgang")).to_be_visible()
    page.goto(f"{address}/")
    expect(page.get_by_role("banner")).to_contain_text("Lene Opdigtet")


def test_scripts_cannot_read_a_cookie(address: str, page: Page) -> None:
    _log_in(page, address, "a3f0-77")

    assert page.evaluate("document.cookie") == ""


def test_the_demo_can_be_entered_and_left_by_keyboard(demo: str, page: Page) -> None:
    page.goto(f"{demo}/fordeling")
    page.get_by_role("button", name="Log ind som Lars Opdigtet").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{demo}/fordeling")

    page.get_by_role("button", name="Log ud").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("Du er logget ud")


def test_tab_reaches_help_and_then_the_first_person(demo: str, page: Page) -> None:
    page.goto(f"{demo}/log-ind")
    page.locator(".brand").focus()

    reached = []
    for _ in range(2):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))

    assert reached == ["Hjælp til denne side", "Log ind som Karen Opdigtet"]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", ["/log-ind", "/log-ind?ud=1", "/fordeling"])
def test_axe_finds_nothing_on_the_way_in_and_out(path: str, width: int, demo: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    if path == "/fordeling":
        page.goto(f"{demo}/log-ind")
        page.get_by_role("button", name="Lars Opdigtet").click()
    page.goto(demo + path)

    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def _log_in(page: Page, address: str, sub: str) -> None:
    page.goto(f"{address}/log-ind")
    page.get_by_role("link", name="Log ind med kommunens log-in").click()
    page.get_by_role("button", name=sub).first.click()
    page.wait_for_url(f"{address}/**")


@contextmanager
def _running(settings: Settings, port: int, at_head: Path) -> Iterator[None]:
    file = settings.var / "sagstyngde.sqlite"
    file.write_bytes(at_head.read_bytes())
    engine = open_engine(f"sqlite:///{file}")
    fill(engine)
    app = create_app(StandIn(), engine, entrance=entrance_of(settings))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield
    server.should_exit = True
    thread.join()
    engine.dispose()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(url: str) -> None:
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        try:
            if httpx2.get(url).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"nothing answers at {url}")
