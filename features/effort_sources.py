"""How do an export's records of work become hours, one entry a case, day and caseworker?

``hours`` and ``diary`` give hours as they stand, ``events`` minutes an activity, ``touch_days`` hours for each distinct
person and local day. A ``total`` is spread evenly over the days of the case; see ``spread_totals``.
The order of the rows never matters: entries are sorted before they are added.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from features.catalogue import DAYS_PER_MONTH
from features.effort_rows import Entry
from features.history import NonCaseWork, Work, no_non_case_work, numbered
from features.scheme import EffortSource, Scheme
from sagstyngde.case import Case


def work_of_entries(scheme: Scheme, cases: Sequence[Case], entries: Sequence[Entry]) -> Work:
    """Add up the entries by case, day and caseworker.

    Work registered before the receipt counts on the day of receipt; an entry that names nobody was made by the case's
    own caseworker.
    """
    places: Mapping[str, int] = {case.case_id: index for index, case in enumerate(cases)}
    rows = [(places[entry.case_id], entry.day, entry.person, entry.hours) for entry in entries]
    if scheme.effort.source is EffortSource.TOUCH_DAYS:
        rows = sorted(set(rows))
    index = np.array([row[0] for row in rows], dtype=np.intp)
    day = np.array([max(row[1], cases[row[0]].received_on) for row in rows], dtype="datetime64[D]")
    caseworkers, caseworker = numbered([row[2] or cases[row[0]].caseworker_id or "" for row in rows])
    hours = np.array([row[3] for row in rows], dtype=np.float64)
    return summed(Work(case_index=index, day=day, hours=hours, caseworker=caseworker, caseworkers=caseworkers))


def non_case_work(entries: Sequence[Entry]) -> NonCaseWork:
    """Add up the entries without a case by caseworker and day."""
    if not entries:
        return no_non_case_work()
    caseworkers, caseworker = numbered([entry.person for entry in entries])
    day = np.array([entry.day for entry in entries], dtype="datetime64[D]")
    hours = np.array([entry.hours for entry in entries], dtype=np.float64)
    nowhere = np.zeros(len(hours), dtype=np.intp)
    work = summed(Work(case_index=nowhere, day=day, hours=hours, caseworker=caseworker, caseworkers=caseworkers))
    return NonCaseWork(caseworker=work.caseworker, day=work.day, hours=work.hours, caseworkers=caseworkers)


def spread_totals(scheme: Scheme, cases: Sequence[Case], totals: Mapping[str, float], ends_on: date) -> Work:
    """Spread each case's total evenly over days, so that a history can be cut at any day.

    Where the export tells closings, a closed case's total lies between receipt and closing, and an open case's total
    carries no work: how much of it fell when, and how much is to come, nobody can tell. Where it tells none, a total
    lies within the horizon from the receipt, and is complete once the horizon has passed before the history ends.
    """
    spans = [_open_days(scheme, case) for case in cases]
    index = np.repeat(np.arange(len(cases), dtype=np.intp), spans)
    received = np.array([case.received_on for case in cases], dtype="datetime64[D]")
    starts = np.repeat(np.cumsum([0, *spans[:-1]]), spans)
    day = received[index] + (np.arange(len(index)) - starts).astype("timedelta64[D]")
    share = np.array([totals[case.case_id] / max(span, 1) for case, span in zip(cases, spans, strict=True)])
    seen = day < np.datetime64(ends_on)
    caseworkers, caseworker = numbered([case.caseworker_id or "" for case in cases])
    return Work(
        case_index=index, day=day, hours=share[index], caseworker=caseworker[index], caseworkers=caseworkers
    ).take(seen)


def horizon_days(scheme: Scheme) -> int:
    """Return the whole days within the horizon."""
    return math.floor(scheme.effort.horizon_months * DAYS_PER_MONTH)


def end_of_dateless(received: date, scheme: Scheme) -> date:
    """Return a day by which the horizon of a table without dates has passed."""
    return received + timedelta(days=horizon_days(scheme) + 1)


def _open_days(scheme: Scheme, case: Case) -> int:
    if scheme.columns.closed_on is None:
        return horizon_days(scheme)
    return 0 if case.closed_on is None else (case.closed_on - case.received_on).days + 1


def summed(work: Work) -> Work:
    """Add up hours by case, day and caseworker, in an order that depends on the values alone.

    >>> days = np.array(["2026-01-02", "2026-01-01", "2026-01-02"], dtype="datetime64[D]")
    >>> one = np.zeros(3, dtype=np.intp)
    >>> summed(Work(case_index=one, day=days, hours=np.array([1.0, 2.0, 0.5]), caseworker=one)).hours.tolist()
    [2.0, 1.5]
    """
    ordered = work.take(np.lexsort((work.hours, work.caseworker, work.day, work.case_index)))
    keys = (ordered.case_index, ordered.day, ordered.caseworker)
    is_new = np.ones(len(ordered.hours), dtype=np.bool_)
    is_new[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    starts = np.flatnonzero(is_new)
    hours = np.add.reduceat(ordered.hours, starts) if len(starts) else ordered.hours
    return replace(ordered.take(starts), hours=hours)
