"""What did a caseworker carry in a week? The hours of casework she was reckoned to have, and her hours for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sagstyngde.case import CaseworkerId


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyLoad:
    """A caseworker's load as it was reckoned in one week: hours of casework a month over net capacity a month.

    It is what her cases were expected to take, never how fast she works. ``team`` is the one she was in that week.
    ``counts`` are her open cases by what they were that week: what is counted, and how many cases it was.
    """

    week_of: date
    caseworker_id: CaseworkerId
    team: str | None
    hours: float
    capacity_hours: float
    case_count: int
    counts: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a week that begins on another day than Monday."""
        if self.week_of.weekday() != 0:
            raise ValueError("a week is known by its Monday")

    @property
    def share(self) -> float:
        """Load over net capacity; infinite where there is load and no capacity."""
        if self.capacity_hours > 0.0:
            return self.hours / self.capacity_hours
        return 0.0 if self.hours == 0.0 else float("inf")
