"""Audit and the page for a family in Debian's Chromium: axe, a keyboard, a narrow screen, no script, and paper."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import Request
from playwright.sync_api import Browser, Page, expect

from sagstyngde.access import Principal, Role
from sagstyngde.audit import Outcome
from sagstyngde.case import CaseId, ChildId
from serve.app import create_app
from storage.audit import append
from storage.cases import insert_case
from storage.engine import open_engine, writing
from storage.migrate import upgrade
from tests.answers import NOON, STAMP, a_case
from tests.serve.browsing import axe_faults, complaints, serving, too_small, too_wide, unfold
from tests.serve.standin import StandIn
from tests.serve.visitors import a_principal
from tests.storage.audit_logs import a_look

CHILD = "/sporing/barn/barn-1"
PAGES = [
    "/sporing", "/sporing?sag=nord", "/sporing?navne=1", "/sporing?fra=i+gaar", "/sporing?navne=1&grund=klage",
    "/sporing?barn=ukendt", CHILD, f"{CHILD}?navne=1", f"{CHILD}?navne=1&grund=klage", "/hjaelp", "/ord",
    "/tilgaengelighed",
]  # fmt: skip
AUDITOR = a_principal(Role.AUDITOR, user_id="revisor")

pytestmark = pytest.mark.browser


class AuditorsDoor:
    """Takes whoever comes for the auditor."""

    async def principal(self, request: Request) -> Principal | None:  # noqa: ARG002
        """Return the auditor."""
        return AUDITOR


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('sporing') / 'web.sqlite'}")
    upgrade(engine)
    with writing(engine) as connection:
        insert_case(connection, a_case("nord", child_id=ChildId("barn-1")), STAMP)
        mine = {"case_id": CaseId("nord"), "child_id": ChildId("barn-1")}
        append(connection, [a_look(number, at=NOON + timedelta(hours=number), **mine) for number in range(1, 70)])
        append(connection, [a_look(90, outcome=Outcome.DENIED, purpose="nysgerrig" * 10, **mine)])
    with serving(create_app(StandIn(), engine, door=AuditorsDoor())) as served:
        yield served
    engine.dispose()


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_free_of_faults_and_fits(path: str, width: int, address: str, page: Page) -> None:
    said = complaints(page)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address + path)
    unfold(page)

    assert axe_faults(page) == []
    assert too_small(page) == []
    assert [one for one in said if "422" not in one] == []
    if width == 320:
        assert too_wide(page) == []


def test_a_case_is_followed_by_keyboard_to_who_else_looked(address: str, page: Page) -> None:
    page.goto(f"{address}/sporing")
    page.locator("#sag").focus()
    page.keyboard.type("nord")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Opslag, der passer")).to_be_visible()
    page.get_by_role("link", name=re.compile("Vis den samme")).first.focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/sporing\?som=\d+#opslag"))
    assert page.locator("table.looks tbody tr").count() > 10


def test_older_looks_are_a_link_away_without_script(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/sporing?sag=nord")
    first = page.locator("table.looks tbody th").first.inner_text()
    page.get_by_role("link", name="Vis ældre opslag").click()

    assert page.locator("table.looks tbody th").first.inner_text() != first
    assert page.locator("table.looks tbody tr").count() >= 20
    context.close()


def test_a_number_typed_by_mistake_is_refused_in_words_and_stands_in_no_address(address: str, page: Page) -> None:
    page.goto(f"{address}/sporing")
    page.locator("#familie").fill("010190-1234")
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_contain_text("ligner et CPR-nummer")
    assert "010190" not in page.url + page.content()


def test_the_familys_page_is_printed_without_what_is_the_auditors(address: str, page: Page) -> None:
    page.goto(f"{address}{CHILD}")
    page.emulate_media(media="print")

    assert not page.get_by_text("Giv oversigten videre").is_visible()
    assert not page.get_by_text("Hjælp til denne side").is_visible()
    assert page.get_by_text("Sådan læses oversigten").is_visible()
    assert page.get_by_text("Tallene er beregnet på opdigtede data.").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_help_opens_and_leads_to_a_word_by_keyboard(address: str, page: Page) -> None:
    page.goto(f"{address}/sporing")
    page.locator("summary", has_text="Hjælp til denne side").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="segl", exact=True).focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{address}/ord#segl")
    assert page.evaluate("document.querySelector(':target dt').innerText") == "segl"
