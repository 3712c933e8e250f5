"""Where does the family live, and who goes there? Fordeling efter distrikt, and the distance between districts."""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from allocation.columns import SeatColumns
from allocation.filters import STRICT
from allocation.principles import Price
from allocation.roll import Roll
from allocation.seat import Option, Seat
from allocation.wording import listed, only
from sagstyngde.danish import amount
from sagstyngde.plan import CaseToPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Districts:
    """*Distrikt*: a case goes to a caseworker who covers its district.

    A caseworker without districts covers them all; a case without a district may go to anybody.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "distrikt"
    label: ClassVar[str] = "Distrikt"
    hard: bool = True
    tolerance: float = 0.0

    def asks(self, case: CaseToPlace) -> Hashable:
        """The case's district."""
        return case.district

    def offers(self, seat: Seat) -> Hashable:
        """The districts she covers."""
        return seat.caseworker.districts

    def burden(self, option: Option) -> float:
        """One where she does not cover the district."""
        return float(self.objection(option) is not None)

    def objection(self, option: Option) -> str | None:
        """Name the district that she does not cover."""
        district, covered = option.case.district, option.seat.caseworker.districts
        if district is None or not covered or district in covered:
            return None
        return f"dækker ikke {_called(district)}"

    def merit(self, option: Option) -> str | None:
        """Name the district where it is among hers."""
        district = option.case.district
        return f"dækker {_called(district)}" if district in option.seat.caseworker.districts and district else None

    def demand(self, options: Sequence[Option], passing: Sequence[str]) -> str:
        """Name the districts and who covers them."""
        districts = sorted({option.case.district for option in options if option.case.district is not None})
        what = "det" if len(districts) == 1 else "dem alle"
        names = listed([_called(district) for district in districts])
        return f"hører til {names}, og {only(passing)} dækker {what}"

    def way_out(self, option: Option) -> str | None:  # noqa: ARG002  same signature as its siblings
        """Go there all the same."""
        return "giv sagen til et andet distrikt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """*Rejseafstand*: the distance from each case's district to the nearest of its caseworker's.

    ``distances`` are in minutes or kilometres, the same both ways and stated once; ``default`` is the distance between
    two districts that it does not name. Without ``distances`` the goal counts the cases outside the district. Who has
    no districts, or whose case has none, travels nowhere.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "rejseafstand"
    label: ClassVar[str] = "Rejseafstand"
    tolerance: float = 0.0
    default: float = 1.0
    distances: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def faults(self) -> Iterable[tuple[str, str]]:
        """Refuse what is no distance, and two distances between the same two districts."""
        if not _is_distance(self.default):
            yield "default is a distance from 0", "default er en afstand fra 0 og op"
        for one, others in sorted(self.distances.items()):
            for other, distance in sorted(others.items()):
                place = f"distances.{one}.{other}"
                if not _is_distance(distance) or (one == other and distance != 0.0):
                    yield f"{place} is a distance from 0", f"{place} er en afstand fra 0 og op"
                elif self.distances.get(other, {}).get(one, distance) != distance:
                    yield f"{place} is another the other way", f"{place} er en anden den modsatte vej"

    def strangers(self, roll: Roll) -> Iterable[str]:
        """Return districts that nobody covers and no case lies in."""
        known = {one for seat in roll.seats.values() for one in seat.caseworker.districts}
        known |= {case.district for case in roll.cases if case.district is not None}
        return {*self.distances, *(one for others in self.distances.values() for one in others)} - known

    def measures(self, seats: SeatColumns, mean_count: float) -> tuple[Price, ...]:  # noqa: ARG002  a Goal
        """Return the sum of the distances."""
        return (Price(cost=self._cost, asks=_district, offers=_covered),)

    def worsened(self, before: float, after: float) -> str:
        """Name both sums."""
        return f"den samlede rejseafstand vokser fra {amount(before)} til {amount(after)}"

    def _cost(self, case: CaseToPlace, seat: Seat) -> float:
        district, covered = case.district, seat.caseworker.districts
        if district is None or not covered:
            return 0.0
        return min(self._between(district, one) for one in covered)

    def _between(self, one: str, other: str) -> float:
        if one == other:
            return 0.0
        there = self.distances.get(one, {}).get(other)
        return self.distances.get(other, {}).get(one, self.default) if there is None else there


def _is_distance(value: float) -> bool:
    return math.isfinite(value) and value >= 0.0


def _district(case: CaseToPlace) -> Hashable:
    return case.district


def _covered(seat: Seat) -> Hashable:
    return seat.caseworker.districts


def _called(district: str) -> str:
    """Call a district a district.

    >>> _called("Nord"), _called("Skoledistrikt Syd")
    ('distrikt Nord', 'Skoledistrikt Syd')
    """
    return district if "distrikt" in district.lower() else f"distrikt {district}"
