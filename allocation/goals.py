"""What should a whole allocation make small? The largest load, or the inequality of the numbers of cases."""

from dataclasses import dataclass
from math import sqrt
from typing import ClassVar

import numpy as np

from allocation.columns import CaseColumns, Floats, SeatColumns
from allocation.filters import STRICT
from allocation.principles import Measure, Shape, one_decimal
from allocation.spans import Per, spans
from allocation.wording import percent


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancedLoad:
    """*Balanceret belastning*: the largest predicted load over net capacity, then the sum of squared loads.

    The load is (hours + help + ``z`` · √variance) / capacity over the horizon, or the largest of her months where
    ``per`` is "month" (``allocation.spans``). Help is work for others' cases, and ``z`` leaves room for what is
    uncertain. 0.7 standard deviations cut the expected overload by a sixth in the prototype (3.04 to 2.50 hours a week
    at 300 x 40); quantiles of single cases reserve too much: they do not add up. The second number weighs the squares
    by capacity: it is smallest where all loads are equal.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "balanceret_belastning"
    label: ClassVar[str] = "Balanceret belastning"
    tolerance: float = 0.03
    z: float = 0.7
    per: Per = "horizon"

    def measures(self, seats: SeatColumns, mean_count: float) -> tuple[Measure, ...]:  # noqa: ARG002  a Goal
        """Return the largest load, then the squares."""
        over = spans(seats, self.per)
        room = np.concatenate([over.capacity, over.help], axis=1)
        z, count = self.z, len(over.edges)

        def adds(cases: CaseColumns) -> Floats:
            return np.concatenate([over.hours(cases), over.variance(cases)], axis=1)

        def hours(sums: Floats, room: Floats) -> Floats:
            certain: Floats = sums[..., :count] + room[..., count:]
            return certain + z * np.sqrt(np.maximum(sums[..., count:], 0.0)) if z else certain

        def share(sums: Floats, room: Floats) -> Floats:
            largest: Floats = (hours(sums, room) / room[..., :count]).max(axis=-1)
            return largest

        def squared(sums: Floats, room: Floats) -> Floats:
            total: Floats = (np.square(hours(sums, room)) / room[..., :count]).sum(axis=-1)
            return total

        return (
            Measure(
                shape=Shape.PEAK,
                adds=adds,
                room=room,
                term=share,
                load_z=z,
                words=lambda load: f"{percent(load)}{self._room}",
            ),
            Measure(shape=Shape.TOTAL, adds=adds, room=room, term=squared, is_square=True),
        )

    def _words(self, load: float) -> str:
        return f"{percent(load)}{self._room}"

    def worsened(self, before: float, after: float) -> str:
        """Name the largest load, in per cent where they tell the two apart."""
        if percent(after) == percent(before):
            return "den største belastning stiger en anelse"
        return f"den største belastning{self._room} bliver {percent(after)} mod {percent(before)}"

    @property
    def _room(self) -> str:
        return " (med plads til usikkerhed)" if self.z else ""


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

        def words(squares: float) -> str:
            return f"typisk {one_decimal(sqrt(squares / max(1, len(seats))))} sager fra lige mange"

        return (Measure(shape=Shape.TOTAL, adds=_one, room=room, term=squared_distance, words=words),)

    def worsened(self, before: float, after: float) -> str:  # noqa: ARG002  same signature as its siblings
        """Say so."""
        return "antallet af sager bliver mere ulige"


def _one(cases: CaseColumns) -> Floats:
    return np.ones((len(cases), 1))
