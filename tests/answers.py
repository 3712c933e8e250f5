"""Assessments, plans and caseworkers for tests: only what matters stands in the test."""

from datetime import UTC, date, datetime
from typing import Any

from models.sheet import Cell, Heat, Row, Sheet, Strip
from sagstyngde.assessment import (
    Abstention,
    AbstentionReason,
    Assessment,
    AssessmentId,
    CategorySuggestion,
    Change,
    Reason,
    SimilarCase,
    WhatIf,
)
from sagstyngde.case import Case, CaseId, CaseworkerId
from sagstyngde.caseworker import Absence, Caseworker
from sagstyngde.decision import Level, Outcome
from sagstyngde.effort import Effort, Interval
from sagstyngde.plan import (
    Alternative,
    Floor,
    GoalReached,
    Load,
    Placement,
    Plan,
    Slack,
    Unplaced,
    Violation,
)
from sagstyngde.provision import Provision
from storage.assessments import insert_assessment, known_or_new
from storage.cases import CaseRecord, find_record
from storage.decisions import Decision, DecisionId
from storage.engine import Connection
from storage.stamp import Stamp

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
STAMP = Stamp(by="test", at=NOON)
PROFILE = (2.0, 7.0, 4.0, 6.0, 4.0, 3.0, 3.0, 2.0, 2.0, 2.0, 2.0, 1.0, 1.0, 0.5, 0.5, 0.25)
TOO_LITTLE = Abstention(
    reason=AbstentionReason.TOO_LITTLE_KNOWN,
    text="Kan ikke målgruppevurderes: for lidt er oplyst (5 af 11 temaer er ikke vurderet).",
)


def a_case(case_id: str = "2026-0412", **changes: Any) -> Case:
    fields: dict[str, Any] = {"received_on": date(2026, 11, 3), "facts": {"mobility": 3, "complaint": True}}
    return Case(case_id=CaseId(case_id), **(fields | changes))


def a_suggestion(**changes: Any) -> CategorySuggestion:
    fields: dict[str, Any] = {"code": "C", "probabilities": (0.02, 0.2, 0.68, 0.1), "likely_codes": ("B", "C")}
    return CategorySuggestion(**(fields | changes))


def an_effort(**changes: Any) -> Effort:
    fields: dict[str, Any] = {
        "hours": sum(PROFILE[:12]),
        "interval": Interval(low=24.0, high=61.0, level=0.8),
        "monthly_hours": PROFILE,
        "horizon_months": 12,
    }
    return Effort(**(fields | changes))


def reasons() -> tuple[Reason, ...]:
    return (
        Reason(fact="complaint", text="Klage til Ankestyrelsen under behandling", points=6.0, hours=7.5),
        Reason(fact="partners", text="Fem samarbejdspartnere", points=4.0, hours=5.0),
        Reason(fact="provisions", text="Én bestemmelse ansøgt", points=-5.0, hours=-6.0),
        Reason(fact=None, text="Øvrige forhold", points=1.0, hours=2.5),
    )


def similar() -> tuple[SimilarCase, ...]:
    return (
        SimilarCase(
            handle="T137",
            received_year=2024,
            alike=("Klage: ja", "Mobilitet: svær"),
            different=("Løbende indsatser: 1; her: 3",),
            category="C",
            hours=41.5,
            outcome="42 timer det første år",
        ),
        SimilarCase(
            handle="T9",
            received_year=2025,
            alike=("Klage: ja",),
            different=("Mobilitet: let; her: svær",),
            category=None,
            hours=None,
            outcome="timer er ikke opgjort",
        ),
    )


def an_assessment(case_id: str = "2026-0412", **changes: Any) -> Assessment:
    fields: dict[str, Any] = {
        "assessment_id": AssessmentId(f"assessment-of-{case_id}"),
        "assessed_at": NOON,
        "bundle_hash": "3fa2c0ffee3fa2c0ffee",
        "scheme_version": "2026-1",
        "suggestion": a_suggestion(),
        "effort": an_effort(),
        "points": 21.0,
        "average_points": 15.0,
        "average_hours": 29.0,
        "reasons": reasons(),
        "contrast": "Kompleks frem for sammensat, især fordi der er fem samarbejdspartnere.",
        "what_if": WhatIf(
            code="B",
            changes=(Change(fact="complaint", text="der ikke var en klage"),),
            text="Sagen ville ligge som sammensat, hvis der ikke var en klage.",
        ),
        "similar": similar(),
    }
    return Assessment(case_id=CaseId(case_id), **(fields | changes))


def a_caseworker(caseworker_id: str = "w1", **changes: Any) -> Caseworker:
    fields: dict[str, Any] = {
        "employed_on": date(2020, 1, 1),
        "name": "M. Holm",
        "competences": frozenset({"autisme", "tegnsprog"}),
        "absences": (Absence(starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 24), share=0.5),),
    }
    return Caseworker(caseworker_id=CaseworkerId(caseworker_id), **(fields | changes))


def a_decision(decision_id: str = "d1", **changes: Any) -> Decision:
    fields: dict[str, Any] = {
        "case_id": CaseId("s1"),
        "provision": Provision.parse("BL § 90 nr. 3"),
        "applied_on": date(2026, 10, 22),
        "decided_on": NOON.date(),
        "level": Level.OWN,
        "outcome": Outcome.GRANTED,
    }
    return Decision(decision_id=DecisionId(decision_id), **(fields | changes))


def a_load(caseworker_id: str, capacity: float, before: float, after: float) -> Load:
    return Load(
        caseworker_id=CaseworkerId(caseworker_id),
        capacity_hours=(capacity,) * 6,
        hours_before=(before,) * 6,
        hours_after=(after,) * 6,
        count_before=20,
        count_after=20 + (after > before),
    )


def an_alternative(caseworker_id: str, text: str, *, allowed: bool) -> Alternative:
    return Alternative(caseworker_id=CaseworkerId(caseworker_id), text=text, allowed=allowed)


def a_plan(**changes: Any) -> Plan:
    fields: dict[str, Any] = {
        "policy": "standard",
        "proposed_on": date(2026, 11, 3),
        "placements": (
            Placement(
                case_id=CaseId("2026-0412"),
                caseworker_id=CaseworkerId("w1"),
                reasons=("Foreslået: M. Holm (belastning 82 % → 88 %).", "Har autismekompetence."),
                alternatives=(
                    Alternative(
                        caseworker_id=CaseworkerId("w2"),
                        text="T. Krogh – 3 procentpoint højere belastning",
                        allowed=True,
                    ),
                    Alternative(
                        caseworker_id=CaseworkerId("w3"), text="A. Lund – mangler kompetencen autisme", allowed=False
                    ),
                ),
            ),
        ),
        "unplaced": (
            Unplaced(
                case_id=CaseId("2026-0409"),
                reason="Sagen kræver tegnsprog, og kun S. Dam har det; hun er på 104 % til uge 18.",
                ways_out=("vent til uge 18", "tillad 107 %", "del sagen med makker"),
            ),
        ),
        "loads": (a_load("w1", 100, 82, 88), a_load("w2", 100, 91, 91), a_load("w3", 80, 90, 92)),
        "violations": (
            Violation(
                principle="balanceret_belastning",
                case_ids=(CaseId("2026-0412"),),
                text="A. Lund er over 100 %.",
                hard=False,
                burden=0.04,
                ways_out=("Giv sag 2026-0412 til T. Krogh (belastning 91 % → 94 %).",),
            ),
        ),
        "floor": Floor(
            share=0.91,
            text="Lavere end 91 % kan den største belastning ikke blive: sag 2026-0412 kan kun gå til M. Holm.",
            case_ids=(CaseId("2026-0412"),),
            caseworker_ids=(CaseworkerId("w1"),),
        ),
        "goals": (
            GoalReached(
                goal="balanceret_belastning",
                label="Balanceret belastning",
                value=0.94,
                text="94 %",
                bound=0.915,
                proof="højst 3 procentpoint bedre",
            ),
            GoalReached(
                goal="distrikt",
                label="Distrikt",
                value=2.0,
                text="2 sager",
                case_count=2,
                bound=2.0,
                proof="kan ikke blive bedre",
            ),
            GoalReached(goal="indfasning", label="Indfasning", value=0.0, text="0 over loftet"),
        ),
        "slack": tuple(
            Slack(
                tolerance=tolerance,
                peak_share=peak,
                goals=(GoalReached(goal="distrikt", label="Distrikt", value=cost, text=text, case_count=int(cost)),),
            )
            for tolerance, peak, cost, text in ((0.0, 0.94, 9.0, "9 sager"), (0.03, 0.96, 2.0, "2 sager"))
        ),
    }
    return Plan(**(fields | changes))


def a_cell(text: str, points: float, case_count: int = 40) -> Cell:
    return Cell(text=text, points=points, hours_factor=1.0 + points / 20.0, case_count=case_count)


def a_sheet() -> Sheet:
    """Return a sheet with a fact of levels, one of several options, one that weighs nothing, and a pair."""
    levels = (a_cell("ingen", -4.0), a_cell("svær", 3.5), a_cell("ikke vurderet", 0.5, 9))
    options = tuple(
        Row(
            column=f"partners={code}",
            label=label,
            cells=(a_cell("nej", 0.0), a_cell("ja", 2.0), a_cell("ikke oplyst", 0)),
        )
        for code, label in (("ppr", "PPR"), ("skole", "Skole"))
    )
    nothing = Row(column="school", label="", cells=(a_cell("x", 0.0), a_cell("ikke oplyst", 0.0)))
    pair = Heat(
        columns=("mobility", "complaint"),
        labels=("Mobilitet", "Klage"),
        texts=(("ingen", "svær", "ikke vurderet"), ("nej", "ja", "ikke oplyst")),
        cells=((a_cell("nej", -1.0), a_cell("ja", 0.0), a_cell("ikke oplyst", 0.0, 0)),) * 3,
    )
    return Sheet(
        bundle_hash="3fa2c0ffee3fa2c0ffee",
        case_count=1200,
        average_points=1.5,
        average_hours=29.0,
        first_category="Enkel",
        limits=(("Sammensat", -9.5), ("Kompleks", 12.0)),
        strips=(
            Strip(
                source="mobility",
                label="Mobilitet",
                theme="Funktionsevne",
                rows=(Row(column="mobility", label="", cells=levels),),
            ),
            Strip(source="partners", label="Samarbejdspartnere", theme="Sagen", rows=options),
            Strip(source="school", label="Skole", theme="", rows=(nothing,)),
        ),
        heats=(pair,),
    )


def store(connection: Connection, case: Case, *answers: Assessment) -> CaseRecord:
    """Store a case, and answers to it."""
    record = known_or_new(connection, case, STAMP)
    for answer in answers:
        insert_assessment(connection, record, answer, by=STAMP.by)
    return record


def stored_case(connection: Connection, case_id: CaseId) -> Case | None:
    """Return a stored case as its newest version has it."""
    record = find_record(connection, case_id)
    return None if record is None else record.case
