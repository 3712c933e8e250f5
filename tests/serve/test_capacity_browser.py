"""The page of capacity as a leader meets it: axe, a narrow screen, a keyboard, no script, paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from allocation.forecast_grounds import Grounds
from sagstyngde.months import add_months
from serve.app import create_app
from storage.engine import open_engine
from storage.migrate import upgrade
from tests.serve.browsing import axe_faults, complaints, serving, too_small, too_wide, unfold
from tests.serve.standin import StandIn
from tests.serve.test_capacity import LATER, ON, grounds, keep
from tests.serve.visitors import OpenDoor

pytestmark = pytest.mark.browser
ASKED = f"flere=80&lov1=timer&lov1_pct=40&lov1_fra={LATER}&nye1=1&nye1_fra={LATER}&saml=Nord&saml=Syd"
FAULTY = "flere=x&nye1=0&vaek2_fra=2020-01-01&saml=Nord&lov2_pct=1"
PAGES = ["/kapacitet", f"/kapacitet?{ASKED}", f"/kapacitet?{FAULTY}", "tom"]


def _served(folder: Path, *kept: Grounds) -> Iterator[str]:
    engine = open_engine(f"sqlite:///{folder}/kapacitet.sqlite")
    upgrade(engine)
    for one in kept:
        keep(engine, one)
    with serving(create_app(StandIn(), engine, door=OpenDoor())) as address:
        yield address
    engine.dispose()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server on a free port, with a forecast."""
    yield from _served(tmp_path_factory.mktemp("kapacitet"), grounds())


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One without a forecast."""
    yield from _served(tmp_path_factory.mktemp("kapacitet"))


@pytest.fixture(scope="module")
def aged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One with a forecast that is out of date and looks far ahead."""
    yield from _served(tmp_path_factory.mktemp("kapacitet"), grounds(on=add_months(ON, -2), months=16))


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", [*PAGES, "gammel"])
def test_axe_finds_nothing_and_the_page_fits_and_breaks_no_rule(
    path: str, width: int, *, address: str, bare: str, aged: str, page: Page
) -> None:
    said = complaints(page)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto({"tom": f"{bare}/kapacitet", "gammel": f"{aged}/kapacitet"}.get(path, address + path))
    unfold(page)

    assert axe_faults(page) == []
    assert width > 320 or too_wide(page) == []
    assert [one for one in said if "422" not in one] == []


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


def test_what_can_be_pressed_is_large_enough_for_a_finger(address: str, page: Page) -> None:
    page.goto(f"{address}/kapacitet?{ASKED}")
    unfold(page)

    assert [one for one in too_small(page) if "form-checkbox" not in one] == []


def test_on_paper_the_answer_stands_without_the_form(address: str, page: Page) -> None:
    page.goto(f"{address}/kapacitet?{ASKED}")
    page.emulate_media(media="print")

    expect(page.get_by_role("heading", name="Er I nok?")).to_be_visible()
    expect(page.locator(".capacity-chart").first).to_be_visible()
    expect(page.locator(".asked-text")).to_be_visible()
    expect(page.locator("form.what-if")).to_be_hidden()
    expect(page.locator(".presets")).to_be_hidden()
