"""What may a caseworker decide herself? By the register in force, as it stands on the day.

A register that is adopted and not yet in force is shown as of its first day, and the page says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from casework.deciders import decider_of
from casework.mandates import HouseRegister, to_show
from mandate.matrix import Reach, who_may
from mandate.register_wording import limit_text, the_day
from mandate.wording import LEVEL_NAMES
from sagstyngde.allowed import may
from sagstyngde.case import CaseworkerId
from sagstyngde.decision import Level
from sagstyngde.operations import Operation
from serve.dependencies import CaseScheme, today
from serve.language import _
from serve.mine_filter import Sought, groups, paragraph_of, paragraphs
from serve.rendering import page
from serve.visits import Visiting
from serve.work import Work
from serve.written import count, first, listing
from storage.staff import StaffRecord, staff_records

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ADDRESS = "/beslutningskompetence/mine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Whether a caseworker may decide under a provision herself, from when, or who decides, and why."""

    provision: str
    title: str
    says: str
    limit: str
    reason: str
    order: int
    level: Level
    paragraph: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One caseworker's page: who she is, on which day by which register, and what holds for her.

    ``is_to_come``: the register is not in force yet, and ``on`` is its first day.
    """

    name: str
    is_self: bool
    house: HouseRegister
    on: date
    is_to_come: bool
    lead: str
    answers: tuple[Answer, ...]


@router.get(ADDRESS, operation_id=Operation.MANDATE_MINE_PAGE)
def mine(  # noqa: PLR0913  what the address may say
    request: Request,
    visit: Visiting,
    scheme: CaseScheme,
    *,
    sagsbehandler: Annotated[str, Query(max_length=64)] = "",
    soeg: Annotated[str, Query(max_length=64)] = "",
    paragraf: Annotated[str, Query(max_length=64)] = "",
) -> HTMLResponse:
    """Show what a caseworker may decide herself: one's own, or the one that is picked; all of it or what is sought."""
    on, sought = today(scheme), Sought(text=soeg.strip(), paragraph=paragraf)

    def act(work: Work) -> tuple[Asked | None, tuple[StaffRecord, ...]]:
        own = work.visit.principal.caseworker_id
        whom = CaseworkerId(sagsbehandler) if sagsbehandler else own
        staff = tuple(one for one in staff_records(work.connection) if work.reaches_caseworker(one))
        return None if whom is None else asked_of(work, work.caseworker(whom), on, is_self=whom == own), staff

    asked, staff = visit.do(act)
    context = {
        "asked": asked,
        "sought": sought,
        "groups": groups(asked.answers, sought) if asked else (),
        "paragraphs": paragraphs(asked.answers) if asked else [],
        "staff": _names(staff),
        "picked": sagsbehandler,
        "may_see_all": may(visit.principal, Operation.MANDATE_MATRIX_PAGE),
    }
    return page(request, "mandate_mine.html", context)


def asked_of(work: Work, record: StaffRecord, on: date, *, is_self: bool) -> Asked:
    """Return what a caseworker may decide herself, by the register in force on a day or else the one to come."""
    house = to_show(work.connection, on)
    day = house.shown_on(on)
    reaches = who_may(house.register, [decider_of(record)], day)[record.caseworker_id]
    answers = sorted(map(answer_of, reaches), key=lambda one: one.order)
    name = record.employment.name or record.caseworker_id
    return Asked(
        name=name,
        is_self=is_self,
        house=house,
        on=day,
        is_to_come=day > on,
        lead=_lead("" if is_self else name, reaches),
        answers=tuple(answers),
    )


def _names(staff: Sequence[StaffRecord]) -> list[tuple[str, str]]:
    return [(one.caseworker_id, one.employment.name or one.caseworker_id) for one in staff]


def _lead(who: str, reaches: Sequence[Reach]) -> str:
    """Say how much she (``""``: the reader) may decide herself, and when more comes."""
    able = sum(one.route.level is Level.OWN for one in reaches)
    head = _("{name} kan selv afgøre {n} af {provisions}.") if who else _("Du kan selv afgøre {n} af {provisions}.")
    told = head.format(name=who, n=able, provisions=count(len(reaches), "bestemmelse", "bestemmelser"))
    days = sorted(one.route.own_from for one in reaches if one.route.own_from is not None)
    later = [f"{the_day(day)} ({count(len(list(own)), 'bestemmelse', 'bestemmelser')})" for day, own in groupby(days)]
    return " ".join([told, *([_("Flere kommer til fra {days}.").format(days=listing(later))] if later else [])])


def answer_of(reach: Reach) -> Answer:
    """Say what a caseworker may under a provision."""
    route, own = reach.route, reach.route.level is Level.OWN
    since = route.own_from
    refused = _("Nej: {level}").format(level=_(LEVEL_NAMES[route.level]))
    says = _("Ja") if own else _("Fra {day}").format(day=the_day(since)) if since else refused
    return Answer(
        provision=first(reach.provision.provision.text),
        title=reach.provision.title,
        says=says,
        limit=limit_text(reach.limit) if own or since else "",
        reason=route.reason,
        order=0 if own else 1 if since else 2,
        level=route.level,
        paragraph=paragraph_of(reach.provision.provision),
    )
