"""The pages of follow-up as a leader meets them: axe, a narrow screen, a keyboard, paper."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from sagstyngde.alarm import AlarmAction, AlarmKind, Closing
from sagstyngde.case import CaseId
from sagstyngde.dissent import DissentReason
from sagstyngde.felt import Felt
from sagstyngde.weeks import monday_of
from serve.app import create_app
from storage.alarms import close_alarm, mark_ceased, raise_alarms
from storage.dissents import NewDissent, tell_dissent
from storage.engine import Engine, open_engine, writing
from storage.felt_loads import tell_felt
from storage.migrate import upgrade
from storage.staff import record_staff
from storage.stamp import Stamp
from tests.answers import STAMP, a_case, a_caseworker, store
from tests.casework.casebook import worker
from tests.serve.browsing import axe_faults, serving, too_wide, unfold
from tests.serve.standin import StandIn
from tests.serve.test_follow_up import TODAY, _about_case, _alarm, a_finding, weeks
from tests.serve.visitors import OpenDoor

NOW = datetime.now(UTC)
EARLIER, LATELY = (Stamp(by="test", at=NOW - timedelta(days=days)) for days in (100, 1))
pytestmark = pytest.mark.browser
PAGES = [
    "/opfoelgning", "/opfoelgning?slags=overload&lukket=ja", "/opfoelgning?team=Vest", "/opfoelgning/advarsler/{open}",
    "/opfoelgning/advarsler/{closed}", "/opfoelgning/hensyn", "/opfoelgning/historik",
    "/opfoelgning/historik?graense=x&fra=1",
]  # fmt: skip


def fill(engine: Engine) -> dict[str, str]:
    """Store a team's half-year, what was felt, an alarm that is open and one that was closed; return their ids."""
    with writing(engine) as connection:
        staff = [a_caseworker(f"w{number}", name=f"W{number} Holm", team="Øst") for number in range(4)]
        record_staff(connection, [*staff, a_caseworker("v0", name="V. Vest", team="Vest")], STAMP)
        for number in range(4):
            weeks(connection, f"w{number}", *[80.0 + 5.0 * number] * 20, *[95.0 + 6.0 * number] * 6)
            for back in range(8):
                week = monday_of(TODAY) - timedelta(weeks=back)
                tell_felt(connection, worker(number), Felt.HIGH, week_of=week, stamp=STAMP)
        store(connection, a_case("s1", team="Øst"))
        raise_alarms(connection, [a_finding("w3")], EARLIER)
    closed = _alarm(engine, "overload:w3").alarm_id
    with writing(engine) as connection:
        closing = Closing(action=AlarmAction.DISCUSSED, note="Ferien er snart forbi")
        close_alarm(connection, closed, closing, EARLIER)
        raise_alarms(connection, [a_finding("w3"), a_finding("w2", kind=AlarmKind.RAMP)], LATELY)
        raise_alarms(connection, [_about_case("s1")], LATELY)
        mark_ceased(connection, [a_finding("w3")], Stamp(by="test", at=LATELY.at + timedelta(hours=1)))
        new = NewDissent(case_id=CaseId("s1"), caseworker_id=worker(0), reason=DissentReason.LOAD)
        tell_dissent(connection, new, STAMP)
    return {"open": _alarm(engine, "overload:w2").alarm_id, "closed": closed}


@pytest.fixture(scope="module")
def led(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """A real server on a free port, and the ids of its alarms."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('led') / 'led.sqlite'}")
    upgrade(engine)
    ids = fill(engine)
    app = create_app(StandIn(), engine, door=OpenDoor())
    with serving(app) as address:
        yield address, ids
    engine.dispose()


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_the_page_fits_and_breaks_no_rule(
    path: str, width: int, led: tuple[str, dict[str, str]], page: Page
) -> None:
    said: list[str] = []
    page.on("console", lambda told: said.append(told.text) if told.type == "error" and "422" not in told.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(led[0] + path.format(**led[1]))
    wide = too_wide(page)
    unfold(page)

    assert axe_faults(page) == []
    assert wide == []
    assert said == []


def test_an_alarm_is_closed_by_keyboard_alone(led: tuple[str, dict[str, str]], page: Page) -> None:
    page.goto(f"{led[0]}/opfoelgning?slags=no_caseworker")
    page.get_by_role("link", name="Skriv, hvad der er gjort").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Uden sagsbehandler")
    page.get_by_role("radio", name="Drøftet, ingen ændring").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Luk advarslen").focus()
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("1 felt skal rettes")
    summary.get_by_role("link", name="Begrundelse").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Begrundelse", exact=True)).to_be_focused()
    page.keyboard.type("Familien har bedt om at vente")
    expect(page.get_by_role("radio", name="Drøftet, ingen ændring")).to_be_checked()
    page.get_by_role("button", name="Luk advarslen").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("Advarslen er lukket")
    expect(page.locator("main")).not_to_contain_text("Sag s1 har ingen sagsbehandler")
    page.get_by_role("link", name="Historik").click()
    expect(page.locator("main")).to_contain_text("»Familien har bedt om at vente«")


def test_what_can_be_pressed_is_at_least_24_pixels(led: tuple[str, dict[str, str]], page: Page) -> None:
    page.goto(f"{led[0]}/opfoelgning")
    small = page.evaluate(
        """() => [...document.querySelectorAll('main .kinds a, main .ways-row a, main .button, main summary')]
            .filter(one => one.getBoundingClientRect().height && one.getBoundingClientRect().height < 24)
            .map(one => one.outerHTML.slice(0, 80))"""
    )

    assert small == []


def test_on_paper_stands_what_was_found_and_not_what_can_be_pressed(
    led: tuple[str, dict[str, str]], page: Page
) -> None:
    page.goto(f"{led[0]}/opfoelgning")
    page.emulate_media(media="print")

    expect(page.locator(".alarm-title").first).to_be_visible()
    expect(page.locator(".alarm-act").first).not_to_be_visible()
