"""Which part of a case do others than its caseworker do? Read from who recorded the hours of the last six months.

One day's cover for a colleague is no division of labour: each case counts with ``PRIOR_HOURS`` more by its own
caseworker than were recorded.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.plan import SharedWork

MONTHS_BACK = 6
PRIOR_HOURS = 10.0
LEAST_SHARE = 0.05


def shared_work(
    worked: Iterable[tuple[CaseId, CaseworkerId | None, float]],
    holders: Mapping[CaseId, CaseworkerId],
    employed: Collection[CaseworkerId],
) -> dict[CaseId, tuple[SharedWork, ...]]:
    """Return what others do on cases, of hours added up for each person: those still employed, the largest share first.

    >>> case, own, other = CaseId("1"), CaseworkerId("k1"), CaseworkerId("k2")
    >>> shared_work([(case, own, 20.0), (case, other, 10.0)], {case: own}, {own, other})
    {'1': (SharedWork(caseworker_id='k2', share=0.25),)}
    """
    totals: defaultdict[CaseId, float] = defaultdict(lambda: PRIOR_HOURS)
    rows = list(worked)
    for case_id, _, hours in rows:
        totals[case_id] += hours
    found: defaultdict[CaseId, list[SharedWork]] = defaultdict(list)
    for case_id, person, hours in rows:
        if person is None or person not in employed or person == holders.get(case_id):
            continue
        if (share := hours / totals[case_id]) >= LEAST_SHARE:
            found[case_id].append(SharedWork(caseworker_id=person, share=share))
    return {
        case_id: tuple(sorted(work, key=lambda one: (-one.share, one.caseworker_id))) for case_id, work in found.items()
    }
