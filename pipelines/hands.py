"""Who has worked on an open case lately, and since when has its caseworker? Read from who recorded the hours.

A share that others do counts as agreed help in the ledger. One day's cover for a colleague is no division of labour:
each case counts with ``PRIOR_HOURS`` more by its own caseworker than were recorded.
"""

from collections.abc import Collection, Mapping
from datetime import date

import numpy as np

from features.catalogue import DAYS_PER_MONTH
from features.history import History
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.plan import SharedWork

MONTHS_BACK = 6
PRIOR_HOURS = 10.0
LEAST_SHARE = 0.05


def shared_work(history: History, employed: Collection[CaseworkerId]) -> Mapping[CaseId, tuple[SharedWork, ...]]:
    """Return what others than a case's own caseworker do on it, from the hours of the history's last six months.

    Only those who are still employed, and only shares of at least ``LEAST_SHARE``, the largest first. An export whose
    hours name nobody tells of no sharing: they count as the case's own caseworker's.
    """
    work = history.work
    start = np.datetime64(history.ends_on) - np.timedelta64(round(MONTHS_BACK * DAYS_PER_MONTH), "D")
    lately = work.take(work.day >= start)
    named = lately.take(lately.caseworker >= 0)
    totals = np.bincount(lately.case_index, lately.hours, minlength=len(history.cases)) + PRIOR_HOURS
    pairs, place = np.unique(np.stack((named.case_index, named.caseworker)), axis=1, return_inverse=True)
    hours = np.bincount(place.ravel(), named.hours, minlength=pairs.shape[1])
    found: dict[CaseId, list[SharedWork]] = {}
    for case_index, person, share in zip(*pairs.tolist(), (hours / totals[pairs[0]]).tolist(), strict=True):
        case, helper = history.cases[case_index], CaseworkerId(work.caseworkers[person])
        if share >= LEAST_SHARE and helper != case.caseworker_id and helper in employed:
            found.setdefault(case.case_id, []).append(SharedWork(caseworker_id=helper, share=share))
    return {
        case_id: tuple(sorted(works, key=lambda work: (-work.share, work.caseworker_id)))
        for case_id, works in found.items()
    }


def held_since(history: History) -> Mapping[CaseId, date]:
    """Return the first day on which each case's present caseworker recorded work on it; without any, it is left out."""
    work = history.work
    places = {name: place for place, name in enumerate(work.caseworkers)}
    holder = np.array([places.get(case.caseworker_id or "", -2) for case in history.cases], dtype=np.intp)
    own = work.take(work.caseworker == holder[work.case_index])
    index, first = np.unique(own.case_index, return_index=True)
    days = own.day[first].tolist()
    return {history.cases[case].case_id: day for case, day in zip(index.tolist(), days, strict=True)}
