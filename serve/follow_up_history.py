"""Who was over the limit, for how long, and what was done? A year in one view, and as a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from casework.spells import Spell, spells
from sagstyngde.operations import Operation
from sagstyngde.spreadsheet import spreadsheet as as_spreadsheet
from sagstyngde.weeks import monday_of
from serve.alarms_seen import saw_cases, within
from serve.cursors import cursor, read_cursor
from serve.dependencies import CaseScheme, HouseRules
from serve.follow_up import Seen, alarm_views, caseworker_address
from serve.follow_up_filter import Asking, Filter, Question, ids, query, read_filter
from serve.follow_up_pages import ADDRESS, seen_by
from serve.language import _
from serve.rendering import page
from serve.visits import Visiting
from serve.wording import share_text
from serve.work import Work
from serve.written import day
from storage.alarms import Asked, alarms_of
from storage.weekly_loads import weekly_loads_of

HISTORY = f"{ADDRESS}/historik"
SHOWN = 50
MOST_ROWS = 5_000
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellView:
    """A spell as it is read."""

    name: str
    address: str
    first: str
    last: str
    weeks: int
    peak: str
    cases: int


@router.get(HISTORY, operation_id=Operation.FOLLOW_UP_HISTORY_PAGE)
def history(  # noqa: PLR0913, PLR0917  each is a parameter of the address
    request: Request,
    visit: Visiting,
    house: HouseRules,
    scheme: CaseScheme,
    question: Asking,
    *,
    efter: Annotated[str | None, Query(max_length=400)] = None,
) -> HTMLResponse:
    """Show the spells over a limit, and every alarm of the days with what was done."""
    of = f"{visit.principal.user_id} historik {question}"
    begin = None if efter is None else int(read_cursor(house.secret, of, efter)[0])

    def act(work: Work) -> dict[str, Any]:
        seen = seen_by(work, house, scheme)
        asked, faults = read_filter(question, seen.on)
        about = Asked(since=asked.since, until=asked.until)
        found, rest = alarms_of(work.connection, within(work, seen.people), about, limit=SHOWN, after=begin)
        saw_cases(work, found)
        return {
            "form": question.filling(faults),
            "filter": asked,
            "limit": share_text(asked.percent / 100.0),
            "spells": [_spell(one, seen) for one in _spells(work, seen, asked)],
            "alarms": alarm_views(work.connection, found, seen),
            "more": None if rest is None else cursor(house.secret, of, [str(rest)]),
            "ids": ids(),
            "query": query(asked),
        }

    context = visit.do(act)
    return page(request, "follow_up_history.html", context, status=422 if context["form"].faults else 200)


@router.get(f"{HISTORY}.csv", operation_id=Operation.FOLLOW_UP_HISTORY_PAGE)
def spreadsheet(
    visit: Visiting,
    house: HouseRules,
    scheme: CaseScheme,
    question: Asking,
    *,
    hvad: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Return the spells, or with ``hvad=advarsler`` the alarms, as a spreadsheet reads them."""
    rows, name = visit.do(lambda work: _sheet(work, seen_by(work, house, scheme), question, hvad))
    return _csv(rows, name)


def _sheet(work: Work, seen: Seen, question: Question, what: str) -> tuple[list[tuple[str, ...]], str]:
    asked, _faults = read_filter(question, seen.on)
    if what != "advarsler":
        heads = (_("Sagsbehandler"), _("Fra uge"), _("Til uge"), _("Uger i træk"), _("Højeste belastning"))
        views = [_spell(one, seen) for one in _spells(work, seen, asked)]
        return [heads, *((one.name, one.first, one.last, str(one.weeks), one.peak) for one in views)], "belastning"
    heads = (_("Slags"), _("Advarsel"), _("Rejst"), _("Handling"), _("Begrundelse"))
    about = Asked(since=asked.since, until=asked.until)
    found, _rest = alarms_of(work.connection, within(work, seen.people), about, limit=MOST_ROWS)
    saw_cases(work, found)
    told = zip(alarm_views(work.connection, found, seen), found, strict=True)
    return [
        heads,
        *((one.label, one.text, day(alarm.raised_at.date()), one.done, one.note) for one, alarm in told),
    ], what


def _csv(rows: Sequence[tuple[str, ...]], name: str) -> Response:
    """Return a table with a mark in front that tells spreadsheets it is UTF-8."""
    headers = {"Content-Disposition": f'attachment; filename="opfoelgning-{name}.csv"'}
    text = "\ufeff" + as_spreadsheet(rows[0], rows[1:])
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _spells(work: Work, seen: Seen, asked: Filter) -> list[Spell]:
    first, last = monday_of(asked.since), monday_of(asked.until)
    loads = weekly_loads_of(work.connection, since=first, until=last, caseworkers=seen.people, with_counts=False)
    found = spells(loads, asked.percent / 100.0, least=asked.weeks)
    return sorted(found, key=lambda spell: (seen.name(spell.caseworker_id), spell.first))


def _spell(spell: Spell, seen: Seen) -> SpellView:
    return SpellView(
        name=seen.name(spell.caseworker_id),
        address=caseworker_address(spell.caseworker_id),
        first=day(spell.first),
        last=day(spell.last),
        weeks=len(spell.weeks),
        peak=share_text(spell.peak),
        cases=max(week.case_count for week in spell.weeks),
    )
