"""What does a leader see of a dissent, and how does she answer it? What it is about, who else could, and her word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, TypeAlias
from uuid import uuid4

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from allocation.board import Board
from allocation.ledger import own_hours
from features.scheme import Scheme
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.dissent import Dissent, DissentId
from sagstyngde.errors import CaseRefused, InputRefused, PlacementRefused, StateRefused
from sagstyngde.operations import Operation
from sagstyngde.plan import Load
from serve.api.dissents import Answering, dissent_answered, readable_dissent
from serve.api.wire_desk import AnswerIn
from serve.dependencies import CaseScheme, HouseRules, today
from serve.desk_wording import answer_choices, answer_names, load_sentence, reason_names
from serve.form_once import KEY_PATTERN, once_sent
from serve.form_reading import BLANK, Filling, told
from serve.house import House
from serve.language import _
from serve.ledger import board
from serve.long_text import LongText
from serve.rendering import page
from serve.visits import Visit, Visiting
from serve.wording import category_name, share_text
from serve.work import Work
from serve.written import hours
from storage.staff import all_staff

router = APIRouter(include_in_schema=False)
ADDRESS = "/opfoelgning/indsigelser"
NAMES = {"answer": "svar", "note": "begrundelse", "caseworker_id": "hvem"}
Pairs: TypeAlias = tuple[tuple[str, str], ...]
_Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
_Short = Annotated[str, StringConstraints(max_length=64, strip_whitespace=True)]


class AnswerForm(BaseModel):
    """An answer as it was typed."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: _Key
    svar: _Short = ""
    hvem: _Short = ""
    begrundelse: LongText = ""

    def fields(self) -> dict[str, str]:
        """Return what was typed."""
        return self.model_dump(exclude={"noegle"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDissent:
    """All that the page shows. ``others`` are who could have the case, with what it would do to their load."""

    dissent: Dissent
    name: str
    case_text: str
    load_text: str
    is_placed: bool
    others: Pairs
    key: str


@router.get(f"{ADDRESS}/{{dissent_id}}", operation_id=Operation.DISSENT_PAGE, response_class=HTMLResponse)
def dissent(
    request: Request, dissent_id: str, *, visit: Visiting, house: HouseRules, scheme: CaseScheme
) -> HTMLResponse:
    """Show a dissent, and the form to answer it with."""
    return _page(request, visit, DissentId(dissent_id), (house, scheme))


@router.post(f"{ADDRESS}/{{dissent_id}}", operation_id=Operation.DISSENT_ANSWER)
def answer(  # noqa: PLR0913  the answer, and by which rules
    request: Request,
    dissent_id: str,
    *,
    visit: Visiting,
    house: HouseRules,
    scheme: CaseScheme,
    sent: Annotated[AnswerForm, Form()],
) -> Response:
    """Answer a dissent, and place the case where the answer says so; what cannot be done is told at its field."""
    fields, on = sent.fields(), today(scheme)
    read = told(AnswerIn, fields, names=NAMES)
    form = Filling(values=fields, faults=read.faults)
    if (value := read.value) is not None:
        answering = Answering(dissent_id=DissentId(dissent_id), said=value)

        def act(work: Work) -> tuple[CaseId, ...]:
            return (dissent_answered(work, answering, house, on=on).case_id,)

        try:
            once_sent(visit, sent.noegle, (dissent_id, *fields.values()), act)
        except CaseRefused as refused:
            form = Filling(values=fields, faults={NAMES.get(refused.field, "svar"): refused.danish})
        except (InputRefused, StateRefused, PlacementRefused) as refused:
            form = Filling(values=fields, general=refused.danish)
        else:
            return RedirectResponse(f"{ADDRESS}/{dissent_id}", status_code=303)
    return _page(request, visit, DissentId(dissent_id), (house, scheme), form=form)


def _page(
    request: Request, visit: Visit, dissent_id: DissentId, rules: tuple[House, Scheme], *, form: Filling = BLANK
) -> HTMLResponse:
    shown = visit.do(lambda work: _shown(work, readable_dissent(work, dissent_id), *rules))
    context = {
        "shown": shown,
        "dissent": shown.dissent,
        "form": form,
        "reason_names": reason_names(),
        "answer_choices": answer_choices(),
        "answer_names": answer_names(),
    }
    return page(request, "dissent.html", context, status=422 if form.faults or form.general else 200)


def _shown(work: Work, found: Dissent, house: House, scheme: Scheme) -> ShownDissent:
    on = today(scheme)
    table = board(work, house, on)
    loads = {load.caseworker_id: load for load in table.standing}
    names = {one.caseworker_id: one.name or str(one.caseworker_id) for one in all_staff(work.connection)}
    whose = loads.get(found.caseworker_id)
    case = table.cases.get(found.case_id)
    is_placed = case is not None and case.caseworker_id == found.caseworker_id
    return ShownDissent(
        dissent=found,
        name=names.get(found.caseworker_id, found.caseworker_id),
        case_text=_case_text(table, found, scheme),
        load_text="" if whose is None else load_sentence(whose, table.policy.horizon_months),
        is_placed=is_placed,
        others=_others(work, table, found, loads) if found.answer is None else (),
        key=str(uuid4()),
    )


def _case_text(table: Board, found: Dissent, scheme: Scheme) -> str:
    case = table.cases.get(found.case_id)
    if case is None:
        return _("Sagen ligger ikke hos nogen.")
    category = _("Ikke vurderet") if case.category is None else category_name(scheme.scale, case.category)
    months = table.policy.horizon_months
    return _("{category}, {hours} timer de næste {months} måneder.").format(
        category=category, hours=hours(sum(case.monthly_hours[:months])), months=months
    )


def _others(
    work: Work, table: Board, found: Dissent, loads: Mapping[CaseworkerId, Load]
) -> tuple[tuple[str, str], ...]:
    """Return who else could have the case, those with most room first, with her load now and with it."""
    case = table.cases.get(found.case_id)
    if case is None:
        return ()
    extra = sum(own_hours(case, table.policy.horizon_months))
    offered = []
    for key, seat in table.seats.items():
        load = loads.get(key)
        if key == found.caseworker_id or load is None or not work.reaches_team(seat.caseworker.team, key):
            continue
        time, now = sum(load.capacity_hours), sum(load.hours_after)
        after = (now + extra) / time if time else float("inf")
        against = next(iter(table.objections(table.option(case, seat, table.held)).values()), "")
        text = f"{seat.shown}: {share_text(load.share_after)} → {share_text(after)}" + (
            f" ({against})" if against else ""
        )
        offered.append((bool(against), after, key, text))
    return tuple((key, text) for _against, _after, key, text in sorted(offered))
