"""Who can take a case? Contract, absence, duties and formal competence. Never a learned speed or a personal trait.

The EU AI Act's Annex III 4(b) names systems that allocate tasks by individual behaviour or personal traits. These types
therefore have no field that could hold one: everything here is agreed in writing or stands in a diploma.
"""

from dataclasses import dataclass
from datetime import date

from sagstyngde.case import CaseworkerId

FULL_TIME_WEEKLY_HOURS = 37.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Dated absence, both days included. ``share`` is the part of the working time that falls away."""

    starts_on: date
    ends_on: date
    share: float = 1.0

    def __post_init__(self) -> None:
        """Refuse an absence that ends before it starts or takes more than everything."""
        if self.ends_on < self.starts_on:
            raise ValueError("an absence cannot end before it starts")
        if not 0.0 < self.share <= 1.0:
            raise ValueError("an absence's share lies above 0 and at most at 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursChange:
    """From a day on the contract is on other weekly hours: more, fewer, or none at all."""

    starts_on: date
    weekly_hours: float

    def __post_init__(self) -> None:
        """Refuse negative hours."""
        if self.weekly_hours < 0.0:
            raise ValueError("hours cannot be negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caseworker:
    """One caseworker, as far as allocation may know.

    ``fixed_monthly_hours`` are agreed duties that are not casework (shop steward, supervision, on-call).
    ``coming_hours`` are the changes of ``weekly_hours`` that are agreed already.
    An empty ``districts`` means every district. ``languages`` are those she can hold a conversation with a family in.
    """

    caseworker_id: CaseworkerId
    employed_on: date
    name: str = ""
    team: str | None = None
    districts: frozenset[str] = frozenset()
    competences: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    weekly_hours: float = FULL_TIME_WEEKLY_HOURS
    fixed_monthly_hours: float = 0.0
    coming_hours: tuple[HoursChange, ...] = ()
    absences: tuple[Absence, ...] = ()
    left_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse negative hours."""
        if self.weekly_hours < 0.0 or self.fixed_monthly_hours < 0.0:
            raise ValueError("hours cannot be negative")


def is_employed(left_on: date | None, on: date) -> bool:
    """Whether somebody who leaves on a day (``None``: on none that is known) is still there on another.

    >>> is_employed(date(2026, 1, 31), date(2026, 1, 31)), is_employed(date(2026, 1, 31), date(2026, 2, 1))
    (True, False)
    """
    return left_on is None or left_on >= on
