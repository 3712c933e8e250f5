"""A caseworker's own desk and what hangs on it in Debian's Chromium: axe, a keyboard, a narrow screen, and paper."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from fastapi import Request
from playwright.sync_api import Browser, Page, expect

from sagstyngde.access import Principal, Role
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.dissent import DissentAnswer, DissentReason
from sagstyngde.felt import Felt, asked_week
from sagstyngde.hand_over import Heading
from serve.app import create_app
from serve.dependencies import today
from storage.dissents import NewDissent, answer_dissent, tell_dissent
from storage.engine import Engine, open_engine, writing
from storage.felt_loads import tell_felt
from storage.hand_overs import write_hand_over
from storage.migrate import upgrade
from storage.staff import record_staff
from tests.answers import STAMP, a_case, a_caseworker, an_assessment, store
from tests.serve.browsing import axe_faults, complaints, serving, too_wide, unfold
from tests.serve.standin import FULL_FACTS, SCHEME, StandIn
from tests.serve.visitors import a_principal

TODAY = today(SCHEME)
OWN = a_principal(Role.CASEWORKER, user_id="own", caseworker_id="w1")
LEADER = a_principal(Role.LEADER, user_id="leader")
DESK, NOTE = "/min-sagsstamme", "/sager/2026-0001/overdragelse"

pytestmark = pytest.mark.browser


@dataclass(slots=True)
class OneDoor:
    """Takes whoever comes for the one person a test says."""

    who: Principal = OWN

    async def principal(self, request: Request) -> Principal | None:  # noqa: ARG002
        """Return that person."""
        return self.who


@dataclass(slots=True)
class Served:
    """A server, the person it takes everybody for, and the ids of two dissents: answered, and open."""

    address: str
    door: OneDoor
    dissents: list[str] = field(default_factory=list)

    def paths(self) -> list[tuple[Principal, str]]:
        """Return every page and state, and who looks at it."""
        answered, waiting = (f"/opfoelgning/indsigelser/{one}" for one in self.dissents)
        return [
            (OWN, DESK),
            (OWN, f"{DESK}?sag=2026-0003"),
            (OWN, NOTE),
            (LEADER, f"{DESK}?sagsbehandler=w1"),
            (LEADER, DESK),
            (LEADER, NOTE),
            (LEADER, answered),
            (LEADER, waiting),
        ]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real server with a desk that has everything on it."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('desk') / 'desk.sqlite'}")
    upgrade(engine)
    door = OneDoor()
    dissents = _fill(engine)
    with serving(create_app(StandIn(), engine, door=door)) as address:
        yield Served(address, door, dissents)
    engine.dispose()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    served.door.who = OWN
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


def _fill(engine: Engine) -> list[str]:
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w1", name="M. Holm"), a_caseworker("w2", name="T. Krogh")], STAMP)
        for number in range(1, 13):
            case_id = f"2026-{number:04}"
            case = a_case(
                case_id,
                caseworker_id="w1",
                received_on=TODAY - timedelta(days=12 * number),
                decision_on=TODAY + timedelta(days=9 * number - 40),
                facts=FULL_FACTS,
            )
            store(connection, case, an_assessment(case_id))
        for back in range(1, 6):
            week = asked_week(TODAY) - timedelta(weeks=back)
            tell_felt(connection, CaseworkerId("w1"), Felt(back), week_of=week, stamp=STAMP)
        note = {Heading.STATUS: "Undersøgelsen er i gang.\nPPR er hørt.", Heading.COOPERATION: "Ring efter kl. 15."}
        write_hand_over(connection, CaseId("2026-0001"), CaseworkerId("w2"), notes=note, stamp=STAMP)
        found = []
        for case_id in ("2026-0002", "2026-0004"):
            new = NewDissent(
                case_id=CaseId(case_id), caseworker_id=CaseworkerId("w1"), reason=DissentReason.LOAD, note="For meget."
            )
            found.append(tell_dissent(connection, new, STAMP))
        answer_dissent(connection, found[0], DissentAnswer.RELIEVED, note="Ingen nye før jul.", stamp=STAMP)
    return [str(one) for one in found]


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_is_too_wide_with_everything_unfolded(
    width: int, served: Served, page: Page
) -> None:
    said = complaints(page)
    page.set_viewport_size({"width": width, "height": 900})
    for who, path in served.paths():
        served.door.who = who
        page.goto(served.address + path)
        unfold(page)

        wide = too_wide(page)
        assert (path, axe_faults(page), wide) == (path, [], [])
    assert said == []


def test_targets_are_large_enough(served: Served, page: Page) -> None:
    page.goto(served.address + DESK)
    unfold(page)

    small = page.evaluate(
        """() => [...document.querySelectorAll('main button, main summary, main select, main textarea')]
            .filter(one => { const box = one.getBoundingClientRect(); return box.width < 24 || box.height < 24 })
            .map(one => one.outerHTML.slice(0, 80))"""
    )

    assert small == []


def test_a_week_is_answered_by_keyboard(served: Served, page: Page) -> None:
    page.goto(served.address + DESK)
    page.get_by_role("button", name="Høj", exact=False).nth(0).focus()
    page.keyboard.press("Enter")

    expect(page.locator('[aria-pressed="true"]')).to_have_count(1)
    expect(page.locator('[aria-pressed="true"]')).to_contain_text("dit svar")


def test_an_objection_is_made_and_mended_by_keyboard(served: Served, page: Page) -> None:
    page.goto(served.address + DESK)
    page.get_by_text("Gør indsigelse").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Sag", exact=True).select_option("2026-0005")
    page.get_by_label("Hvorfor er du uenig?").select_option("other")
    page.get_by_role("button", name="Send til min leder").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 felt skal rettes")).to_be_visible()
    assert axe_faults(page) == []
    page.get_by_role("link", name="Med dine egne ord").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Med dine egne ord")).to_be_focused()
    page.keyboard.type("Jeg kender familien privat.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("#uenig$"))
    expect(page.locator("#uenig")).to_contain_text("»Jeg kender familien privat.«")


def test_a_note_is_confirmed_and_ones_own_written_by_keyboard(served: Served, page: Page) -> None:
    page.goto(served.address + NOTE)
    page.get_by_role("button", name="Jeg har læst notatet").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Læst af M. Holm")).to_be_visible()
    page.get_by_label("Det næste, der skal ske").focus()
    page.keyboard.type("Møde med skolen.")
    page.get_by_role("button", name="Gem notatet").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Fra M. Holm")).to_be_visible()
    expect(page.get_by_label("Det næste, der skal ske")).to_have_value("Møde med skolen.")


def test_a_leader_answers_by_keyboard_and_the_case_moves(served: Served, page: Page) -> None:
    served.door.who = LEADER
    page.goto(f"{served.address}/opfoelgning/indsigelser/{served.dissents[1]}")
    page.get_by_label("Hvad svarer du?").select_option("moved")
    page.get_by_label("Hvem?").select_option("w2")
    page.get_by_label("Hvorfor?").focus()
    page.keyboard.type("Der er plads hos T. Krogh.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("sagen er gået til en anden")).to_be_visible()
    served.door.who = OWN
    page.goto(served.address + DESK)
    expect(page.locator(".own-cases")).not_to_contain_text("2026-0004")


def test_the_desk_is_printed_without_its_forms(served: Served, page: Page) -> None:
    page.goto(served.address + DESK)
    page.emulate_media(media="print")

    expect(page.locator("svg.stack")).to_be_visible()
    expect(page.locator(".own-cases")).to_be_visible()
    expect(page.locator(".felt")).to_be_hidden()
