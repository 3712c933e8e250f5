"""What does a stored case look like on the wire? All that is known of it, who has it, and what it weighs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import Field

from sagstyngde.access import Sensitivity
from sagstyngde.case import Case, FactValue, SiblingRule
from sagstyngde.judgement import Basis, Weight
from serve.wire_out import Out
from storage.cases import CaseRecord, Version

FactOnWire = bool | int | float | str | list[str]


class WeightOut(Out):
    """What a case weighs, and whose word its category is."""

    category: str | None = Field(title="Kategori", description="null = endnu ingen, eller kan ikke målgruppevurderes.")
    basis: Basis = Field(
        title="Hvis ord",
        description="judgement = en fagpersons egen kategori, override = en fagperson har ændret forslaget, "
        "confirmation = en fagperson har bekræftet det, suggestion = modellens forslag, nobody = endnu ingen.",
    )
    monthly_hours: list[float] = Field(
        title="Timer pr. måned", description="Fra modtagelsen; tom = uden skøn, tæller med kategoriens norm."
    )


class CaseSummaryOut(Out):
    """A case as a list shows it: without its facts."""

    case_id: str = Field(title="Sags-id")
    version: int = Field(title="Udgave", description="Tælles op ved hver ændring; ETag er samme tal i anførselstegn.")
    received_on: date = Field(title="Modtaget")
    closed_on: date | None = Field(title="Afsluttet")
    child_id: str | None = Field(title="Barn", description="Løbenummer; aldrig CPR.")
    family_id: str | None = Field(title="Familie")
    team: str | None = Field(title="Team")
    district: str | None = Field(title="Distrikt")
    kle: str | None = Field(title="KLE-nummer")
    sensitivity: Sensitivity = Field(title="Følsomhed")
    caseworker_id: str | None = Field(title="Sagsbehandler", description="Den primære.")
    caseworkers: list[str] = Field(title="Sagsbehandlere", description="Alle, der har sagen nu.")
    awaits_judgement: bool = Field(
        title="Afventer vurdering", description="Sagen er udtrukket til blind vurdering, og ingen har vurderet den."
    )
    weight: WeightOut = Field(title="Vægt")


class CaseOut(CaseSummaryOut):
    """A case with all that is known of it."""

    sibling_rule: SiblingRule = Field(title="Søskende")
    required_competences: list[str] = Field(title="Krævede kompetencer")
    language: str | None = Field(title="Sprog")
    birth_day: int | None = Field(title="Fødselsdag i måneden")
    decision_on: date | None = Field(title="Afgørelse ventes")
    by_register: list[str] = Field(
        title="Efter kompetenceplanen",
        description="De oplysninger, ingen har givet, men som følger af kommunens vedtagne kompetenceplan.",
    )
    facts: dict[str, FactOnWire] = Field(
        title="Oplysninger", description="Efter skemaets navne; det, der ikke er kendt, er ikke med."
    )


class CasePageOut(Out):
    """One page of a list."""

    cases: list[CaseSummaryOut] = Field(title="Sager", description="Nyeste først.")
    next: str | None = Field(title="Næste side", description="Send den som after; null = der er ikke flere.")


class VersionOut(Out):
    """What was known of a case, from a moment on."""

    version: int = Field(title="Udgave")
    known_at: datetime = Field(title="Kendt fra")
    known_by: str = Field(title="Registreret af", description="Brugerens eller systemets id.")
    received_on: date
    closed_on: date | None
    child_id: str | None
    family_id: str | None
    team: str | None
    district: str | None
    sibling_rule: SiblingRule
    required_competences: list[str]
    language: str | None
    birth_day: int | None
    decision_on: date | None
    by_register: list[str]
    facts: dict[str, FactOnWire]


class HistoryOut(Out):
    """Every version of a case."""

    case_id: str = Field(title="Sags-id")
    versions: list[VersionOut] = Field(title="Udgaver", description="Ældste først.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is told of a case besides its record."""

    weight: Weight
    awaits_judgement: bool


def case_out(record: CaseRecord, shown: Shown) -> CaseOut:
    """Write a case whole."""
    return CaseOut(**_summary(record, shown), **_known(record.case))


def summary_out(record: CaseRecord, shown: Shown) -> CaseSummaryOut:
    """Write a case as a list shows it."""
    return CaseSummaryOut(**_summary(record, shown))


def history_out(case_id: str, versions: Sequence[Version]) -> HistoryOut:
    """Write every version of a case."""
    return HistoryOut(case_id=case_id, versions=[_version(version) for version in versions])


def facts_out(facts: Mapping[str, FactValue]) -> dict[str, FactOnWire]:
    """Write facts as they are handed in.

    >>> facts_out({"partners": frozenset({"skole", "ppr"}), "born_on": date(2016, 3, 1)})
    {'born_on': '2016-03-01', 'partners': ['ppr', 'skole']}
    """
    return {name: _fact(facts[name]) for name in sorted(facts)}


def _fact(value: FactValue) -> FactOnWire:
    match value:
        case frozenset():
            return sorted(value)
        case date():
            return value.isoformat()
        case _:
            return value


_PLAIN = ("child_id", "family_id", "team", "district", "received_on", "closed_on")
_MORE = ("sibling_rule", "language", "birth_day", "decision_on")


def _summary(record: CaseRecord, shown: Shown) -> dict[str, Any]:
    case = record.case
    return {name: getattr(case, name) for name in _PLAIN} | {
        "case_id": case.case_id,
        "version": record.version,
        "kle": record.classification.kle,
        "sensitivity": record.classification.sensitivity,
        "caseworker_id": case.caseworker_id,
        "caseworkers": sorted(record.caseworkers),
        "awaits_judgement": shown.awaits_judgement,
        "weight": WeightOut.model_validate(shown.weight),
    }


def _known(case: Case) -> dict[str, Any]:
    more = {name: getattr(case, name) for name in _MORE}
    lists = {name: sorted(getattr(case, name)) for name in ("required_competences", "by_register")}
    return more | lists | {"facts": facts_out(case.facts)}


def _version(version: Version) -> VersionOut:
    plain = {name: getattr(version.case, name) for name in _PLAIN}
    told: dict[str, Any] = {"version": version.number, "known_at": version.known.at, "known_by": version.known.by}
    return VersionOut(**told, **plain, **_known(version.case))
