"""Which pages and states of pages are there to be looked at, who sees most of each, and what is each for?

One list for all who look: the tests hold every view to the same rules in a browser (``tests.serve.test_every_page``),
and ``make screens`` takes its picture. A page that is in no view fails a test. Addresses are the routes' own paths,
filled in with what ``benchmarks.view_ids`` finds in the casebook at hand.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page

KAREN, LARS, SANNE, ANDERS, ROLF = (f"{name} Opdigtet" for name in ("Karen", "Lars", "Sanne", "Anders", "Rolf"))
"""The demo's konsulent, leader, caseworker, analyst and auditor."""

PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One page in one state. ``name`` is also its picture's; ``told`` says who uses it for what.

    ``who`` is nobody on a page from before the log-in. ``state`` leads from the address to the state, and changes
    nothing that another view shows. ``has_fault``: the answer is an error by intent.
    """

    name: str
    path: str
    told: str
    who: str | None = LARS
    asked: str = ""
    state: Callable[[Page], None] | None = None
    on_phone: bool = False
    has_fault: bool = False

    def address(self, ids: Mapping[str, str]) -> str:
        """Return where it is in a casebook, whose ids are known by name."""
        return PARAMETER.sub(lambda one: ids[one[1]], self.path + self.asked)


def _press(button: str) -> Callable[[Page], None]:
    """Return what presses a button, found by its markup: the page may be in another language."""

    def state(page: Page) -> None:
        page.locator(f"main {button}").first.click()
        page.wait_for_load_state()

    return state


def _faulty_number(page: Page) -> None:
    """Write a word where a number belongs."""
    page.locator("main input[inputmode=decimal]").first.fill("mange")
    _press("button[value=gem]")(page)


def _handed_in_empty(page: Page) -> None:
    """Begin on a new case, and hand it in with nothing told of it."""
    _press("button.button-primary")(page)
    page.wait_for_url("**/sager/ny/*")
    _press("button[formaction$='/opret']")(page)


def _faulty_plan(page: Page) -> None:
    """Check a competence plan with a level that is none: what a fault looks like beside its entry."""
    text = page.locator("#tekst")
    text.fill(text.input_value().replace('level = "teamleder"', 'level = "leder"', 1))
    _press("form:has(#tekst) button[type=submit]")(page)


def _compared(page: Page) -> None:
    """Wait until the six principles are reckoned: the page goes on by itself."""
    page.locator("main table").first.wait_for(state="attached", timeout=120_000)


CASE, DRAFT, DESK, DIARY = "/sager/{case_id:path}", "/sager/ny/{draft_id}", "/min-sagsstamme", "/tidsdagbog"
PLAN, FOLLOW_UP, MANDATE, TRACE = "/fordeling", "/opfoelgning", "/beslutningskompetence", "/sporing"
ASKED_DECISION = "?bestemmelse=BL+§+90+nr.+3&antal=80.000&enhed=kr_aar"
WHAT_IF = "?nye=2&tid=2026-12"

VIEWS = (
    View(name="log-ind", path="/log-ind", who=None, told="Everybody comes in here; in the demo as one of six."),
    View(
        name="indgang",
        path="/",
        who=KAREN,
        on_phone=True,
        told="The konsulent's queue: what waits, for how long, and which statutory times run out.",
    ),
    View(name="indgang-haster", path="/", asked="?vis=haster", who=KAREN, told="The same, only what is urgent."),
    View(name="sag", path=CASE, who=KAREN, told="A case: what is known, what is suggested, why, and one's own word."),
    View(
        name="sag-egen-vurdering-foerst",
        path="/sager/{blind_id:path}",
        who=KAREN,
        told="A case drawn for one's own judgement first: the suggestion comes after.",
    ),
    View(
        name="sag-kan-ikke-vurderes",
        path="/sager/{withheld_id:path}",
        who=KAREN,
        told="A case the model is silent on, and why.",
    ),
    View(
        name="sag-under-behandling",
        path="/sager/{held_id:path}",
        told="A case on somebody's desk: clocks, hours and steps.",
    ),
    View(name="ret-sag", path=f"{CASE}/ret", who=KAREN, told="What is known of a case, mended."),
    View(
        name="ret-sag-med-fejl",
        path=f"{CASE}/ret",
        who=KAREN,
        state=_faulty_number,
        told="A form that comes back names its fields, and keeps what was typed.",
    ),
    View(
        name="hvem-afgoer",
        path="/sager/{decided_id:path}/afgoerelser",
        asked=ASKED_DECISION,
        told="Who decides this in this case?",
    ),
    View(
        name="overdragelse",
        path="/sager/{held_id:path}/overdragelse",
        who=SANNE,
        told="The note for whoever takes it on.",
    ),
    View(name="ny-sag", path="/sager/ny", who=KAREN, told="New cases begun and not handed in."),
    View(name="ny-sag-kladde", path=DRAFT, who=KAREN, told="A new case's facts, kept as they are told."),
    View(
        name="ny-sag-med-fejl",
        path="/sager/ny",
        who=KAREN,
        state=_handed_in_empty,
        told="What is missing in a new case, named.",
    ),
    View(name="ny-sag-barn", path=f"{DRAFT}/barn", who=KAREN, told="Whether the child is known already."),
    View(name="fordeling", path=PLAN, told="The leader's board: this week's proposal, each load before and after."),
    View(name="fordeling-forslag", path=f"{PLAN}/forslag/{{plan_id}}", told="One proposal, by its own address."),
    View(
        name="fordeling-flyt",
        path=f"{PLAN}/forslag/{{plan_id}}/flyt",
        asked="?sag={placed_id}",
        told="To whom can this case be moved, and what would it cost?",
    ),
    View(
        name="fordeling-proev",
        path=f"{PLAN}/forslag/{{plan_id}}/proev",
        asked="?sag={placed_id}&til={caseworker_id}&udgave=1",
        told="A move tried before it is kept.",
    ),
    View(
        name="fordeling-hvorfor",
        path=f"{PLAN}/forslag/{{plan_id}}/hvorfor",
        asked="?sag={placed_id}",
        told="Why a case is proposed for whom it is.",
    ),
    View(
        name="fordeling-lister", path=f"{PLAN}/forslag/{{plan_id}}/lister", told="A list for each caseworker, to print."
    ),
    View(name="fordeling-politik", path=f"{PLAN}/politik", told="By what cases are allocated, the first rule first."),
    View(name="fordeling-politik-rediger", path=f"{PLAN}/politik/rediger", told="The rules put in another order."),
    View(name="fordeling-politik-udgave", path=f"{PLAN}/politik/udgaver/{{version}}", told="An earlier version."),
    View(
        name="fordeling-sammenlign",
        path=f"{PLAN}/sammenlign",
        state=_compared,
        told="Six principles side by side on this week's cases.",
    ),
    View(name="opfoelgning", path=FOLLOW_UP, told="The leader's alarms: what asks for an action, then the loads."),
    View(
        name="opfoelgning-advarsel",
        path=f"{FOLLOW_UP}/advarsler/{{alarm_id}}",
        told="An alarm closes only with what was done.",
    ),
    View(
        name="opfoelgning-advarsel-lukket",
        path=f"{FOLLOW_UP}/advarsler/{{closed_alarm_id}}",
        told="A closed alarm tells what was done.",
    ),
    View(name="opfoelgning-hensyn", path=f"{FOLLOW_UP}/hensyn", told="The ten considerations, each with its figures."),
    View(name="opfoelgning-historik", path=f"{FOLLOW_UP}/historik", told="Who was over the limit, when, for how long?"),
    View(
        name="opfoelgning-indsigelse",
        path=f"{FOLLOW_UP}/indsigelser/{{dissent_id}}",
        told="A caseworker's objection, and the leader's answer.",
    ),
    View(name="kapacitet", path="/kapacitet", told="The leader: are we enough, and what would change it?"),
    View(
        name="min-sagsstamme", path=DESK, who=SANNE, on_phone=True, told="The caseworker's own cases, hours and load."
    ),
    View(
        name="min-sagsstamme-set-af-leder",
        path=DESK,
        asked="?sagsbehandler={caseworker_id}",
        told="As her leader sees it.",
    ),
    View(name="tidsdagbog", path=DIARY, who=SANNE, on_phone=True, told="Hours told by taps, in under a minute a day."),
    View(
        name="tidsdagbog-afslut",
        path=f"{DIARY}/perioder/{{window_id}}",
        who=SANNE,
        on_phone=True,
        told="The agreed weeks, read through and closed by the caseworker.",
    ),
    View(
        name="tidsdagbog-regneark",
        path=f"{DIARY}/regneark",
        asked="?periode={window_id}",
        who=SANNE,
        told="The same from a spreadsheet.",
    ),
    View(
        name="tidsdagbog-uger", path=f"{DIARY}/uger", told="The leader agrees on weeks, and sees who has closed them."
    ),
    View(name="modellen", path="/model", who=ANDERS, told="What the model is, what it is good at, and what it is not."),
    View(name="pointtavle", path="/model/pointtavle", who=ANDERS, told="The model itself: points and hours by fact."),
    View(name="modellen-grupper", path="/model/grupper", who=ANDERS, told="Figures by group, with their uncertainty."),
    View(name="modelkort", path="/model/kort", who=ANDERS, told="The model card."),
    View(
        name="modellen-drift",
        path="/model/drift",
        who=ANDERS,
        told="Does the model still fit the cases that come?",
    ),
    View(
        name="modellen-advarsel",
        path="/model/advarsler/{model_alarm_id}",
        who=ANDERS,
        told="The model may no longer fit: closed only with what was done.",
    ),
    View(
        name="modellen-udgaver", path="/model/udgaver", who=ANDERS, told="Which models have answered, and who approved."
    ),
    View(
        name="modellen-udgave",
        path="/model/udgaver/{bundle_hash}",
        who=ANDERS,
        told="What a new model changed.",
    ),
    View(
        name="modellen-kandidat",
        path="/model/kandidater/{model_hash}",
        who=ANDERS,
        told="A new model before anybody has proposed it: its gate, and the form to propose it with.",
    ),
    View(name="modellen-tilbage", path="/model/tilbage", who=ANDERS, told="Back to an earlier approved model."),
    View(name="beslutningskompetence", path=MANDATE, told="Who may decide what: the municipality's own plan."),
    View(name="beslutningskompetence-udgave", path=f"{MANDATE}/udgaver/{{version}}", told="A version of the plan."),
    View(name="hvem-maa-hvad", path=f"{MANDATE}/hvem", told="The same as a table: caseworkers and provisions."),
    View(
        name="mine-afgoerelser", path=f"{MANDATE}/mine", who=SANNE, told="What a caseworker may decide alone, and why."
    ),
    View(
        name="ret-kompetenceplanen",
        path=f"{MANDATE}/rediger",
        state=_faulty_plan,
        told="A fault in the plan, told beside its entry.",
    ),
    View(name="evaluering", path=f"{MANDATE}/evaluering", told="What a trial of decision competence has shown."),
    View(name="sporing", path=TRACE, who=ROLF, told="The auditor: who has looked at what, and who was refused."),
    View(
        name="sporing-barn",
        path=f"{TRACE}/barn/{{child_id:path}}",
        who=ROLF,
        told="A family's right to know who looked.",
    ),
    View(name="hjaelp", path="/hjaelp", told="What each page is for, by one's roles."),
    View(name="ordliste", path="/ord", told="The words, explained."),
    View(name="tilgaengelighed", path="/tilgaengelighed", who=None, told="The accessibility statement."),
    View(name="findes-ikke", path="/nix", has_fault=True, told="A page that is not there says where to go."),
)
