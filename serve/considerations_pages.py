"""How does the whole look, under the ten considerations that close follow-up takes in?"""

from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from casework.mandates import to_show
from sagstyngde.alarm import AlarmKind
from sagstyngde.months import add_months
from sagstyngde.operations import Operation
from sagstyngde.plan import GoalReached
from sagstyngde.weekly_load import WeeklyLoad
from sagstyngde.weeks import monday_of
from serve.alarms_seen import within
from serve.considerations import Figures, considerations
from serve.dependencies import CaseScheme, HouseRules
from serve.follow_up import Seen
from serve.follow_up_pages import ADDRESS, seen_by
from serve.house import House
from serve.ledger import policy_of
from serve.rendering import page
from serve.visits import Visiting
from serve.work import Work
from storage.alarms import Asked, count_alarms
from storage.follow_up_figures import (
    by_level,
    days_to_placement,
    families,
    open_and_changed,
    waiting_since,
    words,
)
from storage.listing import outside
from storage.plans import PlanState, plan_heads, plan_records
from storage.weekly_loads import weekly_loads_of

_LATELY_MONTHS, _YEAR_MONTHS = 3, 12
_WEEKS_BACK = timedelta(weeks=4)
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get(f"{ADDRESS}/hensyn", operation_id=Operation.CONSIDERATIONS_PAGE)
def ten(request: Request, visit: Visiting, house: HouseRules, scheme: CaseScheme) -> HTMLResponse:
    """Show the ten considerations; no case is named."""

    def act(work: Work) -> dict[str, Any]:
        seen = seen_by(work, house, scheme)
        loads = _newest(work, seen)
        told = considerations(_figures(work, house, seen, loads), seen, scheme, house.thresholds.many_partners)
        return {"considerations": told, "on": seen.on, "week_of": loads[0].week_of if loads else None}

    return page(request, "considerations.html", visit.do(act))


def _figures(work: Work, house: House, seen: Seen, loads: tuple[WeeklyLoad, ...]) -> Figures:
    connection, reach = work.connection, work.reach()
    lately, year = _since(seen.on, _LATELY_MONTHS), _since(seen.on, _YEAR_MONTHS)
    open_cases, changed = open_and_changed(connection, reach, since=year)
    about = Asked(is_open=True, kind=AlarmKind.DISAGREEMENT)
    return Figures(
        waiting=waiting_since(connection, reach),
        open_cases=open_cases,
        changed=changed,
        families=families(connection, reach),
        days_to_placement=days_to_placement(connection, reach, since=lately),
        words=words(connection, reach, since=lately),
        levels=by_level(connection, reach, since=year),
        loads=loads,
        policy=policy_of(work, house),
        register=to_show(connection, seen.on),
        goals=_goals(work),
        disagreements=sum(count_alarms(connection, within(work, seen.people), about).values()),
    )


def _goals(work: Work) -> tuple[GoalReached, ...]:
    """Return what the newest committed plan came to, if the reader reaches every case of it."""
    committed = plan_heads(work.connection, limit=1, state=PlanState.COMMITTED)
    found = plan_records(work.connection, [one.plan_id for one in committed])
    if not found:
        return ()
    plan = found[0].plan
    return () if outside(work.connection, work.reach(), plan.case_ids) else plan.goals


def _newest(work: Work, seen: Seen) -> tuple[WeeklyLoad, ...]:
    """Return the newest week's loads of those within reach, if it is no older than four weeks."""
    last = monday_of(seen.on)
    found = weekly_loads_of(work.connection, since=last - _WEEKS_BACK, until=last, caseworkers=seen.people)
    last_week = max((load.week_of for load in found), default=None)
    return tuple(load for load in found if load.week_of == last_week)


def _since(on: date, months: int) -> date:
    return add_months(on, -months)
