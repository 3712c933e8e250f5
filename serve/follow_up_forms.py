"""What was done about an alarm? Said on its own page; what cannot be used is told beside its field, nothing is lost."""

from dataclasses import dataclass
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from sagstyngde.alarm import AlarmAction, AlarmId
from sagstyngde.case import CaseId
from sagstyngde.errors import PlanSettled
from sagstyngde.operations import Operation
from serve.alarms_seen import alarm_seen, close_seen
from serve.api.alarms import ClosingAlarmIn
from serve.dependencies import CaseScheme, HouseRules
from serve.follow_up import AlarmView, alarm_views
from serve.follow_up_pages import ADDRESS, seen_by
from serve.follow_up_wording import fitting
from serve.form_once import KEY_PATTERN, once_sent
from serve.form_reading import BLANK, Filling, told
from serve.language import _
from serve.rendering import page
from serve.visits import Visit, Visiting
from serve.work import Work

CLOSING = {"action": "handling", "note": "begrundelse", "until": "til_og_med"}
ONE = f"{ADDRESS}/advarsler/{{alarm_id}}"
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


class ClosingForm(BaseModel):
    """What was typed: whether it can be used is asked afterwards, field by field."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    noegle: Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
    handling: Annotated[str, StringConstraints(max_length=60, strip_whitespace=True)] = ""
    begrundelse: Annotated[str, StringConstraints(max_length=2_000, strip_whitespace=True)] = ""
    til_og_med: Annotated[str, StringConstraints(max_length=60, strip_whitespace=True)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """One alarm's page, to be shown as often as the form needs."""

    request: Request
    visit: Visit
    house: HouseRules
    scheme: CaseScheme
    alarm_id: AlarmId

    def shown(self, form: Filling, *, status: int = 200) -> HTMLResponse:
        """Show the alarm and the form as it was filled in."""
        alarm = self.visit.do(self._view)
        context = {
            "alarm": alarm,
            "form": form,
            "ids": closing_ids(),
            "actions": fitting(alarm.kind),
            "key": str(uuid4()),
        }
        context["back"] = (ADDRESS, _("Opfølgning"))
        return page(self.request, "follow_up_alarm.html", context, status=status)

    def _view(self, work: Work) -> AlarmView:
        alarm = alarm_seen(work, self.alarm_id)
        (view,) = alarm_views(work.connection, [alarm], seen_by(work, self.house, self.scheme))
        return view


def _page(request: Request, alarm_id: str, visit: Visiting, house: HouseRules, *, scheme: CaseScheme) -> _Page:
    return _Page(request=request, visit=visit, house=house, scheme=scheme, alarm_id=AlarmId(alarm_id))


@router.get(ONE, operation_id=Operation.FOLLOW_UP_PAGE)
def one_alarm(shown: Annotated[_Page, Depends(_page)]) -> HTMLResponse:
    """Show one alarm, and what can be done about it."""
    return shown.shown(BLANK)


@router.post(ONE, operation_id=Operation.ALARM_CLOSE)
def close(shown: Annotated[_Page, Depends(_page)], sent: Annotated[ClosingForm, Form()]) -> Response:
    """Say what was done about an alarm, and go back to those that wait."""
    typed = sent.model_dump(exclude={"noegle"})
    fields = typed if sent.handling == AlarmAction.ACCEPTED else typed | {"til_og_med": ""}
    read = told(ClosingAlarmIn, fields, names=CLOSING)
    if read.value is None:
        return shown.shown(Filling(values=typed, faults=read.faults), status=422)
    closing = read.value.closing()

    def act(work: Work) -> tuple[CaseId, ...]:
        closed = close_seen(work, shown.alarm_id, closing)
        return () if closed.finding.case_id is None else (closed.finding.case_id,)

    try:
        once_sent(shown.visit, sent.noegle, (shown.alarm_id, *fields.values()), act)
    except PlanSettled as settled:
        return shown.shown(Filling(values=typed, general=settled.danish), status=409)
    return RedirectResponse(f"{ADDRESS}?lukket=ja", status_code=303)


def closing_ids() -> dict[str, tuple[str, str]]:
    """Return each field's input and what it is called, for the summary of faults."""
    return {
        "handling": ("handling", _("Handling")),
        "begrundelse": ("begrundelse", _("Begrundelse")),
        "til_og_med": ("til-og-med", _("Til og med")),
    }
