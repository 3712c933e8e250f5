"""B49 in a real browser: double clicks, going back, a session that ends, no network; on a judgement and a decision."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sagstyngde.case import CaseId
from storage.decisions import decisions_of
from storage.engine import Engine, reading
from storage.words import settlements_of
from tests.serve.forms.tabs import end_sessions, log_in

pytestmark = pytest.mark.browser
CASE = "2026-0412"


def _judgement(page: Page, address: str) -> None:
    page.goto(f"{address}/sager/{CASE}")
    page.locator("label", has_text="Særligt kompleks").click()
    page.locator("#bemaerkning").fill("Talt med skolen.\nOg med mor.")


def _send_judgement(page: Page) -> None:
    page.get_by_role("button", name="Kendskab til familien").dblclick()


def _judgements(engine: Engine) -> int:
    with reading(engine) as connection:
        return len(settlements_of(connection, [CaseId(CASE)]))


def _decision(page: Page, address: str) -> None:
    page.goto(f"{address}/sager/{CASE}")
    page.locator("summary", has_text="Registrér en afgørelse").click()
    page.locator("#bestemmelse").fill("BL § 86")
    for name in ("ansoegt", "afgjort"):
        page.locator(f"#{name}").fill("2026-11-10")
    page.locator("#udfald").select_option("bevilget")
    page.locator("#niveau").select_option("teamleder")


def _send_decision(page: Page) -> None:
    page.get_by_role("button", name="Gem afgørelsen").dblclick()


def _decisions(engine: Engine) -> int:
    with reading(engine) as connection:
        return len(decisions_of(connection, [CaseId(CASE)]))


FORMS = {
    "a judgement": (_judgement, _send_judgement, _judgements),
    "a decision": (_decision, _send_decision, _decisions),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_sent_once_and_waits_out_a_log_in(
    name: str, page: Page, *, context: BrowserContext, address: str, engine: Engine
) -> None:
    fill_in, send, stored = FORMS[name]
    fill_in(page, address)
    end_sessions(engine)

    send(page)
    expect(page.get_by_role("heading", name="Du er blevet logget ud")).to_be_visible()
    assert stored(engine) == 0
    log_in(context.new_page(), address)
    page.get_by_role("button", name="Send igen").dblclick()
    expect(page.get_by_role("heading", name=f"Sag {CASE}")).to_be_visible()

    assert stored(engine) == 1


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_sent_once_by_a_double_click_and_after_going_back(
    name: str, page: Page, address: str, engine: Engine
) -> None:
    fill_in, send, stored = FORMS[name]
    fill_in(page, address)

    send(page)
    expect(page.get_by_role("heading", name=f"Sag {CASE}")).to_be_visible()
    page.wait_for_load_state()
    page.go_back()
    page.reload()

    expect(page.get_by_role("heading", name=f"Sag {CASE}")).to_be_visible()
    assert stored(engine) == 1


@pytest.mark.parametrize("name", FORMS)
def test_without_a_network_a_form_stays_and_is_sent_when_it_is_back(
    name: str, page: Page, *, context: BrowserContext, address: str, engine: Engine
) -> None:
    fill_in, send, stored = FORMS[name]
    fill_in(page, address)
    context.set_offline(True)

    send(page)
    expect(page.get_by_role("alert").filter(has_text="Der er ingen forbindelse")).to_be_visible()
    assert stored(engine) == 0
    context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    send(page)
    page.wait_for_load_state()

    expect(page.get_by_role("heading", name=f"Sag {CASE}")).to_be_visible()
    assert stored(engine) == 1
