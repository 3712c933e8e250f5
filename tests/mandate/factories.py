"""Registers and caseworkers for tests: only what matters stands in the test."""

from datetime import date
from typing import Any

from mandate.register import Register, RegisteredProvision, Rule, Seniority
from sagstyngde.case import CaseworkerId
from sagstyngde.decision import Amount, Competence, Decider, Level, Span, Unit
from sagstyngde.provision import Provision

ALWAYS = Span(starts_on=date(2024, 1, 1))
SECTION_90 = Provision.parse("BL § 90")
TRAINING = Provision.parse("BL § 90 nr. 3")


def day(text: str) -> date:
    return date.fromisoformat(text)


def days(text: str) -> Span:
    """Days as ``2026-01-01/2026-01-31``, both included; ``2026-01-01/`` until further notice."""
    starts_on, _, ends_on = text.partition("/")
    return Span(starts_on=day(starts_on), ends_on=day(ends_on) if ends_on else None)


def kroner(value: float) -> Amount:
    return Amount(value=value, unit=Unit.KRONER_A_YEAR)


def a_decider(*employed: str, away: tuple[str, ...] = (), has: tuple[str, ...] = (), key: str = "k1") -> Decider:
    """A caseworker by her employments, her leaves and the competences she always has."""
    return Decider(
        caseworker_id=CaseworkerId(key),
        employments=tuple(map(days, employed)),
        leaves=tuple(map(days, away)),
        competences=tuple(Competence(name=name, span=ALWAYS) for name in has),
    )


def a_provision(code: str, **fields: Any) -> RegisteredProvision:
    known: dict[str, Any] = {"title": code, "holds": ALWAYS}
    return RegisteredProvision(provision=Provision.parse(code), **(known | fields))


def a_rule(code: str = "BL § 90 nr. 3", level: Level = Level.OWN, **fields: Any) -> Rule:
    known: dict[str, Any] = {"rule_id": f"{code} {level}", "holds": ALWAYS}
    return Rule(provision=Provision.parse(code), level=level, **(known | fields))


def a_register(*rules: Rule, provisions: tuple[RegisteredProvision, ...] | None = None, **fields: Any) -> Register:
    """A register that knows the provisions its rules are of."""
    codes = dict.fromkeys(rule.provision.code for rule in rules)
    known: dict[str, Any] = {"name": "prøve", "version": "1", "seniority": Seniority()}
    if provisions is None:
        provisions = tuple(map(a_provision, codes))
    return Register(rules=rules, provisions=provisions, **(known | fields))
