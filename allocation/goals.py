"""What should a whole allocation make small? The largest load, or the inequality of the numbers of cases."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from allocation.filters import STRICT
from allocation.principles import Floats, Measure, Shape
from allocation.wording import percent


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancedLoad:
    """*Balanceret belastning*: the largest predicted load over net capacity, then Σ hours² / capacity.

    The second number is the capacity-weighted sum of squared loads: it is smallest where all loads are equal.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "balanceret_belastning"
    label: ClassVar[str] = "Balanceret belastning"
    tolerance: float = 0.03

    def measures(self, mean_count: float) -> tuple[Measure, ...]:  # noqa: ARG002  same signature as its siblings
        """Return the largest load, then the squares."""
        return Measure(shape=Shape.PEAK, term=_share), Measure(shape=Shape.TOTAL, term=_squared_hours, is_square=True)

    def worsened(self, before: float, after: float) -> str:
        """Name the largest load, in per cent where they tell the two apart."""
        if percent(after) == percent(before):
            return "den største belastning stiger en anelse"
        return f"den største belastning bliver {percent(after)} mod {percent(before)}"


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

    def measures(self, mean_count: float) -> tuple[Measure, ...]:
        """Return the sum of squared distances."""

        def squared_distance(hours: Floats, counts: Floats, capacity: Floats) -> Floats:  # noqa: ARG001  a Term
            return np.square(counts - mean_count)

        return (Measure(shape=Shape.TOTAL, term=squared_distance),)

    def worsened(self, before: float, after: float) -> str:  # noqa: ARG002  same signature as its siblings
        """Say so."""
        return "antallet af sager bliver mere ulige"


def _share(hours: Floats, counts: Floats, capacity: Floats) -> Floats:  # noqa: ARG001  a Term
    return hours / capacity


def _squared_hours(hours: Floats, counts: Floats, capacity: Floats) -> Floats:  # noqa: ARG001  a Term
    return np.square(hours) / capacity
