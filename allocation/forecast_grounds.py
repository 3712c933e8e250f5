"""What does a forecast rest on? Counts and courses read from a history, and how earlier forecasts did.

It holds sums by month and category, and no case: kept, it can be asked again where there is no history
(``allocation.forecast_kept``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from allocation.arrivals import Floats, Integers
from allocation.arrivals_check import ArrivalsCheck
from allocation.courses import Courses
from allocation.runoff import NewCases, Stock


@dataclass(frozen=True, slots=True, kw_only=True)
class Materials:
    """What a forecast is made of. ``codes`` are the categories, K of them.

    ``past`` counts new cases in each whole month of the history, ``past_hours`` the hours recorded in the same months,
    NaN under a diary; ``past_mix`` (K,) counts categories among the newest cases. ``of_team`` shares open and newest
    cases out on teams, and is empty where cases have none. ``known`` is the share of the open cases whose category is
    known. ``idle`` counts the open cases on which no work was recorded in the last half year: open in the system only,
    perhaps. It is ``None`` under a diary, which cannot tell.
    """

    on: date
    codes: tuple[str, ...]
    past: Integers
    past_hours: Floats
    past_mix: Floats
    courses: Courses
    stock: Stock
    new: NewCases
    of_team: Mapping[str, float]
    known: float
    idle: int | None

    @property
    def months(self) -> int:
        """How many months ahead."""
        return len(self.new.hours[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How earlier forecasts did, and the level's standard deviation that follows.

    ``coverage`` is the share of months, and ``total_coverage`` that of sums, which an interval of ``LEVEL`` held when
    the level's uncertainty is counted in: measured on the forecasts it was set by, so a little too kind.
    """

    level_sd: float
    ratios: tuple[float, ...]
    coverage: float | None
    total_coverage: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """All that an answer needs besides the staff and the question. ``seed`` is what the draws come from."""

    materials: Materials
    arrivals: ArrivalsCheck
    record: Record
    has_bundle: bool
    seed: int
