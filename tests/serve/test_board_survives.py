"""B49 on the board, in a real browser: a commit without a network, and one whose answer never came."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from serve.access.cookies import Cookies
from serve.access.entrance import Entrance
from serve.app import create_app
from storage.engine import Engine, writing
from tests.casework.casebook import fill
from tests.serve.browsing import serving
from tests.serve.standin import StandIn

pytestmark = pytest.mark.browser
CASES = 4


@pytest.fixture
def page(engine: Engine, browser: Browser) -> Iterator[Page]:
    """The board of a leader who has logged in, with a proposal of four cases."""
    with writing(engine) as connection:
        fill(connection, cases=CASES, caseworkers=3)
    app = create_app(StandIn(), engine, entrance=Entrance(cookies=Cookies(over_tls=False), has_demo=True))
    with serving(app) as address:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        opened = context.new_page()
        opened.goto(f"{address}/log-ind")
        opened.get_by_role("button", name="Lars Opdigtet").click()
        expect(opened.get_by_role("button", name="Log ud")).to_be_visible()
        opened.goto(f"{address}/fordeling")
        opened.get_by_role("button", name="Lav forslag").click()
        expect(opened.locator(".card-of")).to_have_count(CASES, timeout=60_000)
        yield opened
        context.close()


def test_a_commit_without_a_network_waits_with_what_was_typed_and_is_carried_out_once(page: Page) -> None:
    page.get_by_label("Bemærkning (kan udelades)").fill("uge 45")
    page.context.set_offline(True)

    _approve(page)
    expect(page.get_by_role("alert").filter(has_text="Der er ingen forbindelse")).to_be_visible()
    expect(page.get_by_label("Bemærkning (kan udelades)")).to_have_value("uge 45")
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    _approve(page)

    expect(page.locator(".lead")).to_contain_text("4 sager er tildelt")


def test_a_commit_whose_answer_never_came_is_seen_to_be_done_and_not_done_again(page: Page) -> None:
    where, sent = page.url, []

    def lost(route: Route) -> None:
        own = route.request.headers | {"sec-fetch-site": "same-origin"}  # as the browser itself says it
        sent.append(route.fetch(max_redirects=0, headers=own).status)
        route.abort()

    page.route("**/godkend", lost)
    _approve(page)
    page.wait_for_event("requestfailed")
    page.unroute("**/godkend")
    page.goto(where)

    expect(page.locator(".lead")).to_contain_text("4 sager er tildelt")
    expect(page.get_by_role("button", name="Godkend og tildel")).to_have_count(0)
    assert sent == [303]


def _approve(page: Page) -> None:
    button = page.get_by_role("button", name="Godkend og tildel")
    button.focus()
    page.keyboard.press("Enter")
