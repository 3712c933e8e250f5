"""A day's work in each role, from the log-in page to the end, in Debian's Chromium: does one get through it?

Each test reads as the day does. The model was learned, and the casebook is the demo's (``tests.serve.a_day``).
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from pipelines.demo_board import NOBODYS
from pipelines.train import Trained
from tests.serve.a_day import PHONE, Day, Municipality, Person

pytestmark = pytest.mark.browser
SCRIPT = pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])


@pytest.fixture(scope="module")
def municipality_at_work(
    trained: Trained, municipality: Path, tmp_path_factory: pytest.TempPathFactory
) -> Municipality:
    return Municipality.made(tmp_path_factory.mktemp("dage"), municipality, trained)


@pytest.fixture
def day(municipality_at_work: Municipality, tmp_path: Path) -> Iterator[Day]:
    with municipality_at_work.served(tmp_path) as served:
        yield served


@SCRIPT
def test_a_konsulents_day(day: Day, browser: Browser, *, has_script: bool) -> None:
    with day.of("Karen Opdigtet", browser, has_script=has_script) as karen:
        page = karen.page
        karen.sees_heading("Indgang")
        drawn = page.locator(".entry.is-blind h2 a")
        drawn.first.click()
        karen.sees("Giv først din egen vurdering. Forslaget vises bagefter.")
        page.locator("label", has_text="Sammensat").click()
        karen.presses("Gem din vurdering")
        karen.sees("Du vurderede sammensat")
        karen.sees("Hvorfor")

        karen.goes_to("Indgang")
        told = page.locator(".entry:not(.is-blind):not(:has(.entry-settled))").filter(has_text="Sandsynlige:")
        told.first.locator("h2 a").click()
        page.get_by_role("button", name="Bekræft:").click()
        karen.sees("Du har bekræftet forslaget")

        karen.goes_to("Indgang")
        told.first.locator("h2 a").click()
        page.locator("label", has_text="Særligt kompleks").click()  # one click
        karen.presses("Kendskab til familien")  # and the second
        karen.sees("Du har tilsidesat forslaget: særligt kompleks.")

        karen.goes_to("Indgang")
        told.first.locator("h2 a").click()
        page.locator("label", has_text="Kan ikke målgruppevurderes").click()
        karen.presses("Fejl i oplysningerne")
        karen.sees("kan ikke målgruppevurderes")
        karen.follows("Ret sagens oplysninger")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ret sag")


@SCRIPT
def test_a_new_case_outlives_the_session_it_was_begun_in(day: Day, browser: Browser, *, has_script: bool) -> None:
    with day.of("Karen Opdigtet", browser, has_script=has_script) as karen:
        page = karen.page
        karen.follows("Opret en ny sag")
        karen.presses("Begynd på en ny sag")
        page.locator("#sags_id").fill("2026-0500")
        page.locator("#o_mobilitet-3").check()
        karen.presses("Gem kladde")
        expect(page.locator("#sags_id")).to_have_value("2026-0500")
        page.locator("#team").fill("Team Fjord")
        day.end_sessions()
        karen.presses("Opret sagen, og få en vurdering")
        karen.sees_heading("Du er blevet logget ud")
        karen.log_in("Karen Opdigtet", karen.context.new_page())
        karen.presses("Send igen")

        karen.sees_heading("Sag 2026-0500")
        karen.sees("Team Fjord")
        karen.goes_to("Indgang")
        expect(page.get_by_role("link", name="Sag 2026-0500")).to_have_count(1)


@SCRIPT
def test_a_leaders_day(day: Day, browser: Browser, *, has_script: bool) -> None:
    with day.of("Lars Opdigtet", browser, has_script=has_script) as lars:
        page = lars.page
        lars.goes_to("Opfølgning")
        lars.sees("venter på handling")
        lars.follows("Skriv, hvad der er gjort")
        page.get_by_label("Drøftet").check()
        lars.presses("Luk advarslen")
        lars.sees("1 felt skal rettes")
        expect(page.get_by_label("Drøftet")).to_be_checked()
        lars.enters(Begrundelse="Talt igennem på teammødet; det retter sig i næste uge.")
        lars.presses("Luk advarslen")
        lars.sees_heading("Opfølgning")

        lars.follows("Svar")
        page.get_by_label("Hvad svarer du?").select_option(label="Tildelingen bliver, som den er")
        lars.enters(Hvorfor="Vi ser på det igen efter jul.")
        lars.presses("Send svaret")
        lars.sees("Besvaret")

        lars.goes_to("Fordeling")
        lars.sees("1 sag kan ikke placeres uden din beslutning: begynd med den.")
        lars.sees("Ikke placeret (1)")
        lars.sees(f"den kræver {NOBODYS}, og ingen har det.")
        case_id = _move_a_case(lars, has_script=has_script)
        lars.sees(f"Gemt. {case_id} er givet til")

        lars.follows("Se politikken og dens rækkefølge")
        lars.follows("Ret rækkefølgen")
        page.locator("li.principle").nth(1).get_by_role("button", name="Op").click()
        expect(page.locator("li.is-about h3")).to_contain_text("1. ")
        lars.presses("Se, hvad det ændrer")
        lars.sees("Det ændrer sig")
        lars.presses("Vedtag politikken")
        lars.sees("Udgave 3")

        lars.goes_to("Fordeling")
        lars.presses("Godkend og tildel")
        lars.sees("Forslaget passer ikke længere")
        lars.presses("Lav nyt forslag")
        lars.sees("Er valgt af lederen.")  # what was changed is held fast
        lars.presses("Godkend og tildel")
        expect(page.locator(".lead")).to_contain_text("er tildelt")
        lars.follows("Lister til udskrift")
        lars.sees_heading("Hvem får hvad")


@SCRIPT
def test_a_caseworkers_day(day: Day, browser: Browser, *, has_script: bool) -> None:
    with day.of("Sanne Opdigtet", browser, has_script=has_script) as sanne:
        page = sanne.page
        sanne.sees_heading("Min sagsstamme")
        sanne.presses("Passende")
        expect(page.locator('[aria-pressed="true"]')).to_contain_text("dit svar")

        sanne.follows("Læs notatet")
        sanne.presses("Jeg har læst notatet")
        sanne.sees("Læst af")
        sanne.enters(Det_næste="Møde med skolen.")
        sanne.presses("Gem notatet")
        expect(page.get_by_label("Det næste").first).to_have_value("Møde med skolen.")

        sanne.goes_to("Min sagsstamme")
        sanne.follows("Bestemmelse for bestemmelse")
        sanne.sees_heading("Det må jeg selv afgøre")
        sanne.sees("højst")

        sanne.goes_to("Min sagsstamme")
        sanne.unfolds("Gør indsigelse")
        page.get_by_label("Sag", exact=True).select_option(index=1)
        page.get_by_label("Hvorfor er du uenig?").select_option(label="Jeg har for meget i forvejen")
        sanne.presses("Send til min leder")
        sanne.sees("for meget i forvejen")
        sanne.sees("Din leder har ikke svaret endnu.")


def test_a_day_in_the_diary_takes_nine_taps_on_a_phone(day: Day, browser: Browser) -> None:
    with day.of("Sanne Opdigtet", browser, size=PHONE) as sanne:
        page, taps = sanne.page, 0
        page.get_by_role("link", name="Skriv dagens timer").tap()
        taps += 1
        sanne.sees_heading("Tidsdagbog")
        rows = page.locator(".diary-case")
        spent = (("+1 t", "family"), ("+30", "desk"), ("+15", "desk"), ("+2 t", "partners"))
        for place, (amount, kind) in enumerate(spent):
            for one in (kind, "travel"):
                rows.nth(place).locator(f"button[value^='{one}:']", has_text=amount).tap()
                taps += 1
            expect(rows.nth(place).locator(".diary-undo")).to_be_visible()

        expect(page.locator("#dagens-tid strong")).to_have_text(re.compile(r"7\st 30\smin"))
        assert taps == 9


def _move_a_case(leader: Person, *, has_script: bool) -> str:
    """Give the board's first case to another, by keyboard where the page helps with that; return what it is called."""
    page = leader.page
    card = page.locator("[data-desk] .card-of").first
    case_id = card.get_by_role("link").first.inner_text()
    if has_script:
        card.locator(".move-link").focus()
        page.keyboard.press("m")
        expect(card.locator("input[type=radio]:focus")).to_have_count(1)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator(".trial")).to_contain_text("belastning")
        page.keyboard.type("kender familien")
        page.keyboard.press("Enter")
        return case_id
    card.locator(".move-link").click()
    page.locator(".working input[type=radio]:not(:checked)").first.check()
    leader.presses("Prøv")
    expect(page.locator(".trial")).to_contain_text("belastning")
    page.get_by_label("Hvorfor?", exact=True).fill("kender familien")
    leader.presses("Behold")
    return case_id


@SCRIPT
def test_a_leader_asks_what_if_and_puts_a_policy_back(day: Day, browser: Browser, *, has_script: bool) -> None:
    with day.of("Lars Opdigtet", browser, has_script=has_script) as lars:
        page = lars.page
        lars.goes_to("Kapacitet")
        lars.sees("Er I nok?")
        lars.follows("Der kommer 10 % flere sager")
        expect(page).to_have_url(re.compile("flere=10"))
        page.locator("#flere").fill("mange")
        lars.presses("Regn det ud")
        lars.sees("1 felt skal rettes")
        expect(page.locator("#flere")).to_have_value("mange")
        page.locator("#flere").fill("20")
        lars.presses("Regn det ud")
        expect(page).to_have_url(re.compile("flere=20"))

        lars.goes_to("Fordeling")
        lars.follows("Se politikken og dens rækkefølge")
        lars.follows("Ret rækkefølgen")
        page.locator("li.principle").nth(1).get_by_role("button", name="Op").click()
        lars.presses("Se, hvad det ændrer")
        lars.presses("Vedtag politikken")
        expect(page.locator(".entry-meta").first).to_contain_text("af Lars Opdigtet")
        held = int(re.findall(r"Udgave (\d+)", page.locator(".entry-meta").first.inner_text())[0])
        lars.follows(f"Udgave {held - 1}")
        lars.follows("Tag udgaven op igen")
        lars.presses("Se, hvad det ændrer")
        lars.presses("Vedtag politikken")
        expect(page.locator(".entry-meta").first).to_contain_text(f"Udgave {held + 1}")


@SCRIPT
def test_a_caseworker_leaves_a_note_for_whoever_gets_the_case(day: Day, browser: Browser, *, has_script: bool) -> None:
    with day.of("Sanne Opdigtet", browser, has_script=has_script) as sanne:
        page = sanne.page
        page.locator("table.own-cases tr:not(:has-text('hjælper')) th a").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Sag ")
        sanne.follows("Overdragelse")
        sanne.enters(Status="Undersøgelsen mangler skolens svar.", Aftaler="Vi ringer om fredagen.")
        sanne.presses("Gem notatet")
        expect(page.get_by_label("Status").first).to_have_value("Undersøgelsen mangler skolens svar.")
        sanne.goes_to("Min sagsstamme")


@SCRIPT
def test_an_auditors_day(day: Day, browser: Browser, *, has_script: bool) -> None:
    with day.of("Rolf Opdigtet", browser, has_script=has_script) as rolf:
        page = rolf.page
        rolf.sees_heading("Sporing")
        rolf.sees("Afviste forsøg")
        rolf.follows("Vis den samme")
        expect(page).to_have_url(re.compile(r"/sporing\?som=\d+#opslag"))
        rolf.sees("Åbnede sagens side")

        rolf.goes_to("Sporing")
        child = page.locator("a[href^='/sporing/barn/']").first.inner_text()
        page.locator("#familie").fill(child)
        rolf.presses("Åbn oversigten")
        rolf.sees_heading("Hvem har set oplysninger om barnet?")
        rolf.sees("Medarbejder 1")
        page.emulate_media(media="print")
        expect(page.get_by_text("Giv oversigten videre")).to_be_hidden()
        expect(page.get_by_role("heading", name="Sådan læses oversigten")).to_be_visible()
        assert page.pdf(format="A4").startswith(b"%PDF")
        page.emulate_media(media="screen")

        rolf.unfolds("Nævn medarbejdere ved id")
        rolf.presses("Vis medarbejdernes id")
        rolf.sees("1 felt skal rettes")
        page.locator("#grund").fill("klage fra familien")
        rolf.presses("Vis medarbejdernes id")
        rolf.sees("Medarbejdere er nævnt ved deres id i systemet.")
        rolf.goes_to("Sporing")
        rolf.sees("klage fra familien")  # his own look stands in the log, with its reason


@pytest.mark.parametrize("name", ["Anders Opdigtet", "Grete Opdigtet"])
def test_an_analysts_and_an_approvers_day(name: str, day: Day, browser: Browser) -> None:
    with day.of(name, browser) as reader:
        reader.sees_heading("Modellen")
        reader.sees("Hvor god er den?")
        reader.sees("Hvad den ikke må bruges til")
        reader.follows("Pointtavlen")
        reader.sees_heading("Pointtavlen")
        reader.sees("tidligere sager")
        reader.follows("Rammer den lige godt for alle?")
        reader.sees("for få sager")
        reader.follows("Passer den stadig?")
        reader.sees_heading("Passer modellen stadig?")
        reader.sees("Passer de ventede timer?")
        reader.follows("Udgaver")
        reader.sees("svarer nu")
        reader.follows("Modelkort")
        reader.sees("Modelkort")
        expect(reader.page.get_by_role("navigation").first.locator("[aria-current]")).to_have_text("Modellen")
