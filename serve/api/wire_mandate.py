"""What do a route and a caseworker's own right look like on the wire?"""

from datetime import date

from pydantic import Field

from casework.mandates import HouseRegister
from mandate.matrix import Reach
from sagstyngde.decision import Level, Route
from serve.api.wire_decisions import AmountIn, AmountOut, ProvisionCode
from serve.api.wire_register import NamedRegisterOut
from serve.wire import Day, Strict
from serve.wire_out import Out


class RouteIn(Strict):
    """A decision that is to be made in a case."""

    provision: ProvisionCode = Field(title="Bestemmelse", description="Lov, paragraf, stykke og nummer.")
    amount: AmountIn | None = Field(None, title="Beløb eller omfang", description="Udeladt = ikke kendt endnu.")
    on: Day | None = Field(None, title="Dag", examples=["2026-11-03"], description="Udeladt = i dag.")


class RuleReferenceOut(Out):
    """What a route rests on."""

    register_name: str = Field(title="Kompetenceplan")
    version: str = Field(title="Planens egen betegnelse for udgaven")
    rule: str | None = Field(title="Regel", description="null = ingen regel dækkede.")


class RouteOut(Out):
    """Where a decision is to be made, and why."""

    level: Level = Field(title="Niveau")
    reason: str = Field(title="Hvorfor")
    rule: RuleReferenceOut = Field(title="Grundlag")
    own_from: date | None = Field(
        title="Egenkompetence fra", description="Første dag, sagsbehandleren selv må; null = kun tiden er ikke nok."
    )
    caseworker_id: str | None = Field(title="Sagsbehandler", description="null = sagen har ingen; planen alene.")
    is_example: bool = Field(title="Eksempel", description="true = kommunen har ikke vedtaget en kompetenceplan.")

    @classmethod
    def of(cls, found: Route, house: HouseRegister, caseworker_id: str | None) -> "RouteOut":
        """Mirror a route."""
        rule = RuleReferenceOut(register_name=found.rule.register, version=found.rule.version, rule=found.rule.rule)
        return cls(
            level=found.level,
            reason=found.reason,
            rule=rule,
            own_from=found.own_from,
            caseworker_id=caseworker_id,
            is_example=house.adopted is None,
        )


class ReachOut(Out):
    """How far a caseworker's own right goes under a provision."""

    provision: str = Field(title="Bestemmelse")
    text: str = Field(title="Skrevet ud")
    title: str = Field(title="Overskrift")
    level: Level = Field(title="Niveau", description="Det laveste, hvor beløbet ikke er i vejen.")
    limit: AmountOut | None = Field(title="Højst", description="null = alle beløb, eller slet ikke: se niveau.")
    reason: str = Field(title="Hvorfor")
    own_from: date | None = Field(title="Egenkompetence fra")

    @classmethod
    def of(cls, reach: Reach) -> "ReachOut":
        """Mirror a reach."""
        named = reach.provision
        return cls(
            provision=named.provision.code,
            text=named.provision.text,
            title=named.title,
            level=reach.route.level,
            limit=None if reach.limit is None else AmountOut.of(reach.limit),
            reason=reach.route.reason,
            own_from=reach.route.own_from,
        )


class MineOut(Out):
    """What a caseworker may decide alone on a day."""

    caseworker_id: str
    on: date = Field(title="Dag")
    register_used: NamedRegisterOut = Field(title="Kompetenceplan")
    provisions: list[ReachOut] = Field(title="Bestemmelser", description="De, der gælder den dag.")
