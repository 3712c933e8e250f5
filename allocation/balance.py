"""What is the most even allocation of hours, and how even can it be at all?

Arrays in, arrays out: units of hours, caseworkers (*seats*) with what they hold and their capacity, and who may take
which *kind* of unit. The peak, the largest load, is made as small as possible; below it loads are evened out too.

What is promised. ``floor`` is below every allocation's peak: the top level of the most even flow, whose cut proves it
by addition (``allocation.flow_bound``); a unit that is heavy for anybody; a load somebody has already; or, on boards
small enough to try every way (``allocation.balance_proof``) or for CP-SAT, the peak itself. ``proved`` says that the
peak is that bound. Under the peak nothing is proved: loads there were evened out until they met the flow's own levels
to a hundredth of a per mille or the exchanges ran out. The same question gets the same answer, unless a time limit ends
the search early.

Where numba and OR-Tools are not installed, ``allocation.balance_plain`` answers: slower, less even, and with the bound
that total hours and single units give.
"""

from dataclasses import dataclass
from importlib import import_module
from time import monotonic
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Flags = NDArray[np.bool_]

PROVED = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Balance:
    """The question: U units of K kinds, W seats.

    ``hours`` (U,) at least 0; ``kind_of`` (U,) indexes ``rows`` (K, W), which say who may take a unit of that kind;
    ``held`` (W,) are hours that stay, ``capacity`` (W,) above 0; ``apart`` (P, 2) are pairs of units that must differ.
    """

    hours: Floats
    kind_of: Integers
    rows: Flags
    held: Floats
    capacity: Floats
    apart: Integers

    def loads(self, seat_of: Integers) -> Floats:
        """Return the load of every seat, (W,): hours over capacity."""
        given = np.bincount(seat_of, self.hours, minlength=len(self.held))
        shares: Floats = (self.held + given) / self.capacity
        return shares

    def peak(self, seat_of: Integers) -> float:
        """Return the largest load."""
        return float(self.loads(seat_of).max(initial=0.0))

    def refusal(self) -> str:
        """Say why nobody could answer, or nothing."""
        if not (np.all(self.hours >= 0.0) and np.all(self.held >= 0.0) and np.all(self.capacity > 0.0)):
            return "hours cannot be negative, and every seat needs capacity"
        if len(self.hours) and not (len(self.held) and self.rows[self.kind_of].any(axis=1).all()):
            return "a unit can go to nobody"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Floor:
    """A load below which no allocation's peak can be, and what proves it.

    A cut: the units of ``cut_kinds`` (K,) can only go to ``cut_seats`` (W,), and with what those hold they fill them so
    far. Or ``binding_unit``, which lifts anybody so far; -1 where there is none. Both empty: a load held already.
    """

    level: float
    cut_kinds: Flags
    cut_seats: Flags
    binding_unit: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Balanced:
    """The answer: a seat for every unit (U,), the peak, and the floor with its proof (see ``Floor``).

    Where a search through every way has proved the peak, ``floor`` is the peak while the cut is still that of the flow.
    """

    seat_of: Integers
    peak: float
    floor: float
    cut_kinds: Flags
    cut_seats: Flags
    binding_unit: int
    proved: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """What a search came to: the seats, and a bound of its own on the peak (0 where it has none)."""

    seat_of: Integers
    floor: float


def balance(question: Balance, *, time_limit_s: float | None = None, start: Integers | None = None) -> Balanced:
    """Seat every unit so that the largest load is as small as can be found.

    ``start`` (U,) is a seating to improve on; it is needed only where pairs that must differ leave few ways out.

    >>> board = Balance(
    ...     hours=np.array([4.0, 3.0, 3.0]),
    ...     kind_of=np.zeros(3, dtype=np.intp),
    ...     rows=np.ones((1, 2), dtype=bool),
    ...     held=np.zeros(2),
    ...     capacity=np.full(2, 10.0),
    ...     apart=np.zeros((0, 2), dtype=np.intp),
    ... )
    >>> found = balance(board)
    >>> found.peak, found.proved, found.seat_of[1] == found.seat_of[2]
    (0.6, True, np.True_)

    Raises:
        ValueError: hours are negative, a unit can go to nobody, or no seating was found that keeps the pairs apart.

    """
    deadline = None if time_limit_s is None else monotonic() + time_limit_s
    bound = floor(question)
    engine = optional("allocation.balance_search") or import_module("allocation.balance_plain")
    found: Found = engine.search(question, bound, start, deadline)
    peak = question.peak(found.seat_of)
    # A sum taken in another order may differ in its last digit: no floor is above what was reached.
    level = min(max(bound.level, found.floor), peak)
    return Balanced(
        seat_of=found.seat_of,
        peak=peak,
        floor=level,
        cut_kinds=bound.cut_kinds,
        cut_seats=bound.cut_seats,
        binding_unit=bound.binding_unit,
        proved=peak <= level * (1.0 + PROVED),
    )


def floor(question: Balance) -> Floor:
    """Return a load that no allocation can stay under: milliseconds, whatever the size.

    Raises:
        ValueError: as for ``balance``.

    """
    if refusal := question.refusal():
        raise ValueError(refusal)
    if not len(question.hours):
        return _uncut(question, question.peak(np.zeros(0, dtype=np.intp)), -1)
    flows = optional("allocation.flow_bound")
    bound: Floor = (flows or import_module("allocation.balance_plain")).widest(question)
    held = float((question.held / question.capacity).max(initial=0.0))
    if held >= bound.level:
        bound = _uncut(question, held, -1)
    alone, unit = _heaviest_alone(question)
    return _uncut(question, alone, unit) if alone > bound.level else bound


def optional(name: str) -> ModuleType | None:
    """Import one of our modules that needs numba, OR-Tools or SciPy; ``None`` where those are not installed.

    Here and nowhere else, so that nothing that serves imports them unasked.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as absent:
        if absent.name is not None and absent.name.split(".")[0] in {"numba", "ortools", "scipy"}:
            return None
        raise


def _uncut(question: Balance, level: float, unit: int) -> Floor:
    return Floor(
        level=level,
        cut_kinds=np.zeros(len(question.rows), dtype=bool),
        cut_seats=np.zeros(len(question.held), dtype=bool),
        binding_unit=unit,
    )


def _heaviest_alone(question: Balance) -> tuple[float, int]:
    """Return the load with which the unit that is heaviest for anybody must leave somebody, and which unit that is.

    Within a kind only the longest unit counts.
    """
    order = np.lexsort((-question.hours, question.kind_of))
    longest = order[np.unique(question.kind_of[order], return_index=True)[1]]
    after = (question.held + question.hours[longest, None]) / question.capacity
    least = np.where(question.rows[question.kind_of[longest]], after, np.inf).min(axis=1)
    return float(least.max()), int(longest[least.argmax()])
