"""How does a domain object become JSON and come back exactly as it was?

Floats keep every digit, moments their zone, days and sets their type. JSON has neither days nor sets, so a fact of such
a kind is written as ``{"date": "2016-01-01"}`` or ``{"set": ["a", "b"]}``.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

from pydantic import TypeAdapter

from sagstyngde.access import Classification, Principal, Sensitivity
from sagstyngde.assessment import Assessment
from sagstyngde.case import Case, CaseId, FactValue, SiblingRule
from sagstyngde.gate import Gate
from sagstyngde.plan import Plan

Json: TypeAlias = dict[str, Any]

_ASSESSMENT = TypeAdapter(Assessment)
_PLAN = TypeAdapter(Plan)
_GATE = TypeAdapter(Gate)
_PRINCIPAL = TypeAdapter(Principal)
_PLAIN = ("child_id", "family_id", "team", "district", "language", "birth_day")
_DAYS = ("received_on", "closed_on", "decision_on")


def assessment_to_json(assessment: Assessment) -> Json:
    """Write an assessment."""
    return _dumped(_ASSESSMENT, assessment)


def assessment_from_json(answer: Json) -> Assessment:
    """Read an assessment."""
    return _ASSESSMENT.validate_json(json.dumps(answer), strict=True)


def plan_to_json(plan: Plan) -> Json:
    """Write a plan."""
    return _dumped(_PLAN, plan)


def plan_from_json(answer: Json) -> Plan:
    """Read a plan."""
    return _PLAN.validate_json(json.dumps(answer), strict=True)


def gate_to_json(gate: Gate) -> Json:
    """Write a gate with all its checks."""
    return _dumped(_GATE, gate)


def gate_from_json(stored: Mapping[str, Any]) -> Gate:
    """Read a gate.

    Raises:
        ValueError: it is not one, or another version's.

    """
    return _GATE.validate_json(json.dumps(stored), strict=True)


def case_to_json(case: Case, classification: Classification) -> Json:
    """Write a case's version. Its id and who has it are columns, not part of what is known of it."""
    days = {name: _day_text(getattr(case, name)) for name in _DAYS}
    return {name: getattr(case, name) for name in _PLAIN} | days | {
        "sibling_rule": case.sibling_rule.value,
        "required_competences": sorted(case.required_competences),
        "kle": classification.kle,
        "sensitivity": classification.sensitivity.value,
        "facts": facts_to_json(case.facts),
        "by_register": sorted(case.by_register),
    }  # fmt: skip


def case_from_json(case_id: CaseId, record: Json) -> Case:
    """Read a case's version; ``caseworker_id`` is left open."""
    plain: dict[str, Any] = {name: record[name] for name in _PLAIN} | {name: _day(record[name]) for name in _DAYS}
    return Case(
        case_id=case_id,
        sibling_rule=SiblingRule(record["sibling_rule"]),
        required_competences=frozenset(record["required_competences"]),
        facts=facts_from_json(record["facts"]),
        by_register=frozenset(record.get("by_register", ())),  # versions from before there was a register
        **plain,
    )


def classification_from_json(record: Json) -> Classification:
    """Read what a case's version is classified as."""
    return Classification(kle=record["kle"], sensitivity=Sensitivity(record["sensitivity"]))


def principal_to_json(principal: Principal) -> Json:
    """Write who somebody is and how far they reach."""
    return _dumped(_PRINCIPAL, principal)


def principal_from_json(record: Json) -> Principal:
    """Read who somebody is and how far they reach."""
    return _PRINCIPAL.validate_json(json.dumps(record), strict=True)


def facts_to_json(facts: Mapping[str, FactValue]) -> Json:
    """Write a case's facts in the order of their names.

    >>> facts_to_json({"partners": frozenset({"skole", "ppr"}), "born_on": date(2016, 1, 1), "mobility": 3})
    {'born_on': {'date': '2016-01-01'}, 'mobility': 3, 'partners': {'set': ['ppr', 'skole']}}
    """
    return {name: _written(facts[name]) for name in sorted(facts)}


def facts_from_json(stored: Json) -> dict[str, FactValue]:
    """Read a case's facts.

    >>> facts_from_json({"born_on": {"date": "2016-01-01"}, "mobility": 3})
    {'born_on': datetime.date(2016, 1, 1), 'mobility': 3}
    """
    return {name: _read(value) for name, value in stored.items()}


def _dumped(adapter: TypeAdapter[Any], value: object) -> Json:
    dumped: Json = adapter.dump_python(value, mode="json")
    return dumped


def _written(value: FactValue) -> Any:
    match value:
        case date():
            return {"date": value.isoformat()}
        case frozenset():
            return {"set": sorted(value)}
        case _:
            return value


def _read(value: Any) -> FactValue:
    match value:
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case {"set": list(options)}:
            return frozenset(options)
        case bool() | int() | float() | str():
            return value
        case _:
            raise ValueError("a stored fact has a form this version does not know")


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
