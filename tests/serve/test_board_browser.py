"""Fordeling in Debian's Chromium: the whole week's work by key, by hand and without script; axe in every state."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from serve.app import create_app
from storage.engine import Engine, open_engine, writing
from storage.migrate import upgrade
from tests.casework.casebook import add_case, fill
from tests.serve.browsing import axe_faults, complaints, serving, unfold
from tests.serve.standin import StandIn
from tests.serve.visitors import OpenDoor

HARD = "punkt"
"""A case that nobody on the staff may have: what it requires, none has."""

pytestmark = pytest.mark.browser


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A real server over four cases anybody may have, one nobody may, and three caseworkers."""
    with _served(tmp_path, cases=4, caseworkers=3) as url:
        yield url


def test_the_whole_of_it_by_keyboard_alone(address: str, page: Page) -> None:
    said = complaints(page)
    page.goto(f"{address}/fordeling")
    _press_on(page, page.get_by_role("button", name="Lav forslag"))
    expect(page.locator(".card-of")).to_have_count(5, timeout=60_000)
    card = page.locator(".desk .card-of", has_text="Sag c0")
    card.locator(".move-link").focus()

    page.keyboard.press("m")
    expect(card.locator("input[type=radio]:focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(card.locator(".working")).to_have_count(0)
    expect(card.locator(".move-link")).to_be_focused()
    page.keyboard.press("m")
    expect(card.locator("input[type=radio]:focus")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(card.locator(".trial")).to_be_visible()
    expect(page.locator("#besked")).to_contain_text("Hvis sag c0 gives til")
    expect(page.locator("#besked")).to_contain_text("belastning")
    page.keyboard.type("kender familien")
    page.keyboard.press("Enter")
    expect(page.locator(".saved")).to_contain_text("Gemt. Sag c0 er givet til")
    _press_on(page, page.get_by_role("button", name="Fortryd den seneste ændring"))
    expect(page.locator(".saved")).to_contain_text("Ændringen er fortrudt.")
    _press_on(page, page.get_by_role("button", name="Godkend og tildel"))

    expect(page.locator(".lead")).to_contain_text("4 sager er tildelt")
    assert said == []


def test_a_case_is_dragged_tried_and_put_back_or_kept(address: str, page: Page) -> None:
    said = complaints(page)
    _propose(page, address)
    card = page.locator(".desk .card-of", has_text="Sag c0")
    own = card.locator("xpath=ancestor::section[1]").get_attribute("data-desk")
    other = page.locator(f"[data-desk]:not([data-desk={own}])").first
    there = other.get_attribute("data-desk")

    card.drag_to(other.locator(".desk-name"), source_position={"x": 8, "y": 60})
    expect(other.locator(".card-of", has_text="Sag c0").locator(".trial")).to_be_visible()
    page.get_by_role("link", name="Fortryd").click()
    expect(page.locator(f"[data-desk={own}] .card-of", has_text="Sag c0")).to_be_visible()
    expect(card.locator(".working")).to_have_count(0)
    card.drag_to(other.locator(".desk-name"), source_position={"x": 8, "y": 60})
    page.get_by_label("Hvorfor?", exact=True).fill("bor tæt på")
    page.get_by_role("button", name="Behold").click()

    expect(page.locator(f"[data-desk={there}] .card-of", has_text="Sag c0")).to_contain_text("bor tæt på")
    assert said == []


def test_the_whole_of_it_without_script(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/fordeling")
    page.get_by_role("button", name="Lav forslag").click()
    expect(page.locator(".card-of")).to_have_count(5, timeout=60_000)
    page.locator(".card-of", has_text=f"Sag {HARD}").get_by_role("link", name="Flyt").click()
    page.locator(".working input[type=radio]:not([disabled])").first.check()
    page.get_by_role("button", name="Prøv").click()
    expect(page.locator(".trial")).to_contain_text("Det fraviger")
    page.get_by_label("Hvorfor?", exact=True).fill("tolk bestilles")
    page.get_by_role("button", name="Behold").click()
    expect(page.locator(".saved")).to_contain_text(f"Gemt. Sag {HARD} er givet til")
    page.get_by_role("button", name="Godkend og tildel").click()
    expect(page.locator("#fejl")).to_contain_text("2 felter skal rettes")
    page.get_by_label("Jeg fraviger betingelsen").check()
    page.locator("#grund-saerlige_kompetencer").fill("tolk er bestilt")
    page.get_by_role("button", name="Godkend og tildel").click()

    expect(page.locator(".lead")).to_contain_text("5 sager er tildelt")
    page.get_by_role("link", name="Lister til udskrift").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvem får hvad")
    context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_in_any_state(width: int, address: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    page.goto(f"{address}/fordeling/forslag/x?afventer=99999999999")
    found["waiting"] = _axe(page)
    page.goto(f"{address}/fordeling")
    found["no plan"] = _axe(page)
    _propose(page, address)
    found["plan with a conflict"] = _axe(page)
    card = page.locator(".card-of", has_text=f"Sag {HARD}")
    card.locator(".move-link").click()
    expect(card.locator(".working")).to_be_visible()
    found["menu"] = _axe(page)
    card.locator("input[type=radio]:not([disabled])").first.check()
    page.get_by_role("button", name="Prøv").click()
    expect(card.locator(".trial")).to_be_visible()
    found["trying"] = _axe(page)
    page.get_by_label("Hvorfor?", exact=True).fill("tolk bestilles")
    page.get_by_role("button", name="Behold").click()
    expect(page.locator(".saved")).to_be_visible()
    found["kept"] = _axe(page)
    page.get_by_role("button", name="Godkend og tildel").click()
    expect(page.locator("#fejl")).to_be_visible()
    found["sent back"] = _axe(page)
    page.get_by_label("Jeg fraviger betingelsen").check()
    page.locator("#grund-saerlige_kompetencer").fill("tolk er bestilt")
    page.get_by_role("button", name="Godkend og tildel").click()
    expect(page.locator(".lead")).to_contain_text("er tildelt")
    found["committed"] = _axe(page)
    page.get_by_role("link", name="Lister til udskrift").click()
    found["lists"] = _axe(page)

    assert {state: faults for state, faults in found.items() if faults} == {}


def test_what_can_be_hit_is_large_enough_and_nothing_sticks_out(address: str, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    _propose(page, address)
    card = page.locator(".card-of", has_text=f"Sag {HARD}")
    card.locator(".move-link").click()
    expect(card.locator(".working")).to_be_visible()

    small = page.evaluate(
        """() => [...document.querySelectorAll('.board .button, .move-link, .board summary, .approve button')]
            .map(one => [one.textContent.trim(), one.getBoundingClientRect()])
            .filter(([_, box]) => box.width > 0 && (box.width < 24 || box.height < 24)).map(([text]) => text)"""
    )
    wide = page.evaluate(
        """() => [...document.querySelectorAll('main *')]
            .filter(one => !one.closest('.scroll, .sr-only, svg') && one.getBoundingClientRect().right > 320.5)
            .map(one => one.outerHTML.slice(0, 80))"""
    )

    assert (small, wide) == ([], [])


def test_twelve_cases_and_eight_people_are_one_sheet_lying_down(tmp_path: Path, page: Page) -> None:
    with _served(tmp_path, cases=11, caseworkers=8) as address:
        _propose(page, address)
        page.emulate_media(media="print")
        sheets = page.pdf(prefer_css_page_size=True)
        text = page.locator(".loads-table").inner_text()

    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 1
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", sheets)
    assert box is not None
    assert float(box[1]) > float(box[2])
    assert all(f"c{number}" in text for number in range(11))


def _propose(page: Page, address: str) -> None:
    page.goto(f"{address}/fordeling")
    page.get_by_role("button", name="Lav forslag").click()
    expect(page.locator(".card-of").first).to_be_visible(timeout=60_000)  # it is reckoned meanwhile


def _press_on(page: Page, place: object) -> None:
    """Reach a place and press Enter, as whoever has no mouse does."""
    place.focus()  # type: ignore[attr-defined]
    page.keyboard.press("Enter")


def _axe(page: Page) -> list[tuple[str, str]]:
    unfold(page)
    return axe_faults(page)


@contextmanager
def _served(folder: Path, *, cases: int, caseworkers: int) -> Iterator[str]:
    engine = open_engine(f"sqlite:///{folder / 'web.sqlite'}")
    upgrade(engine)
    _fill(engine, cases, caseworkers)
    with serving(create_app(StandIn(), engine, door=OpenDoor())) as address:
        yield address
    engine.dispose()


def _fill(engine: Engine, cases: int, caseworkers: int) -> None:
    with writing(engine) as connection:
        fill(connection, cases=cases, caseworkers=caseworkers)
        add_case(connection, HARD, required_competences=frozenset({"punktskrift"}))
