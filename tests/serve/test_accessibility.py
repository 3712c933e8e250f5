"""What is done on pages by keyboard alone, without script and on paper; what holds of all is in ``test_every_page``."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mandate.findings import findings_to_json
from sagstyngde.case import CaseId
from sagstyngde.decision import Level
from serve.app import create_app
from serve.evaluation_pages import ADDRESS as EVALUATION
from serve.evaluations import evaluation_file
from serve.register_pages import ADDRESS as REGISTER
from storage.assessments import insert_assessment, known_or_new
from storage.decisions import DecisionId, Routed, insert_decision, withdraw_decision
from storage.engine import open_engine, writing
from storage.migrate import upgrade
from storage.registers import NewRegister, adopt_register
from storage.trials import insert_evaluation, register_plan
from tests.answers import STAMP, a_case, a_decision, an_assessment
from tests.mandate.found import ON, some_findings
from tests.serve.browsing import axe_faults, serving, unfold
from tests.serve.standin import FULL_FACTS, StandIn, fill
from tests.serve.test_mandate import OWN_PLAN, STRICTER
from tests.serve.visitors import OpenDoor

BLIND = "2026-0420"
DECISIONS = "/sager/2026-0412/afgoerelser"
ROUTED = Routed(level=Level.LEADER, reason="Skal afgøres af teamlederen: " + "meget " * 40, register_version=1)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server on a free port, with a small intake, a case to judge blind, and a plan."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('web') / 'web.sqlite'}")
    upgrade(engine)
    fill(engine)
    with writing(engine) as connection:
        blind = known_or_new(connection, a_case(BLIND, facts=FULL_FACTS), STAMP)
        insert_assessment(connection, blind, an_assessment(BLIND), by=STAMP.by, is_blind=True)
        plan = register_plan(connection, "Forsøg", 'name = "Forsøg"', STAMP)
        told = findings_to_json(some_findings())
        first = NewRegister(toml=OWN_PLAN, holds_from=date(2024, 1, 1), note="Punkt 4")
        adopt_register(connection, first, STAMP)
        adopt_register(connection, NewRegister(toml=STRICTER, holds_from=date(2099, 1, 1), after=1), STAMP)
        case_id = CaseId("2026-0412")
        insert_decision(connection, a_decision("d1", case_id=case_id, routed=ROUTED), STAMP)
        insert_decision(connection, a_decision("d2", case_id=case_id), STAMP)
        withdraw_decision(connection, DecisionId("d2"), "forkert sag", STAMP)
        insert_evaluation(connection, plan.plan_id, told, data_until=ON, stamp=STAMP)
    with serving(create_app(StandIn(), engine, door=OpenDoor())) as served:
        yield served
    engine.dispose()


def test_the_reasons_open_in_place_by_keyboard(address: str, page: Page) -> None:
    page.goto(address)
    page.locator("summary", has_text="Alle grunde").first.focus()
    page.keyboard.press("Enter")

    page.locator(".why svg.bar").first.wait_for()

    assert page.url == f"{address}/"


def test_similar_cases_open_by_keyboard(address: str, page: Page) -> None:
    page.goto(f"{address}/sager/2026-0412")
    page.locator("summary", has_text="Lignende sager").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Tidligere sag T137, modtaget 2024")).to_be_visible()


def test_without_script_the_reasons_are_a_link_away(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator("summary", has_text="Alle grunde").first.click()
    page.get_by_role("link", name="Åbn sagen, og se grundene").first.click()

    assert page.get_by_role("heading", level=1).inner_text().startswith("Sag ")
    context.close()


def test_the_first_tab_leads_past_the_menu(address: str, page: Page) -> None:
    page.goto(f"{address}/fordeling")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main-content"


def test_an_evaluations_curves_open_by_keyboard(address: str, page: Page) -> None:
    page.goto(f"{address}{EVALUATION}")
    page.locator("summary", has_text="Vis kurver for de andre udfald").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Andel, der bevilges")).to_be_visible()


def test_an_evaluation_is_one_sheet_and_its_annex_another(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "evaluering.html"
    file.write_text(evaluation_file(some_findings()), "utf-8")
    page.goto(file.as_uri())
    page.emulate_media(media="print")

    assert sheets(page) == 2
    page.evaluate("annex = document.querySelector('.annex'); annex.remove()")
    assert sheets(page) == 1
    alone = page.locator("main").inner_text()
    for part in ("Værre.", "Ikke vist:", "Kan ikke afgøres:", "−20,0 %", "»Jeg trives.«", "registreret 1. nov. 2024"):
        assert part in alone.replace("\xa0", " ")
    assert len([curve for curve in page.locator("svg.curve").all() if curve.is_visible()]) == 2
    page.evaluate("document.querySelector('main').replaceChildren('Kort.', annex)")
    assert sheets(page) == 2


def sheets(page: Page) -> int:
    """Return how many sheets a page is printed on."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def test_a_register_is_checked_mended_and_adopted_by_keyboard(address: str, page: Page) -> None:
    page.goto(f"{address}{REGISTER}/rediger")
    page.locator("#tekst").fill(STRICTER.replace('level = "egenkompetence"', 'level = "egen"', 1))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 sted skal rettes")).to_be_visible()
    faulty = axe_faults(page)
    page.locator("#tekst").fill(STRICTER)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Det ændrer sig")).to_be_visible()
    assert faulty + axe_faults(page) == []
    page.locator("#gaelder_fra").fill("2099-02-01")
    page.get_by_role("button", name="Vedtag kompetenceplanen").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}{REGISTER}")
    expect(page.get_by_role("link", name="Udgave 3")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_form_sent_back_is_free_of_faults_of_its_own(width: int, address: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}{DECISIONS}?bestemmelse=§86&antal=1.5")
    unfold(page)

    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
