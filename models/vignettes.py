"""Which cases did people who know the work describe, and what may a model say of them? Bounds, never points.

They belong to a scheme: those of the embedded one lie beside it, a municipality's own in the folder
``sagsbeskrivelser`` beside its scheme. Each file is one invented case: a Danish narrative, the law it rests on, the
facts as a caseworker would record them, and what is expected: a category at least or at most, hours as a multiple of
the municipality's average case, or silence. ``heavier_than`` names vignettes that must get fewer points and fewer
hours.
"""

from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from features.scheme import Kind, Scheme
from sagstyngde.case import Case, CaseId, FactValue
from sagstyngde.errors import InputRefused

FOLDER = "sagsbeskrivelser"
"""Where a municipality's own lie, beside its scheme."""


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


_READ = TypeAdapter(Vignette).validate_json


def embedded_vignettes() -> tuple[Vignette, ...]:
    """Read those of the embedded scheme, in the order of the names."""
    folder = files("features").joinpath("schemes/vignettes")
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".json")), key=lambda file: file.name)
    return tuple(_READ(file.read_bytes()) for file in found)


def vignettes_of(scheme: Scheme, source: str | Path) -> tuple[Vignette, ...]:
    """Return the vignettes agreed for a scheme that was read from ``source``: a municipality's own, or the embedded.

    The embedded ones count where the scheme knows every fact and category they speak of; else there are none.

    Raises:
        InputRefused: a file of the folder is no vignette of this scheme.

    """
    own = Path(source).parent / FOLDER
    if Path(source).is_file() and own.is_dir():
        return tuple(_own(scheme, file) for file in sorted(own.glob("*.json")))
    embedded = embedded_vignettes()
    return embedded if all(_speaks(scheme, vignette) for vignette in embedded) else ()


def _own(scheme: Scheme, file: Path) -> Vignette:
    try:
        vignette = _READ(file.read_bytes())
    except ValidationError as error:
        raise _refused(file.name) from error
    if not _speaks(scheme, vignette):
        raise _refused(file.name)
    return vignette


def _speaks(scheme: Scheme, vignette: Vignette) -> bool:
    """Tell whether a scheme knows the facts, options and categories of a vignette."""
    facts = {fact.name: fact for fact in scheme.facts}
    expect = vignette.expect
    codes = {code for code in (expect.category_at_least, expect.category_at_most) if code}
    return codes <= set(scheme.scale.codes) and all(
        name in facts and (not facts[name].options or _chosen(value) <= facts[name].options.keys())
        for name, value in vignette.facts.items()
    )


def _chosen(value: Any) -> set[str]:
    return set(value) if isinstance(value, list) else {str(value)}


def _refused(name: str) -> InputRefused:
    return InputRefused(
        english=f"{FOLDER}/{name}: is no vignette of this scheme; see the embedded ones for what it must hold",
        danish=f"{FOLDER}/{name}: er ingen sagsbeskrivelse under dette skema; se i de indbyggede, hvad den skal rumme",
    )


def _value(kind: Kind, value: Any) -> FactValue:
    match kind:
        case Kind.DATE:
            return date.fromisoformat(value)
        case Kind.CHOICES:
            return frozenset(value)
        case _:
            return value  # type: ignore[no-any-return]  # JSON's own true, number or text
