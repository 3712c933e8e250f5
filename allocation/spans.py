"""Over which stretches of time is a caseworker's load seen? Over the horizon, or month by month.

A month in which she has few hours counts together with its neighbours: nobody works a case's hours off in the fortnight
left of a month of leave, and that month's load, which no allocation can change, would hide all the others.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from allocation.columns import CaseColumns, Floats, SeatColumns

Per: TypeAlias = Literal["horizon", "month"]
USUAL_SHARE = 0.5
"""A month stands alone where she has at least this part of her usual hours."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spans:
    """Stretches of months that some caseworker's load is seen over: the first month of each and the one after its last.

    ``capacity`` and ``help`` (W, S) are hours over each; over the stretches of others the capacity is infinite, so that
    no load is seen there.
    """

    edges: tuple[tuple[int, int], ...]
    capacity: Floats
    help: Floats

    def hours(self, cases: CaseColumns) -> Floats:
        """Return the cases' hours over each stretch, (N, S)."""
        return _over(cases.hours, self.edges)

    def variance(self, cases: CaseColumns) -> Floats:
        """Return their variances: a case that takes more than expected does so all the time."""
        return np.square(cases.spread[:, None] * self.hours(cases))


def spans(seats: SeatColumns, per: Per) -> Spans:
    """Return the stretches of time that the caseworkers' loads are seen over."""
    months = seats.capacity.shape[1]
    own = [stretches(row) if per == "month" else [(0, months)] for row in seats.capacity]
    edges = tuple(sorted({edge for row in own for edge in row})) or ((0, months),)
    hers = np.array([[edge in row for edge in edges] for row in own], dtype=bool).reshape(len(own), len(edges))
    return Spans(
        edges=edges,
        capacity=np.where(hers, _over(seats.capacity, edges), np.inf),
        help=np.where(hers, _over(seats.help, edges), 0.0),
    )


def stretches(capacity: Floats) -> list[tuple[int, int]]:
    """Cut one caseworker's months (M,): each alone, one of few hours with the next ones, the last with those before.

    >>> stretches(np.array([100.0, 20.0, 100.0, 100.0, 0.0]))
    [(0, 1), (1, 3), (3, 5)]
    """
    least = USUAL_SHARE * float(np.median(capacity[capacity > 0.0])) if (capacity > 0.0).any() else np.inf
    cut, start = [], 0
    for month in range(len(capacity)):
        if capacity[start : month + 1].sum() >= least * (month + 1 - start):
            cut.append((start, month + 1))
            start = month + 1
    if start < len(capacity):
        cut[-1:] = [(cut[-1][0] if cut else 0, len(capacity))]
    return cut


def _over(hours: Floats, edges: tuple[tuple[int, int], ...]) -> Floats:
    """Add up (N, M) over each stretch, (N, S)."""
    over: Floats = np.stack([hours[:, first:end].sum(axis=1) for first, end in edges], axis=1)
    return over
