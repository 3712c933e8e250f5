"""Has everybody her part of the light cases and of the heavy? Blanding: the mix of categories per caseworker."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from allocation.columns import CaseColumns, Floats, SeatColumns
from allocation.filters import STRICT
from allocation.principles import Measure, Shape, one_decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """*Blanding*: each caseworker has her share of every category, by her part of the hours.

    Summed over caseworkers and categories: the number of cases squared, over the caseworker's hours as a multiple of
    the mean. For each category that is smallest where the numbers follow the hours, and exceeds its least by the
    squared distances from those shares, each over the same multiple: one case too many weighs double for who works half
    time. Cases without a category do not count.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "blanding"
    label: ClassVar[str] = "Blanding af kategorier"
    tolerance: float = 0.0

    def measures(self, seats: SeatColumns, mean_count: float) -> tuple[Measure, ...]:  # noqa: ARG002  a Goal
        """Return the sum of squares."""
        hours = seats.whole
        room = np.where(hours > 0.0, hours / max(hours.mean(), np.finfo(float).tiny), np.inf)[:, None]
        return (
            Measure(
                shape=Shape.TOTAL,
                adds=_by_category,
                room=room,
                term=_squares,
                words=_words,
            ),
        )

    def worsened(self, before: float, after: float) -> str:  # noqa: ARG002  same signature as its siblings
        """Say so."""
        return "lette og tunge kategorier bliver fordelt mere ulige"


def _by_category(cases: CaseColumns) -> Floats:
    """Return ones where a case has the category, (N, K); one empty column where there are no categories."""
    kinds = np.arange(max(1, len(cases.categories)))
    ones: Floats = (cases.category[:, None] == kinds).astype(np.float64)
    return ones


def _squares(sums: Floats, room: Floats) -> Floats:
    squares: Floats = np.square(sums).sum(axis=-1) / room[..., 0]
    return squares


def _words(squares: float) -> str:
    return f"kvadratsum {one_decimal(squares)}"
