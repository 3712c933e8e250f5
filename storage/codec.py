"""How does a domain object become JSON and come back exactly as it was?

Floats keep every digit, moments their zone, days and sets their type. JSON has neither days nor sets, so a fact of such
a kind is written as ``{"date": "2016-01-01"}`` or ``{"set": ["a", "b"]}``.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias

from pydantic import TypeAdapter

from sagstyngde.assessment import Assessment
from sagstyngde.case import FactValue
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import Plan

Json: TypeAlias = dict[str, Any]

_ASSESSMENT = TypeAdapter(Assessment)
_PLAN = TypeAdapter(Plan)
_CASEWORKER = TypeAdapter(Caseworker)


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


def caseworker_to_json(caseworker: Caseworker) -> Json:
    """Write a caseworker."""
    record = _dumped(_CASEWORKER, caseworker)
    return record | {key: sorted(record[key]) for key in ("districts", "competences", "languages")}


def caseworker_from_json(record: Json) -> Caseworker:
    """Read a caseworker; absences come back as the tuple they were."""
    caseworker = _CASEWORKER.validate_json(json.dumps(record), strict=True)
    return replace(caseworker, absences=tuple(caseworker.absences))


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
