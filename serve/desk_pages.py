"""What does a caseworker see when she comes in? Her own desk; a leader sees that of one of hers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from features.scheme import Scheme
from sagstyngde.access import Role
from sagstyngde.case import CaseworkerId
from sagstyngde.operations import Operation
from serve.dependencies import CaseScheme, HouseRules, today
from serve.desk_view import Desk, desk
from serve.desk_wording import answer_names, reason_choices, reason_names, week_name
from serve.form_reading import BLANK, Filling
from serve.house import House
from serve.rendering import page
from serve.visits import Visit, Visiting
from serve.work import Work
from storage.staff import StaffRecord, staff_records

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ADDRESS = "/min-sagsstamme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How the page is shown: whose, by which rules, on which day, and the dissent's form as it was filled in."""

    scheme: Scheme
    house: House
    on: date
    picked: str = ""
    form: Filling = BLANK


@router.get(ADDRESS, operation_id=Operation.DESK_PAGE)
def own_desk(  # noqa: PLR0913  what may be asked for
    request: Request,
    visit: Visiting,
    house: HouseRules,
    scheme: CaseScheme,
    *,
    sagsbehandler: Annotated[str, Query(max_length=64)] = "",
    sag: Annotated[str, Query(max_length=64)] = "",
) -> HTMLResponse:
    """Show a desk: one's own, or the one that is picked. ``sag`` is the case that somebody wants to object to."""
    form = Filling(values={"sag": sag}) if sag else BLANK
    shown = Shown(scheme=scheme, house=house, on=today(scheme), picked=sagsbehandler, form=form)
    return desk_page(request, visit, shown)


def desk_page(request: Request, visit: Visit, shown: Shown) -> HTMLResponse:
    """Render the page; with a form that was sent back it says so by its status."""

    def act(work: Work) -> tuple[Desk | None, tuple[StaffRecord, ...]]:
        own = work.visit.principal.caseworker_id
        whom = CaseworkerId(shown.picked) if shown.picked else own
        found = None if whom is None else desk(work, shown.house, shown.scheme, whom=whom, on=shown.on)
        return found, _reached(work) if _leads(visit) else ()

    found, staff = visit.do(act)
    status = 422 if shown.form.faults or shown.form.general else 200
    return page(request, "desk.html", _context(visit, shown, found, staff), status=status)


def _context(visit: Visit, shown: Shown, found: Desk | None, staff: Sequence[StaffRecord]) -> dict[str, Any]:
    return {
        "desk": found,
        "form": shown.form,
        "staff": [(one.caseworker_id, one.employment.name or one.caseworker_id) for one in staff],
        "picked": shown.picked,
        "leads": _leads(visit),
        "key": str(uuid4()),
        "other_key": str(uuid4()),
        "reason_choices": reason_choices(),
        "reason_names": reason_names(),
        "answer_names": answer_names(),
        "week_name": week_name,
    }


def _leads(visit: Visit) -> bool:
    return Role.LEADER in visit.principal.roles


def _reached(work: Work) -> tuple[StaffRecord, ...]:
    """Return the caseworkers a leader may pick: those employed, by name."""
    day = work.stamp.at.date()
    found = [
        one
        for one in staff_records(work.connection)
        if work.reaches_caseworker(one) and (one.employment.left_on is None or one.employment.left_on >= day)
    ]
    return tuple(sorted(found, key=lambda one: (one.employment.name or one.caseworker_id, one.caseworker_id)))
