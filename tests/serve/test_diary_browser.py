"""The diary on a phone, by thumb and by keyboard, without net and without script: a day in under a minute."""

import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from fastapi import Request
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from sagstyngde.access import Principal, Role
from sagstyngde.case import CaseworkerId
from sagstyngde.diary import DayMark
from serve.app import create_app
from storage.diary import agree_windows
from storage.diary_entries import entries_of, mark_days
from storage.engine import Engine, open_engine, reading, writing
from storage.migrate import upgrade
from storage.staff import record_staff
from tests.answers import STAMP, a_case, a_caseworker, store
from tests.serve.browsing import axe_faults, complaints, serving, unfold
from tests.serve.standin import TODAY, StandIn
from tests.serve.visitors import a_principal

ANNA = CaseworkerId("w1")
MONDAY = TODAY - timedelta(days=TODAY.weekday() + 14)
TUESDAY = MONDAY + timedelta(days=1)
CASES = 12
PAGES = [
    "/tidsdagbog", f"/tidsdagbog?dag={MONDAY}", f"/tidsdagbog?dag={TUESDAY}", f"/tidsdagbog?dag={MONDAY}&find=s1",
    "/tidsdagbog/perioder/{window}", "/tidsdagbog/regneark?periode={window}", "/tidsdagbog/uger",
]  # fmt: skip
PHONE: ViewportSize = {"width": 390, "height": 844}

pytestmark = pytest.mark.browser


class OneDoor:
    """Lets the same person in until she is logged out."""

    def __init__(self, who: Principal) -> None:
        self.who = who
        self.is_open = True

    async def principal(self, request: Request) -> Principal | None:  # noqa: ARG002
        """Return her, or nobody."""
        return self.who if self.is_open else None


class Served:
    """A running server, its door, and what stands in its diary."""

    def __init__(self, address: str, door: OneDoor, engine: Engine, window: str) -> None:
        self.address, self.door, self.engine, self.window = address, door, engine, window

    def at(self, path: str) -> str:
        """Return a page's whole address."""
        return self.address + path.replace("{window}", self.window)

    def minutes(self, day: date) -> int:
        """Return what stands on a day."""
        with reading(self.engine) as connection:
            return sum(one.entry.minutes for one in entries_of(connection, [ANNA], day, day))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with a caseworker who also leads, twelve cases of hers and a window of two weeks that is over."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('diary') / 'web.sqlite'}")
    upgrade(engine)
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w1", team="Øst", absences=())], STAMP)
        for number in range(CASES):
            store(connection, a_case(f"s{number:02d}", caseworker_id=ANNA, received_on=date(2026, 1, 5)))
        (window,) = agree_windows(connection, [ANNA], (MONDAY, MONDAY + timedelta(days=13)), STAMP)
        mark_days(connection, ANNA, [TUESDAY], DayMark.NOTHING, stamp=STAMP)
    door = OneDoor(a_principal(Role.CASEWORKER, Role.LEADER, user_id="anna", caseworker_id="w1"))
    with serving(create_app(StandIn(), engine, door=door)) as address:
        yield Served(address, door, engine, window)
    engine.dispose()


def _axe(shown: Page) -> list[tuple[str, str]]:
    unfold(shown)
    return axe_faults(shown)


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    path: str,
    width: int,
    served: Served,
    page: Page,
) -> None:
    said = complaints(page)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(served.at(path))

    assert (_axe(page), said) == ([], [])
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", [f"/tidsdagbog?dag={MONDAY}", "/tidsdagbog/perioder/{window}"])
def test_nothing_to_tap_is_smaller_than_a_thumb(path: str, served: Served, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(served.at(path))

    small = page.evaluate(
        """() => [...document.querySelectorAll('.diary button, .tile, summary, [type=text], [type=radio] + label')]
            .map(one => [one.outerHTML.slice(0, 60), one.getBoundingClientRect()])
            .filter(([_, box]) => box.height && (box.height < 43.5 || box.width < 43.5)).map(([html]) => html)"""
    )

    assert small == []


def test_a_typical_day_of_five_cases_takes_eight_taps_on_a_phone(served: Served, browser: Browser) -> None:
    day = MONDAY + timedelta(days=2)
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    phone = context.new_page()
    phone.goto(served.at(f"/tidsdagbog?dag={day}"))
    rows = phone.locator(".diary-case")
    taps = (("+1 t", "family"), ("+30 min", "desk"), ("+15 min", "desk"), ("+30 min", "partners"), ("+2 t", "desk"))
    done = 0
    for place, (amount, kind) in enumerate(taps):
        rows.nth(place).locator(f"button[value^='{kind}:']", has_text=amount).tap()
        done += 1
        expect(rows.nth(place).locator(".diary-undo")).to_be_visible()
    for kind, place in (("travel", 0), ("desk", 0), ("desk", 3)):
        rows.nth(place).locator(f"button[value^='{kind}:']", has_text="+30 min").tap()
        done += 1
        expect(rows.nth(place).locator(".kind-sum").nth(3 if kind == "travel" else 2)).to_have_text("0:30")
    total = phone.locator("#dagens-tid strong").inner_text().replace("\xa0", " ")
    context.close()

    assert (done, total, served.minutes(day)) == (8, "5 t 45 min", 345)


def test_a_tap_by_keyboard_stays_where_it_was(served: Served, page: Page) -> None:
    day = MONDAY + timedelta(days=3)
    page.goto(served.at(f"/tidsdagbog?dag={day}"))
    button = page.locator("button[value='desk:30']").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#dagens-tid")).to_contain_text("30")
    expect(page.locator("button[value='desk:30']").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#dagens-tid strong")).to_have_text("1\xa0t")

    assert served.minutes(day) == 60
    assert _axe(page) == []
    page.get_by_role("button", name="Fortryd").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#dagens-tid strong")).to_have_text("30\xa0min")


def test_without_script_a_tap_leads_back_to_its_row(served: Served, browser: Browser) -> None:
    day = MONDAY + timedelta(days=4)
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    plain = context.new_page()
    plain.goto(served.at(f"/tidsdagbog?dag={day}"))
    plain.locator("button[value='family:60']").nth(3).click()

    assert "#sag-" in plain.url
    assert served.minutes(day) == 60
    plain.get_by_role("button", name="Fortryd").click()
    assert served.minutes(day) == 0
    plain.get_by_role("button", name="Intet på sager den dag").click()
    assert "Du har skrevet, at der intet var på sager." in plain.inner_text("main")
    context.close()


def test_a_tap_without_net_is_told_and_counts_once_when_it_is_tried_again(
    served: Served,
    browser: Browser,
) -> None:
    day = MONDAY + timedelta(days=7)
    context = browser.new_context(viewport=PHONE)
    phone = context.new_page()
    phone.goto(served.at(f"/tidsdagbog?dag={day}"))
    context.set_offline(True)
    phone.locator("button[value='desk:30']").first.click()
    expect(phone.locator("#uden-net")).to_be_visible()
    context.set_offline(False)
    phone.locator("button[value='desk:30']").first.click()
    expect(phone.locator("#dagens-tid strong")).to_have_text("30\xa0min")
    expect(phone.locator("#uden-net")).to_be_hidden()
    context.close()

    assert served.minutes(day) == 30


def test_a_tap_of_somebody_who_was_logged_out_is_not_lost(
    served: Served,
    browser: Browser,
) -> None:
    day = MONDAY + timedelta(days=8)
    context = browser.new_context(viewport=PHONE)
    phone = context.new_page()
    phone.goto(served.at(f"/tidsdagbog?dag={day}"))
    served.door.is_open = False
    phone.locator("button[value='desk:30']").first.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Du er blevet logget ud")
    served.door.is_open = True
    phone.get_by_role("button", name="Send igen").click()
    expect(phone.locator("#dagens-tid strong")).to_have_text("30\xa0min")
    context.close()

    assert served.minutes(day) == 30


def test_a_form_sent_back_names_its_fields_and_is_free_of_faults(served: Served, page: Page) -> None:
    day = MONDAY + timedelta(days=9)
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(served.at(f"/tidsdagbog?dag={day}"))
    page.locator("summary", has_text="Ret tiderne").first.click()
    page.get_by_role("textbox", name="Familien").first.fill("90")
    page.get_by_role("button", name="Gem tiderne på sag s00").click()

    expect(page.get_by_role("alert").filter(has_text="1 felt skal rettes")).to_be_visible()
    expect(page.get_by_role("textbox", name="Familien").first).to_have_value("90")
    assert _axe(page) == []
    page.goto(served.at("/tidsdagbog/perioder/{window}"))
    page.get_by_role("button", name="Afslut perioden").click()
    expect(page.get_by_role("link", name="De tomme dage")).to_be_visible()
    assert _axe(page) == []
    page.goto(served.at("/tidsdagbog/regneark?periode={window}"))
    page.get_by_label("Eller kopiér cellerne").fill("Dag;Sag;Familien;Samarbejde;Skrivebord;Transport\ni går;s00;90;;;")
    page.get_by_role("button", name="Kontrollér").click()
    expect(page.get_by_role("heading", name="1 sted skal rettes. Intet er gemt.")).to_be_visible()
    assert _axe(page) == []


def test_a_chosen_file_is_read_into_the_form(served: Served, page: Page) -> None:
    text = f"\ufeffDag;Sag;Familien;Samarbejde;Skrivebord;Transport\r\n{MONDAY};s00;1:30;;;\r\n"
    page.goto(served.at("/tidsdagbog/regneark?periode={window}"))
    page.get_by_label("Vælg den gemte fil").set_input_files(
        {"name": "ark.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Kontrollér").click()
    page.get_by_role("button", name="Gem i dagbogen").click()
    expect(page.get_by_role("status")).to_contain_text("1 tid fra arket står nu i din dagbog.")

    assert served.minutes(MONDAY) == 90


def test_taps_faster_than_the_net_all_count_and_a_double_click_counts_once(
    served: Served,
    page: Page,
) -> None:
    day = MONDAY + timedelta(days=10)

    def slowly(route: Route) -> None:
        time.sleep(0.3)
        route.continue_()

    page.route("**/tidsdagbog/laeg-til", slowly)
    page.goto(served.at(f"/tidsdagbog?dag={day}"))
    row = page.locator(".diary-case").first

    page.evaluate(
        """values => values.forEach(one => document.querySelector(`.diary-case button[value='${one}']`).click())""",
        ["desk:30", "desk:30", "family:60", "travel:15"],
    )

    expect(row.locator(".diary-case-sum")).to_have_text("1\xa0t 45\xa0min")
    assert served.minutes(day) == 105
