"""Does somebody new get decisions to learn from? Oplæring: a floor under what beslutningskompetence takes away.

Whoever may not decide alone yet costs something as long as *beslutningskompetence* alone is asked, so that goal by
itself gives the newly employed every case but those that await a decision.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar

import numpy as np

from allocation.columns import UNKNOWN, CaseColumns, Floats, SeatColumns
from allocation.filters import STRICT
from allocation.principles import Measure, Shape, one_decimal
from allocation.roll import Roll

LONGEST_MONTHS = 60
MOST_CASES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstDecisions:
    """*Oplæring*: everybody newly employed has at least ``least`` cases that await a decision.

    Newly employed is who has been so for less than ``months`` months on the plan's day. The cases she has already count
    with the new ones, as long as the day of the decision has not passed, whoever is to make it: she prepares it. The
    number is how many cases are missing. It says nothing about who else gets decisions, and asks nothing where nobody
    is newly employed.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "oplaering"
    label: ClassVar[str] = "Oplæring i at afgøre"
    tolerance: float = 0.0
    least: int = 1
    months: int = 6

    def faults(self) -> Iterable[tuple[str, str]]:
        """Refuse numbers that ask nothing, or too much."""
        if not 1 <= self.least <= MOST_CASES:
            yield f"least lies between 1 and {MOST_CASES}", f"least ligger mellem 1 og {MOST_CASES}"
        if not 1 <= self.months <= LONGEST_MONTHS:
            yield f"months lies between 1 and {LONGEST_MONTHS}", f"months ligger mellem 1 og {LONGEST_MONTHS}"

    def prepared(self, roll: Roll) -> "FirstDecisions":
        """Look up the plan's day: what was to be decided before it is no longer awaited."""
        settings = {setting.name: getattr(self, setting.name) for setting in fields(FirstDecisions)}
        on = next((seat.on for seat in roll.seats.values()), date.min)
        return _Dated(**settings, on=on)

    @property
    def first_day(self) -> int:
        """The first day, as an ordinal, on which a decision is still awaited.

        Raises:
            LookupError: the roll is not known: see ``Policy.prepared``.

        """
        raise LookupError(f"{self.name} must know the plan's day: prepare the policy first")

    def measures(self, seats: SeatColumns, mean_count: float) -> tuple[Measure, ...]:  # noqa: ARG002  a Goal
        """Return how many cases the newly employed are short of."""
        first_day = self.first_day
        asked = np.where(seats.employed_months < self.months, float(self.least), 0.0)

        def awaited(cases: CaseColumns) -> Floats:
            waits = (cases.decided_on != UNKNOWN) & (cases.decided_on >= first_day)
            ones: Floats = (waits & bool(asked.any())).astype(np.float64)[:, None]
            return ones

        return (Measure(shape=Shape.TOTAL, adds=awaited, room=asked[:, None], term=_missing, words=_words),)

    def worsened(self, before: float, after: float) -> str:  # noqa: ARG002  same signature as its siblings
        """Say so."""
        return "nyansatte får færre sager med en afgørelse at lære af"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dated(FirstDecisions):
    """First decisions, knowing the plan's day."""

    on: date

    @property
    def first_day(self) -> int:
        return self.on.toordinal()


def _missing(sums: Floats, room: Floats) -> Floats:
    missing: Floats = np.maximum(room[..., 0] - sums[..., 0], 0.0)
    return missing


def _words(missing: float) -> str:
    return f"{one_decimal(missing)} for lidt"
