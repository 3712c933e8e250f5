"""How are units seated that must be apart, when dealing them out left some nowhere? Family by family, anew.

Units that must be apart, directly or through others, are a family. A family of which somebody was left over is seated
by trying: who has the fewest seats first, each where the fewest hours are, and back where that leads nowhere.
"""

from collections.abc import Iterator

import numpy as np

from allocation.balance import Balance, Integers

# Enough to settle any family of eight.
STEPS = 20_000


def part_families(question: Balance, seat_of: Integers, start: Integers | None) -> Integers:
    """Return seats for the families that have somebody at -1, and -1 for everybody else, who keeps her seat.

    Where trying leads nowhere, a family sits as in ``start``.

    Raises:
        ValueError: no way was found, and there is no ``start``.

    """
    mates = _mates(question)
    seats = np.full(len(seat_of), -1, dtype=np.intp)
    for family in _families(mates, np.flatnonzero(seat_of < 0).tolist()):
        found = _seats_of(question, family, mates)
        if found is None and start is None:
            raise ValueError("no seating was found that keeps the pairs apart")
        for unit in family:
            seats[unit] = found[unit] if found is not None else start[unit]  # type: ignore[index]
    return seats


def _mates(question: Balance) -> dict[int, set[int]]:
    mates: dict[int, set[int]] = {}
    for first, second in question.apart.tolist():
        mates.setdefault(first, set()).add(second)
        mates.setdefault(second, set()).add(first)
    return mates


def _families(mates: dict[int, set[int]], units: list[int]) -> Iterator[list[int]]:
    """Yield the families of some units, each once."""
    seen: set[int] = set()
    for unit in units:
        reached, found = {unit} - seen, set[int]()
        while reached:
            found |= reached
            reached = {mate for member in reached for mate in mates.get(member, ())} - found
        seen |= found
        if found:
            yield sorted(found)


def _seats_of(question: Balance, family: list[int], mates: dict[int, set[int]]) -> dict[int, int] | None:
    """Seat a family depth first, within ``STEPS`` steps."""
    by_load = np.argsort(question.held / question.capacity, kind="stable")
    options = {
        unit: [seat for seat in by_load.tolist() if question.rows[question.kind_of[unit], seat]] for unit in family
    }
    order = sorted(family, key=lambda unit: (len(options[unit]), unit))
    seats: dict[int, int] = {}
    tries = [iter(options[order[0]])]
    for _ in range(STEPS):
        unit = order[len(tries) - 1]
        taken = {seats[mate] for mate in mates.get(unit, ()) if mate in seats}
        seat = next((seat for seat in tries[-1] if seat not in taken), None)
        if seat is not None:
            seats[unit] = seat
            if len(tries) == len(order):
                return seats
            tries.append(iter(options[order[len(tries)]]))
        else:
            tries.pop()
            if not tries:
                return None
            seats.pop(order[len(tries) - 1])
    return None
