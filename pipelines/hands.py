"""Who has worked on an open case lately, and since when has its caseworker? Read from who recorded the hours.

A share that others do counts as agreed help in the ledger (``casework.hands``).
"""

from collections.abc import Collection, Mapping
from datetime import date

import numpy as np

import casework.hands
from casework.hands import MONTHS_BACK
from features.catalogue import DAYS_PER_MONTH
from features.history import History
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.plan import SharedWork


def shared_work(history: History, employed: Collection[CaseworkerId]) -> Mapping[CaseId, tuple[SharedWork, ...]]:
    """Return what others than a case's own caseworker do on it, from the hours of the history's last six months.

    Only those who are still employed, and only shares of at least ``LEAST_SHARE``, the largest first. An export whose
    hours name nobody tells of no sharing: they count as the case's own caseworker's.
    """
    work = history.work
    start = np.datetime64(history.ends_on) - np.timedelta64(round(MONTHS_BACK * DAYS_PER_MONTH), "D")
    lately = work.take(work.day >= start)
    pairs, place = np.unique(np.stack((lately.case_index, lately.caseworker)), axis=1, return_inverse=True)
    hours = np.bincount(place.ravel(), lately.hours, minlength=pairs.shape[1])
    rows = [
        (history.cases[index].case_id, CaseworkerId(work.caseworkers[person]) if person >= 0 else None, total)
        for index, person, total in zip(*pairs.tolist(), hours.tolist(), strict=True)
    ]
    own = {case.case_id: case.caseworker_id for case in history.cases if case.caseworker_id is not None}
    return casework.hands.shared_work(rows, own, employed)


def held_since(history: History) -> Mapping[CaseId, date]:
    """Return the first day on which each case's present caseworker recorded work on it; without any, it is left out."""
    work = history.work
    places = {name: place for place, name in enumerate(work.caseworkers)}
    holder = np.array([places.get(case.caseworker_id or "", -2) for case in history.cases], dtype=np.intp)
    own = work.take(work.caseworker == holder[work.case_index])
    index, first = np.unique(own.case_index, return_index=True)
    days = own.day[first].tolist()
    return {history.cases[case].case_id: day for case, day in zip(index.tolist(), days, strict=True)}
