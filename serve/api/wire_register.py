"""What does a register of who may decide what look like on the wire? Its text, and every rule read out of it."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from casework.mandates import HouseRegister
from mandate.register import Leave, Reemployment, RegisteredProvision, Rule, Seniority
from mandate.register_toml import LARGEST
from sagstyngde.decision import Level
from sagstyngde.errors import Fault, Language
from serve.api.wire_decisions import AmountOut
from serve.wire import Day, Note, Strict
from serve.wire_out import Out
from storage.registers import AdoptedRegister

_EXAMPLE = """name = "kompetenceplan"
version = "2026-1"

[seniority]
months = 6
leave = "counts"
reemployment = "starts_over"

[[provision]]
provision = "BL § 90"
title = "Hjælp i hjemmet"
starts_on = 2024-01-01

[[rule]]
rule_id = "hjemmet"
provision = "BL § 90"
level = "egenkompetence"
limit = 60_000
unit = "kr_aar"
starts_on = 2024-01-01
"""


def _written(text: str) -> str:
    return text.removeprefix("\ufeff")


TomlText = Annotated[str, StringConstraints(min_length=1, max_length=LARGEST), AfterValidator(_written)]


class RegisterTextIn(Strict):
    """A register as TOML."""

    toml: TomlText = Field(title="Kompetenceplan", description="Som TOML.", examples=[_EXAMPLE])


class RegisterIn(RegisterTextIn):
    """A register that is adopted."""

    holds_from: Day | None = Field(
        None, title="Gælder fra", examples=["2026-11-03"], description="Udeladt = fra i dag."
    )
    note: Note = Field(
        "", title="Bemærkning", description="Hvem der har besluttet den hvornår; aldrig CPR-numre.",
        examples=["Børne- og ungeudvalget den 3. november 2026, punkt 4"],
    )  # fmt: skip


class AdoptionOut(Out):
    """A version that was adopted."""

    register_version: int = Field(title="Udgave", description="Den, som ETag er lavet af.")
    holds_from: date = Field(title="Gælder fra", description="Til en senere vedtaget udgave gælder.")
    note: str | None = Field(title="Bemærkning")
    adopted_by: str = Field(title="Vedtaget af", description="Brugerens id.")
    adopted_at: datetime = Field(title="Vedtaget")
    content_hash: str = Field(title="Tekstens fingeraftryk", description="SHA-256.")

    @classmethod
    def of(cls, adopted: AdoptedRegister) -> "AdoptionOut":
        """Mirror an adopted version."""
        return cls(
            register_version=adopted.version,
            holds_from=adopted.holds_from,
            note=adopted.note,
            adopted_by=adopted.adopted.by,
            adopted_at=adopted.adopted.at,
            content_hash=adopted.content_hash,
        )


class AdoptionsOut(Out):
    """Every version that was adopted."""

    versions: list[AdoptionOut] = Field(title="Udgaver", description="Nyeste først; tom, når ingen er vedtaget.")


class SeniorityOut(Out):
    """How it is counted how long somebody has been employed."""

    months: int = Field(title="Måneder")
    leave: Leave = Field(title="Orlov", description="counts = tæller med; pauses = gør det ikke.")
    leave_days: int = Field(title="Orlov er fravær på så mange dage")
    reemployment: Reemployment = Field(title="Genansættelse", description="starts_over = forfra; continues = videre.")
    gap_months: int = Field(title="Højst så mange måneder imellem")


class ProvisionOut(Out):
    """A provision that the register knows."""

    provision: str = Field(title="Bestemmelse")
    text: str = Field(title="Skrevet ud")
    title: str = Field(title="Overskrift")
    starts_on: date
    ends_on: date | None
    former: list[str] = Field(title="Afløste")
    options: list[str] = Field(title="Skemaets koder")

    @classmethod
    def of(cls, one: RegisteredProvision) -> "ProvisionOut":
        """Mirror a provision."""
        return cls(
            provision=one.provision.code,
            text=one.provision.text,
            title=one.title,
            starts_on=one.holds.starts_on,
            ends_on=one.holds.ends_on,
            former=[former.code for former in one.former],
            options=list(one.options),
        )


class RuleOut(Out):
    """At which level a provision is decided, up to how much, while it holds."""

    rule_id: str = Field(title="Regel")
    provision: str = Field(title="Bestemmelse")
    level: Level = Field(title="Niveau")
    limit: AmountOut | None = Field(title="Grænse", description="Grænsen selv er med; null = alle beløb.")
    seniority: bool = Field(title="Kræver ansættelse")
    competence: str | None = Field(title="Kræver kompetence")
    starts_on: date
    ends_on: date | None

    @classmethod
    def of(cls, rule: Rule) -> "RuleOut":
        """Mirror a rule."""
        return cls(
            rule_id=rule.rule_id,
            provision=rule.provision.code,
            level=rule.level,
            limit=None if rule.limit is None else AmountOut.of(rule.limit),
            seniority=rule.seniority,
            competence=rule.competence,
            starts_on=rule.holds.starts_on,
            ends_on=rule.holds.ends_on,
        )


class NamedRegisterOut(Out):
    """Which register an answer rests on."""

    name: str = Field(title="Navn")
    version: str = Field(title="Planens egen betegnelse for udgaven")
    register_version: int | None = Field(title="Udgave", description="null = eksemplet, som ingen har vedtaget.")
    is_example: bool = Field(title="Eksempel", description="true = kommunen har ikke vedtaget en kompetenceplan.")

    @classmethod
    def named(cls, house: HouseRegister) -> "NamedRegisterOut":
        """Name a register."""
        own = house.register
        return cls(
            name=own.name,
            version=own.version,
            register_version=house.version or None,
            is_example=house.adopted is None,
        )


class RegisterOut(NamedRegisterOut):
    """A register: its text, and what it says."""

    adopted: AdoptionOut | None = Field(title="Vedtagelse", description="null = eksemplet.")
    toml: str = Field(title="Tekst", description="TOML, som den blev vedtaget.")
    seniority: SeniorityOut = Field(title="Ansættelse")
    provisions: list[ProvisionOut] = Field(title="Bestemmelser")
    rules: list[RuleOut] = Field(title="Regler")

    @classmethod
    def of(cls, house: HouseRegister) -> "RegisterOut":
        """Mirror a register."""
        own = house.register
        return cls(
            **NamedRegisterOut.named(house).model_dump(),
            adopted=None if house.adopted is None else AdoptionOut.of(house.adopted),
            toml=house.toml,
            seniority=_seniority(own.seniority),
            provisions=[ProvisionOut.of(one) for one in own.provisions],
            rules=[RuleOut.of(one) for one in own.rules],
        )


class FaultOut(Out):
    """One thing that is wrong with a register, and where."""

    where: str = Field(title="Sted", description="Tabel, indgang og nøgle; tomt = hele teksten.")
    message: str = Field(title="Besked")

    @classmethod
    def of(cls, fault: Fault) -> "FaultOut":
        """Mirror a fault."""
        return cls(where=fault.where, message=fault.text(Language.DANISH))


class CheckedOut(Out):
    """What is wrong with a register."""

    faults: list[FaultOut] = Field(title="Fejl", description="Alle, der er fundet; tom = den kan vedtages.")


def _seniority(own: Seniority) -> SeniorityOut:
    return SeniorityOut(
        months=own.months,
        leave=own.leave,
        leave_days=own.leave_days,
        reemployment=own.reemployment,
        gap_months=own.gap_months,
    )
