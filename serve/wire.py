"""What does a case look like on the wire? Built from the scheme, so that OpenAPI shows every fact in Danish.

The scheme decides (``features.values.check_value``) and pydantic carries the answer: a fact has one rule, whether it
comes in a file or over HTTP. Nothing here coerces: ``"3"`` is not 3 and ``true`` is not 1.
"""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError

from features.scheme import LEVELS, About, Fact, Kind, Known, Scheme, Use
from features.values import check_value, is_plain_text, tidy
from sagstyngde.access import KLE_PATTERN, Classification, Sensitivity
from sagstyngde.case import ID_LENGTH, ID_PATTERN, Case, CaseId, CaseworkerId, ChildId, FactValue, FamilyId, SiblingRule
from sagstyngde.cpr import looks_like_cpr
from sagstyngde.errors import CaseRefused
from sagstyngde.judgement import NoCategoryReason, OverrideReason

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FACT = "fact_"  # a fact may be called "json" or "copy": pydantic's own names stay free


def _without_cpr(text: str) -> str:
    if looks_like_cpr(text):
        raise PydanticCustomError("cpr", "ligner et CPR-nummer; brug et løbenummer")
    return text


def _plain(text: str) -> str:
    if not is_plain_text(tidy(text)):
        raise PydanticCustomError("text", "skal være læselig tekst på højst 100 tegn")
    return _without_cpr(tidy(text))


def _day(value: object) -> object:
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            found = date.min
        if 1980 <= found.year <= 2100:
            return found
    raise PydanticCustomError("day", "skal være en dato som 2026-03-31, fra 1980 til 2100")


def _rule(value: object) -> object:
    if isinstance(value, str) and value in set(SiblingRule):
        return SiblingRule(value)
    raise PydanticCustomError("choice", "skal være same, different eller free")


def _sensitivity(value: object) -> object:
    if isinstance(value, str) and value in set(Sensitivity):
        return Sensitivity(value)
    raise PydanticCustomError("choice", "skal være en af følsomhedskoderne")


def _day_of_month(value: object) -> object:
    if type(value) is int and 1 <= value <= 31:
        return value
    raise PydanticCustomError("day", "skal være en dag i måneden, 1-31, og aldrig hele datoen")


def _reason_of(reasons: type[StrEnum]) -> BeforeValidator:
    def read(value: object) -> object:
        if isinstance(value, str) and value in set(reasons):
            return reasons(value)
        raise PydanticCustomError("choice", "skal være en af grundene")

    return BeforeValidator(read)


def _noted(text: str) -> str:
    text = text.replace("\r\n", "\n")  # browsers end a form's lines so
    if not all(sign.isprintable() or sign == "\n" for sign in text):
        raise PydanticCustomError("text", "skal være læselig tekst")
    return _without_cpr(tidy(text))


_SHAPE = StringConstraints(min_length=1, max_length=ID_LENGTH, pattern=ID_PATTERN)
_NO_CPR = AfterValidator(_without_cpr)
CaseKey = Annotated[CaseId, _SHAPE, _NO_CPR]
ChildKey = Annotated[ChildId, _SHAPE, _NO_CPR]
FamilyKey = Annotated[FamilyId, _SHAPE, _NO_CPR]
CaseworkerKey = Annotated[CaseworkerId, _SHAPE, _NO_CPR]
PlainText = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_plain)]
Day = Annotated[date, BeforeValidator(_day)]
DayOfMonth = Annotated[int, Field(ge=1, le=31), BeforeValidator(_day_of_month)]
EntryKey = Annotated[str, _SHAPE, _NO_CPR]
Note = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_noted)]
Reason = Annotated[OverrideReason, _reason_of(OverrideReason)]
WithoutCategory = Annotated[NoCategoryReason, _reason_of(NoCategoryReason)]
KleNumber = Annotated[str, StringConstraints(pattern=f"^{KLE_PATTERN}$")]
Level = Annotated[Sensitivity, BeforeValidator(_sensitivity)]
Rule = Annotated[SiblingRule, BeforeValidator(_rule)]


class Strict(BaseModel):
    """Unknown keys are refused, nothing is coerced, and errors hold no input."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False, hide_input_in_errors=True)


class FactsIn(Strict):
    """What is known of a case. A fact that was not assessed is left out or ``null``."""

    def known(self) -> dict[str, FactValue]:
        """Return the facts that are known, by name."""
        return {name: value for name, value in self.said().items() if value is not None}

    def said(self) -> dict[str, FactValue | None]:
        """Return the facts that are named, by name; ``None`` for one that is not known."""
        return {name.removeprefix(_FACT): value for name, value in self if name in self.model_fields_set}


class CaseIn(Strict):
    """A case as the case system hands it in. CPR numbers do not belong here, in no field."""

    case_id: CaseKey = Field(
        title="Sags-id",
        examples=["27.24.00-G01-412-26"],
        description="Fagsystemets id for barnets sag; aldrig et CPR-nummer.",
    )
    received_on: Day = Field(title="Modtaget", description="Dagen, hvor sagen blev modtaget (ÅÅÅÅ-MM-DD).")
    child_id: ChildKey | None = Field(
        None, title="Barn", examples=["b-1087"], description="Løbenummer for barnet; aldrig CPR."
    )
    family_id: FamilyKey | None = Field(
        None, title="Familie", examples=["f-7"], description="Løbenummer, der er fælles for søskende."
    )
    team: PlainText | None = Field(None, title="Team", examples=["Team Nord"])
    district: PlainText | None = Field(
        None, title="Distrikt", examples=["Østerbro"], description="For eksempel skoledistrikt."
    )
    caseworker_id: CaseworkerKey | None = Field(
        None, title="Sagsbehandler", examples=["w1"], description="Kun hvis sagen allerede har en sagsbehandler."
    )
    sibling_rule: Rule = Field(
        SiblingRule.FREE,
        title="Søskende",
        description="Afgøres af et menneske: same (samme sagsbehandler), different (hver sin) eller free.",
    )
    required_competences: list[PlainText] = Field(
        [],
        max_length=20,
        title="Krævede kompetencer",
        examples=[["tegnsprog"]],
        description="Kompetencer, som sagens sagsbehandler skal have.",
    )
    language: PlainText | None = Field(
        None,
        title="Sprog",
        examples=["arabisk"],
        description="Sprog, som sagsbehandleren helst skal kunne tale med familien.",
    )
    birth_day: DayOfMonth | None = Field(
        None, title="Fødselsdag i måneden", examples=[31], description="Kun dagen, 1-31; aldrig hele datoen."
    )
    kle: KleNumber | None = Field(
        None, title="KLE-nummer", examples=["27.24.03"], description="Sagens emne i KL's emnesystematik."
    )
    sensitivity: Level = Field(Sensitivity.SENSITIVE, title="Følsomhed", description="Styrer, hvem der kan se sagen.")
    decision_on: Day | None = Field(
        None, title="Afgørelse ventes", description="Dagen, hvor sagsbehandleren ventes at skulle træffe en afgørelse."
    )
    facts: FactsIn = Field(FactsIn(), title="Oplysninger")

    def classification(self) -> Classification:
        """Return what the case is classified as."""
        return Classification(kle=self.kle, sensitivity=self.sensitivity)

    def case(self) -> Case:
        """Return the case in the words of the domain."""
        return Case(
            case_id=self.case_id,
            received_on=self.received_on,
            child_id=self.child_id,
            family_id=self.family_id,
            team=self.team,
            district=self.district,
            caseworker_id=self.caseworker_id,
            sibling_rule=self.sibling_rule,
            required_competences=frozenset(self.required_competences),
            language=self.language,
            birth_day=self.birth_day,
            decision_on=self.decision_on,
            facts=self.facts.known(),
        )


def facts_model(scheme: Scheme) -> type[FactsIn]:
    """Build the model of a case's facts under a scheme: every fact is an optional property."""
    fields: dict[str, Any] = {
        f"{_FACT}{fact.name}": (
            Annotated[Any, PlainValidator(partial(_checked, fact)), WithJsonSchema(fact_schema(fact))],
            Field(None, alias=fact.name, title=fact.label, description=_described(fact)),
        )
        for fact in scheme.facts
    }
    return create_model("FactsIn", __base__=FactsIn, __doc__=FactsIn.__doc__, **fields)


def case_model(facts: type[FactsIn]) -> type[CaseIn]:
    """Build the model of a case whose facts are those of a scheme (``facts_model``)."""
    known: dict[str, Any] = {"facts": (facts, Field(default_factory=facts, title="Oplysninger"))}
    return create_model("CaseIn", __base__=CaseIn, __doc__=CaseIn.__doc__, **known)


def fact_schema(fact: Fact) -> dict[str, Any]:
    """Return a fact's JSON schema.

    >>> fact_schema(Fact(name="tolk", kind=Kind.FLAG, column="tolk", label="Tolk"))
    {'anyOf': [{'type': 'boolean'}, {'type': 'null'}]}
    """
    option: dict[str, Any] = {"type": "string"} | ({"enum": list(fact.options)} if fact.options else {"maxLength": 100})
    bounds = {key: value for key, value in (("minimum", fact.minimum), ("maximum", fact.maximum)) if value is not None}
    schemas: Mapping[Kind, dict[str, Any]] = {
        Kind.LEVEL: {"type": "integer", "minimum": 0, "maximum": len(LEVELS) - 1},
        Kind.FLAG: {"type": "boolean"},
        Kind.COUNT: {"type": "integer", "minimum": 0} | bounds,
        Kind.NUMBER: {"type": "number"} | bounds,
        Kind.DATE: {"type": "string", "format": "date"},
        Kind.CHOICE: option,
        Kind.CHOICES: {"type": "array", "items": option, "maxItems": 100},
    }
    return {"anyOf": [schemas[fact.kind], {"type": "null"}]}


def _described(fact: Fact) -> str:
    """Say in Danish what a fact is, what its values mean, and what it is used for."""
    parts = [fact.description or fact.label]
    if fact.kind is Kind.LEVEL:
        parts.append("Niveau: " + ", ".join(f"{level} {name}" for level, name in enumerate(LEVELS)) + ".")
    if fact.options:
        parts.append("Muligheder: " + ", ".join(f"{code} = {label}" for code, label in fact.options.items()) + ".")
    if fact.known is Known.LATER or fact.use is Use.AUDIT or fact.about is About.CASEWORKER:
        parts.append("Indgår ikke i vurderingen.")
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts)


def _checked(fact: Fact, value: object) -> FactValue | None:
    try:
        checked = check_value(fact, value)
    except CaseRefused as refused:
        raise PydanticCustomError("fact_refused", "{text}", {"text": refused.danish}) from None
    for text in checked if isinstance(checked, frozenset) else (checked,):
        if isinstance(text, str):
            _without_cpr(text)
    return checked
