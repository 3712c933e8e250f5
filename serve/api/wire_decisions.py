"""What does a decision look like on the wire? A provision as its code, an amount with its unit, and what came of it."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from casework.deciding import Made
from sagstyngde.decision import Amount, AppealResult, Level, Outcome, Unit
from sagstyngde.provision import CODE_LENGTH, Provision
from serve.wire import CaseworkerKey, Day, Note, Strict
from serve.wire_out import Out
from storage.decisions import Appeal, DecisionRecord, Routed


def _provision(value: object) -> Provision:
    try:
        return Provision.parse(value if isinstance(value, str) else "")
    except ValueError:
        raise PydanticCustomError(
            "text", "skal skrives som BL § 90 stk. 1 nr. 3, med ét mellemrum mellem delene"
        ) from None


def one_of(options: type[StrEnum]) -> Callable[[object], object]:
    """Return what takes one of an enum's values, and nothing else."""
    known = {option.value: option for option in options}

    def chosen(value: object) -> object:
        if isinstance(value, str) and value in known:
            return known[value]
        raise PydanticCustomError("choice", "skal være {known}", {"known": " eller ".join(known)})

    return chosen


_CODE: dict[str, Any] = {"type": "string", "minLength": 6, "maxLength": CODE_LENGTH, "examples": ["BL § 90 nr. 3"]}
ProvisionCode = Annotated[Provision, PlainValidator(_provision), WithJsonSchema(_CODE)]
LevelIn = Annotated[Level, BeforeValidator(one_of(Level))]
UnitIn = Annotated[Unit, BeforeValidator(one_of(Unit))]
OutcomeIn = Annotated[Outcome, BeforeValidator(one_of(Outcome))]
ResultIn = Annotated[AppealResult, BeforeValidator(one_of(AppealResult))]


class AmountIn(Strict):
    """How much, counted in what."""

    value: float = Field(title="Antal", ge=0.0, le=100_000_000.0, examples=[60_000.0])
    unit: UnitIn = Field(title="Enhed", examples=["kr_aar"])

    def amount(self) -> Amount:
        """Return the amount in the words of the domain."""
        return Amount(value=self.value, unit=self.unit)


class DecisionIn(Strict):
    """A decision that has been made."""

    provision: ProvisionCode = Field(title="Bestemmelse", description="Lov, paragraf, stykke og nummer.")
    applied_on: Day = Field(title="Ansøgt", examples=["2026-03-02"], description="Dagen, hvor ansøgningen kom.")
    decided_on: Day = Field(title="Afgjort", examples=["2026-03-31"])
    level: LevelIn = Field(title="Niveau", description="Hvor afgørelsen blev truffet.", examples=["egenkompetence"])
    outcome: OutcomeIn = Field(title="Udfald", examples=["bevilget"])
    amount: AmountIn | None = Field(
        None, title="Beløb eller omfang", description="Udeladt, hvor intet beløb hører til."
    )
    caseworker_id: CaseworkerKey | None = Field(
        None, title="Sagsbehandler", examples=["w1"], description="Udeladt = den, der havde sagen den dag."
    )

    def made(self) -> Made:
        """Return the decision in the words of the domain."""
        return Made(
            provision=self.provision,
            applied_on=self.applied_on,
            decided_on=self.decided_on,
            level=self.level,
            outcome=self.outcome,
            amount=None if self.amount is None else self.amount.amount(),
            caseworker_id=self.caseworker_id,
        )


class AppealIn(Strict):
    """What became of an appeal."""

    result: ResultIn = Field(title="Resultat", examples=["stadfaestet"])
    decided_on: Day = Field(title="Afgjort", description="Dagen, hvor klagen blev afgjort.")


class MistakeIn(Strict):
    """Why a decision no longer counts."""

    reason: Note = Field(
        title="Grund", min_length=1, examples=["registreret på den forkerte sag"], description="Aldrig navne."
    )


class AmountOut(Out):
    """How much, counted in what."""

    value: float
    unit: Unit

    @classmethod
    def of(cls, amount: Amount) -> "AmountOut":
        """Mirror an amount."""
        return cls(value=amount.value, unit=amount.unit)


class RoutedOut(Out):
    """Where the register in force on the day said that the decision belonged."""

    level: Level = Field(title="Niveau")
    reason: str = Field(title="Hvorfor")
    register_version: int = Field(title="Kompetenceplanens udgave")
    rule: str | None = Field(title="Regel", description="null = ingen regel dækkede.")

    @classmethod
    def of(cls, routed: Routed) -> "RoutedOut":
        """Mirror a stored route."""
        return cls(level=routed.level, reason=routed.reason, register_version=routed.register_version, rule=routed.rule)


class AppealOut(Out):
    """What became of an appeal."""

    result: AppealResult = Field(title="Resultat")
    decided_on: date = Field(title="Afgjort")
    recorded_at: datetime = Field(title="Registreret")

    @classmethod
    def of(cls, appeal: Appeal) -> "AppealOut":
        """Mirror a stored appeal."""
        return cls(result=appeal.result, decided_on=appeal.decided_on, recorded_at=appeal.recorded.at)


class DecisionOut(Out):
    """A decision as it is stored."""

    decision_id: str
    case_id: str
    provision: str | None = Field(
        title="Bestemmelse", description="null = registreret, før bestemmelser havde en kode; se provision_text."
    )
    provision_text: str | None = Field(title="Bestemmelse, som den dengang blev skrevet")
    applied_on: date | None = Field(title="Ansøgt", description="null = ikke oplyst.")
    decided_on: date = Field(title="Afgjort")
    days: int | None = Field(title="Dage", description="Fra ansøgning til afgørelse; 0 = samme dag.")
    level: Level = Field(title="Niveau")
    outcome: Outcome = Field(title="Udfald")
    amount: AmountOut | None = Field(title="Beløb eller omfang")
    caseworker_id: str | None = Field(title="Sagsbehandler")
    team: str | None = Field(title="Team", description="Sagens, da afgørelsen blev registreret.")
    routed: RoutedOut | None = Field(
        title="Kompetenceplanen", description="null = ingen kompetenceplan var vedtaget for dagen."
    )
    deviates: bool = Field(title="Afviger", description="Truffet på et lavere niveau, end kompetenceplanen siger.")
    remarks: list[str] = Field(title="Bemærkninger", description="Det, der bør ses på; intet af det afviser.")
    appeals: list[AppealOut] = Field(title="Klager", description="Den sidst oplyste gælder.")
    recorded_by: str = Field(title="Registreret af", description="Brugerens id.")
    recorded_at: datetime = Field(title="Registreret")
    withdrawn_reason: str | None = Field(title="Trukket tilbage", description="Grunden; null = afgørelsen gælder.")

    @classmethod
    def of(cls, record: DecisionRecord, remarks: list[str]) -> "DecisionOut":
        """Mirror a stored decision."""
        own = record.decision
        return cls(
            decision_id=own.decision_id,
            case_id=own.case_id,
            provision=None if own.provision is None else own.provision.code,
            provision_text=own.provision_text,
            applied_on=own.applied_on,
            decided_on=own.decided_on,
            days=own.days,
            level=own.level,
            outcome=own.outcome,
            amount=None if own.amount is None else AmountOut.of(own.amount),
            caseworker_id=own.caseworker_id,
            team=own.team,
            routed=None if own.routed is None else RoutedOut.of(own.routed),
            deviates=own.deviates,
            remarks=remarks,
            appeals=[AppealOut.of(one) for one in record.appeals],
            recorded_by=record.recorded.by,
            recorded_at=record.recorded.at,
            withdrawn_reason=None if record.withdrawn is None else record.withdrawn.reason,
        )


class DecisionsOut(Out):
    """A case's decisions."""

    decisions: list[DecisionOut] = Field(title="Afgørelser", description="Ældste først, også dem, der er trukket.")
