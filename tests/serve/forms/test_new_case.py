"""The new-case form in a real browser: by keyboard alone, wide and narrow; saved as one types, in one tab or two."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sagstyngde.case import CaseId
from storage.cases import find_record
from storage.engine import Engine, reading
from tests.serve.forms.tabs import begin, case_count, end_sessions, faults, fits, log_in, typed

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 320])
def test_a_case_is_written_and_created_by_keyboard_alone(width: int, page: Page, address: str, engine: Engine) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/sager/ny")
    assert faults(page) == []
    page.get_by_role("button", name="Begynd på en ny sag").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ny sag", exact=True)).to_be_visible()
    assert (faults(page), fits(page)) == ([], True)

    page.locator("#sags_id").focus()
    page.keyboard.type(f"2026-{width}")
    page.locator("#o_mobility-0").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.locator("#o_partners-1").focus()
    page.keyboard.press("Space")
    page.locator("#o_measures").focus()
    page.keyboard.type("mange")
    page.get_by_role("button", name="Opret sagen, og få en vurdering").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 felt skal rettes")).to_be_visible()
    assert (faults(page), fits(page)) == ([], True)
    page.get_by_role("link", name="Løbende indsatser").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "o_measures"
    page.keyboard.press("Control+A")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.locator("#fejl")).to_have_count(0)
    page.get_by_role("button", name="Opret sagen, og få en vurdering").focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{address}/sager/2026-{width}")
    with reading(engine) as connection:
        record = find_record(connection, CaseId(f"2026-{width}"))
    assert record is not None
    assert record.case.facts == {"mobility": 3, "partners": {"skole"}, "measures": 2}
    page.goto(f"{address}/sager/2026-{width}/ret")
    assert (faults(page), fits(page)) == ([], True)


def test_every_target_of_the_form_is_large_enough(page: Page, address: str) -> None:
    begin(page, address)

    small = page.evaluate(
        """() => [...document.querySelectorAll('main input:not([type=hidden]), main button, main select')]
            .filter(one => one.getBoundingClientRect().height < 24 || one.getBoundingClientRect().width < 24)
            .map(one => one.id || one.textContent)"""
    )

    assert small == []


def test_what_is_typed_is_saved_without_a_button(page: Page, address: str, engine: Engine) -> None:
    begin(page, address)

    page.locator("#sags_id").fill("2026-0500")
    page.locator("#o_mobility-2").check()
    expect(page.locator("#kladde-status")).to_contain_text("2 af 3 ikke oplyst")
    page.locator("#team").fill("Nord")
    page.locator("#distrikt").focus()

    expect(page.locator("#kladde-status")).to_contain_text("Gemt kl.")
    page.wait_for_timeout(600)
    assert typed(engine)["team"] == "Nord"
    assert page.locator("#fejl").count() == 0
    page.goto(f"{address}/")
    expect(page.get_by_role("heading", name="Du har en kladde")).to_be_visible()
    page.get_by_role("link", name="Sag 2026-0500").click()
    assert page.locator("#o_mobility-2").is_checked()


def test_a_double_click_and_the_back_button_make_one_case(page: Page, address: str, engine: Engine) -> None:
    before = case_count(engine)
    begin(page, address)
    page.locator("#sags_id").fill("2026-0500")

    page.get_by_role("button", name="Opret sagen, og få en vurdering").dblclick()
    expect(page).to_have_url(f"{address}/sager/2026-0500")
    page.go_back()
    page.reload()

    expect(page.get_by_role("heading", name="Sagen er oprettet")).to_be_visible()
    assert faults(page) == []
    assert case_count(engine) == before + 1


def test_two_tabs_are_shown_beside_each_other(
    page: Page, context: BrowserContext, address: str, engine: Engine
) -> None:
    begin(page, address)
    other = context.new_page()
    other.goto(page.url)
    page.locator("#team").fill("Nord")
    page.get_by_role("button", name="Gem kladde").click()
    expect(page.locator("#team")).to_have_value("Nord")

    other.locator("#team").fill("Syd")
    other.locator("#distrikt").focus()
    expect(other.locator("#kladde-status")).to_contain_text("Ikke gemt")
    other.get_by_role("button", name="Gem kladde").click()

    expect(other.get_by_role("row", name="Team Syd Nord")).to_be_visible()
    assert (faults(other), typed(engine)["team"]) == ([], "Nord")
    other.set_viewport_size({"width": 320, "height": 900})
    assert (faults(other), fits(other)) == ([], True)
    other.get_by_role("button", name="Brug det, jeg har skrevet her").press("Enter")
    expect(other.locator("#team")).to_have_value("Syd")
    assert typed(engine)["team"] == "Syd"


def test_a_session_that_ends_while_a_case_is_written_loses_nothing(
    page: Page, context: BrowserContext, address: str, engine: Engine
) -> None:
    begin(page, address)
    end_sessions(engine)

    page.locator("#sags_id").fill("2026-0500")
    page.locator("#team").focus()
    expect(page.locator("#kladde-status")).to_contain_text("Ikke gemt: du er blevet logget ud")
    page.get_by_role("button", name="Opret sagen, og få en vurdering").click()
    expect(page.get_by_role("heading", name="Du er blevet logget ud")).to_be_visible()
    assert faults(page) == []
    log_in(context.new_page(), address)
    page.get_by_role("button", name="Send igen").press("Enter")

    expect(page).to_have_url(f"{address}/sager/2026-0500")
