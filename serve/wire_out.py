"""What does an answer look like on the wire? The domain's assessment, field by field, with Danish descriptions."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from features.scheme import CategorySource, Scheme, Use
from models.bundle import Manifest
from sagstyngde.assessment import AbstentionReason, Assessment


class Out(BaseModel):
    """Read from the domain's types by attribute; nothing unknown is added."""

    model_config = ConfigDict(extra="forbid", from_attributes=True, frozen=True, allow_inf_nan=False)


class AbstentionOut(Out):
    """Why the model keeps silent."""

    reason: AbstentionReason = Field(title="Grund")
    text: str = Field(title="Sætning", description="Grunden, skrevet ud på dansk.")


class SuggestionOut(Out):
    """The suggested category."""

    code: str = Field(title="Kategori", description="Kode på kommunens skala; gælder ikke, når tilbageholdt.")
    is_withheld: bool = Field(title="Tilbageholdt", description="Sagen kan ikke målgruppevurderes af modellen.")
    probabilities: list[float] = Field(title="Sandsynligheder", description="Én for hver kategori, i skalaens orden.")
    likely_codes: list[str] = Field(title="Sandsynlige kategorier", description="Sammenhængende på skalaen.")
    abstentions: list[AbstentionOut] = Field(title="Grunde til ikke at foreslå en kategori")


class IntervalOut(Out):
    """A range of hours."""

    low: float
    high: float
    level: float = Field(description="Den andel af sagerne, som intervallet skal rumme.")


class EffortOut(Out):
    """The expected hours."""

    hours: float = Field(title="Forventede timer", description="Sagsbehandlertimer inden for horisonten.")
    interval: IntervalOut
    monthly_hours: list[float] = Field(title="Timer pr. måned", description="Første tal er måneden efter modtagelsen.")
    horizon_months: int = Field(title="Horisont i måneder")


class ReasonOut(Out):
    """What one fact adds."""

    fact: str | None = Field(title="Oplysning", description="null = øvrige forhold tilsammen.")
    together_with: str | None = Field(
        title="Sammen med", description="Den anden oplysning, når to vejer ved at stå sammen; tallene er for begge."
    )
    text: str = Field(title="Forhold")
    points: float = Field(title="Point", description="Bidrag til kompleksiteten.")
    hours: float = Field(title="Timer", description="Bidrag til de forventede timer.")


class ChangeOut(Out):
    """One fact given another value."""

    fact: str = Field(title="Oplysning")
    text: str = Field(title="Ændring", description="Sætningsled efter »hvis«.")


class WhatIfOut(Out):
    """The smallest change found that would move the case to another category."""

    code: str | None = Field(title="Kategori", description="null = hverken én eller to oplysninger ville flytte sagen.")
    changes: list[ChangeOut] = Field(title="Ændringer")
    text: str = Field(title="Sætning")


class SimilarOut(Out):
    """An earlier case that resembles this one."""

    handle: str = Field(title="Betegnelse", description="Findes kun i modellen; aldrig fagsystemets sags-id.")
    received_year: int = Field(title="Modtaget i år")
    alike: list[str] = Field(title="Ens", description="Højst tre forhold, som sagerne har til fælles.")
    different: list[str] = Field(title="Forskelligt", description="Højst tre forhold, med begge sagers værdi.")
    category: str | None = Field(title="Kategori", description="null = sagen er ikke målgruppevurderet.")
    hours: float | None = Field(
        title="Registrerede timer", description="Inden for horisonten, indtil nu; null = timerne er ikke opgjort."
    )
    outcome: str = Field(title="Forløb", description="Timerne og perioden, skrevet ud på dansk.")


class AssessmentOut(Out):
    """One answer: average_hours plus the reasons' hours are effort.hours, and likewise for points."""

    assessment_id: str
    case_id: str
    assessed_at: datetime
    bundle_hash: str = Field(title="Model", description="Indholdshash af den model, der svarede.")
    scheme_version: str = Field(title="Skema")
    suggestion: SuggestionOut
    effort: EffortOut
    points: float
    average_points: float
    average_hours: float
    reasons: list[ReasonOut] = Field(title="Grunde")
    contrast: str | None = Field(title="Hvorfor denne kategori frem for nabokategorien")
    what_if: WhatIfOut | None = Field(
        title="Hvad der skulle være anderledes",
        description="Den mindste ændring, der ville give en anden kategori; null, når ingen kategori er foreslået.",
    )
    similar: list[SimilarOut] = Field(
        title="Lignende sager", description="De tidligere sager i modellen, der ligner mest; nærmeste først."
    )

    @classmethod
    def of(cls, assessment: Assessment) -> "AssessmentOut":
        """Mirror a domain assessment."""
        return cls.model_validate(assessment)


class WaitingOut(Out):
    """An answer that is kept back: the case was drawn for blind judgement, and nobody has judged it yet."""

    assessment_id: str
    case_id: str
    assessed_at: datetime
    awaits_judgement: Literal[True] = Field(
        default=True, title="Afventer vurdering", description="Giv din egen kategori først; derefter vises forslaget."
    )

    @classmethod
    def of(cls, assessment: Assessment) -> "WaitingOut":
        """Mirror what may be shown of a domain assessment."""
        return cls(
            assessment_id=assessment.assessment_id, case_id=assessment.case_id, assessed_at=assessment.assessed_at
        )


class CategoryOut(Out):
    """One step of the scale."""

    code: str
    name: str
    definition: str


class FactOut(Out):
    """One fact of the scheme."""

    name: str
    label: str
    description: str
    kind: str
    use: Use


class ModelOut(Out):
    """Which model answers, under which scheme."""

    bundle_hash: str
    scheme: str
    scheme_version: str
    title: str
    synthetic: bool = Field(description="Modellen er lært af opdigtede oplysninger.")
    category_source: CategorySource
    horizon_months: int
    unit: str
    trained_through: date = Field(description="Modellen er lært af sager, der er modtaget før denne dag.")
    training_cases: int
    figures: dict[str, Any] | None = Field(
        description="Hvor god modellen er på de nyeste sager, som på modelkortet. Antal under fem er null. Null, hvor "
        "modellen ikke er prøvet."
    )
    categories: list[CategoryOut]
    facts: list[FactOut]

    @classmethod
    def of(cls, scheme: Scheme, manifest: Manifest, figures: dict[str, Any] | None) -> "ModelOut":
        """Describe a model."""
        return cls(
            bundle_hash=manifest.content_hash,
            trained_through=manifest.trained_through,
            training_cases=manifest.training_cases,
            figures=figures,
            scheme=scheme.name,
            scheme_version=scheme.version,
            title=scheme.title,
            synthetic=scheme.synthetic,
            category_source=scheme.category.source,
            horizon_months=scheme.effort.horizon_months,
            unit=scheme.effort.unit,
            categories=[CategoryOut.model_validate(category) for category in scheme.scale],
            facts=[FactOut.model_validate(fact) for fact in scheme.facts],
        )
