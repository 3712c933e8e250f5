"""What must a principle know of everybody before it can be asked of one case and one caseworker? The week's roll.

Most principles look at the case and the caseworker only. Some depend on the rest: who takes over a day of birth whose
caseworker is away, whether anybody at work has a competence, who has a child's brother. Those are *prepared* when the
board is laid, and may be prepared anew for another week.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from allocation.principles import Principle
from allocation.seat import Seat
from allocation.wording import listed
from sagstyngde.case import CaseworkerId
from sagstyngde.plan import CaseToPlace

MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roll:
    """Every seat in order of id, who of them may take new cases now, and every case."""

    seats: Mapping[CaseworkerId, Seat]
    present: frozenset[CaseworkerId]
    cases: tuple[CaseToPlace, ...]


@runtime_checkable
class Preparable(Principle, Protocol):
    """A principle that has to know the roll."""

    def prepared(self, roll: Roll) -> Principle:
        """Return the principle with what it needs of a week's roll; itself is left as it is."""


@runtime_checkable
class Naming(Principle, Protocol):
    """A principle whose settings name teams, districts, competences or people."""

    def strangers(self, roll: Roll) -> Iterable[str]:
        """Return the names of its settings that neither a caseworker nor a case has: most likely misspelt."""


def unknown_names(principle: Naming, roll: Roll) -> str | None:
    """Say in Danish which names nobody has, or nothing."""
    names = sorted(set(principle.strangers(roll)))
    if not names:
        return None
    return (
        f"Politikken nævner {listed(names, most=MOST_NAMED)} under »{principle.label}«, men hverken en sagsbehandler "
        "eller en sag har det navn."
    )
