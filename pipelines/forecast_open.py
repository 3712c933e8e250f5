"""Which cases are open on a plan's day, and what do they still take? By their kind, a bundle's word, their own past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from allocation.arrivals import Floats, Integers
from allocation.capacity import DAYS_PER_MONTH
from allocation.courses import Courses
from allocation.own_course import at_age, credibility, own_factor, usual_so_far
from allocation.runoff import Stock, remaining, stock_of
from features.history import History
from pipelines.forecast_cases import days_of, is_diary, lasted, recorded_hours
from sagstyngde.case import CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """The open cases ``on`` the plan's day: row in the history, age in months, category and weight, (entries,) each.

    A case whose category is not known stands once for each, with the chance of it as weight: the more of a category
    stay open so long, the likelier. ``of_case`` (cases,) is every case's category, -1 where it is not known.
    """

    on: date
    of_case: Integers
    row: Integers
    age: Floats
    category: Integers
    weight: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a bundle says of the cases known on the plan's day.

    Each case's ``category``, and its hours ``beside`` the mean of its category (cases,); ``courses`` by category and
    month since receipt (K, some months), NaN for one without a case; and the hours of open cases from the plan's day
    on. Months beyond are taken from the history.
    """

    category: Integers
    beside: Floats
    courses: Floats
    hours: Mapping[CaseId, Sequence[float]]


def open_cases(history: History, on: date, category: Integers, *, courses: Courses, mix: Floats) -> InHand:
    """Return the cases that are open on a day."""
    rows = np.flatnonzero([case.closed_on is None for case in history.cases])
    age = (np.datetime64(on) - days_of(history.cases)[rows]).astype(np.float64) / DAYS_PER_MONTH
    at = np.minimum(age.astype(np.intp), courses.stays.shape[1] - 1)
    chance = mix[None, :] * np.maximum(courses.stays[:, at].T, 1e-12)
    chance /= chance.sum(axis=1, keepdims=True)
    known = category[rows] >= 0
    chance[known] = category[rows[known], None] == np.arange(len(mix))
    entry, code = np.nonzero(chance)
    return InHand(on=on, of_case=category, row=rows[entry], age=age[entry], category=code, weight=chance[entry, code])


def stock_now(history: History, in_hand: InHand, courses: Courses, *, months: int, said: Said | None) -> Stock:
    """Return what the open cases take in each month of the plan."""
    hours, stays = remaining(courses, in_hand.category, in_hand.age, months)
    if said is not None:
        _say_hours(hours, [history.cases[row].case_id for row in in_hand.row], said)
    own, unsure = _own(history, in_hand, courses, said)
    weights = in_hand.weight[:, None] * (in_hand.category[:, None] == np.arange(len(courses.hours)))
    return stock_of(hours * own[:, None], stays, weights, unsure)


def with_courses(courses: Courses, said: Floats) -> Courses:
    """Put what a bundle says of the first months in place of what was counted."""
    hours = courses.hours.copy()
    reach = min(said.shape[1], hours.shape[1])
    told = np.isfinite(said[:, 0])
    hours[told, :reach] = said[told, :reach]
    return replace(courses, hours=hours)


def _own(history: History, in_hand: InHand, courses: Courses, said: Said | None) -> tuple[Floats, Floats]:
    """Return each open case's own factor, and which part of the spread its past leaves, (entries,) each.

    A diary shows too little of one case to tell it from its kind.
    """
    if is_diary(history):
        return np.ones(len(in_hand.row)), np.ones(len(in_hand.row))
    hours = recorded_hours(history)
    beside = np.ones(len(history.cases)) if said is None else said.beside
    open_for = lasted(history, in_hand.on)
    usual = usual_so_far(hours, open_for, beside=beside, category=in_hand.of_case, categories=len(courses.hours))
    expected = at_age(usual, in_hand.category, in_hand.age) * beside[in_hand.row]
    counts = credibility(courses.spread, expected)
    return own_factor(counts, expected, hours.sum(axis=1)[in_hand.row]), 1.0 - counts


def _say_hours(hours: Floats, ids: Sequence[CaseId], said: Said) -> None:
    """Put what a bundle says of open cases in place of what was counted, (entries, months)."""
    for row, case_id in enumerate(ids):
        told = said.hours.get(case_id, ())[: hours.shape[1]]
        hours[row, : len(told)] = told
