"""How do cases and caseworkers look side by side? Arrays with one row each: what goals count and measure against.

Goals see cases and caseworkers only so, without names or persons. The search, the advice on one new case and the replay
of a history lay the same columns and therefore ask the same goals.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Flags = NDArray[np.bool_]

UNKNOWN = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CaseColumns:
    """N cases over M months.

    ``hours`` (N, M) are the caseworker's own, what others do for the case taken off. ``spread`` (N,) is their standard
    deviation over their sum. ``is_new`` (N,) says which are being placed now. ``category`` (N,) is a place among
    ``categories``, or ``UNKNOWN``. ``decided_on`` (N,) is the ordinal of the day of an expected decision, or
    ``UNKNOWN``.
    """

    hours: Floats
    spread: Floats
    is_new: Flags
    category: Integers
    decided_on: Integers
    categories: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return how many cases there are."""
        return len(self.hours)

    @property
    def whole(self) -> Floats:
        """Hours over the horizon, (N,)."""
        whole: Floats = self.hours.sum(axis=1)
        return whole

    @property
    def variance(self) -> Floats:
        """Variance of the hours over the horizon, (N,)."""
        return np.square(self.spread * self.whole)

    def at(self, index: Integers | Flags | Sequence[int]) -> "CaseColumns":
        """Return some of the cases."""
        return CaseColumns(
            hours=self.hours[index],
            spread=self.spread[index],
            is_new=self.is_new[index],
            category=self.category[index],
            decided_on=self.decided_on[index],
            categories=self.categories,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeatColumns:
    """W caseworkers over M months.

    ``capacity`` (W, M) is net hours for cases, ``help`` (W, M) what others' cases take of them. ``employed_months``
    (W,) is how long each has been employed on the plan's day. ``inflow_cap`` (W,) is the number of new cases a week
    that each may get now, infinite where nothing caps it.
    """

    capacity: Floats
    help: Floats
    employed_months: Floats
    inflow_cap: Floats

    def __len__(self) -> int:
        """Return how many caseworkers there are."""
        return len(self.capacity)

    @property
    def whole(self) -> Floats:
        """Net hours over the horizon, (W,)."""
        whole: Floats = self.capacity.sum(axis=1)
        return whole

    @property
    def whole_help(self) -> Floats:
        """Hours for others' cases over the horizon, (W,)."""
        whole: Floats = self.help.sum(axis=1)
        return whole
