"""A casebook in which one case stands in every table that can hold one, beside others that must be left alone."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Table, insert, select

from sagstyngde.assessment import AssessmentId
from sagstyngde.audit import Look, Outcome
from sagstyngde.case import CaseId, CaseworkerId, ChildId
from sagstyngde.child import Identity
from sagstyngde.cpr import Cpr
from sagstyngde.feed import Event, EventKind
from sagstyngde.operations import Operation
from sagstyngde.plan import Placement
from sagstyngde.signed import Signed, SignedPackage
from storage import audit, feed
from storage.answered import Once, Reply, keep_reply
from storage.disqualifications import disqualify
from storage.engine import Connection, Engine, reading, writing
from storage.models import NewModel, register_candidate
from storage.plans import PlanId, insert_plan
from storage.shadows import ShadowAnswer, keep_shadow_answers
from storage.staff import record_staff
from storage.tables import METADATA
from storage.tables.casework import hours, judgements, settlements
from storage.tables.mandate import appeals, decisions
from storage.tables.planning import alarms, plan_edits
from storage.tables.working import diary_entries, dissents, hand_overs, milestones
from storage.vault import enter
from storage.vault_keys import VaultKeys
from tests.answers import NOON, STAMP, a_case, a_caseworker, a_plan, an_assessment, store

KEYS = VaultKeys.new()
GONE, KEPT = CaseId("2026-0412"), CaseId("2026-04120")
NUMBERS = {GONE: Cpr("2902045678"), KEPT: Cpr("0101209999")}
NAME = "Åse Opdigtet-Planté"
MARK = "KANARIEFUGL"
"""A text that stands in every field of the case that is to go, and nowhere else."""


def plant(engine: Engine) -> dict[CaseId, ChildId]:
    """Store both cases with everything that can be known of them; return whose they are."""
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w1")], STAMP)
        return {case_id: _plant_case(connection, case_id) for case_id in (GONE, KEPT)}


def _plant_case(connection: Connection, case_id: CaseId) -> ChildId:
    mark = MARK if case_id == GONE else "andet"
    child_id = enter(connection, KEYS, Identity(cpr=NUMBERS[case_id], name=NAME), STAMP)
    case = a_case(case_id, child_id=child_id, caseworker_id="w1", facts={"school": mark})
    assessment = replace(an_assessment(case_id), contrast=mark)
    store(connection, case, assessment)
    at, who = NOON, "test"
    own: dict[str, Any] = {"case_id": case_id}
    for table, row in (
        (judgements, {"judgement_id": f"j-{case_id}", "category": "B", "judged_on": at.date(), "is_blind": True}),
        (decisions, _decision(case_id, mark)),
        (hours, {"entry_id": f"h-{case_id}", "source": mark, "worked_on": at.date(), "hours": 1.5}),
        (
            alarms,
            {"alarm_id": f"a-{case_id}", "kind": "frist", "subject": case_id, "content": {"why": mark}},
        ),
    ):
        connection.execute(insert(table).values(own | row | _stamps(table, who, at)))
    appeal = {"decision_id": f"d-{case_id}", "result": "stadfaestet", "decided_on": at.date()}
    connection.execute(insert(appeals).values(appeal | STAMP.on("recorded")))
    _plant_days_work(connection, case_id, mark)
    _plant_silent_answer(connection, case_id, assessment.assessment_id)
    disqualify(connection, case_id, CaseworkerId("w1"), reason=mark, stamp=STAMP)
    note = {"is_override": True, "category": "B", "reason": mark, "note": mark, "settled_by": who, "settled_at": at}
    connection.execute(insert(settlements).values(assessment_id=assessment.assessment_id, **note))
    _plant_plan(connection, case_id, f"plan-{case_id}")
    event = Event(kind=EventKind.ASSESSED, case_id=case_id, at=at, content={"assessment_id": assessment.assessment_id})
    feed.append(connection, [event])
    once = Once(owner="s", operation=Operation.CASE_CREATE, key=f"k-{case_id}", fingerprint="f")
    body = json.dumps({"case_id": case_id, "school": mark}).encode()
    keep_reply(connection, once, Reply(status=201, body=body, headers={"location": f"/sager/{case_id}"}), at=at)
    audit.append(connection, [_look(case_id, child_id)])
    return child_id


def _plant_days_work(connection: Connection, case_id: CaseId, mark: str) -> None:
    given: dict[str, Any] = {"case_id": case_id}
    own, day = given | {"caseworker_id": "w1"}, NOON.date()
    for table, verb, row in (
        (dissents, "told", own | {"dissent_id": f"o-{case_id}", "reason": "load", "note": mark}),
        (hand_overs, "written", given | {"hand_over_id": f"h-{case_id}", "from_id": "w1", "notes": {"next": mark}}),
        (milestones, "recorded", given | {"milestone_id": f"m-{case_id}", "kind": "contact", "reached_on": day}),
        (diary_entries, "recorded", own | {"worked_on": day, "kind": "desk", "minutes": 30, "is_imported": False}),
    ):
        connection.execute(insert(table).values(row | STAMP.on(verb)))


def _plant_silent_answer(connection: Connection, case_id: CaseId, assessment_id: AssessmentId) -> None:
    bundle_hash = "e" * 64 if case_id == GONE else "f" * 64
    model = NewModel(bundle_hash=bundle_hash, scheme_version="2026-1", manifest={})
    made = Signed(statement="{}", signature="")
    register_candidate(connection, model, SignedPackage(package=b"", made=made), STAMP)
    answer = ShadowAnswer(
        case_id=case_id, assessment_id=assessment_id, bundle_hash=bundle_hash, category="B", abstained=False, hours=9.0,
        low=5.0, high=20.0, answered_at=NOON,
    )  # fmt: skip
    keep_shadow_answers(connection, [answer])


def _decision(case_id: CaseId, mark: str) -> dict[str, Any]:
    return {
        "decision_id": f"d-{case_id}", "provision_text": mark, "decided_on": NOON.date(), "level": "egenkompetence",
        "outcome": "bevilget", "team": mark, "withdrawn_reason": mark,
    } | STAMP.on("withdrawn")  # fmt: skip


def _plant_plan(connection: Connection, case_id: CaseId, plan_id: str) -> None:
    """Store a plan about both cases, whose texts name one of them, and a change of it."""
    first = a_plan().placements[0]
    placements = tuple(
        replace(first, case_id=each, reasons=(f"Søskende til {case_id}.", f"Ikke {each}0.")) for each in (GONE, KEPT)
    )
    plan = a_plan(placements=(*placements, Placement(case_id=KEPT, caseworker_id=first.caseworker_id)))
    insert_plan(connection, PlanId(plan_id), plan, STAMP)
    edit = {"plan_id": plan_id, "version": 2, "edited_by": "test", "edited_at": NOON}
    connection.execute(insert(plan_edits).values(answer={case_id: {"to": "w2"}, "moved": [case_id]}, **edit))


def _stamps(table: Table, who: str, at: Any) -> dict[str, Any]:
    verb = {"judgements": "judged", "decisions": "recorded", "hours": "recorded", "alarms": "raised"}[table.name]
    return {f"{verb}_by": who, f"{verb}_at": at}


def _look(case_id: CaseId, child_id: ChildId) -> Look:
    return Look(
        at=NOON, actor="u1", operation=Operation.CASE_READ, outcome=Outcome.ALLOWED, purpose="sagsbehandling",
        request_id="r1", case_id=case_id, child_id=child_id,
    )  # fmt: skip


def rows_with(engine: Engine, *texts: str) -> dict[str, int]:
    """Return how many rows of each table hold one of some texts, in whatever column."""
    with reading(engine) as connection:
        found = {
            table.name: sum(_holds(row, texts) for row in _rows(connection, table)) for table in METADATA.sorted_tables
        }
    return {name: number for name, number in found.items() if number}


def _rows(connection: Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    yield from (tuple(row) for row in connection.execute(select(table)))


def _holds(row: tuple[Any, ...], texts: tuple[str, ...]) -> bool:
    told = " ".join(json.dumps(cell, ensure_ascii=False, default=_plain) for cell in row)
    return any(text in told for text in texts)


def _plain(cell: object) -> str:
    return bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell)
