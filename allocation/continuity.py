"""What does it cost a child that its case changes hands? The fewest moves that reach what the goals before it ask."""

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import ClassVar

from allocation.columns import SeatColumns
from allocation.filters import STRICT
from allocation.principles import Price
from allocation.seat import Seat
from sagstyngde.plan import CaseToPlace

MOST_YEARS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """*Kontinuitet*: active cases may move, and as few as the goals before this one allow.

    A policy that does not name it leaves every case where it is. ``move_price`` is what one move counts;
    ``price_per_year`` is added for every year that the caseworker has had the case, ten at most, and
    ``price_near_decision`` where a decision is expected within ``near_days`` from the plan's day.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "kontinuitet"
    label: ClassVar[str] = "Kontinuitet"
    tolerance: float = 0.0
    move_price: float = 1.0
    price_per_year: float = 0.0
    price_near_decision: float = 0.0
    near_days: int = 60

    def faults(self) -> Iterable[tuple[str, str]]:
        """Refuse prices that would have cases moved for nothing."""
        if not 0.0 < self.move_price < math.inf:
            yield "move_price is a number above 0", "move_price er et tal over 0"
        for name in ("price_per_year", "price_near_decision", "near_days"):
            if not 0.0 <= getattr(self, name) < math.inf:
                yield f"{name} is a number from 0", f"{name} er et tal fra 0 og op"

    def measures(self, seats: SeatColumns, mean_count: float) -> tuple[Price, ...]:  # noqa: ARG002  a Goal
        """Return the sum of the moves' prices."""
        return (Price(cost=self._cost, asks=self._asks, offers=_who),)

    def worsened(self, before: float, after: float) -> str:  # noqa: ARG002  same signature as its siblings
        """Say so."""
        return "flere børn skifter sagsbehandler"

    def _asks(self, case: CaseToPlace) -> Hashable:
        return (
            case.caseworker_id,
            case.held_since if self.price_per_year else None,
            case.decision_on if self.price_near_decision else None,
        )

    def _cost(self, case: CaseToPlace, seat: Seat) -> float:
        if case.caseworker_id is None or case.caseworker_id == seat.caseworker_id:
            return 0.0
        held_days = (seat.on - case.held_since).days if case.held_since is not None else 0
        years = min(max(held_days, 0) / 365.25, MOST_YEARS)
        near = case.decision_on is not None and 0 <= (case.decision_on - seat.on).days <= self.near_days
        return self.move_price + self.price_per_year * years + self.price_near_decision * near


def _who(seat: Seat) -> Hashable:
    return seat.caseworker_id
