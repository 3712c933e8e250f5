"""What does a large municipality's casebook hold? As many invented cases as asked for, with all that a year leaves.

A few hundred invented cases are assessed by a real model; all others are copies of them under ids, days and people of
their own. Whatever grows with the years is there in its due proportion: versions, answers, words, placements, hours,
decisions, steps, weekly loads, felt loads, alarms, proposals and the log of looks. Seeded: the same casebook each time.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import Table, insert, text

from casework.basis import basis_to_json
from casework.policy import DEFAULT, house_policy
from casework.proposing import Asked, Sees, gather, propose
from casework.weighing import Weigher
from mandate.register_toml import EXAMPLE, register_text
from models.assess import Assessor
from sagstyngde.access import Classification
from sagstyngde.alarm import AlarmKind
from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.audit import Look, Outcome
from sagstyngde.case import Case, CaseId, CaseworkerId, ChildId, FamilyId
from sagstyngde.caseworker import Caseworker
from sagstyngde.diary import WindowId
from sagstyngde.dissent import DissentId, DissentReason
from sagstyngde.milestone import MilestoneKind
from sagstyngde.operations import Operation
from sagstyngde.plan import Plan
from storage import audit
from storage.codec import Json, assessment_to_json, case_to_json
from storage.diary import agree_windows
from storage.dissents import NewDissent, tell_dissent
from storage.engine import Connection, Engine, writing
from storage.plans import PlanId, insert_plan
from storage.policies import NewPolicy, adopt_policy
from storage.registers import NewRegister, adopt_register
from storage.staff import record_staff
from storage.stamp import Stamp
from storage.tables import casework, mandate, planning, working

STAMP = Stamp(by="opdigtet", at=datetime(2026, 1, 2, 12, tzinfo=UTC))
OPEN, WAITING, BLIND, SPOKEN, SIBLING = 0.3, 0.01, 0.03, 0.6, 0.2
"""Shares of all cases: open; without a caseworker; drawn for blind judgement; judged or answered; with a sibling's."""
LEAST_WAITING = 3
"""So many cases wait in each team at the least: a queue that is empty shows nothing."""

YEARS, WEEKS, PLANS, HOURS_A_CASE, LOOKS = 7, 52, 40, 8, 20_000
_AT_ONCE = 2_000

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a municipality is."""

    cases: int = 20_000
    caseworkers: int = 200
    teams: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Whom and what to ask for in a filled casebook. ``placed_id`` is a case that ``plan_id`` places with somebody."""

    case_id: CaseId
    placed_id: CaseId
    child_id: ChildId
    caseworker_id: CaseworkerId
    team: str
    assessment_id: AssessmentId
    plan_id: PlanId
    decision_id: str
    window_id: WindowId
    alarm_id: str
    dissent_id: DissentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One case, its answer, and where it lies: with somebody, waiting, or closed."""

    case: Case
    answer: Assessment
    is_blind: bool


def fill(engine: Engine, assessor: Assessor, templates: Sequence[Case], size: Size, *, today: date) -> Filled:
    """Fill an empty casebook; return what to ask for in it."""
    rng = np.random.default_rng(size.cases)
    staff = [_caseworker(number, size, today) for number in range(size.caseworkers)]
    made = list(_cases(rng, assessor, templates, staff, size=size, today=today))
    with writing(engine) as connection:
        record_staff(connection, staff, STAMP)
        for table, rows in _rows(rng, made, staff, today):
            while some := list(islice(rows, _AT_ONCE)):
                connection.execute(insert(table), some)
        looked = [one.case for one in made][:LOOKS]
        audit.append(connection, [_look(case) for case in looked])
        plan_id, placed_id = _plans(connection, assessor, today, team=str(staff[0].team))
        windows = agree_windows(connection, [one.caseworker_id for one in staff], _diary_weeks(today), STAMP)
        _adopted(connection, today)
        held = next(one for one in reversed(made) if one.case.caseworker_id == staff[0].caseworker_id)
        said = NewDissent(
            case_id=held.case.case_id, caseworker_id=staff[0].caseworker_id, reason=next(iter(DissentReason)), note=None
        )
        dissent_id = tell_dissent(connection, said, STAMP)
        connection.execute(text("ANALYZE"))  # a casebook that has grown over years has its statistics
    return Filled(
        case_id=held.case.case_id,
        placed_id=placed_id,
        child_id=ChildId(str(held.case.child_id)),
        caseworker_id=staff[0].caseworker_id,
        team=str(staff[0].team),
        assessment_id=held.answer.assessment_id,
        plan_id=plan_id,
        decision_id=f"afgoerelse-{held.case.case_id}",
        window_id=windows[0],
        dissent_id=dissent_id,
        alarm_id=next(
            f"advarsel-{number}" for number, one in enumerate(_opened(made)[::3]) if one.case.team == staff[0].team
        ),
    )


def _diary_weeks(today: date) -> tuple[date, date]:
    """Return a window of two weeks, the second of which is now."""
    monday = today - timedelta(days=today.weekday() + 7)
    return monday, monday + timedelta(days=13)


def _opened(made: Sequence[Made]) -> list[Made]:
    return [one for one in made if one.case.closed_on is None and one.case.caseworker_id]


def _caseworker(number: int, size: Size, today: date) -> Caseworker:
    return Caseworker(
        caseworker_id=CaseworkerId(f"sb-{number:03}"),
        name=f"Sagsbehandler {number}",
        employed_on=today - timedelta(days=90 + 31 * (number % 60)),
        weekly_hours=37.0 - (number % 4),
        team=f"Team {number % size.teams}",
        districts=frozenset({f"distrikt {number % 7}"}),
        competences=frozenset({"autisme"} if number % 3 == 0 else ()),
    )


def _cases(  # noqa: PLR0913  what they are copied from, whose they are, how many, as of when
    rng: np.random.Generator,
    assessor: Assessor,
    templates: Sequence[Case],
    staff: Sequence[Caseworker],
    *,
    size: Size,
    today: date,
) -> Iterator[Made]:
    """Yield the cases, the oldest first: the newest are open, the very newest wait."""
    ids = [AssessmentId(f"skabelon-{number}") for number in range(len(templates))]
    answers = [assessor.assess(case, assessment_id=own, at=STAMP.at) for case, own in zip(templates, ids, strict=True)]
    opened, waiting = round(size.cases * OPEN), max(round(size.cases * WAITING), LEAST_WAITING * size.teams)
    days = np.sort(rng.integers(0, 365 * YEARS, size.cases))[::-1]
    chosen = rng.integers(0, len(templates), size.cases)
    family, is_blind = rng.random(size.cases) < SIBLING, rng.random(size.cases) < BLIND
    for number in range(size.cases):
        left = size.cases - number
        template, own = templates[chosen[number]], CaseId(f"2026-{number:05}")
        received = today - timedelta(days=int(days[number] * (1 if left > opened else 0.25)))
        holder = None if left <= waiting else staff[number % len(staff)]
        case = replace(
            template,
            case_id=own,
            child_id=ChildId(f"barn-{number}"),
            family_id=FamilyId(f"familie-{number // 2}") if family[number // 2 * 2] else None,
            received_on=received,
            closed_on=None if left <= opened else min(received + timedelta(days=300), today),
            team=holder.team if holder else f"Team {number % size.teams}",
            caseworker_id=holder.caseworker_id if holder else None,
        )
        answer = replace(answers[chosen[number]], case_id=own, assessment_id=AssessmentId(f"vurdering-{number:05}"))
        yield Made(case=case, answer=answer, is_blind=bool(is_blind[number]) and holder is None)


def _rows(
    rng: np.random.Generator, made: Sequence[Made], staff: Sequence[Caseworker], today: date
) -> Iterator[tuple[Table, Iterator[Row]]]:
    """Yield every table with its rows, in the order that foreign keys ask for."""
    opened = _opened(made)
    spoken = [one for one, draw in zip(made, rng.random(len(made)), strict=True) if draw < SPOKEN and not one.is_blind]
    yield casework.cases, map(_case_row, made)
    yield casework.case_versions, map(_version_row, made)
    yield casework.placements, (_placement_row(one) for one in made if one.case.caseworker_id)
    yield casework.assessments, map(_assessment_row, made)
    yield casework.judgements, (_judgement_row(one) for one in spoken[::2])
    yield casework.settlements, (_settlement_row(one) for one in spoken[1::2])
    yield casework.hours, (_hours_row(one, number, today) for one in opened for number in range(HOURS_A_CASE))
    yield mandate.decisions, map(_decision_row, made)
    yield working.milestones, (_milestone_row(one, kind) for one in opened for kind in _STEPS)
    yield working.weekly_loads, (_week_row(rng, one, week, today) for one in staff for week in range(WEEKS))
    yield working.felt_loads, (_felt_row(one, week, today) for one in staff for week in range(WEEKS))
    yield planning.alarms, (_alarm_row(one, number) for number, one in enumerate(opened[::3]))


_STEPS = (MilestoneKind.NOTIFICATION_ASSESSED, MilestoneKind.EXAMINATION_BEGUN, MilestoneKind.CONTACT)


def _case_row(one: Made) -> Row:
    case, marks = one.case, Classification()
    row = {name: getattr(case, name) for name in ("case_id", "child_id", "family_id", "received_on", "closed_on")}
    row |= {"team": case.team, "district": case.district, "version": 1}
    return row | {"kle": marks.kle, "sensitivity": marks.sensitivity.value} | STAMP.on("created")


def _version_row(one: Made) -> Row:
    record = case_to_json(one.case, Classification())
    return {"case_id": one.case.case_id, "version": 1, "record": record} | STAMP.on("known")


def _placement_row(one: Made) -> Row:
    case = one.case
    row: Row = {"case_id": case.case_id, "caseworker_id": case.caseworker_id, "is_primary": True}
    ended = {"ended_on": case.closed_on} | (
        STAMP.on("ended") if case.closed_on else {"ended_by": None, "ended_at": None}
    )
    return row | {"starts_on": case.received_on} | ended | STAMP.on("placed")


def _assessment_row(one: Made) -> Row:
    suggestion = one.answer.suggestion
    return {
        "assessment_id": one.answer.assessment_id,
        "case_id": one.case.case_id,
        "case_version": 1,
        "bundle_hash": one.answer.bundle_hash,
        "scheme_version": one.answer.scheme_version,
        "category": None if suggestion.is_withheld else suggestion.code,
        "is_blind": one.is_blind,
        "answer": assessment_to_json(one.answer),
    } | STAMP.on("assessed")


def _judgement_row(one: Made) -> Row:
    return {
        "judgement_id": f"vurderet-{one.case.case_id}",
        "case_id": one.case.case_id,
        "category": one.answer.suggestion.code,
        "judged_on": one.case.received_on,
        "is_blind": False,
    } | STAMP.on("judged")


def _settlement_row(one: Made) -> Row:
    said = {"is_override": False, "category": None, "reason": None, "note": None}
    return {"assessment_id": one.answer.assessment_id} | said | STAMP.on("settled")


def _hours_row(one: Made, number: int, today: date) -> Row:
    return {
        "entry_id": f"{one.case.case_id}-{number}",
        "source": "opdigtet",
        "case_id": one.case.case_id,
        "caseworker_id": one.case.caseworker_id,
        "worked_on": today - timedelta(days=20 * number),
        "hours": 1.5,
    } | STAMP.on("recorded")


def _decision_row(one: Made) -> Row:
    return {
        "decision_id": f"afgoerelse-{one.case.case_id}",
        "case_id": one.case.case_id,
        "provision": "BL § 90 nr. 3",
        "applied_on": one.case.received_on,
        "decided_on": one.case.received_on,
        "level": "teamleder",
        "outcome": "bevilget",
        "caseworker_id": one.case.caseworker_id,
        "team": one.case.team,
    } | STAMP.on("recorded")


def _milestone_row(one: Made, kind: MilestoneKind) -> Row:
    row = {"milestone_id": f"{kind}-{one.case.case_id}", "case_id": one.case.case_id, "kind": kind.value}
    return row | {"reached_on": one.case.received_on} | STAMP.on("recorded")


def _week_row(rng: np.random.Generator, one: Caseworker, week: int, today: date) -> Row:
    return {
        "week_of": _monday(today, week),
        "caseworker_id": one.caseworker_id,
        "team": one.team,
        "hours": float(rng.uniform(60.0, 130.0)),
        "capacity_hours": 100.0,
        "case_count": 30,
        "counts": {},
    } | STAMP.on("reckoned")


def _felt_row(one: Caseworker, week: int, today: date) -> Row:
    return {"week_of": _monday(today, week), "caseworker_id": one.caseworker_id, "felt": 1 + week % 5} | STAMP.on(
        "told"
    )


def _alarm_row(one: Made, number: int) -> Row:
    """Return an alarm; one in ten is open."""
    row: Row = {
        "alarm_id": f"advarsel-{number}",
        "kind": AlarmKind.DEADLINE.value,
        "case_id": one.case.case_id,
        "caseworker_id": one.case.caseworker_id,
        "subject": f"deadline:{one.case.case_id}:{number}",
        "content": {"text": "Fristen er nær.", "figures": {"due_on": one.case.received_on.isoformat()}},
    } | STAMP.on("raised")
    is_open = number % 10 == 0
    closed = {"closed_by": None, "closed_at": None} if is_open else STAMP.on("closed")
    return row | {"action": None if is_open else "discussed", "note": None if is_open else "aftalt"} | closed


def _adopted(connection: Connection, today: date) -> None:
    """Adopt the example register and the usual policy, as a municipality has."""
    register = register_text(EXAMPLE)[1].replace("is_example = true\n", "")
    adopt_register(connection, NewRegister(toml=register, holds_from=today), STAMP)
    usual = house_policy(DEFAULT)
    adopt_policy(connection, NewPolicy(name=usual.policy.name, toml=usual.text), STAMP)


def _plans(connection: Connection, assessor: Assessor, today: date, *, team: str) -> tuple[PlanId, CaseId]:
    """Store a year of one team's proposals: the newest as it would be reckoned now, the others like it."""
    asked = Asked(on=today, policy=house_policy(DEFAULT), weigher=Weigher(assessor=assessor))
    own = Sees(case=lambda record: record.case.team == team, caseworker=lambda one: one.on(today).team == team)
    basis = gather(connection, asked, own).basis
    plan: Plan = propose(basis, time_limit_s=2.0)
    stored: Json = json.loads(json.dumps(basis_to_json(basis)))
    for number in range(PLANS):
        insert_plan(connection, PlanId(f"forslag-{number}"), plan, STAMP, basis=stored)
    return PlanId(f"forslag-{PLANS - 1}"), plan.placements[0].case_id


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


def _monday(today: date, weeks_ago: int) -> date:
    return today - timedelta(days=today.weekday() + 7 * weeks_ago)
