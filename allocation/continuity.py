"""What does it cost a child that its case changes hands? The fewest moves that reach what the goals before it ask."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import ClassVar

from allocation.columns import SeatColumns
from allocation.filters import STRICT
from allocation.principles import Price
from allocation.seat import Seat
from sagstyngde.plan import CaseToPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """*Kontinuitet*: active cases may move, and as few as the goals before this one allow.

    A policy that does not name it leaves every case where it is. ``move_price`` is what one move counts;
    ``price_per_year`` is added for every year that the caseworker has had the case, ten at most.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "kontinuitet"
    label: ClassVar[str] = "Kontinuitet"
    tolerance: float = 0.0
    move_price: float = 1.0
    price_per_year: float = 0.0

    def measures(self, seats: SeatColumns, mean_count: float) -> tuple[Price, ...]:  # noqa: ARG002  a Goal
        """Return the sum of the moves' prices."""
        return (Price(cost=self._cost, asks=self._asks, offers=_who),)

    def worsened(self, before: float, after: float) -> str:  # noqa: ARG002  same signature as its siblings
        """Say so."""
        return "flere børn skifter sagsbehandler"

    def _asks(self, case: CaseToPlace) -> Hashable:
        return case.caseworker_id, case.held_since if self.price_per_year else None

    def _cost(self, case: CaseToPlace, seat: Seat) -> float:
        if case.caseworker_id is None or case.caseworker_id == seat.caseworker_id:
            return 0.0
        held_days = (seat.on - case.held_since).days if case.held_since is not None else 0
        return self.move_price + self.price_per_year * min(max(held_days, 0) / 365.25, 10.0)


def _who(seat: Seat) -> Hashable:
    return seat.caseworker_id
