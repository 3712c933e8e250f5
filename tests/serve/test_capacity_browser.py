"""The page of capacity as a leader meets it: axe, a narrow screen, a keyboard, no script, paper."""

import re
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from sagstyngde.months import add_months
from serve.app import create_app
from storage.engine import open_engine
from storage.migrate import upgrade
from tests.serve.standin import StandIn
from tests.serve.test_accessibility import AXE, RULES, browser, page
from tests.serve.test_capacity import LATER, ON, grounds, keep
from tests.serve.visitors import OpenDoor

__all__ = ["browser", "page"]
pytestmark = pytest.mark.browser
ASKED = f"flere=80&lov1=timer&lov1_pct=40&lov1_fra={LATER}&nye1=1&nye1_fra={LATER}&saml=Nord&saml=Syd"
FAULTY = "flere=x&nye1=0&vaek2_fra=2020-01-01&saml=Nord&lov2_pct=1"
PAGES = ["/kapacitet", f"/kapacitet?{ASKED}", f"/kapacitet?{FAULTY}", "tom"]


def _served(folder: object, *, is_kept: bool, on_old_day: bool = False) -> Iterator[str]:
    engine = open_engine(f"sqlite:///{folder}/kapacitet.sqlite")
    upgrade(engine)
    if is_kept:
        keep(engine, grounds(on=add_months(ON, -2) if on_old_day else ON, months=16 if on_old_day else 12))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(StandIn(), engine, door=OpenDoor())
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
    engine.dispose()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server on a free port, with a forecast."""
    yield from _served(tmp_path_factory.mktemp("kapacitet"), is_kept=True)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One without a forecast."""
    yield from _served(tmp_path_factory.mktemp("kapacitet"), is_kept=False)


@pytest.fixture(scope="module")
def aged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One with a forecast that is out of date and looks far ahead."""
    yield from _served(tmp_path_factory.mktemp("kapacitet"), is_kept=True, on_old_day=True)


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", [*PAGES, "gammel"])
def test_axe_finds_nothing_and_the_page_fits_and_breaks_no_rule(
    path: str, width: int, *, address: str, bare: str, aged: str, page: Page
) -> None:
    said: list[str] = []
    page.on("console", lambda told: said.append(told.text) if told.type == "error" and "422" not in told.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto({"tom": f"{bare}/kapacitet", "gammel": f"{aged}/kapacitet"}.get(path, address + path))
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    too_wide = page.evaluate(
        """() => [...document.querySelectorAll('main *')]
            .filter(one => !one.closest('.scroll, .sr-only, svg'))
            .filter(one => one.getBoundingClientRect().right > innerWidth + 0.5)
            .map(one => one.outerHTML.slice(0, 80))"""
    )
    page.evaluate(AXE.read_text("utf-8"))

    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)

    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
    assert too_wide == []
    assert said == []


def test_a_what_if_is_asked_by_keyboard_alone(address: str, page: Page) -> None:
    page.goto(f"{address}/kapacitet")
    page.locator("summary", has_text="Stil dit eget spørgsmål").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Nye sager (%)").focus()
    page.keyboard.type("mange")
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("1 felt skal rettes")
    summary.get_by_role("link", name="Nye sager").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Nye sager (%)")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("80")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/kapacitet\?flere=80(#hvad-nu-hvis)?$"))
    expect(page.locator(".asked-text")).to_contain_text("antallet af nye sager ganges med 1,80")
    expect(page.get_by_role("img")).to_have_count(2)


def test_it_is_asked_and_shared_without_script(address: str, browser: Browser) -> None:
    plain = browser.new_page(java_script_enabled=False)
    plain.goto(f"{address}/kapacitet")
    plain.get_by_role("link", name="To ansættes om et par måneder").click()
    expect(plain.locator(".asked-text")).to_contain_text("2 nyansatte à 37 timer")
    expect(plain.get_by_label("Antal ansatte").first).to_have_value("2")
    plain.get_by_role("button", name="Regn det ud").click()
    shared = plain.url
    told = plain.locator("#hvad-nu-hvis").inner_text()
    plain.close()

    other = browser.new_page(java_script_enabled=False)
    other.goto(shared)
    assert other.locator("#hvad-nu-hvis").inner_text() == told
    other.close()


def test_what_can_be_pressed_is_at_least_24_pixels(address: str, page: Page) -> None:
    page.goto(f"{address}/kapacitet?{ASKED}")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")

    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, summary, input, select, label')]
            .filter(one => one.closest('main') && !one.closest('p'))
            .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
            .map(([html]) => html)"""
    )

    assert [one for one in small if "form-checkbox" not in one] == []


def test_on_paper_the_answer_stands_without_the_form(address: str, page: Page) -> None:
    page.goto(f"{address}/kapacitet?{ASKED}")
    page.emulate_media(media="print")

    expect(page.get_by_role("heading", name="Er I nok?")).to_be_visible()
    expect(page.locator(".capacity-chart").first).to_be_visible()
    expect(page.locator(".asked-text")).to_be_visible()
    expect(page.locator("form.what-if")).to_be_hidden()
    expect(page.locator(".presets")).to_be_hidden()
