"""How does a system read a register? As JSON: all of it, or what holds on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from mandate.register import Register, RegisteredProvision, Rule
from mandate.timeline import timeline
from sagstyngde.decision import Span


def rules_of(register: Register, one: RegisteredProvision, on: date | None) -> Sequence[Rule]:
    """Return a provision's own rules over time; for a day those that apply, which may be those of a wider one."""
    if on is not None:
        return timeline(register, one.provision).at(on).rules
    return sorted((rule for rule in register.rules if rule.provision == one.provision), key=_place)


def register_json(register: Register, on: date | None) -> dict[str, Any]:
    """Return a register as a system reads it; with a day, what is in force, and the rules that apply to it then."""
    seniority = register.seniority
    shown = [one for one in register.provisions if on is None or one.holds.holds(on)]
    return {
        "name": register.name,
        "version": register.version,
        "is_example": register.is_example,
        "on": None if on is None else on.isoformat(),
        "seniority": {
            "months": seniority.months,
            "leave": seniority.leave.value,
            "leave_days": seniority.leave_days,
            "reemployment": seniority.reemployment.value,
            "gap_months": seniority.gap_months,
        },
        "provisions": [_provision_json(register, one, on) for one in shown],
    }


def _provision_json(register: Register, one: RegisteredProvision, on: date | None) -> dict[str, Any]:
    return {
        "provision": one.provision.code,
        "text": one.provision.text,
        "title": one.title,
        **_days_json(one.holds),
        "former": [former.code for former in one.former],
        "options": list(one.options),
        "rules": [_rule_json(rule) for rule in rules_of(register, one, on)],
    }


def _rule_json(rule: Rule) -> dict[str, Any]:
    return {
        "rule_id": rule.rule_id,
        "provision": rule.provision.code,
        "level": rule.level.value,
        "limit": None if rule.limit is None else rule.limit.value,
        "unit": None if rule.limit is None else rule.limit.unit.value,
        "seniority": rule.seniority,
        "competence": rule.competence,
        **_days_json(rule.holds),
    }


def _days_json(span: Span) -> dict[str, str | None]:
    return {
        "starts_on": span.starts_on.isoformat(),
        "ends_on": None if span.ends_on is None else span.ends_on.isoformat(),
    }


def _place(rule: Rule) -> tuple[date, int]:
    return rule.holds.starts_on, rule.level.rank
