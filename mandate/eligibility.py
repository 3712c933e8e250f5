"""On which days does a caseworker fulfil a rule's conditions? Her employment, her seniority and what she is trained in.

Whom nobody is named for fulfils them all: that is what the register says by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from mandate.register import Rule, Seniority
from mandate.remembered import Remembered
from mandate.seniority import Tenure, tenures
from sagstyngde.decision import Decider, Span

ALWAYS = Span(starts_on=date.min)
REMEMBERED = 4096
"""Caseworkers kept: more than one municipality has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """A caseworker, or ``None`` for any who fulfils every condition, under a register's way of counting.

    ``tenures`` are her employments, those that are counted as one together. ``employed`` are the days of them,
    ``senior`` those of them on which the count is full.
    """

    decider: Decider | None
    seniority: Seniority
    tenures: tuple[Tenure, ...]
    employed: tuple[Span, ...]
    senior: tuple[Span, ...]

    def tenure(self, on: date) -> Tenure | None:
        """Return the employment of a day."""
        return next((tenure for tenure in self.tenures if tenure.holds(on)), None)

    def fulfils(self, rule: Rule, on: date) -> bool:
        """Whether she fulfils a rule's conditions on a day."""
        employed = self.senior if rule.seniority else self.employed
        return any(span.holds(on) for span in employed) and self.is_trained(rule, on)

    def is_trained(self, rule: Rule, on: date) -> bool:
        """Whether she has the competence a rule asks for on a day."""
        return any(span.holds(on) for span in self._trained(rule))

    def days(self, rule: Rule) -> Iterator[Span]:
        """Yield the days on which she fulfils a rule's conditions."""
        for trained in self._trained(rule):
            for employed in self.senior if rule.seniority else self.employed:
                if (days := common(employed, trained)) is not None:
                    yield days

    def _trained(self, rule: Rule) -> tuple[Span, ...]:
        if rule.competence is None or self.decider is None:
            return (ALWAYS,)
        return tuple(one.span for one in self.decider.competences if one.name == rule.competence)


def eligibility(seniority: Seniority, decider: Decider | None) -> Eligibility:
    """Return how a caseworker stands; remembered, for a route is asked of the same people often."""
    return _eligibility(Remembered(seniority), Remembered(decider))


@lru_cache(maxsize=REMEMBERED)
def _eligibility(seniority: Remembered[Seniority], decider: Remembered[Decider | None]) -> Eligibility:
    counted = () if decider.value is None else tenures(seniority.value, decider.value)
    return Eligibility(
        decider=decider.value,
        seniority=seniority.value,
        tenures=counted,
        employed=tuple(_employed(counted)) if decider.value is not None else (ALWAYS,),
        senior=tuple(_senior(counted)) if decider.value is not None else (ALWAYS,),
    )


def _employed(counted: tuple[Tenure, ...]) -> Iterator[Span]:
    for tenure in counted:
        yield from tenure.employments


def _senior(counted: tuple[Tenure, ...]) -> Iterator[Span]:
    for tenure in counted:
        if tenure.full_on is not None:
            full = Span(starts_on=tenure.full_on)
            yield from filter(None, (common(full, span) for span in tenure.employments))


def common(one: Span, other: Span) -> Span | None:
    """Return the days that are in both, if any.

    >>> common(Span(starts_on=date(2026, 1, 1)), Span(starts_on=date(2025, 1, 1), ends_on=date(2026, 1, 2)))
    Span(starts_on=datetime.date(2026, 1, 1), ends_on=datetime.date(2026, 1, 2))
    """
    starts_on = max(one.starts_on, other.starts_on)
    ends = [span.ends_on for span in (one, other) if span.ends_on is not None]
    if ends and min(ends) < starts_on:
        return None
    return Span(starts_on=starts_on, ends_on=min(ends, default=None))
