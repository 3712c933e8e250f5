"""What has a leader decided about who has a case? Ledelsesmæssig vurdering: pins, exclusions, habilitet, an order."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from allocation.columns import SeatColumns
from allocation.filters import STRICT
from allocation.principles import Price
from allocation.roll import Roll
from allocation.seat import Option, Seat
from allocation.wording import case_list, listed, only
from sagstyngde.case import CaseworkerId
from sagstyngde.plan import CaseToPlace, LeadersWord

DISQUALIFIED = "inhabil (forvaltningsloven § 3)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """*Ledelsesmæssig vurdering*: what a leader has decided for a case holds.

    A case that is pinned goes to that caseworker; those excluded do not get it. Both a person may set aside. Who is
    *inhabil* does not get it, and no way out says otherwise. The leader's own order is a goal, in this principle's
    place among the goals: first in the order costs nothing, the next 1, and who is not named as much as the order is
    long.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "ledelsesmaessig_vurdering"
    label: ClassVar[str] = "Ledelsesmæssig vurdering"
    hard: ClassVar[bool] = True
    tolerance: float = 0.0

    def prepared(self, roll: Roll) -> "Leader":
        """Learn what people call each other."""
        return _Naming(tolerance=self.tolerance, shown={key: seat.shown for key, seat in roll.seats.items()})

    def asks(self, case: CaseToPlace) -> Hashable:
        """All that the leader has said."""
        return case.leader

    def offers(self, seat: Seat) -> Hashable:
        """The caseworker herself."""
        return seat.caseworker_id

    def burden(self, option: Option) -> float:
        """One where the leader has decided otherwise."""
        return float(self.objection(option) is not None)

    def objection(self, option: Option) -> str | None:
        """Say what the leader has decided."""
        word, key = option.case.leader, option.seat.caseworker_id
        if key in word.disqualified:
            return f"er {DISQUALIFIED}"
        if key in word.excluded:
            return "er udelukket af lederen"
        if word.pinned_to in {None, key}:
            return None
        return f"er ikke den, lederen har valgt ({self.called(word.pinned_to)})"

    def merit(self, option: Option) -> str | None:
        """Say that she is the leader's choice, or her place in the leader's order."""
        word, key = option.case.leader, option.seat.caseworker_id
        if word.pinned_to == key:
            return "er valgt af lederen"
        return f"er nr. {word.order.index(key) + 1} i lederens rækkefølge" if key in word.order else None

    def demand(self, options: Sequence[Option], passing: Sequence[str]) -> str:
        """Name whom the leader has chosen, and who is left."""
        pinned = [(option.case, option.case.leader.pinned_to) for option in options]
        chosen = {key: [case.case_id for case, other in pinned if other == key] for _, key in pinned if key is not None}
        if len(chosen) > 1:
            parts = [f"{case_list(case_ids)} til {self.called(key)}" for key, case_ids in sorted(chosen.items())]
            return f"er af lederen givet til hver sin: {listed(parts)}"
        for key in chosen:
            return f"er af lederen givet til {self.called(key)}{self._doubt(key, [o.case.leader for o in options])}"
        return f"må efter lederens vurdering og reglerne om inhabilitet gå til {only(passing)}"

    def way_out(self, option: Option) -> str | None:
        """Ask the leader; nobody may set habilitet aside."""
        word, key = option.case.leader, option.seat.caseworker_id
        if key in word.disqualified:
            return None
        case = f"sag {option.case.case_id}"
        return f"bed lederen ophæve udelukkelsen i {case}" if key in word.excluded else f"bed lederen vælge om i {case}"

    def measures(self, seats: SeatColumns, mean_count: float) -> tuple[Price, ...]:  # noqa: ARG002  a Goal
        """Return the sum of the places in the leader's order."""
        return (Price(cost=_place, asks=_order, offers=self.offers),)

    def worsened(self, before: float, after: float) -> str:  # noqa: ARG002  same signature as its siblings
        """Say so."""
        return "lederens egen rækkefølge følges mindre"

    def called(self, key: CaseworkerId | None) -> str:
        """Return how people see a caseworker; an id where her name is not known."""
        return str(key)

    def _doubt(self, key: CaseworkerId, words: Sequence[LeadersWord]) -> str:
        """Say what else stands about the one the leader has chosen."""
        if any(key in word.disqualified for word in words):
            return f", som er {DISQUALIFIED}"
        return ", som lederen også har udelukket" if any(key in word.excluded for word in words) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Naming(Leader):
    """The leader's word, with people's names in it."""

    shown: Mapping[CaseworkerId, str]

    def called(self, key: CaseworkerId | None) -> str:
        known = self.shown.get(key) if key is not None else None
        return known or f"{key}, som ikke er på listen over sagsbehandlere"


def _place(case: CaseToPlace, seat: Seat) -> float:
    order = case.leader.order
    return float(order.index(seat.caseworker_id) if seat.caseworker_id in order else len(order))


def _order(case: CaseToPlace) -> Hashable:
    return case.leader.order
