"""What does allocation know of a caseworker's place, and of a case considered for it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from allocation.ledger import own_hours
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One caseworker over the plan's horizon: net hours by month, the cases she already has, and when she is at work.

    ``on`` is the plan's day; ``shown`` is how people see her, unique among the seats. ``help_hours`` are by month what
    she does for others' cases. ``inflow_cap`` is how many new cases a week she may get now, ``None`` where nothing caps
    it. ``at_work_from`` is her first day at work within the horizon, ``wait_days`` the days until then; both are
    ``None`` where there is none.
    """

    caseworker: Caseworker
    shown: str
    on: date
    capacity_hours: tuple[float, ...]
    help_hours: tuple[float, ...]
    inflow_cap: float | None
    held: tuple[CaseToPlace, ...]
    at_work_from: date | None
    wait_days: int | None

    @property
    def caseworker_id(self) -> CaseworkerId:
        """Whose seat it is."""
        return self.caseworker.caseworker_id

    @property
    def capacity(self) -> float:
        """Net hours over the whole horizon."""
        return sum(self.capacity_hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A case that has a caseworker: from before, or by the plan that is looked at."""

    case: CaseToPlace
    seat: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One case considered for one seat, and where the case's siblings are."""

    case: CaseToPlace
    seat: Seat
    siblings: tuple[Placed, ...] = ()


def monthly(cases: Sequence[CaseToPlace], months: int) -> tuple[float, ...]:
    """Add the caseworkers' own hours for cases month by month over the horizon.

    >>> from sagstyngde.case import CaseId
    >>> monthly([CaseToPlace(case_id=CaseId("1"), monthly_hours=(2.0, 1.0, 4.0))], 2)
    (2.0, 1.0)
    """
    own = [own_hours(case, months) for case in cases]
    return tuple(sum(hours[month] for hours in own) + 0.0 for month in range(months))


def total(cases: Sequence[CaseToPlace], months: int) -> float:
    """Add the caseworkers' own hours for cases over the whole horizon."""
    return sum(sum(own_hours(case, months)) for case in cases) + 0.0


def deviation(cases: Sequence[CaseToPlace], months: int) -> float:
    """Return the standard deviation of the cases' hours over the horizon, their errors being independent."""
    return sqrt(sum((case.spread * total([case], months)) ** 2 for case in cases))
