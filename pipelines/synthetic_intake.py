"""When do the invented municipality's cases arrive, and which of them are brothers and sisters?

The season is that of referrals to English children's social care, 2013-2024 without 2021 (Department for Education,
Children in need, table C6); growth, siblings and districts are our own guesses.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from pipelines.synthetic_facts import DAYS_PER_YEAR, Days, Floats, Integers
from sagstyngde.case import SiblingRule

STARTS_ON = np.datetime64("2019-11-01")
NEWEST_WEEK = np.datetime64("2026-10-26")
"""Monday of the week whose cases wait to be assessed: they stand in ``intake.csv``, not in the history."""

EXPORTED_ON = np.datetime64("2026-11-01")
"""The first day of which the export knows nothing."""

SEASON = np.array([1.039, 0.956, 1.043, 0.912, 1.065, 1.070, 1.057, 0.842, 0.998, 1.066, 1.070, 0.881])
"""Referrals in each calendar month over the average month."""

GROWTH = 1.03
NEWEST_CASES = (12, 20)
SIBLING_SHARE = 0.11
SIBLING_DAYS = 3 * 365
LARGEST_FAMILY = 4
DISTRICTS = ("Nord", "Øst", "Midt", "Syd", "Vest")
DISTRICT_SHARES = (0.24, 0.18, 0.22, 0.20, 0.16)
RULES = (SiblingRule.SAME, SiblingRule.FREE, SiblingRule.DIFFERENT)
RULE_SHARES = (0.6, 0.25, 0.15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Cases in order of receipt, all (n,). ``newest`` marks the week that waits to be assessed.

    ``family`` numbers the families, ``sibling_cases`` counts the family's earlier cases, ``rule`` is empty where a
    child has no sibling with a case, ``district`` points into ``DISTRICTS``.
    """

    received: Days
    newest: int
    family: Integers
    sibling_cases: Floats
    rule: tuple[str, ...]
    district: Integers

    def __len__(self) -> int:
        """Count the cases, the newest week's among them."""
        return len(self.received)


def draw_intake(rng: Generator, cases: int) -> Intake:
    """Draw ``cases`` days of receipt before the newest week, that week's own, and the families behind them."""
    newest = int(rng.integers(NEWEST_CASES[0], NEWEST_CASES[1] + 1))
    week = np.sort(rng.integers(0, 5, size=newest))
    received = np.concatenate([_days(rng, cases), NEWEST_WEEK + week.astype("timedelta64[D]")])
    family, earlier = _families(rng, received)
    members = np.bincount(family)
    rules = rng.choice(len(RULES), size=len(members), p=RULE_SHARES)
    return Intake(
        received=received,
        newest=newest,
        family=family,
        sibling_cases=earlier,
        rule=tuple(RULES[rules[one]].value if members[one] > 1 else "" for one in family),
        district=rng.choice(len(DISTRICTS), size=len(members), p=DISTRICT_SHARES)[family],
    )


def case_ids(received: Days) -> list[str]:
    """Number the cases within their year of receipt.

    >>> case_ids(np.array(["2025-12-30", "2025-12-31", "2026-01-02"], dtype="datetime64[D]"))
    ['2025-0001', '2025-0002', '2026-0001']
    """
    years = [str(day)[:4] for day in received]
    first: dict[str, int] = {}
    for place, year in enumerate(years):
        first.setdefault(year, place)
    return [f"{year}-{place - first[year] + 1:04d}" for place, year in enumerate(years)]


def _days(rng: Generator, cases: int) -> Days:
    """Draw working days with season and mild growth, in order."""
    day = np.arange(STARTS_ON, NEWEST_WEEK)
    weekday = (day.astype(np.int64) + 3) % 7
    month = day.astype("datetime64[M]").astype(np.int64) % 12
    years = (day - STARTS_ON).astype(np.float64) / DAYS_PER_YEAR
    weight = (weekday < 5) * SEASON[month] * GROWTH**years
    return np.sort(rng.choice(day, size=cases, p=weight / weight.sum()))


def _families(rng: Generator, received: Days) -> tuple[Integers, Floats]:
    """Let some cases be a sibling of a child received in the three years before; count the family's earlier cases."""
    family = np.zeros(len(received), dtype=np.intp)
    members = np.zeros(len(received), dtype=np.intp)
    earlier = np.zeros(len(received))
    oldest = np.searchsorted(received, received - np.timedelta64(SIBLING_DAYS, "D"))
    is_sibling, pick = rng.random(len(received)) < SIBLING_SHARE, rng.random(len(received))
    families = 0
    for place in range(len(received)):
        joined = family[int(oldest[place] + pick[place] * (place - oldest[place]))] if place else 0
        if not (is_sibling[place] and place and members[joined] < LARGEST_FAMILY):
            joined, families = families, families + 1
        earlier[place] = members[joined]
        family[place], members[joined] = joined, members[joined] + 1
    return family, earlier
