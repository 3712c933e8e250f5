"""How is a forecast written as JSON? Figures month by month, both sides, and what they rest on."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from allocation.arrivals import Floats, Integers
from allocation.forecast import Forecast, Side
from allocation.outlook import quantiles
from allocation.sagstal import GUIDES
from casework.forecast_sections import BAND
from features.scheme import Scheme
from sagstyngde.months import add_months

Json = dict[str, Any]


def forecast_as_json(told: Forecast, scheme: Scheme) -> Json:
    """Return a forecast as JSON values. Lists hold one value a month; what is not finite is ``None``."""
    question, now = told.question, told.materials
    return {
        "on": question.on.isoformat(),
        "months": [add_months(question.on, place).isoformat() for place in range(question.months)],
        "synthetic": scheme.synthetic,
        "unit": scheme.effort.unit,
        "limit": question.aim.limit,
        "probability": question.aim.probability,
        "norm": question.norm,
        "absence": question.absence,
        "casework_share": question.rules.casework_share,
        "with_bundle": told.has_bundle,
        "past": {"arrivals": now.past.tolist(), "hours": _rounded(now.past_hours)},
        "full_time_hours": _rounded(told.full_time_hours),
        "arrivals_check": asdict(told.arrivals),
        "earlier_forecasts": asdict(told.record),
        "guides": [asdict(guide) for guide in GUIDES],
        "categories": _categories(told, scheme),
        "base": _side(told.base, now.codes),
        "what_if": None if told.what_if is None else _side(told.what_if, now.codes),
        "difference": None if told.what_if is None else _difference(told.base, told.what_if),
    }


def _categories(told: Forecast, scheme: Scheme) -> list[Json]:
    courses, stock = told.materials.courses, told.materials.stock
    return [
        {
            "code": category.code,
            "name": category.name,
            "open_cases": _number(stock.cases[place]),
            "months_open": _number(courses.lasts[place]),
            "hours_a_case": _number(courses.hours[place].sum()),
            "hours_a_case_month": _number(courses.hours[place].sum() / max(float(courses.lasts[place]), 1e-9)),
        }
        for place, category in enumerate(scheme.scale)
    ]


def _side(side: Side, codes: Sequence[str]) -> Json:
    arrivals, low_high = side.ahead.arrivals, quantiles(side.ahead.load, BAND)
    return {
        "hours_of_open_cases": _rounded(side.ahead.stock_hours),
        "hours_of_new_cases": _rounded(side.ahead.new_hours),
        "hours": _rounded(side.ahead.expected),
        "hours_low": _rounded(low_high[0]),
        "hours_high": _rounded(low_high[1]),
        "new_cases": _banded(arrivals.sum(axis=1)),
        "new_cases_by_category": {code: _banded(arrivals[:, place]) for place, code in enumerate(codes)},
        "open_cases": _banded(side.ahead.open),
        "hours_available": _rounded(side.staffing.hours),
        "load": _rounded(side.staffing.load),
        "chance_over_limit": _rounded(side.staffing.over),
        "full_time_equivalents": _rounded(side.staffing.have),
        "full_time_equivalents_needed": _rounded(side.staffing.need),
        "whole_period": {
            "full_time_equivalents": _number(side.staffing.period_have),
            "full_time_equivalents_needed": _number(side.staffing.period_need),
            "chance_over_limit": _number(side.staffing.period_over),
        },
        "needed_by_norm": None if side.by_norm is None else _rounded(side.by_norm),
        "needed_as_one": _rounded(side.as_one),
        "needed_in_teams": None if side.in_teams is None else _rounded(side.in_teams),
        "caseload": {name: _number(value) for name, value in asdict(side.caseload).items()}
        | {"per_full_time": _number(side.caseload.per_full_time)},
    }


def _difference(before: Side, after: Side) -> Json:
    return {
        "hours": _rounded(after.ahead.expected - before.ahead.expected),
        "hours_available": _rounded(after.staffing.hours - before.staffing.hours),
        "full_time_equivalents": _rounded(after.staffing.have - before.staffing.have),
        "full_time_equivalents_needed": _rounded(after.staffing.need - before.staffing.need),
    }


def _banded(drawn: Floats | Integers) -> Json:
    low, high = quantiles(np.asarray(drawn, dtype=np.float64), BAND)
    return {"expected": _rounded(drawn.mean(axis=0)), "low": _rounded(low), "high": _rounded(high)}


def _rounded(values: Floats) -> list[float | None]:
    return [_number(value) for value in values]


def _number(value: float) -> float | None:
    return round(float(value), 4) if np.isfinite(value) else None
