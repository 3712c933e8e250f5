"""What is a tildelingskriterium? A filter says who may take a case, a goal what a whole allocation should make small.

Socialstyrelsen's six principles do not exclude one another, so a policy (``allocation.policy``) is an ordered list of
them, and each is one small class. Names are those of the policy's TOML. A filter that is not *hard* becomes a goal:
what goes against it is counted and made small, in its place in the order.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol, TypeAlias, runtime_checkable

from allocation.columns import CaseColumns, Floats, SeatColumns
from allocation.seat import Option, Seat
from sagstyngde.case import SiblingRule
from sagstyngde.danish import amount
from sagstyngde.plan import CaseToPlace

Term: TypeAlias = Callable[[Floats, Floats], Floats]
"""What each caseworker adds: from what she has (…, D) and what it is measured against (…, R), arrays alike up to the
last axis; (…) comes back."""


def one_decimal(value: float) -> str:
    """Tell a number that needs no other words."""
    return amount(round(value, 1))


class Shape(Enum):
    """How the caseworkers' terms become one number."""

    PEAK = auto()
    TOTAL = auto()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measure:
    """A number to make small: the largest or the sum of the caseworkers' terms.

    ``adds`` says what each of N cases adds to its caseworker, (N, D); ``room`` (W, R) is what each caseworker's sum is
    measured against. ``is_square`` says of a sum of squares that it is flat around its least value: loads that are each
    off by a share t raise it by t * t only. ``load_z`` says that the terms are loads over M spans of time: ``adds``
    holds hours (M columns) and variances (M), ``room`` capacity (M) and the hours for others' cases (M), and the term
    is the largest of (hours + help + ``load_z`` * sqrt(variance)) / capacity. ``words`` tell the number in Danish.
    """

    shape: Shape
    adds: Callable[[CaseColumns], Floats]
    room: Floats
    term: Term
    is_square: bool = False
    load_z: float | None = None
    words: Callable[[float], str] = one_decimal


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Price:
    """A number to make small: the sum of what each placement costs.

    The cost of two pairs with the same ``asks`` and ``offers`` is the same.
    """

    cost: Callable[[CaseToPlace, Seat], float]
    asks: Callable[[CaseToPlace], Hashable]
    offers: Callable[[Seat], Hashable]


@runtime_checkable
class Principle(Protocol):
    """Anything a policy can name."""

    @property
    def name(self) -> str:
        """As in the policy's TOML."""

    @property
    def label(self) -> str:
        """As people read it."""


@runtime_checkable
class Cautioned(Principle, Protocol):
    """A principle that is blind to something whoever reads a plan must know."""

    @property
    def caution(self) -> str:
        """What it cannot see: Danish sentences."""


@runtime_checkable
class Checked(Principle, Protocol):
    """A principle whose settings can be wrong in more ways than their types tell."""

    def faults(self) -> Iterable[tuple[str, str]]:
        """Yield what is wrong with the settings, in English and Danish, each beginning with the setting's name."""


@runtime_checkable
class Filter(Principle, Protocol):
    """A condition on one case and one caseworker. Every text is a Danish clause without capital or full stop."""

    @property
    def hard(self) -> bool:
        """Whether the condition holds for every placement; a soft one is a goal."""

    @property
    def tolerance(self) -> float:
        """As a goal's, where the condition is soft."""

    def asks(self, case: CaseToPlace) -> Hashable:
        """Return all of the case that the answer depends on, siblings apart."""

    def offers(self, seat: Seat) -> Hashable:
        """Return all of the seat that the answer depends on."""

    def objection(self, option: Option) -> str | None:
        """Say why the caseworker may not take the case ("mangler kompetencen autisme"), or nothing where she may."""

    def burden(self, option: Option) -> float:
        """Say how much it goes against the condition: zero where it is met in full, 1 for an ordinary objection."""

    def merit(self, option: Option) -> str | None:
        """Say what the caseworker brings where the case asks for it ("har kompetencen autisme")."""

    def demand(self, options: Sequence[Option], passing: Sequence[str]) -> str:
        """Say what the cases ask for and who alone meets it ("kræver autisme, og kun S. Dam har det").

        ``options`` are the cases that go together, each for any one seat.
        """

    def way_out(self, option: Option) -> str | None:
        """Say what setting the condition aside for this caseworker means, or nothing where that is no way out."""


@runtime_checkable
class PairRule(Principle, Protocol):
    """A condition on two cases: whether they share a caseworker."""

    def wish(self, case: CaseToPlace, other: CaseToPlace) -> frozenset[SiblingRule]:
        """Return what two cases ask of each other; both same and different is a contradiction."""


@runtime_checkable
class Goal(Principle, Protocol):
    """A number to make small over a whole allocation.

    Goals count in the policy's order: a later goal may worsen an earlier one's number by its ``tolerance`` (a share).
    """

    @property
    def tolerance(self) -> float:
        """How much worse than the best reached the goal's number may become for a later goal's sake."""

    def measures(self, seats: SeatColumns, mean_count: float) -> tuple[Measure | Price, ...]:
        """Return the goal's number, then what decides between equals. ``mean_count`` is cases per caseworker."""

    def worsened(self, before: float, after: float) -> str:
        """Say in a Danish clause that the goal's number rises from one value to another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Softened:
    """A filter that is not hard, as a goal: the placements that go against it, each with its burden."""

    condition: Filter

    @property
    def tolerance(self) -> float:
        """The filter's."""
        return self.condition.tolerance

    @property
    def name(self) -> str:
        """The filter's."""
        return self.condition.name

    @property
    def label(self) -> str:
        """The filter's."""
        return self.condition.label

    def measures(self, seats: SeatColumns, mean_count: float) -> tuple[Measure | Price, ...]:  # noqa: ARG002  a Goal
        """Return the sum of the burdens."""
        item = self.condition
        price = Price(
            cost=lambda case, seat: item.burden(Option(case=case, seat=seat)), asks=item.asks, offers=item.offers
        )
        return (price,)

    def worsened(self, before: float, after: float) -> str:
        """Say so."""
        more = round(after - before, 6)
        cases = "1 sag mere" if more == 1.0 else f"{more:.3g}".replace(".", ",") + " flere"
        return f"{cases} går imod »{self.label}«"
