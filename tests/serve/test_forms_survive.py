"""B49 in a real browser: double clicks, the back button, two tabs, a session that ends, and no network.

On the new-case form, a judgement, a decision and a plan's commit; by keyboard, on a wide screen and a narrow one.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sagstyngde.case import CaseId
from sagstyngde.operations import Operation
from serve.access.cookies import Cookies
from serve.access.entrance import Entrance
from serve.app import create_app
from storage.cases import find_record
from storage.decisions import decisions_of
from storage.drafts import own_drafts
from storage.engine import Engine, open_engine, reading, writing
from storage.listing import Filter, count_of
from storage.migrate import upgrade
from storage.reach import within
from storage.sessions import IDLE
from storage.tables.identity import sessions
from storage.words import settlements_of
from tests.serve.browsing import axe_faults, serving
from tests.serve.standin import StandIn, fill
from tests.serve.visitors import EVERYTHING

pytestmark = pytest.mark.browser
CASE = "2026-0412"
WRITER = "demo:leder"


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = open_engine(f"sqlite:///{tmp_path_factory.mktemp('forms') / 'forms.sqlite'}")
    upgrade(made)
    fill(made)
    yield made
    made.dispose()


@pytest.fixture
def address(engine: Engine) -> Iterator[str]:
    """A real server that people log in at, as the demo's invented ones."""
    app = create_app(StandIn(), engine, entrance=Entrance(cookies=Cookies(over_tls=False), has_demo=True))
    with serving(app) as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    """A tab of somebody who is logged in as the leader."""
    opened = context.new_page()
    _log_in(opened, address)
    return opened


def _log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/log-ind")
    page.get_by_role("button", name="Lars Opdigtet").click()
    expect(page.get_by_role("button", name="Log ud")).to_be_visible()


def _begin(page: Page, address: str) -> None:
    page.goto(f"{address}/sager/ny")
    page.get_by_role("button", name="Begynd på en ny sag").click()
    expect(page.get_by_role("heading", name="Ny sag")).to_be_visible()


def _end_sessions(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(sessions.update().values(seen_at=datetime.now(UTC) - IDLE))


def _cases(engine: Engine) -> int:
    with reading(engine) as connection:
        return count_of(connection, within(EVERYTHING, Operation.CASE_LIST), Filter())


def _typed(engine: Engine) -> dict[str, str]:
    with reading(engine) as connection:
        return dict(own_drafts(connection, WRITER)[0].values)


def _faults(page: Page) -> list[str]:
    return [rule for rule, _ in axe_faults(page)]


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("width", [1280, 320])
def test_a_case_is_written_and_created_by_keyboard_alone(width: int, page: Page, address: str, engine: Engine) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/sager/ny")
    assert _faults(page) == []
    page.get_by_role("button", name="Begynd på en ny sag").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ny sag", exact=True)).to_be_visible()
    assert (_faults(page), _fits(page)) == ([], True)

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
    assert (_faults(page), _fits(page)) == ([], True)
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
    assert (_faults(page), _fits(page)) == ([], True)


def test_every_target_of_the_form_is_large_enough(page: Page, address: str) -> None:
    _begin(page, address)

    small = page.evaluate(
        """() => [...document.querySelectorAll('main input:not([type=hidden]), main button, main select')]
            .filter(one => one.getBoundingClientRect().height < 24 || one.getBoundingClientRect().width < 24)
            .map(one => one.id || one.textContent)"""
    )

    assert small == []


def test_what_is_typed_is_saved_without_a_button(page: Page, address: str, engine: Engine) -> None:
    _begin(page, address)

    page.locator("#sags_id").fill("2026-0500")
    page.locator("#o_mobility-2").check()
    expect(page.locator("#kladde-status")).to_contain_text("2 af 3 ikke oplyst")
    page.locator("#team").fill("Nord")
    page.locator("#distrikt").focus()

    expect(page.locator("#kladde-status")).to_contain_text("Gemt kl.")
    page.wait_for_timeout(600)
    assert _typed(engine)["team"] == "Nord"
    assert page.locator("#fejl").count() == 0
    page.goto(f"{address}/")
    expect(page.get_by_role("heading", name="Du har en kladde")).to_be_visible()
    page.get_by_role("link", name="Sag 2026-0500").click()
    assert page.locator("#o_mobility-2").is_checked()


def test_a_double_click_and_the_back_button_make_one_case(page: Page, address: str, engine: Engine) -> None:
    before = _cases(engine)
    _begin(page, address)
    page.locator("#sags_id").fill("2026-0500")

    page.get_by_role("button", name="Opret sagen, og få en vurdering").dblclick()
    expect(page).to_have_url(f"{address}/sager/2026-0500")
    page.go_back()
    page.reload()

    expect(page.get_by_role("heading", name="Sagen er oprettet")).to_be_visible()
    assert _faults(page) == []
    assert _cases(engine) == before + 1


def test_two_tabs_are_shown_beside_each_other(
    page: Page, context: BrowserContext, address: str, engine: Engine
) -> None:
    _begin(page, address)
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
    assert (_faults(other), _typed(engine)["team"]) == ([], "Nord")
    other.set_viewport_size({"width": 320, "height": 900})
    assert (_faults(other), _fits(other)) == ([], True)
    other.get_by_role("button", name="Brug det, jeg har skrevet her").press("Enter")
    expect(other.locator("#team")).to_have_value("Syd")
    assert _typed(engine)["team"] == "Syd"


def test_a_session_that_ends_while_a_case_is_written_loses_nothing(
    page: Page, context: BrowserContext, address: str, engine: Engine
) -> None:
    _begin(page, address)
    _end_sessions(engine)

    page.locator("#sags_id").fill("2026-0500")
    page.locator("#team").focus()
    expect(page.locator("#kladde-status")).to_contain_text("Ikke gemt: du er blevet logget ud")
    page.get_by_role("button", name="Opret sagen, og få en vurdering").click()
    expect(page.get_by_role("heading", name="Du er blevet logget ud")).to_be_visible()
    assert _faults(page) == []
    _log_in(context.new_page(), address)
    page.get_by_role("button", name="Send igen").press("Enter")

    expect(page).to_have_url(f"{address}/sager/2026-0500")


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
    _end_sessions(engine)

    send(page)
    expect(page.get_by_role("heading", name="Du er blevet logget ud")).to_be_visible()
    assert stored(engine) == 0
    _log_in(context.new_page(), address)
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
