"""Does the model still fit the cases that come? What the casebook can tell of that today, without training anew."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from features.scheme import Scheme
from models.shift import FEWEST, Shifts
from sagstyngde.allowed import may
from sagstyngde.case import Case
from sagstyngde.operations import Operation
from serve import drift_hours, drift_view
from serve.dependencies import ReadyAssessor, today
from serve.kept_answers import Kept
from serve.language import _, language
from serve.model_alarms import model_alarm_views, open_model_alarms
from serve.monitor_view import RUNS, MonitorView, monitor_view, month_heads
from serve.rendering import page
from serve.visits import Visiting
from serve.work import Work
from storage.cases import in_ids, newest, records
from storage.changes import board_mark
from storage.engine import Connection
from storage.hours_beside import Beside, hours_beside
from storage.model_in_use import (
    Response,
    Silence,
    newly_received,
    response_by_quarter,
    silence_by_quarter,
)
from storage.monitor_runs import monitor_runs_kept, newest_run_id

NEWEST = 200
"""So many of the cases received last are laid beside the earlier ones."""
_YEARS = timedelta(days=2 * 366)
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/model/drift", operation_id=Operation.DRIFT_PAGE)
def drift(
    request: Request,
    visit: Visiting,
    assessor: ReadyAssessor,
    lukket: Annotated[str, Query(max_length=4)] = "",
) -> HTMLResponse:
    """Show whether the newest cases are like the earlier ones, and what people say to the suggestions; counts only."""
    since = today(assessor.scheme) - _YEARS

    on = today(assessor.scheme)
    monitored: dict[str, Any] = {}

    def act(work: Work) -> tuple[list[Case], tuple[Silence, ...], tuple[Response, ...], tuple[Beside, ...]]:
        connection = work.connection
        monitored.update(_monitored(work, assessor.scheme, request.app.state.model_looks, on))
        wanted = newly_received(connection, since, NEWEST)
        found = records(connection, newest(in_ids(wanted))) if wanted else ()
        moment = datetime.combine(since, time(), UTC)
        told = [record.case for record in found]
        beside = _beside(connection, request.app.state.hours_beside, since, assessor.scheme.effort.horizon_months)
        return told, silence_by_quarter(connection, since), response_by_quarter(connection, moment), beside

    newly, silence, responses, beside = visit.do(act)
    shifts: Shifts = assessor.shifts(newly)
    silent = drift_view.silent_parts(silence)
    overridden, agreed = drift_view.override_parts(responses), drift_view.agreement_parts(responses)
    context = {
        "shifts": shifts,
        "fewest": FEWEST,
        "looked_at": drift_view.looked_at(shifts),
        "moved": drift_view.moved_said(shifts),
        "silent": silent,
        "silent_chart": drift_view.parts_chart(silent, _("Andel sager uden forslag til kategori, kvartal for kvartal")),
        "silent_rows": drift_view.part_rows(silent),
        "silent_heads": drift_view.part_heads(_("Vurderede sager"), _("Uden forslag")),
        "reason_rows": drift_view.silence_rows(silence),
        "reason_heads": drift_view.silence_heads(),
        "overridden": overridden,
        "overridden_chart": drift_view.parts_chart(overridden, _("Andel forslag, der er ændret, kvartal for kvartal")),
        "overridden_rows": drift_view.part_rows(overridden),
        "overridden_heads": drift_view.part_heads(_("Forslag taget stilling til"), _("Ændret")),
        "agreed": agreed,
        "agreed_without": drift_view.without_said(responses),
        "agreed_chart": drift_view.parts_chart(agreed, _("Andel egne vurderinger, der er som modellens, pr. kvartal")),
        "agreed_rows": drift_view.part_rows(agreed),
        "agreed_heads": drift_view.part_heads(_("Egne vurderinger givet først"), _("Samme som modellen")),
    }
    context |= monitored | {"was_closed": bool(lukket), "month_heads": month_heads()}
    return page(request, "model_drift.html", context | _hours(beside, _(assessor.scheme.effort.unit)))


def _monitored(work: Work, scheme: Scheme, kept: Kept[MonitorView], on: date) -> dict[str, Any]:
    """Return the newest look at the model and the alarms that wait, for those who answer for the model.

    Nobody who judges cases is told here that others disagree with the model. The past looks are read once a look.
    """
    if not may(work.visit.principal, Operation.MODEL_ALARM_PAGE):
        return {"answers_for_model": False, "monitor": None, "alarms": []}
    newest = newest_run_id(work.connection)
    mark = f"{newest} {on} {language()}"
    view = None if newest is None else kept.find(mark)
    if view is None and newest is not None:
        view = monitor_view(monitor_runs_kept(work.connection, most=RUNS), on)
        if view is not None:
            kept.keep(mark, view)
    alarms = model_alarm_views(work, scheme, open_model_alarms(work))
    return {"answers_for_model": True, "monitor": view, "alarms": alarms}


def _beside(
    connection: Connection, kept: Kept[tuple[Beside, ...]], since: date, horizon_months: int
) -> tuple[Beside, ...]:
    """Return the sums by quarter, added up anew only where a case, an answer or hours have changed since."""
    mark = board_mark(connection)
    key = f"{mark} {since} {horizon_months}"
    found = None if mark is None else kept.find(key)
    if found is None:
        found = hours_beside(connection, since, horizon_months=horizon_months)
        if mark is not None:
            kept.keep(key, found)
    return found


def _hours(beside: tuple[Beside, ...], unit: str) -> dict[str, Any]:
    """Return what was recorded beside what was expected, in words, as a chart and as a table."""
    whole = drift_hours.together(beside)
    name = _("Registreret for hver 100 ventede {unit}, kvartal for kvartal").format(unit=unit)
    return {
        "whole": whole,
        "hours_lead": drift_hours.lead(whole, unit) if whole else "",
        "hours_rest": drift_hours.rests_on(whole) if whole else "",
        "hours_chart": drift_hours.chart(beside, name) if whole else None,
        "hours_rows": drift_hours.rows(beside),
        "hours_heads": drift_hours.heads(unit),
        "unit": unit,
    }
