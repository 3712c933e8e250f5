"""How is a register told in Danish, entry by entry? What a rule allows, what it asks of whom, and from when to when."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from mandate.register import Leave, Reemployment, RegisteredProvision, Rule, Seniority
from mandate.wording import amount_text, months_text
from sagstyngde.danish import count, listing, whole_day
from sagstyngde.decision import Amount, Level, Span

BY_LEVEL: Mapping[Level, str] = MappingProxyType(
    {
        Level.OWN: "med egenkompetence",
        Level.TEAM: "på et teammøde",
        Level.SPECIALIST: "af en fagspecialist",
        Level.LEADER: "af teamlederen",
        Level.COMMITTEE: "i visitationsudvalget",
    }
)
"""How a decision is made there: *afgøres af teamlederen*."""


def rule_text(rule: Rule, seniority: Seniority) -> str:
    """Say what a rule allows, as the end of a sentence that begins with its name.

    >>> from sagstyngde.provision import Provision
    >>> rule = Rule(
    ...     rule_id="r",
    ...     provision=Provision.parse("BL § 87"),
    ...     level=Level.OWN,
    ...     holds=Span(starts_on=date(2024, 1, 1)),
    ... )
    >>> rule_text(rule, Seniority())
    'barnets lov § 87 afgøres med egenkompetence, uanset beløb, efter seks måneders ansættelse, fra den 1. januar 2024'
    """
    reach = "" if rule.level is Level.COMMITTEE else limit_text(rule.limit)
    parts = (f"{rule.provision.text} afgøres {BY_LEVEL[rule.level]}", reach, *_asked(rule, seniority))
    return ", ".join(filter(None, (*parts, days_text(rule.holds))))


def conditions_text(rule: Rule, seniority: Seniority) -> str:
    """Say what a rule asks of the caseworker: one phrase, empty where it asks nothing."""
    return listing(list(_asked(rule, seniority)))


def limit_text(limit: Amount | None) -> str:
    """Write a limit.

    >>> limit_text(None)
    'uanset beløb'
    """
    return "uanset beløb" if limit is None else f"højst {amount_text(limit)}"


def days_text(days: Span) -> str:
    """Write from when to when.

    >>> days_text(Span(starts_on=date(2022, 10, 1), ends_on=date(2023, 3, 31)))
    'fra den 1. oktober 2022 til og med den 31. marts 2023'
    """
    return f"fra {the_day(days.starts_on)}" + ("" if days.ends_on is None else f" til og med {the_day(days.ends_on)}")


def the_day(day: date) -> str:
    """Write a day as it stands in a sentence.

    >>> the_day(date(2024, 1, 1))
    'den 1. januar 2024'
    """
    return f"den {whole_day(day)}"


def provision_text(one: RegisteredProvision) -> str:
    """Name a provision with its title."""
    return f"{one.provision.text} ({one.title})"


def seniority_texts(seniority: Seniority) -> tuple[str, ...]:
    """Say how long somebody must have been employed, what a leave does and what earlier employment counts."""
    return (
        f"egenkompetence kræver ansættelse som sagsbehandler i {months_text(seniority.months)}"
        if seniority.months
        else "egenkompetence kræver ansættelse, men ingen bestemt tid",
        "orlov tæller med"
        if seniority.leave is Leave.COUNTS
        else f"orlov på {count(seniority.leave_days, 'dag', 'dage')} eller mere tæller ikke med",
        "den, der ansættes igen, begynder forfra"
        if seniority.reemployment is Reemployment.STARTS_OVER
        else "tidligere ansættelse tæller med efter en afbrydelse på højst " + months_text(seniority.gap_months),
    )


def _asked(rule: Rule, seniority: Seniority) -> Iterator[str]:
    if rule.level is not Level.OWN:
        return
    if rule.seniority and seniority.months:
        yield f"efter {months_text(seniority.months)}s ansættelse"
    if rule.competence is not None:
        yield f"med kompetencen {rule.competence}"
