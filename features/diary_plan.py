"""How many weeks must how many caseworkers keep a diary, for the mean hours of a case a month to be known well enough?

The formula is that of ``features.diary_basis``. Its three variances are means of products of two deviations: of one
case-week with itself, of two weeks of one case, of two cases of one caseworker, of two caseworkers, all within the same
eight weeks; each level's is the difference to the next. Nothing is kept or told of a single caseworker.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.diary_basis import MOST_WEEKS, DiaryBasis
from features.diary_windows import Windows
from features.history import History, Integers, numbered
from features.scheme import EffortSource

Floats = NDArray[np.float64]

LEAST_CASE_WEEKS = 200
WORKING_DAYS_PER_WEEK = 5
_MONDAY = np.datetime64("1970-01-05")


@dataclass(frozen=True, slots=True)
class _CaseWeeks:
    """Open case-weeks that hours were registered in: week number, case, caseworker and hours, (case-weeks,) each."""

    week: Integers
    case: Integers
    caseworker: Integers
    hours: Floats

    def take(self, rows: NDArray[np.bool_]) -> "_CaseWeeks":
        return _CaseWeeks(self.week[rows], self.case[rows], self.caseworker[rows], self.hours[rows])


def diary_basis(history: History) -> Mapping[str, DiaryBasis]:
    """Return what a plan can rest on, over all cases (under ``""``) and by their newest judged category.

    A category with fewer than ``LEAST_CASE_WEEKS`` open case-weeks is left out, and so is everything where the history
    tells no dated hours or no caseworkers.
    """
    if history.scheme.effort.source is EffortSource.TOTAL or history.scheme.columns.caseworker_id is None:
        return {}
    seen, is_open = _case_weeks(history), _open_weeks(history)
    newest = {judgement.case_id: judgement.category for judgement in history.judgements}
    category = np.array([newest.get(case.case_id, "") for case in history.cases])
    found = {"": _basis(seen, is_open)}
    for code in history.scheme.scale.codes:
        found[code] = _basis(seen.take(category[seen.case] == code), is_open.take(category[is_open.case] == code))
    return {code: basis for code, basis in found.items() if basis is not None}


def _open_weeks(history: History) -> _CaseWeeks:
    """Return every whole calendar week in which a case with a caseworker was open, without hours."""
    end = np.datetime64(history.ends_on)
    _, caseworker = numbered([case.caseworker_id or "" for case in history.cases])
    received = np.array([case.received_on for case in history.cases], dtype="datetime64[D]")
    closed = np.array([case.closed_on or history.ends_on for case in history.cases], dtype="datetime64[D]")
    first = -((_MONDAY - received).astype(np.intp) // 7)
    stop = (np.minimum(closed, end) - _MONDAY).astype(np.intp) // 7
    counts = np.where(caseworker >= 0, np.maximum(stop - first, 0), 0)
    case = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return _CaseWeeks(first[case] + within, case, caseworker[case], np.zeros(len(case)))


def _case_weeks(history: History) -> _CaseWeeks:
    """Return the open weeks in which the case's caseworker registered, with the hours recorded on the case."""
    weeks = _open_weeks(history)
    if history.scheme.effort.source is EffortSource.DIARY:
        weeks = weeks.take(_registered(weeks, history))
    work = history.work
    worked_in = np.maximum((work.day - _MONDAY).astype(np.intp) // 7, 0)
    width = int(max(weeks.week.max(initial=0), worked_in.max(initial=0))) + 1
    place = weeks.case * width + weeks.week
    order = np.argsort(place)
    worked = work.case_index * width + worked_in
    found = np.minimum(np.searchsorted(place[order], worked), max(len(place) - 1, 0))
    is_there = place[order][found] == worked if len(place) else np.zeros(len(worked), dtype=np.bool_)
    hours = np.zeros(len(place))
    np.add.at(hours, order[found[is_there]], work.hours[is_there])
    return _CaseWeeks(weeks.week, weeks.case, weeks.caseworker, hours)


def _registered(weeks: _CaseWeeks, history: History) -> NDArray[np.bool_]:
    """Return whether all five working days of a week lie in a window of the case's caseworker."""
    names, _ = numbered([case.caseworker_id or "" for case in history.cases])
    whole = {(place, week) for place, name in enumerate(names) for week in _whole_weeks(history.windows, name)}
    pairs = zip(weeks.caseworker.tolist(), weeks.week.tolist(), strict=True)
    return np.array([pair in whole for pair in pairs], dtype=np.bool_)


def _whole_weeks(windows: Windows, name: str) -> list[int]:
    """Number the weeks that one caseworker's windows cover from Monday to Friday."""
    found: list[int] = []
    for window in windows.get(name, ()):
        first = -int((_MONDAY - np.datetime64(window.starts_on)).astype(int) // 7)
        stop = int((np.datetime64(window.ends_on) - _MONDAY).astype(int) + 8 - WORKING_DAYS_PER_WEEK) // 7
        found += range(first, stop)
    return found


def _basis(seen: _CaseWeeks, is_open: _CaseWeeks) -> DiaryBasis | None:
    """Estimate a basis; ``None`` where too little was seen."""
    if len(seen.hours) < LEAST_CASE_WEEKS or not seen.hours.any():
        return None
    mean = float(seen.hours.mean())
    deviation = seen.hours - mean
    block = seen.week // MOST_WEEKS
    itself = _products(deviation, np.arange(len(deviation)), None)
    of_case = _products(deviation, _joint(block, seen.case), np.arange(len(deviation)))
    of_caseworker = _products(deviation, _joint(block, seen.caseworker), _joint(block, seen.case))
    of_all = _products(deviation, block, _joint(block, seen.caseworker))
    a_week = np.unique(_joint(is_open.week, is_open.caseworker), return_counts=True)[1].astype(np.float64)
    return DiaryBasis(
        mean=mean,
        caseworker=max(of_caseworker - of_all, 0.0),
        case=max(of_case - of_caseworker, 0.0),
        week=max(itself - of_case, 0.0),
        open_cases=float(a_week.mean()),
        unevenness=float(a_week.std() / a_week.mean()),
        weeks_open=tuple(_weeks_open(is_open, weeks) for weeks in range(1, MOST_WEEKS + 1)),
        case_weeks=len(seen.hours),
    )


def _products(deviation: Floats, group: Integers, apart: Integers | None) -> float:
    """Return the mean product of two deviations of one group that do not share the finer group ``apart``."""
    total, pairs = _squares(deviation, group)
    if apart is not None:
        finer_total, finer_pairs = _squares(deviation, apart)
        total, pairs = total - finer_total, pairs - finer_pairs
    return total / pairs if pairs > 0.0 else 0.0


def _squares(deviation: Floats, group: Integers) -> tuple[float, float]:
    _, place = np.unique(group, return_inverse=True)
    return float((np.bincount(place, deviation) ** 2).sum()), float((np.bincount(place).astype(np.float64) ** 2).sum())


def _joint(first: Integers, second: Integers) -> Integers:
    """Number the pairs of two groupings."""
    return np.asarray(first * (int(second.max(initial=0)) + 1) + second)


def _weeks_open(is_open: _CaseWeeks, weeks: int) -> float:
    """Return how many of some consecutive weeks a case is open, weighed by those weeks."""
    counts = np.unique(_joint(is_open.week // weeks, is_open.case), return_counts=True)[1].astype(np.float64)
    return float((counts**2).sum() / counts.sum())
