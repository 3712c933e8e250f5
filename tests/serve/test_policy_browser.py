"""The policy's pages in Debian's Chromium: by keyboard, without script, at 320 pixels, on paper, and under axe."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from serve.app import create_app
from storage.engine import open_engine, writing
from storage.migrate import upgrade
from storage.policies import NewPolicy, adopt_policy
from storage.staff import record_staff
from tests.answers import STAMP, a_caseworker
from tests.casework.casebook import add_case
from tests.serve.browsing import axe_faults, complaints, serving, too_wide, unfold
from tests.serve.standin import StandIn
from tests.serve.test_policies import OWN
from tests.serve.visitors import OpenDoor

HOME = "/fordeling/politik"
COMPARE = "/fordeling/sammenlign?regn=1"
PAGES = [HOME, f"{HOME}/udgaver/0", f"{HOME}/udgaver/2", f"{HOME}/rediger", f"{HOME}/rediger?grundlag=teams", COMPARE]

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
    with serving(create_app(StandIn(), engine, door=OpenDoor())) as address:
        yield address
    engine.dispose()


def _faults(page: Page) -> list[object]:
    """What axe finds with everything unfolded, and what is wider than the screen."""
    unfold(page)
    return [*axe_faults(page), *too_wide(page)]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_free_of_faults(path: str, width: int, address: str, page: Page) -> None:
    said = complaints(page)
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
