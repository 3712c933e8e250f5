"""What does a case weigh that nobody has estimated? Its category's norm, and the plan says so.

The policy's own norm for the category comes first, then the mean course of the estimated cases of that category on the
board, then that of all of them. A case that counted nothing would be given to whoever has most to do already.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Protocol

import numpy as np

from sagstyngde.case import CaseId
from sagstyngde.plan import CaseToPlace

MOST_HOURS_A_MONTH = 744.0


class NormRules(Protocol):
    """What of a policy decides norms: hours a month by category code, over so many months."""

    @property
    def norm_hours(self) -> Mapping[str, float]:
        """Hours a month, by category code."""

    @property
    def horizon_months(self) -> int:
        """The plan's months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """A course that stands in for an estimate, how uncertain it is, and in Danish where it comes from."""

    monthly_hours: tuple[float, ...]
    spread: float
    clause: str


def with_norms(cases: Sequence[CaseToPlace], rules: NormRules) -> tuple[tuple[CaseToPlace, ...], dict[CaseId, str]]:
    """Give the cases without an estimate their norm; return all cases, and a Danish clause for each of those.

    An estimate of zero hours is an estimate. Where there is no norm and nobody is estimated, the case counts no hours,
    and the clause says that too.
    """
    estimated = [case for case in cases if case.monthly_hours]
    norms = {case.case_id: _norm(case, estimated, rules) for case in cases if not case.monthly_hours}
    filled = tuple(
        replace(case, monthly_hours=norm.monthly_hours, spread=norm.spread)
        if (norm := norms.get(case.case_id))
        else case
        for case in cases
    )
    return filled, {case_id: norm.clause for case_id, norm in norms.items()}


def norm_faults(norm_hours: Mapping[str, float]) -> Iterable[tuple[str, str]]:
    """Yield which norms are no hours of a month, in English and Danish."""
    for code in sorted(norm_hours):
        if not 0.0 <= norm_hours[code] <= MOST_HOURS_A_MONTH:
            most, shown = f"{MOST_HOURS_A_MONTH:g}", ascii(code)[1:-1]
            yield (
                f"norm_hours.{shown} lies between 0 and {most} hours a month",
                f"norm_hours.{shown} ligger mellem 0 og {most} timer om måneden",
            )


def _norm(case: CaseToPlace, estimated: Sequence[CaseToPlace], rules: NormRules) -> Norm:
    if case.category is not None and case.category in rules.norm_hours:
        return _stated(case, case.category, rules)
    like = [other for other in estimated if case.category is not None and other.category == case.category]
    if like:
        ones = "den eneste anden sag" if len(like) == 1 else f"gennemsnittet af de {len(like)} sager"
        return _mean(like, f"sagen er uden skøn og tæller som {ones} i kategori {case.category}")
    if estimated:
        ones = "den eneste sag" if len(estimated) == 1 else f"gennemsnittet af de {len(estimated)} sager"
        return _mean(estimated, f"sagen er uden skøn og tæller som {ones} med skøn")
    clause = "sagen er uden skøn, og ingen anden sag har et; den tæller ingen timer"
    return Norm(monthly_hours=(), spread=0.0, clause=clause)


def _stated(case: CaseToPlace, category: str, rules: NormRules) -> Norm:
    hours = rules.norm_hours[category]
    told = f"{hours:.1f}".removesuffix(".0").replace(".", ",")
    clause = f"sagen er uden skøn og tæller med politikkens norm for kategori {category}: {told} timer om måneden"
    return Norm(monthly_hours=(hours,) * rules.horizon_months, spread=case.spread, clause=clause)


def _mean(cases: Sequence[CaseToPlace], clause: str) -> Norm:
    """Average the courses month by month; as uncertain is any one of them: they differ, and each may be mistaken."""
    hours = np.zeros((len(cases), max(len(case.monthly_hours) for case in cases)))
    for row, case in enumerate(cases):
        hours[row, : len(case.monthly_hours)] = case.monthly_hours
    totals = hours.sum(axis=1)
    errors = totals * np.array([case.spread for case in cases])
    mean, variance = float(totals.mean()), float(totals.var() + (errors**2).mean())
    spread = sqrt(variance) / mean if mean > 0.0 else 0.0
    return Norm(monthly_hours=tuple(hours.mean(axis=0).tolist()), spread=spread, clause=clause)
