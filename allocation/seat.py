"""What does allocation know of a caseworker's place, and of a case considered for it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One caseworker over the plan's horizon: net hours by month, the cases she already has, and when she is at work.

    ``shown`` is how people see her, unique among the seats. ``at_work_from`` is her first day at work within the
    horizon, ``wait_days`` the days until then; both are ``None`` where there is none.
    """

    caseworker: Caseworker
    shown: str
    capacity_hours: tuple[float, ...]
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
    """Add the cases' hours month by month over the horizon.

    >>> from sagstyngde.case import CaseId
    >>> monthly([CaseToPlace(case_id=CaseId("1"), monthly_hours=(2.0, 1.0, 4.0))], 2)
    (2.0, 1.0)
    """
    return tuple(
        sum(case.monthly_hours[month] for case in cases if month < len(case.monthly_hours)) + 0.0
        for month in range(months)
    )


def total(cases: Sequence[CaseToPlace], months: int) -> float:
    """Add the cases' hours over the whole horizon."""
    return sum(sum(case.monthly_hours[:months]) for case in cases) + 0.0
