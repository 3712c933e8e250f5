"""What should a whole allocation make small? The largest load, or the inequality of the numbers of cases."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from allocation.columns import CaseColumns, Floats, SeatColumns
from allocation.filters import STRICT
from allocation.principles import Measure, Shape
from allocation.wording import percent


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancedLoad:
    """*Balanceret belastning*: the largest predicted load over net capacity, then the sum of squared loads.

    The load is (hours + help + ``z`` · √variance) / capacity over the horizon: help is work for others' cases, and
    ``z`` leaves room for what is uncertain. 0.7 standard deviations cut the expected overload by a sixth in the
    prototype (3.04 to 2.50 hours a week at 300 x 40); quantiles of single cases reserve too much: they do not add
    up. The second number weighs the squares by capacity: it is smallest where all loads are equal.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "balanceret_belastning"
    label: ClassVar[str] = "Balanceret belastning"
    tolerance: float = 0.03
    z: float = 0.7

    def measures(self, seats: SeatColumns, mean_count: float) -> tuple[Measure, ...]:  # noqa: ARG002  a Goal
        """Return the largest load, then the squares."""
        room = np.column_stack([seats.whole, seats.whole_help])
        z = self.z

        def hours(sums: Floats, room: Floats) -> Floats:
            certain: Floats = sums[..., 0] + room[..., 1]
            return certain + z * np.sqrt(np.maximum(sums[..., 1], 0.0)) if z else certain

        def share(sums: Floats, room: Floats) -> Floats:
            return hours(sums, room) / room[..., 0]

        def squared(sums: Floats, room: Floats) -> Floats:
            return np.square(hours(sums, room)) / room[..., 0]

        return (
            Measure(shape=Shape.PEAK, adds=_hours_and_variance, room=room, term=share, is_load=True),
            Measure(shape=Shape.TOTAL, adds=_hours_and_variance, room=room, term=squared, is_square=True),
        )

    def worsened(self, before: float, after: float) -> str:
        """Name the largest load, in per cent where they tell the two apart."""
        if percent(after) == percent(before):
            return "den største belastning stiger en anelse"
        room = " (med plads til usikkerhed)" if self.z else ""
        return f"den største belastning{room} bliver {percent(after)} mod {percent(before)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualCount:
    """*Ligelig fordeling*: the squared distances of the numbers of cases from their mean.

    Literal, as the seed states it: a number of cases per caseworker, blind to hours, part-time and weight. Caseworkers
    without any hours for cases are left out.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "ligelig_fordeling"
    label: ClassVar[str] = "Ligelig fordeling"
    tolerance: float = 0.03

    def measures(self, seats: SeatColumns, mean_count: float) -> tuple[Measure, ...]:
        """Return the sum of squared distances."""

        def squared_distance(sums: Floats, room: Floats) -> Floats:
            return np.square(sums[..., 0] - room[..., 0])

        room = np.full((len(seats), 1), mean_count)
        return (Measure(shape=Shape.TOTAL, adds=_one, room=room, term=squared_distance),)

    def worsened(self, before: float, after: float) -> str:  # noqa: ARG002  same signature as its siblings
        """Say so."""
        return "antallet af sager bliver mere ulige"


def _hours_and_variance(cases: CaseColumns) -> Floats:
    return np.column_stack([cases.whole, cases.variance])


def _one(cases: CaseColumns) -> Floats:
    return np.ones((len(cases), 1))
