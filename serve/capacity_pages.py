"""Are there people enough for the months ahead, why, and what would be otherwise? Asked of the newest forecast.

A what-if is an address: it can be shared, and nothing of it is kept.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from allocation.forecast import Forecast
from allocation.staffing import Staffing
from casework import forecast_sections as parts
from casework.forecast_words import month_names, staffing
from casework.forecasts import KeptForecast
from features.scheme import Scheme
from sagstyngde.errors import NotReady
from sagstyngde.months import add_months
from sagstyngde.operations import Operation
from serve.api.reckoning import InTurn, Reckoning
from serve.capacity_charts import months_chart, short_months
from serve.capacity_forms import HIRES, LAWS, MERGE, VACANCIES, Asked, Asking, read
from serve.capacity_shelf import Shelf
from serve.capacity_view import Reckoned, reckoned
from serve.capacity_wording import (
    drivers,
    left_over,
    need_sentence,
    old_sentence,
    record_sentences,
    short_sentence,
    verdict,
)
from serve.dependencies import CaseScheme, HouseRules, today
from serve.language import _
from serve.ledger import policy_of
from serve.rendering import page
from serve.visits import Visiting
from serve.work import Work
from serve.written import listing, percent

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ADDRESS = "/kapacitet"
WHAT_IF = "hvad-nu-hvis"
_MOST_FIELDS = 60
_FURTHER = ("vaek2", "vaek3", "nye2", "lov2")
"""Fields that are folded away until they are used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A question that is often asked, as an address."""

    text: str
    address: str


@router.get(ADDRESS, operation_id=Operation.CAPACITY_PAGE)
def capacity(request: Request, visit: Visiting, house: HouseRules, scheme: CaseScheme, *, in_turn: InTurn) -> Response:
    """Show whether there are people enough; with a question in the address, what would be otherwise."""
    sent = [(name, value.strip()) for name, value in request.query_params.multi_items()[:_MOST_FIELDS]]
    told = [(name, value) for name, value in sent if value]
    if len(told) < len(sent):  # a form sends its empty fields too; an address that is shared has only what is asked
        return RedirectResponse(_asking_for(told), status_code=303)
    shelf: Shelf = request.app.state.capacity
    on = today(scheme)

    def act(work: Work) -> Reckoned | None:
        return reckoned(work, shelf, policy_of(work, house).policy.capacity, on)

    try:
        found = visit.do(act)
    except NotReady as other:
        return page(request, "capacity.html", {"found": None, "trouble": other.danish}, status=503)
    if found is None:
        return page(request, "capacity.html", {"found": None, "trouble": ""})
    if found.grounds.materials.codes != scheme.scale.codes:
        trouble = _("Prognosen er lavet med andre kategorier end dem, der gælder nu. Bed driften om at lave en ny.")
        return page(request, "capacity.html", {"found": None, "trouble": trouble})
    asked = read(told, _asking_of(found))
    answered, busy = _answered(found, asked, in_turn)
    context = _context(found, answered, scheme, on) | _what_if(found, answered, asked, scheme) | {"busy": busy}
    return page(request, "capacity.html", context, status=503 if busy else 422 if asked.form.faults else 200)


def _answered(found: Reckoned, asked: Asked, in_turn: Reckoning) -> tuple[Forecast, str]:
    """Answer what is asked when its turn comes; where too many ask at once, how things are, and that it must wait."""
    if asked.question is None:
        return found.answer(), ""
    try:
        return in_turn(lambda: found.answer(asked.question)), ""
    except NotReady:
        return found.answer(), _("Andre regner lige nu. Dit spørgsmål står her stadig; prøv igen om lidt.")


def _asking_for(told: list[tuple[str, str]]) -> str:
    return f"{ADDRESS}?{urlencode(told)}#{WHAT_IF}" if told else ADDRESS


def _asking_of(found: Reckoned) -> Asking:
    return Asking(usual=found.usual, named=found.sight.named, codes=found.grounds.materials.codes, teams=found.merging)


def _context(found: Reckoned, told: Forecast, scheme: Scheme, on: date) -> dict[str, Any]:
    """Return how things are, and why."""
    base, unit, kept = told.base, scheme.effort.unit, found.shown.kept
    months, aim = month_names(told), found.usual.aim
    held = verdict(base.staffing, found.usual)
    short = short_sentence(base, aim, months)
    return {
        "found": found,
        "trouble": "",
        "kept": kept,
        "old": old_sentence(kept.on) if kept.is_old(on) else "",
        "is_new_team": found.sight.is_undivided and bool(found.grounds.materials.of_team),
        "whom": listing(found.sight.teams) if found.sight.teams else _("hele afdelingen"),
        "verdict": held,
        "need": need_sentence(base.staffing, aim),
        "short": short,
        "is_short": bool(short_months(base, aim)),
        "teams": [
            (row.name, verdict(row.staffing, found.usual), row.staffing, left_over(_spare(row.staffing)))
            for row in found.teams()
        ],
        "chart": months_chart(_base_alone(told), unit, f"{held.sentence} {short}"),
        "months": parts.months_grid(told, base, scheme),
        "drivers": drivers(told, unit, is_house=not found.sight.teams),
        "arrivals": parts.arrivals_section(told, scheme).grids,
        "staffing": parts.staffing_section(told).grids[0],
        "staffing_texts": list(staffing(told)),
        "in_teams": parts.teams_section(told),
        "caseload": parts.caseload_section(told, scheme),
        "record": record_sentences(told, unit),
        "record_grid": parts.record_grid(told),
        "limit": percent(aim.limit),
    }


def _what_if(found: Reckoned, told: Forecast, asked: Asked, scheme: Scheme) -> dict[str, Any]:
    """Return the form as it was filled in, and what would be otherwise."""
    context: dict[str, Any] = {
        "form": asked.form,
        "merged": asked.merged,
        "vacancies": VACANCIES,
        "hires": HIRES,
        "laws": LAWS,
        "people": [(one.caseworker_id, one.name or one.caseworker_id) for one in found.sight.named],
        "categories": [(category.code, category.name) for category in scheme.scale],
        "merging": found.merging,
        "presets": _presets(found, found.shown.kept, today(scheme)),
        "ids": _ids(),
        "asked": None,
        "further": any(name.startswith(_FURTHER) for name in asked.form.values),
    }
    after = told.what_if
    if after is None:
        return context
    names = {one.caseworker_id: one.name or one.caseworker_id for one in found.sight.named}
    section = parts.what_if_section(told, scheme, names)
    held = verdict(after.staffing, told.asked)
    short = short_sentence(after, told.asked.aim, month_names(told))
    return context | {
        "asked": section,
        "then": held,
        "then_short": short,
        "then_chart": months_chart(told, scheme.effort.unit, f"{held.sentence} {short}"),
    }


def _base_alone(told: Forecast) -> Forecast:
    """Return the answer without its what-if: the first chart shows how things are."""
    return replace(told, asked=told.question, what_if=None)


def _presets(found: Reckoned, kept: KeptForecast, on: date) -> list[Preset]:
    """Return questions that are often asked, from the first of a month that is still to come."""
    later = add_months(max(on, kept.on).replace(day=1), 2)
    starts = min(later, kept.last_day).isoformat()
    asked = [
        (_("To ansættes om et par måneder"), {"nye1": "2", "nye1_fra": starts}),
        (_("Der kommer 10 % flere sager"), {"flere": "10"}),
        (_("Hver sag tager 10 % mere tid"), {"lov1": "timer", "lov1_pct": "10", "lov1_fra": starts}),
        (_("Belastningen må højst være 90 %"), {"graense": "90"}),
    ]
    told = [Preset(text=text, address=_asking_for(list(fields.items()))) for text, fields in asked]
    if found.merging:
        merged = [(MERGE, team) for team in found.merging]
        told.append(Preset(text=_("Alle teams hjælper hinanden"), address=_asking_for(merged)))
    return told


def _ids() -> dict[str, tuple[str, str]]:
    """Return each field's id and name, as the error summary leads to it."""
    ids = {"flere": _("Nye sager"), MERGE: _("Teams"), "graense": _("Grænse"), "fravaer": _("Fravær")}
    for place in VACANCIES:
        ids |= {f"vaek{place}": _("Hvem er væk"), f"vaek{place}_fra": _("Væk fra")}
    for place in HIRES:
        ids |= {f"nye{place}": _("Antal ansatte"), f"nye{place}_fra": _("Ansat fra")}
        ids |= {f"nye{place}_timer": _("Timer om ugen")}
    for place in LAWS:
        ids |= {f"lov{place}": _("Hvad ændres"), f"lov{place}_pct": _("Ændring i procent")}
        ids |= {f"lov{place}_fra": _("Ændres fra"), f"lov{place}_kategori": _("Kategori")}
    return {name: (name.replace("_", "-"), text) for name, text in ids.items()}


def _spare(held: Staffing) -> float:
    return float(held.period_have - held.period_need)
