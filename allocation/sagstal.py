"""What does the classic count of cases per caseworker say, and what does it leave out?

The count divides open cases by full-time equivalents, whatever the cases weigh and however new they are. Beside it
stands what one case takes in a month (*timer pr. sagsmåned*), and how many cases one full-time caseworker could have at
that rate. The published guides are quoted with their year: they are meant for dialogue, and none of them is a rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sagstyngde.caseworker import FULL_TIME_WEEKLY_HOURS, Caseworker


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A published guide to caseloads. Texts are Danish."""

    area: str
    low: int
    high: int
    year: str
    source: str


SOURCE = "Dansk Socialrådgiverforening, vejledende sagstal"
GUIDES = (
    Guide(area="Børnehandicap", low=35, high=45, year="ca. 2015–16", source=SOURCE),
    Guide(area="Børnehandicap (tidligere)", low=40, high=55, year="2007", source=SOURCE),
    Guide(area="Børn og familie", low=20, high=30, year="2020", source=SOURCE),
)
"""The newest for børnehandicap that could be read in print is the first; whether a later one holds must be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caseload:
    """The classic calculation on one day, and what it weighs.

    ``hours_a_case_month`` is what an open case takes a month on average over the plan, ``affordable`` how many such
    cases one full-time caseworker's hours are enough for at the limit.
    """

    open_cases: float
    full_time: float
    hours_a_case_month: float
    affordable: float

    @property
    def per_full_time(self) -> float:
        """Open cases for each full-time contract; infinite where nobody works."""
        return self.open_cases / self.full_time if self.full_time > 0.0 else float("inf")


def contracts(staff: Sequence[Caseworker], on: date) -> float:
    """Return the contracts of a day as full-time equivalents: who is employed, absent or not.

    >>> from sagstyngde.case import CaseworkerId
    >>> half = Caseworker(caseworker_id=CaseworkerId("k1"), employed_on=date(2020, 1, 1), weekly_hours=18.5)
    >>> contracts([half], date(2026, 1, 1))
    0.5
    """
    weekly = [one.weekly_hours for one in staff if one.employed_on <= on and (one.left_on is None or one.left_on >= on)]
    return sum(weekly) / FULL_TIME_WEEKLY_HOURS


def caseload(
    open_cases: Sequence[float], hours: Sequence[float], *, full_time: float, affordable_hours: float
) -> Caseload:
    """Calculate over a plan's months: cases open, and the hours they take.

    ``open_cases`` has one more than the months: the plan's day, then the end of each month. ``affordable_hours`` are
    those of one full-time caseworker in a month, at the limit.

    >>> caseload([100, 100], [250.0], full_time=5.0, affordable_hours=90.0)
    Caseload(open_cases=100, full_time=5.0, hours_a_case_month=2.5, affordable=36.0)
    """
    months = [0.5 * (before + after) for before, after in pairwise(open_cases)]
    rate = sum(hours) / max(sum(months), 1e-9)
    return Caseload(
        open_cases=open_cases[0],
        full_time=full_time,
        hours_a_case_month=rate,
        affordable=affordable_hours / rate if rate > 0.0 else float("inf"),
    )
