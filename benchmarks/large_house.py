"""What has a large municipality decided and kept beside its cases? Rules, proposals, weeks, a forecast, its log."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle, islice

from allocation.forecast import Question
from allocation.forecast_grounds import Grounds
from benchmarks.large_cases import STAMP, Size
from casework.basis import basis_to_json
from casework.forecasts import keep_forecast
from casework.policy import DEFAULT, house_policy
from casework.proposing import Asked, Sees, gather, propose
from casework.weighing import Weigher
from mandate.register_toml import EXAMPLE, register_text
from models.assess import Assessor
from sagstyngde.audit import Look, Outcome
from sagstyngde.case import Case, CaseId
from sagstyngde.operations import Operation
from sagstyngde.plan import Plan
from storage import audit
from storage.codec import Json
from storage.engine import Connection
from storage.plans import PlanId, insert_plan
from storage.policies import NewPolicy, adopt_policy
from storage.registers import NewRegister, adopt_register

PLANS, LEAST_LOOKS, MOST_LOOKS = 40, 1_000, 20_000
"""Proposals of a year; looks in the log: its page follows its newest links, and would ask less of a shorter one."""


def adopted(connection: Connection, today: date) -> None:
    """Adopt the example register and the usual policy, as a municipality has."""
    register = register_text(EXAMPLE)[1].replace("is_example = true\n", "")
    adopt_register(connection, NewRegister(toml=register, holds_from=today), STAMP)
    usual = house_policy(DEFAULT)
    adopt_policy(connection, NewPolicy(name=usual.policy.name, toml=usual.text), STAMP)


def plans_made(connection: Connection, assessor: Assessor, today: date, *, team: str) -> tuple[PlanId, CaseId]:
    """Store a year of one team's proposals: the newest as it would be reckoned now, the others like it."""
    asked = Asked(on=today, policy=house_policy(DEFAULT), weigher=Weigher(assessor=assessor))
    own = Sees(case=lambda record: record.case.team == team, caseworker=lambda one: one.on(today).team == team)
    basis = gather(connection, asked, own).basis
    plan: Plan = propose(basis, time_limit_s=2.0)
    stored: Json = json.loads(json.dumps(basis_to_json(basis)))
    for number in range(PLANS):
        insert_plan(connection, PlanId(f"forslag-{number}"), plan, STAMP, basis=stored)
    return PlanId(f"forslag-{PLANS - 1}"), plan.placements[0].case_id


def diary_weeks(today: date) -> tuple[date, date]:
    """Return a window of two weeks, the second of which is now."""
    monday = today - timedelta(days=today.weekday() + 7)
    return monday, monday + timedelta(days=13)


def logged(connection: Connection, cases: Sequence[Case]) -> None:
    """Write looks at the cases into the log."""
    many = min(max(len(cases), LEAST_LOOKS), MOST_LOOKS)
    audit.append(connection, [_look(case) for case in islice(cycle(cases), many)])


def forecast_kept(connection: Connection, grounds: Grounds, size: Size, today: date) -> None:
    """Keep a forecast as if it had been made today, its cases shared out on the teams."""
    shares = {f"Team {number}": 1 / size.teams for number in range(size.teams)}
    materials = replace(grounds.materials, on=today.replace(day=1), of_team=shares)
    keep_forecast(connection, replace(grounds, materials=materials), Question(on=materials.on), STAMP)


def _look(case: Case) -> Look:
    return Look(
        at=STAMP.at,
        actor=STAMP.by,
        operation=Operation.CASE_READ,
        outcome=Outcome.ALLOWED,
        purpose="sagsbehandling",
        request_id="opdigtet",
        case_id=case.case_id,
        child_id=case.child_id,
    )
