"""The policy's pages in Debian's Chromium: by keyboard, without script, at 320 pixels, on paper, and under axe."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.browser import CHROMIUM, FLAGS
from serve.app import create_app
from storage.engine import open_engine, writing
from storage.migrate import upgrade
from storage.policies import NewPolicy, adopt_policy
from storage.staff import record_staff
from tests.answers import STAMP, a_caseworker
from tests.casework.casebook import add_case
from tests.serve.standin import StandIn
from tests.serve.test_policies import OWN
from tests.serve.visitors import OpenDoor

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
HOME = "/fordeling/politik"
COMPARE = "/fordeling/sammenlign?regn=1"
PAGES = [HOME, f"{HOME}/udgaver/0", f"{HOME}/udgaver/2", f"{HOME}/rediger", f"{HOME}/rediger?grundlag=teams", COMPARE]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server with two versions of a policy, and cases that the six principles part over."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('policy') / 'web.sqlite'}")
    upgrade(engine)
    with writing(engine) as connection:
        adopt_policy(connection, NewPolicy(name="Fordeling efter timer", toml=OWN, note="Ledermødet"), STAMP)
        adopt_policy(connection, NewPolicy(name="Ny", toml=OWN.replace("0.05", "0.1"), after=1), STAMP)
        people = [
            a_caseworker(f"w{n}", name=f"Wilhelmina {n}", districts=frozenset({one})) for n, one in enumerate("NSØ")
        ]
        record_staff(connection, people, STAMP)
        for number in range(4):
            add_case(connection, f"c{number}", district="N")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(create_app(StandIn(), engine, door=OpenDoor()), port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
    engine.dispose()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


def _faults(page: Page) -> list[tuple[str, str]]:
    """What axe finds with everything unfolded, and what is wider than the screen."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
    too_wide = page.evaluate(
        """() => [...document.querySelectorAll('main *')]
            .filter(one => !one.closest('.scroll, .sr-only, pre'))
            .filter(one => one.getBoundingClientRect().right > innerWidth + 0.5)
            .map(one => ['too wide', one.outerHTML.slice(0, 80)])"""
    )
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found] + [tuple(one) for one in too_wide]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_free_of_faults(path: str, width: int, address: str, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address + path)
    if path == COMPARE:  # it goes on by itself to what is reckoned
        expect(page.get_by_role("heading", name="Sager, de placerer forskelligt")).to_be_visible(timeout=60_000)

    assert _faults(page) == []
    assert said == []


def test_every_button_and_field_can_be_hit_with_a_finger(address: str, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"{address}{HOME}/rediger")

    small = page.evaluate(
        """() => [...document.querySelectorAll('main button:not(.sr-only), main summary, main input, main select')]
            .map(one => [one.outerHTML.slice(0, 60), one.getBoundingClientRect()])
            .filter(([_, box]) => box.width > 0 && (box.width < 24 || box.height < 24)).map(([html]) => html)"""
    )

    assert small == []


def test_a_row_is_moved_faults_are_mended_and_the_list_adopted_by_keyboard(address: str, page: Page) -> None:
    page.goto(f"{address}{HOME}/rediger")
    page.locator("button[value='op:balanceret_belastning']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("li.is-about h3")).to_contain_text("1. Balanceret belastning")
    assert page.evaluate("document.activeElement.value") == "ned:balanceret_belastning"
    page.locator("#balanceret_belastning-tolerance").evaluate("one => { one.closest('details').open = true }")
    page.locator("#balanceret_belastning-tolerance").fill("mange")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 felt skal rettes")).to_be_visible()
    faulty = _faults(page)
    page.locator("#fejl a").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type("2,5")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Det ændrer sig")).to_be_visible()
    expect(page.get_by_text("2,5 (før 10)")).to_be_visible()
    assert faulty + _faults(page) == []
    page.locator("#bemaerkning").fill("Ledermødet den 3. november")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}{HOME}")
    expect(page.get_by_text("Ledermødet den 3. november").first).to_be_visible()


def test_the_comparison_comes_by_itself_without_script(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/fordeling/sammenlign")

    expect(page.get_by_role("heading", name="Sager, de placerer forskelligt")).to_be_visible(timeout=60_000)
    assert page.locator("svg[role=img]").count() == 7
    context.close()


def test_the_list_can_be_put_on_paper_without_its_buttons(address: str, page: Page) -> None:
    page.goto(f"{address}{HOME}")
    page.emulate_media(media="print")

    assert [one for one in page.locator("main a.button").all() if one.is_visible()] == []
    expect(page.get_by_role("heading", name="Rækkefølgen")).to_be_visible()
