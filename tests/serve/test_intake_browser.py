"""A konsulent's work in her browser: by keyboard, in two clicks, on a telephone, without script, and free of faults."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import Request
from playwright.sync_api import Browser, FloatRect, Page, expect

from sagstyngde.access import Principal, Role
from sagstyngde.case import CaseId, FamilyId
from sagstyngde.clock import ClockState
from sagstyngde.judgement import Judgement
from sagstyngde.milestone import Milestone, MilestoneId, MilestoneKind
from serve.app import create_app
from serve.dependencies import today
from serve.house import House
from storage.assessments import insert_assessment
from storage.cases import insert_case
from storage.engine import Engine, open_engine, writing
from storage.migrate import upgrade
from storage.milestones import insert_milestone
from storage.words import insert_judgement
from tests.answers import STAMP, a_case, a_suggestion, an_assessment
from tests.serve.browsing import axe_faults, complaints, serving, too_small, too_wide, unfold
from tests.serve.standin import FULL_FACTS, SCHEME, StandIn
from tests.serve.test_case_page import UNLIKE
from tests.serve.test_queue import CLOCKS
from tests.serve.visitors import a_principal

PAGES = [
    "/", "/?vis=haster", "/?vis=udtrukne", "/?sag=nix", "/sager/open", "/sager/blind", "/sager/unlike",
    "/sager/settled", "/sager/unassessed", "/sager/closed",
]  # fmt: skip

pytestmark = pytest.mark.browser


class KonsulentsDoor:
    """Takes whoever comes for one konsulent: her menu is short, and what she may do is what is tried."""

    async def principal(self, request: Request) -> Principal | None:  # noqa: ARG002
        """Return her."""
        return a_principal(Role.CONSULTANT, user_id="konsulent")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a case in every state, clocks in every state among them."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('web') / 'web.sqlite'}")
    upgrade(engine)
    fill(engine)
    with serving(create_app(StandIn(), engine, door=KonsulentsDoor(), house=House(clocks=CLOCKS))) as served:
        yield served
    engine.dispose()


def fill(engine: Engine) -> None:
    """Store the cases."""
    on = today(SCHEME)
    states: dict[str, dict[str, Any]] = {
        "open": {"family_id": FamilyId("f"), "decision_on": on + timedelta(days=5)},
        "again": {},
        "other": {},
        "more": {},
        "plain": {},
        "unlike": {"answer": an_assessment("unlike", suggestion=a_suggestion(abstentions=(UNLIKE,)))},
        "blind": {"is_blind": True},
        "drawn": {"is_blind": True},
        "unsure": {"is_blind": True},
        "twice-1280": {},
        "twice-320": {},
        "settled": {"family_id": FamilyId("f")},
        "unassessed": {"answer": None},
        "closed": {"closed_on": on},
    }
    for case_id, changes in states.items():
        keep(engine, case_id, **changes)
    step = Milestone(
        milestone_id=MilestoneId("m1"),
        case_id=CaseId("open"),
        kind=MilestoneKind.EXAMINATION_DONE,
        reached_on=on,
    )
    word = Judgement(case_id=CaseId("settled"), category="B", judged_on=on, judged_by=STAMP.by)
    with writing(engine) as connection:
        insert_milestone(connection, step, STAMP)
        insert_judgement(connection, "j1", word, STAMP)


def keep(engine: Engine, case_id: str, *, is_blind: bool = False, **changes: Any) -> None:
    answer = changes.pop("answer", an_assessment(case_id))
    received_on = today(SCHEME) - timedelta(days=10)
    case = a_case(case_id, received_on=received_on, facts=FULL_FACTS, district="Østerbro", **changes)
    with writing(engine) as connection:
        record = insert_case(connection, case, STAMP)
        if answer is not None:
            insert_assessment(connection, record, answer, by=STAMP.by, is_blind=is_blind)


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_free_of_faults_and_fits_its_screen(path: str, width: int, address: str, page: Page) -> None:
    said = complaints(page)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address + path)
    unfold(page)
    expect(page.locator(".why a")).to_have_count(0)  # every row's reasons have come

    assert axe_faults(page) == []
    assert too_small(page) == []
    assert said == []
    if width == 320:
        assert too_wide(page) == []


def test_the_answer_and_what_can_be_said_of_it_are_in_view_at_once(address: str, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/sager/open")

    for seen in (
        page.locator(".scale"),
        page.locator(".strip"),
        page.get_by_role("button", name="Bekræft: kompleks"),
        page.locator("legend", has_text="Eller vælg en anden kategori"),
        page.locator("label", has_text="Kan ikke målgruppevurderes"),
    ):
        box = seen.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900


def test_on_a_telephone_what_to_do_comes_before_what_is_known_and_on_a_desk_beside_it(address: str, page: Page) -> None:
    def places() -> list[FloatRect]:
        boxes = [page.locator(part).bounding_box() for part in ("#vurdering", "#oplysninger")]
        return [box for box in boxes if box is not None]

    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"{address}/sager/open")
    answer, known = places()
    assert answer["y"] + answer["height"] <= known["y"]
    page.get_by_role("link", name="Læs, hvad vi ved om sagen").click()
    assert page.evaluate("document.activeElement.id") == "oplysninger"

    page.set_viewport_size({"width": 1280, "height": 900})
    answer, known = places()
    assert answer["y"] == known["y"]
    assert known["x"] + known["width"] <= answer["x"]


def test_that_a_drawn_case_cannot_be_assessed_is_said_by_keyboard_in_two_presses(address: str, page: Page) -> None:
    page.goto(f"{address}/sager/unsure")
    page.locator("summary", has_text="Kan ikke målgruppevurderes").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Du vurderede, at sagen ikke kan målgruppevurderes (for lidt er oplyst).")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 320])
def test_the_later_of_two_tabs_is_told_and_sends_again_knowing_it(width: int, address: str, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/sager/twice-{width}")
    assert page.context.browser is not None
    other = page.context.browser.new_page()
    other.goto(f"{address}/sager/twice-{width}")
    other.get_by_role("button", name="Bekræft: kompleks").click()
    expect(other.get_by_text("Du har bekræftet forslaget: kompleks.")).to_be_visible()
    other.close()

    page.locator("label", has_text="Særligt kompleks").click()
    page.get_by_role("button", name="Kendskab til familien").click()
    expect(page.get_by_role("heading", name="Din vurdering er ikke gemt")).to_be_visible()
    assert (axe_faults(page), too_small(page), too_wide(page)) == ([], [], [])
    page.get_by_role("button", name="Gem min vurdering alligevel").press("Enter")

    expect(page.get_by_text("Du har tilsidesat forslaget: særligt kompleks. Din vurdering gælder.")).to_be_visible()


def test_a_blind_case_shows_nothing_of_the_suggestion(address: str, page: Page) -> None:
    page.goto(f"{address}/sager/blind")

    said = page.locator("#vurdering").inner_text()

    assert "Giv først din egen vurdering. Forslaget vises bagefter." in said
    assert not any(word in said for word in ("Forslag:", "timer", "Hvorfor", "Lignende"))


def test_a_case_is_judged_blind_seen_and_left_for_the_next_by_keyboard_alone(address: str, page: Page) -> None:
    page.goto(f"{address}/sager/drawn")
    page.locator("#kategori-1").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Du vurderede sammensat; forslaget er kompleks. Din vurdering gælder.")).to_be_visible()
    expect(page.get_by_role("heading", name="Hvorfor")).to_be_visible()
    page.get_by_role("link", name="Næste sag, der venter på dig").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/sager/(?!drawn)"))


def test_a_suggestion_is_confirmed_by_one_press_of_a_key(address: str, page: Page) -> None:
    page.goto(f"{address}/sager/more")
    page.get_by_role("button", name="Bekræft: kompleks").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Du har bekræftet forslaget: kompleks.")).to_be_visible()


def test_another_category_with_its_reason_takes_two_clicks(address: str, page: Page) -> None:
    page.goto(f"{address}/sager/again")
    page.evaluate("clicks = 0; addEventListener('click', one => { clicks += one.isTrusted && one.detail > 0 ? 1 : 0 })")
    page.evaluate("addEventListener('pagehide', () => sessionStorage.setItem('clicks', clicks))")
    expect(page.get_by_role("button", name="Kendskab til familien")).to_be_hidden()

    page.locator("label", has_text="Særligt kompleks").click()
    page.get_by_role("button", name="Kendskab til familien").click()

    expect(page.get_by_text("Du har tilsidesat forslaget: særligt kompleks. Din vurdering gælder.")).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('clicks')") in {"2", "3"}  # a label's click is passed on to its field


def test_a_case_the_model_is_silent_on_is_judged_by_keyboard(address: str, page: Page) -> None:
    page.goto(f"{address}/sager/unlike")
    expect(page.get_by_role("heading", name="Ulig tidligere sager")).to_be_visible()
    page.locator("#kategori-1").focus()
    page.keyboard.press("Enter")  # chooses no reason by itself
    assert page.url.endswith("/sager/unlike")
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Du har tilsidesat forslaget: kan ikke målgruppevurderes.")).to_be_visible()


def test_an_answer_that_lacks_its_note_comes_back_as_it_was(address: str, page: Page) -> None:
    page.goto(f"{address}/sager/other")
    page.locator("label", has_text="Enkel").click()
    page.get_by_role("button", name="Andet; skriv hvad").click()

    expect(page.get_by_role("heading", name="1 felt skal rettes")).to_be_visible()
    expect(page.locator("#kategori-1")).to_be_checked()
    page.get_by_role("link", name="Bemærkning").click()
    assert page.evaluate("document.activeElement.id") == "bemaerkning"
    assert axe_faults(page) == []
    page.keyboard.type("Familien flytter.")
    page.get_by_role("button", name="Andet; skriv hvad").click()
    expect(page.get_by_text("Du har tilsidesat forslaget: enkel.")).to_be_visible()


def test_a_step_is_recorded_by_keyboard_and_its_clock_stops(address: str, page: Page) -> None:
    page.goto(f"{address}/sager/plain")
    expect(page.locator(f".head-clocks .is-{ClockState.OVERDUE.value}")).to_have_count(1)
    page.locator("summary", has_text="Registrér et sagsskridt").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Under")
    page.locator("#skridt-dag").fill((today(SCHEME) - timedelta(days=9)).isoformat())
    page.locator(".record-step button").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".steps-taken")).to_contain_text("Underretningen er vurderet (24 timer)")
    expect(page.locator(f".head-clocks .is-{ClockState.OVERDUE.value}")).to_have_count(0)


def test_all_of_it_works_without_script(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/?vis=haster")
    page.get_by_label("Find en sag").fill("settled")
    page.get_by_role("button", name="Åbn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sag settled")
    page.locator("summary", has_text="Ret vurderingen").click()
    page.locator("label", has_text="Enkel").click()
    page.get_by_role("button", name="Kendskab til familien").click()

    expect(page.get_by_text("Du har tilsidesat forslaget: enkel.")).to_be_visible()
    context.close()
