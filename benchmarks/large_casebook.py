"""What does a large municipality's casebook hold? As many invented cases as asked for, with all that a year leaves.

Cases are copies of some that a real model has assessed (``large_cases``); with them stands whatever grows with the
years (``large_rows``) and what has been decided and kept (``large_house``). Seeded: the same casebook each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

import numpy as np
from sqlalchemy import insert, text

from allocation.forecast import Question
from allocation.forecast_grounds import Grounds
from benchmarks.large_cases import STAMP, Made, Size, cases_of, caseworker_of
from benchmarks.large_house import adopted, diary_weeks, forecast_kept, logged, plans_made
from benchmarks.large_rows import rows_of
from benchmarks.large_watch import registered, watched
from features.history_files import read_history
from models.assess import Assessor
from pipelines.forecast import grounds_of
from pipelines.forecast_inputs import plan_day
from sagstyngde.case import Case, CaseId, CaseworkerId, ChildId
from sagstyngde.diary import WindowId
from sagstyngde.dissent import DissentId, DissentReason
from storage.diary import agree_windows
from storage.dissents import NewDissent, tell_dissent
from storage.engine import Connection, Engine, writing
from storage.plans import PlanId
from storage.staff import record_staff

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a large casebook is made of: cases to copy, the model that answers, and what a forecast rests on."""

    assessor: Assessor
    cases: Sequence[Case]
    grounds: Grounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Whom and what to ask for in a filled casebook.

    ``case_id`` is one that somebody works on whose suggestion was confirmed, whatever the size: what has been said to a
    case decides what its page asks. ``placed_id`` is a case that ``plan_id`` places with somebody.
    """

    case_id: CaseId
    placed_id: CaseId
    child_id: ChildId
    caseworker_id: CaseworkerId
    team: str
    plan_id: PlanId
    decision_id: str
    window_id: WindowId
    alarm_id: str
    model_alarm_id: str
    dissent_id: DissentId


def source_of(assessor: Assessor, folder: Path, *, templates: int) -> Source:
    """Read a history: its newest cases are copied, and forecast from."""
    history, _ = read_history(assessor.scheme, folder)
    grounds = grounds_of(history, Question(on=plan_day(history)), assessor=assessor, tell=lambda _: None)
    return Source(assessor=assessor, cases=history.cases[-templates:], grounds=grounds)


def fill(engine: Engine, source: Source, size: Size, *, today: date) -> Filled:
    """Fill an empty casebook; return what to ask for in it."""
    rng = np.random.default_rng(size.cases)
    staff = [caseworker_of(number, size, today) for number in range(size.caseworkers)]
    made = list(cases_of(rng, source.assessor, source.cases, staff, size=size, today=today))
    team, whose = str(staff[0].team), staff[0].caseworker_id
    held = next(one for one in reversed(made) if one.case.caseworker_id == whose and one.is_settled).case
    with writing(engine) as connection:
        record_staff(connection, staff, STAMP)
        for table, rows in rows_of(rng, made, staff, today):
            while some := list(islice(rows, _AT_ONCE)):
                connection.execute(insert(table), some)
        logged(connection, [one.case for one in made])
        plan_id, placed_id = plans_made(connection, source.assessor, today, team=team)
        windows = agree_windows(connection, [one.caseworker_id for one in staff], diary_weeks(today), STAMP)
        adopted(connection, today)
        forecast_kept(connection, source.grounds, size, today)
        dissent_id = _dissent(connection, held.case_id, whose)
        registered(connection, source.assessor)
        model_alarm_id = watched(connection, source.assessor, today)
        connection.execute(text("ANALYZE"))  # a casebook that has grown over years has its statistics
    return Filled(
        case_id=held.case_id,
        placed_id=placed_id,
        child_id=ChildId(str(held.child_id)),
        caseworker_id=whose,
        team=team,
        plan_id=plan_id,
        decision_id=f"afgoerelse-{held.case_id}",
        window_id=windows[0],
        dissent_id=dissent_id,
        alarm_id=_alarm(made, team),
        model_alarm_id=model_alarm_id,
    )


def _dissent(connection: Connection, case_id: CaseId, whose: CaseworkerId) -> DissentId:
    said = NewDissent(case_id=case_id, caseworker_id=whose, reason=next(iter(DissentReason)), note=None)
    return tell_dissent(connection, said, STAMP)


def _alarm(made: Sequence[Made], team: str) -> str:
    """Return an alarm of a team's: every third case that somebody works on has had one."""
    held = [one for one in made if one.is_held]
    return next(f"advarsel-{number}" for number, one in enumerate(held[::3]) if one.case.team == team)
