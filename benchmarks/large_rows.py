"""Which rows does a large casebook hold? Whatever grows with the years, in its due proportion.

Cases with their versions, answers, words, placements, hours, decisions and steps; by caseworker the weekly loads, the
felt ones and the diary; and alarms.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Table

from benchmarks.large_cases import STAMP, Made
from sagstyngde.access import Classification
from sagstyngde.alarm import AlarmKind
from sagstyngde.caseworker import Caseworker
from sagstyngde.milestone import MilestoneKind
from sagstyngde.work_kind import WorkKind
from storage.codec import assessment_to_json, case_to_json
from storage.tables import casework, mandate, planning, working

WEEKS, HOURS_A_CASE, DIARY_DAYS, DIARY_CASES = 52, 8, 10, 5
"""Weeks of loads; hours' entries of an open case; the diary's days, and the cases on each, of every caseworker."""
Row = dict[str, Any]


def rows_of(
    rng: np.random.Generator, made: Sequence[Made], staff: Sequence[Caseworker], today: date
) -> Iterator[tuple[Table, Iterator[Row]]]:
    """Yield every table with its rows, in the order that foreign keys ask for."""
    opened = [one for one in made if one.is_held]
    yield casework.cases, map(_case_row, made)
    yield casework.case_versions, map(_version_row, made)
    yield casework.placements, (_placement_row(one) for one in made if one.case.caseworker_id)
    yield casework.assessments, map(_assessment_row, made)
    yield casework.judgements, (_judgement_row(one) for one in made if one.is_judged)
    yield casework.settlements, (_settlement_row(one) for one in made if one.is_settled)
    yield casework.hours, (_hours_row(one, number, today) for one in opened for number in range(HOURS_A_CASE))
    yield mandate.decisions, map(_decision_row, made)
    yield working.milestones, (_milestone_row(one, kind) for one in opened for kind in _STEPS)
    yield working.weekly_loads, (_week_row(rng, one, week, today) for one in staff for week in range(WEEKS))
    yield working.felt_loads, (_felt_row(one, week, today) for one in staff for week in range(WEEKS))
    yield working.diary_entries, (_entry_row(one, day) for one in _on_diaries(opened, staff) for day in _days(today))
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


def _on_diaries(opened: Sequence[Made], staff: Sequence[Caseworker]) -> Sequence[Made]:
    """Return the cases that are worked on in the diary's days: each caseworker's newest."""
    return opened[-DIARY_CASES * len(staff) :]


def _days(today: date) -> Iterator[date]:
    """Yield the working days of last week and of this one."""
    return (_monday(today, 1) + timedelta(days=7 * (day // 5) + day % 5) for day in range(DIARY_DAYS))


def _entry_row(one: Made, day: date) -> Row:
    row = {"case_id": one.case.case_id, "caseworker_id": one.case.caseworker_id, "worked_on": day}
    return row | {"kind": WorkKind.DESK.value, "minutes": 45, "is_imported": False} | STAMP.on("recorded")


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


def _monday(today: date, weeks_ago: int) -> date:
    return today - timedelta(days=today.weekday() + 7 * weeks_ago)
