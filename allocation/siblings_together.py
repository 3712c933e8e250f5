"""Has somebody the child's brother or sister already? A wish where a person has left it free, never a condition."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from allocation.columns import SeatColumns
from allocation.filters import STRICT
from allocation.principles import Price
from allocation.roll import Roll
from allocation.seat import Seat
from sagstyngde.case import CaseworkerId, FamilyId, SiblingRule
from sagstyngde.plan import CaseToPlace

Homes = Mapping[FamilyId, frozenset[CaseworkerId]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiblingsTogether:
    """*Søskende samlet*: a new case preferably goes to whoever has a sibling's.

    Only between siblings whose rule is *free*: where a person has decided the same or different caseworkers, that is a
    condition (``allocation.filters``). Siblings who are new in the same week do not count: nobody has either of them
    yet, and who wants them together says *same*.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "soeskende_samlet"
    label: ClassVar[str] = "Søskende samlet"
    tolerance: float = 0.0

    def prepared(self, roll: Roll) -> "SiblingsTogether":
        """Find out who has which family."""
        homes: dict[FamilyId, set[CaseworkerId]] = defaultdict(set)
        for key, seat in roll.seats.items():
            for case in seat.held:
                if case.family_id is not None and case.sibling_rule is SiblingRule.FREE:
                    homes[case.family_id].add(key)
        return _Knowing(tolerance=self.tolerance, known={family: frozenset(keys) for family, keys in homes.items()})

    @property
    def homes(self) -> Homes:
        """Who has cases of which family.

        Raises:
            LookupError: the roll is not known: see ``Policy.prepared``.

        """
        raise LookupError(f"{self.name} must know who has which family: prepare the policy first")

    def measures(self, seats: SeatColumns, mean_count: float) -> tuple[Price, ...]:  # noqa: ARG002  a Goal
        """Return the number of new cases that do not go to a sibling's caseworker."""
        homes = self.homes

        def asks(case: CaseToPlace) -> Hashable:
            return homes.get(case.family_id) if _is_free(case) and case.family_id is not None else None

        def cost(case: CaseToPlace, seat: Seat) -> float:
            near = homes.get(case.family_id) if _is_free(case) and case.family_id is not None else None
            return float(near is not None and seat.caseworker_id not in near)

        return (Price(cost=cost, asks=asks, offers=_who),)

    def worsened(self, before: float, after: float) -> str:  # noqa: ARG002  same signature as its siblings
        """Say so."""
        return "flere søskende får hver sin sagsbehandler"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Knowing(SiblingsTogether):
    """Siblings together, knowing who has which family."""

    known: Homes

    @property
    def homes(self) -> Homes:
        return self.known


def _is_free(case: CaseToPlace) -> bool:
    return case.caseworker_id is None and case.sibling_rule is SiblingRule.FREE


def _who(seat: Seat) -> Hashable:
    return seat.caseworker_id
