"""What is a tildelingskriterium? A filter says who may take a case, a goal what a whole allocation should make small.

Socialstyrelsen's six principles do not exclude one another, so a policy (``allocation.policy``) is an ordered list of
them, and each is one small class (``allocation.filters``, ``allocation.goals``). Names are those of the policy's TOML.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import ClassVar, Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from allocation.seat import Option
from sagstyngde.case import SiblingRule
from sagstyngde.plan import CaseToPlace

Floats = NDArray[np.float64]

Term: TypeAlias = Callable[[Floats, Floats, Floats], Floats]
"""What each caseworker adds: from hours, number of cases and net capacity (hours), arrays of one shape."""


class Shape(Enum):
    """How the caseworkers' terms become one number."""

    PEAK = auto()
    TOTAL = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number to make small: the largest or the sum of the caseworkers' terms.

    ``is_square`` says of a sum of squares that it is flat around its least value: loads that are each off by a share t
    raise it by t * t only.
    """

    shape: Shape
    term: Term
    is_square: bool = False

    def value(self, hours: Floats, counts: Floats, capacity: Floats) -> Floats:
        """Measure along the last axis, which runs over the caseworkers."""
        terms = self.term(hours, counts, capacity)
        over: Floats = np.max(terms, axis=-1) if self.shape is Shape.PEAK else np.sum(terms, axis=-1)
        return over


@runtime_checkable
class Principle(Protocol):
    """Anything a policy can name."""

    name: ClassVar[str]
    label: ClassVar[str]


@runtime_checkable
class Filter(Principle, Protocol):
    """A condition on one case and one caseworker. Every text is a Danish clause without capital or full stop."""

    def objection(self, option: Option) -> str | None:
        """Say why the caseworker may not take the case ("mangler kompetencen autisme"), or nothing where she may."""

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
        """Return what the two cases ask of each other; both same and different is a contradiction."""


@runtime_checkable
class Goal(Principle, Protocol):
    """A number to make small over a whole allocation.

    Goals count in the policy's order: a later goal may worsen an earlier one's number by its ``tolerance`` (a share).
    """

    @property
    def tolerance(self) -> float:
        """How much worse than the best reached the goal's number may become for a later goal's sake."""

    def measures(self, mean_count: float) -> tuple[Measure, ...]:
        """Return the goal's number, then what decides between equals. ``mean_count`` is cases per caseworker."""

    def worsened(self, before: float, after: float) -> str:
        """Say in a Danish clause that the goal's number rises from one value to another."""
