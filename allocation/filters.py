"""Who may take which case, whatever else a policy says? Someone who is there; siblings as a person has decided."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from allocation.seat import Option, Seat
from allocation.wording import case_list, day, listed, only
from sagstyngde.case import SiblingRule
from sagstyngde.plan import CaseToPlace

STRICT = {"extra": "forbid"}
"""Read by pydantic where TOML becomes a principle: an unknown setting is refused, not dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """*Til stede*: a new case goes to someone who has hours for cases and is at work soon. In force in every policy.

    ``start_within_days`` is how long a new case may wait for its caseworker to come to work.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "til_stede"
    label: ClassVar[str] = "Ansat, til stede og med timer til sager"
    hard: ClassVar[bool] = True
    tolerance: ClassVar[float] = 0.0
    start_within_days: int = 14

    def faults(self) -> Iterable[tuple[str, str]]:
        """Refuse a wait of less than no days."""
        if self.start_within_days < 0:
            yield "start_within_days cannot be negative", "start_within_days kan ikke være negativ"

    def asks(self, case: CaseToPlace) -> Hashable:  # noqa: ARG002  same signature as its siblings
        """Nothing: every new case asks for someone who is there."""
        return None

    def offers(self, seat: Seat) -> Hashable:
        """When she is there, and whether she has hours."""
        return seat.at_work_from, seat.wait_days, seat.capacity > 0.0

    def burden(self, option: Option) -> float:
        """One where she is not there."""
        return float(self.objection(option) is not None)

    def objection(self, option: Option) -> str | None:
        """Say why she is not there."""
        seat = option.seat
        if seat.at_work_from is None or seat.wait_days is None:
            return "er ikke på arbejde i perioden"
        if seat.wait_days > self.start_within_days:
            return f"er først på arbejde den {day(seat.at_work_from)}"
        return None if seat.capacity > 0.0 else "har ingen timer til sager i perioden"

    def merit(self, option: Option) -> str | None:  # noqa: ARG002  same signature as its siblings
        """Being there is no merit."""
        return None

    def demand(self, options: Sequence[Option], passing: Sequence[str]) -> str:  # noqa: ARG002  as above
        """Name who is there."""
        return f"kræver en sagsbehandler, der er på arbejde og har timer til sager, og det opfylder {only(passing)}"

    def way_out(self, option: Option) -> str | None:
        """Wait until she is back, or free hours; nobody can wait for someone who does not come."""
        seat = option.seat
        if seat.at_work_from is None or seat.wait_days is None:
            return None
        if seat.wait_days > self.start_within_days:
            return f"vent til {day(seat.at_work_from)}"
        return "fritag for faste opgaver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Siblings:
    """*Søskende*: same or different caseworker where a person has decided so for the case.

    The stricter of two siblings' rules counts for the pair: *free* gives way to *same* and to *different*.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "soeskende"
    label: ClassVar[str] = "Søskende"
    hard: ClassVar[bool] = True
    tolerance: ClassVar[float] = 0.0

    def asks(self, case: CaseToPlace) -> Hashable:
        """The case itself: its siblings are its own."""
        return case.case_id

    def offers(self, seat: Seat) -> Hashable:
        """The caseworker herself."""
        return seat.caseworker_id

    def burden(self, option: Option) -> float:
        """The number of siblings whose rule is not kept."""
        return float(len(self._shared(option)) + len(self._apart(option)))

    def wish(self, case: CaseToPlace, other: CaseToPlace) -> frozenset[SiblingRule]:
        """Return what two cases ask of each other: nothing, same, different, or both (a contradiction)."""
        if case.family_id is None or case.family_id != other.family_id:
            return frozenset()
        return frozenset({case.sibling_rule, other.sibling_rule}) - {SiblingRule.FREE}

    def objection(self, option: Option) -> str | None:
        """Say which siblings stand in the way."""
        here, elsewhere = self._shared(option), self._apart(option)
        if here:
            return f"har {case_list(here)}, der skal have en anden sagsbehandler"
        return f"har ikke {case_list(elsewhere)}, der skal have samme sagsbehandler" if elsewhere else None

    def merit(self, option: Option) -> str | None:
        """Say that a sibling is with her, or is with another as wanted."""
        wishes = {placed.case.case_id: self.wish(option.case, placed.case) for placed in option.siblings}
        same = sorted(case_id for case_id, wish in wishes.items() if SiblingRule.SAME in wish)
        if same:
            return f"har også {case_list(same)} (søskende)"
        different = sorted(case_id for case_id, wish in wishes.items() if wish)
        return f"er en anden end den, der har {case_list(different)} (søskende)" if different else None

    def demand(self, options: Sequence[Option], passing: Sequence[str]) -> str:
        """Name the siblings and who fits them."""
        wishes = [(placed.case.case_id, self.wish(o.case, placed.case)) for o in options for placed in o.siblings]
        same = sorted({case_id for case_id, wish in wishes if SiblingRule.SAME in wish})
        different = sorted({case_id for case_id, wish in wishes if SiblingRule.DIFFERENT in wish})
        parts = [f"samme sagsbehandler som {case_list(same)}"] if same else []
        parts += [f"en anden sagsbehandler end {case_list(different)}"] if different else []
        return f"skal have {listed(parts)}, og det opfylder {only(passing)}"

    def way_out(self, option: Option) -> str | None:
        """Set the rule aside."""
        return f"fravig søskendereglen for {case_list((*self._shared(option), *self._apart(option)))}"

    def _shared(self, option: Option) -> list[str]:
        """Return siblings who are with the caseworker and should not be."""
        return sorted(
            placed.case.case_id
            for placed in option.siblings
            if placed.seat.caseworker_id == option.seat.caseworker_id
            and SiblingRule.DIFFERENT in self.wish(option.case, placed.case)
        )

    def _apart(self, option: Option) -> list[str]:
        """Return siblings who are with another caseworker and should be with this one."""
        return sorted(
            placed.case.case_id
            for placed in option.siblings
            if placed.seat.caseworker_id != option.seat.caseworker_id
            and SiblingRule.SAME in self.wish(option.case, placed.case)
        )
