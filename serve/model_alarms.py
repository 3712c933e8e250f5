"""What was done about an alarm that the model no longer fits? Asked of those who answer for it, and of nobody else."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sagstyngde.alarm import Alarm, AlarmAction, AlarmId, AlarmKind
from sagstyngde.errors import PlanSettled
from sagstyngde.operations import Operation
from serve.alarms_seen import alarm_seen, close_seen
from serve.api.alarms import ClosingAlarmIn
from serve.dependencies import CaseScheme, today
from serve.follow_up import AlarmView, Seen, alarm_views
from serve.follow_up_forms import CLOSING, ClosingForm, closing_ids
from serve.follow_up_wording import fitting
from serve.form_once import once_sent
from serve.form_reading import BLANK, Filling, told
from serve.language import _
from serve.rendering import page
from serve.visits import Visit, Visiting
from serve.work import Work
from storage.alarms import Asked, Within, alarms_of
from storage.reach import NOTHING

ADDRESS = "/model/drift"
ONE = "/model/advarsler/{model_alarm_id}"
MOST = 50
_MODEL = Within(cases=NOTHING, caseworkers=(), model=True)
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def open_model_alarms(work: Work) -> list[Alarm]:
    """Return what waits to be dealt with, the oldest first; nothing where the visit is not of those who do."""
    asked = Asked(is_open=True, kind=AlarmKind.MODEL, oldest_first=True)
    return list(alarms_of(work.connection, _MODEL, asked, limit=MOST)[0])


def model_alarm_views(work: Work, scheme: CaseScheme, alarms: list[Alarm]) -> list[AlarmView]:
    """Return alarms about the model as they are read."""
    return alarm_views(work.connection, alarms, Seen(people={}, on=today(scheme), limit=1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """One alarm's page, to be shown as often as the form needs."""

    request: Request
    visit: Visit
    scheme: CaseScheme
    alarm_id: AlarmId

    def shown(self, form: Filling, *, status: int = 200) -> HTMLResponse:
        """Show the alarm and the form as it was filled in."""
        alarm = self.visit.do(self._view)
        context: dict[str, Any] = {
            "alarm": alarm,
            "form": form,
            "ids": closing_ids(),
            "actions": fitting(alarm.kind),
            "key": str(uuid4()),
            "back": (ADDRESS, _("Passer modellen stadig?")),
        }
        return page(self.request, "follow_up_alarm.html", context, status=status)

    def _view(self, work: Work) -> AlarmView:
        return model_alarm_views(work, self.scheme, [alarm_seen(work, self.alarm_id, kind=AlarmKind.MODEL)])[0]


def _page(request: Request, model_alarm_id: str, visit: Visiting, scheme: CaseScheme) -> _Page:
    return _Page(request=request, visit=visit, scheme=scheme, alarm_id=AlarmId(model_alarm_id))


@router.get(ONE, operation_id=Operation.MODEL_ALARM_PAGE)
def model_alarm(shown: Annotated[_Page, Depends(_page)]) -> HTMLResponse:
    """Show one alarm about the model, and what can be done about it."""
    return shown.shown(BLANK)


@router.post(ONE, operation_id=Operation.MODEL_ALARM_CLOSE)
def close_model_alarm(shown: Annotated[_Page, Depends(_page)], sent: Annotated[ClosingForm, Form()]) -> Response:
    """Say what was done about an alarm, and go back to the page it stands on."""
    typed = sent.model_dump(exclude={"noegle"})
    fields = typed if sent.handling == AlarmAction.ACCEPTED else typed | {"til_og_med": ""}
    read = told(ClosingAlarmIn, fields, names=CLOSING)
    if read.value is None:
        return shown.shown(Filling(values=typed, faults=read.faults), status=422)
    closing = read.value.closing()

    def act(work: Work) -> tuple[()]:
        alarm_seen(work, shown.alarm_id, kind=AlarmKind.MODEL)
        close_seen(work, shown.alarm_id, closing)
        return ()

    try:
        once_sent(shown.visit, sent.noegle, (shown.alarm_id, *fields.values()), act)
    except PlanSettled as settled:
        return shown.shown(Filling(values=typed, general=settled.danish), status=409)
    return RedirectResponse(f"{ADDRESS}?lukket=ja", status_code=303)
