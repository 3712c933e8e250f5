"""Records, worlds and courses for tests of the replay: a few weeks, a few cases, whole hours."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from allocation.capacity import CapacityRules
from allocation.columns import Floats
from allocation.record import Holders, Record
from allocation.supply import weekly_hours
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace
from tests.allocation.factories import a_case, a_caseworker

MONDAY = date(2026, 1, 5)
MONTHS = 24
WHOLE = CapacityRules(casework_share=1.0, ramp=(1.0, 1.0))
"""A week of 37 hours is 37 hours for cases."""


def a_record(
    cases: Sequence[CaseToPlace],
    staff: Sequence[Caseworker] = (a_caseworker("k1"), a_caseworker("k2")),
    *,
    received: Sequence[int] | None = None,
    lasted: int | Sequence[int] = 300,
    weeks: int = 20,
    work: Sequence[tuple[int, int, float]] = (),
    holders: Sequence[int] | Holders | None = None,
    **fields: Any,
) -> Record:
    """Cases received on the days given (a week apart where not), with work as (case, days after receipt, hours)."""
    days = np.asarray([7 * place for place in range(len(cases))] if received is None else received, dtype=np.intp)
    known: dict[str, Any] = {"whole": np.ones(len(cases), dtype=bool), "still_open": np.ones((len(cases), MONTHS))}
    return Record(
        starts_on=MONDAY,
        weeks=weeks,
        staff=tuple(staff),
        cases=tuple(cases),
        received=days,
        lasted=np.broadcast_to(np.asarray(lasted, dtype=np.intp), (len(cases),)),
        work_case=np.array([row[0] for row in sorted(work)], dtype=np.intp),
        work_age=np.array([row[1] for row in sorted(work)], dtype=np.intp),
        work_hours=np.array([row[2] for row in sorted(work)], dtype=float),
        holders=_held(holders),
        **(known | fields),
    )


def _held(holders: Sequence[int] | Holders | None) -> Holders | None:
    if holders is None or isinstance(holders, Holders):
        return holders
    places = np.asarray(holders, dtype=np.intp)
    return Holders(first=places, second=places, changed=np.zeros_like(places))


def hours_of(record: Record) -> Floats:
    return weekly_hours(record.staff, record.starts_on, record.weeks, WHOLE)


def some_cases(count: int, hours: float = 6.0, **fields: Any) -> list[CaseToPlace]:
    return [a_case(f"s{place:02d}", hours, **fields) for place in range(count)]
