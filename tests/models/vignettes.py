"""Which cases did people who know the work describe, and what may a model say of them? Bounds, never points.

Each file of ``tests/vignettes`` is one invented case: a Danish narrative, the law it rests on, the facts as a
caseworker would record them, and what is expected: a category at least or at most, hours as a multiple of the
municipality's average case, or silence. ``heavier_than`` names vignettes that must get fewer points and fewer hours.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from features.scheme import Kind, Scheme
from sagstyngde.case import Case, CaseId, FactValue

FOLDER = Path(__file__).parents[1] / "vignettes"


class Expected(BaseModel):
    """What a model may say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    category_at_least: str | None = None
    category_at_most: str | None = None
    hours_at_least_of_average: float = 0.0
    hours_at_most_of_average: float = float("inf")
    withheld: bool = False


class Vignette(BaseModel):
    """One described case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    narrative: str
    law: tuple[str, ...]
    received_on: date
    facts: Mapping[str, Any]
    expect: Expected
    heavier_than: tuple[str, ...] = ()

    def case(self, scheme: Scheme) -> Case:
        """Return the case; ``KeyError`` where the scheme has no such fact."""
        facts = {name: _value(scheme.fact(name).kind, value) for name, value in self.facts.items()}
        return Case(case_id=CaseId(self.id), received_on=self.received_on, facts=facts)


def vignettes() -> tuple[Vignette, ...]:
    """Read every file, in the order of the names."""
    read = TypeAdapter(Vignette).validate_json
    return tuple(read(path.read_bytes()) for path in sorted(FOLDER.glob("*.json")))


def _value(kind: Kind, value: Any) -> FactValue:
    match kind:
        case Kind.DATE:
            return date.fromisoformat(value)
        case Kind.CHOICES:
            return frozenset(value)
        case _:
            return value  # type: ignore[no-any-return]  # JSON's own true, number or text
