"""What does an allocation policy look like on the wire? Its text, its principles in order, and its versions."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from allocation.principles import Filter, Goal
from casework.policies import LARGEST
from casework.policy import HousePolicy
from sagstyngde.errors import Fault, Language
from serve.wire import Note, Strict
from serve.wire_out import Out
from storage.policies import AdoptedPolicy

_EXAMPLE = """name = "Fordeling efter timer"

[[principle]]
name = "saerlige_kompetencer"

[[principle]]
name = "balanceret_belastning"
tolerance = 0.03
"""


def _written(text: str) -> str:
    return text.removeprefix("\ufeff")


PolicyToml = Annotated[str, StringConstraints(min_length=1, max_length=LARGEST), AfterValidator(_written)]


class PolicyTextIn(Strict):
    """A policy as TOML."""

    toml: PolicyToml = Field(title="Politik", description="Som TOML.", examples=[_EXAMPLE])


class PolicyIn(PolicyTextIn):
    """A policy that is adopted."""

    note: Note = Field(
        "", title="Bemærkning", description="Hvem der har besluttet den hvornår, og hvorfor; aldrig CPR-numre.",
        examples=["Ledermødet den 3. november 2026"],
    )  # fmt: skip


class PolicyAdoptionOut(Out):
    """A version that was adopted."""

    policy_version: int = Field(title="Udgave", description="Den, som ETag er lavet af.")
    name: str = Field(title="Navn")
    note: str | None = Field(title="Bemærkning")
    adopted_by: str = Field(title="Vedtaget af", description="Brugerens id.")
    adopted_at: datetime = Field(title="Vedtaget")
    content_hash: str = Field(title="Tekstens fingeraftryk", description="SHA-256.")

    @classmethod
    def of(cls, adopted: AdoptedPolicy) -> "PolicyAdoptionOut":
        """Mirror an adopted version."""
        return cls(
            policy_version=adopted.version,
            name=adopted.name,
            note=adopted.note,
            adopted_by=adopted.adopted.by,
            adopted_at=adopted.adopted.at,
            content_hash=adopted.content_hash,
        )


class PolicyAdoptionsOut(Out):
    """Every version that was adopted."""

    versions: list[PolicyAdoptionOut] = Field(title="Udgaver", description="Nyeste først; tom, når ingen er vedtaget.")


class PrincipleOut(Out):
    """A principle in its place."""

    name: str = Field(title="Tildelingskriterium")
    label: str = Field(title="Skrevet ud")
    is_condition: bool = Field(title="Betingelse", description="true = gælder for hver tildeling.")
    is_goal: bool = Field(title="Mål", description="true = tæller i rækkefølge; lederens ord er begge dele.")


class PolicyOut(Out):
    """A policy: its text, and what it says."""

    name: str = Field(title="Navn")
    policy_version: int | None = Field(title="Udgave", description="null = installationens indstilling.")
    toml: str = Field(title="Tekst", description="TOML, som den blev vedtaget.")
    horizon_months: int = Field(title="Måneder frem")
    principles: list[PrincipleOut] = Field(title="Tildelingskriterier", description="Det vigtigste først.")

    @classmethod
    def of(cls, house: HousePolicy) -> "PolicyOut":
        """Mirror a policy."""
        soft = {one.name for one in house.policy.goals}
        return cls(
            name=house.policy.name,
            policy_version=house.version or None,
            toml=house.text,
            horizon_months=house.policy.horizon_months,
            principles=[
                PrincipleOut(
                    name=one.name,
                    label=one.label,
                    is_condition=isinstance(one, Filter) and one.hard,
                    is_goal=isinstance(one, Goal) or one.name in soft,
                )
                for one in house.policy.principles
            ],
        )


class PolicyFaultOut(Out):
    """One thing that is wrong with a policy, and in which setting."""

    where: str = Field(title="Sted", description="Kriterium og indstilling; tomt = hele politikken.")
    message: str = Field(title="Besked")

    @classmethod
    def of(cls, fault: Fault) -> "PolicyFaultOut":
        """Mirror a fault."""
        return cls(where=fault.where, message=fault.text(Language.DANISH))


class PolicyCheckedOut(Out):
    """What is wrong with a policy."""

    faults: list[PolicyFaultOut] = Field(title="Fejl", description="Alle, der er fundet; tom = den kan vedtages.")
