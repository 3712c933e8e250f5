"""How many new cases at once are too many for somebody new? Indfasning: nobody is flooded, however empty the desk."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from allocation.columns import CaseColumns, Floats, SeatColumns
from allocation.filters import STRICT
from allocation.principles import Measure, Shape, one_decimal

MOST_WEEKS = 52.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacing:
    """*Indfasning*: new cases above what the newly employed, and those back from leave, may get (``inflow_cap``).

    The cap is a number a week (``allocation.inflow``); ``weeks`` is how many the plan's new cases are to last.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "indfasning"
    label: ClassVar[str] = "Indfasning"
    tolerance: float = 0.0
    weeks: float = 1.0

    def faults(self) -> Iterable[tuple[str, str]]:
        """Refuse weeks that are none."""
        if not (math.isfinite(self.weeks) and 0.0 < self.weeks <= MOST_WEEKS):
            most = f"{MOST_WEEKS:g}"
            yield f"weeks lies above 0 and at most at {most}", f"weeks ligger over 0 og er højst {most}"

    def measures(self, seats: SeatColumns, mean_count: float) -> tuple[Measure, ...]:  # noqa: ARG002  a Goal
        """Return the number of new cases above the caps."""
        room = (self.weeks * seats.inflow_cap)[:, None]
        adds = _new if np.isfinite(room).any() else _nothing
        return (
            Measure(
                shape=Shape.TOTAL,
                adds=adds,
                room=room,
                term=_excess,
                words=_words,
            ),
        )

    def worsened(self, before: float, after: float) -> str:  # noqa: ARG002  same signature as its siblings
        """Say so."""
        return "flere nye sager går over loftet for nyansatte og for dem, der er tilbage fra orlov"


def _new(cases: CaseColumns) -> Floats:
    return cases.is_new.astype(np.float64)[:, None]


def _nothing(cases: CaseColumns) -> Floats:
    return np.zeros((len(cases), 1))


def _excess(sums: Floats, room: Floats) -> Floats:
    excess: Floats = np.maximum(sums[..., 0] - room[..., 0], 0.0)
    return excess


def _words(over: float) -> str:
    return f"{one_decimal(over)} over loftet"
