"""How long may what be kept? As the municipality has decided and written down: no period here is read from the law.

    decided_by = "Børne- og familiechefen, kassationsplan 2026, punkt 4"
    decided_on = 2026-11-02

    [cases]
    years_after_closing = 5       # a case that is not closed is kept
    not_before_age = 23           # optional, with the fact that holds the child's month of birth
    born_fact = "born_on"

    [children]
    days_without_case = 90        # who a child is, when no case is about it

    [drafts]
    days = 30                     # a new case that was begun and not handed in, since it was last saved

    [felt]
    months = 24                   # what caseworkers told of their weeks; without this line, 24

    [people]
    days = 730                    # a user's name, since she last logged in; what she did stays under her id

    [events]
    days = 365                    # the feed to other systems

    [replies]
    hours = 72                    # kept so that a request sent twice has one effect; at least 24

What is left out is kept for ever, but for felt load: it is about an employee, is asked for her own sake (ADR 0054), and
says nothing of a case, so it goes after ``FELT_MONTHS`` where the municipality has decided on no other period.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sagstyngde.case import Case
from sagstyngde.errors import RetentionRefused
from sagstyngde.toml_text import parse_toml

FELT_MONTHS = 24
_LEAST_HOURS = 24
_KEYS: Mapping[str, Mapping[str, type]] = {
    "cases": {"years_after_closing": int, "not_before_age": int, "born_fact": str},
    "children": {"days_without_case": int},
    "drafts": {"days": int},
    "felt": {"months": int},
    "people": {"days": int},
    "events": {"days": int},
    "replies": {"hours": int},
}


class Due(StrEnum):
    """Whether a case may go."""

    DUE = "due"
    KEPT = "kept"
    AGE_UNKNOWN = "age_unknown"
    """It would be due by its closing, but nothing tells how old the child is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The municipality's rules. ``None`` = kept for ever; felt load never is."""

    decided_by: str
    decided_on: date
    years_after_closing: int | None = None
    not_before_age: int | None = None
    born_fact: str | None = None
    days_without_case: int | None = None
    draft_days: int | None = None
    felt_months: int = FELT_MONTHS
    people_days: int | None = None
    event_days: int | None = None
    reply_hours: int | None = None

    def __post_init__(self) -> None:
        """Refuse periods of nothing, an age that nothing tells, and replies that go while they may be asked for."""
        days = (self.days_without_case, self.draft_days, self.people_days, self.event_days)
        periods = (self.years_after_closing, self.not_before_age, self.felt_months, *days)
        if any(period is not None and period < 1 for period in periods):
            raise ValueError("a period is at least 1")
        if (self.not_before_age is None) != (self.born_fact is None):
            raise ValueError("not_before_age and born_fact go together")
        if self.reply_hours is not None and self.reply_hours < _LEAST_HOURS:
            raise ValueError("replies are kept for at least 24 hours")

    def of(self, case: Case, *, today: date) -> Due:
        """Say whether a case may go.

        >>> rules = Retention(decided_by="chefen", decided_on=date(2026, 1, 1), years_after_closing=5)
        >>> closed = Case(case_id="s1", received_on=date(2019, 1, 1), closed_on=date(2020, 2, 29))
        >>> rules.of(closed, today=date(2025, 2, 28)).value, rules.of(closed, today=date(2025, 3, 1)).value
        ('kept', 'due')
        """
        if self.years_after_closing is None or case.closed_on is None:
            return Due.KEPT
        if _years_later(case.closed_on, self.years_after_closing) > today:
            return Due.KEPT
        if self.not_before_age is None or self.born_fact is None:
            return Due.DUE
        born = case.facts.get(self.born_fact)
        if not isinstance(born, date):
            return Due.AGE_UNKNOWN
        return Due.DUE if _years_later(born, self.not_before_age) <= today else Due.KEPT


def read_retention(text: str, file: str) -> Retention:
    """Read the rules from TOML.

    Raises:
        RetentionRefused: it is no TOML, does not say who decided when, or holds a key or value that is not known.

    """
    try:
        return _parsed(parse_toml(text))
    except (ValueError, TypeError) as error:
        raise RetentionRefused(
            english=f"{file}: cannot be used as rules of retention ({error}); see docs/vault.md",
            danish=f"{file}: kan ikke bruges som regler for opbevaring ({error}); se docs/vault.md",
        ) from error


def _parsed(told: Mapping[str, Any]) -> Retention:
    if unknown := told.keys() - _KEYS.keys() - {"decided_by", "decided_on"}:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    decided_by, decided_on = told.get("decided_by"), told.get("decided_on")
    if not isinstance(decided_by, str) or not decided_by.strip() or type(decided_on) is not date:
        raise ValueError("decided_by, decided_on")
    periods = {section: _section(section, told.get(section, {})) for section in _KEYS}
    return Retention(
        decided_by=decided_by,
        decided_on=decided_on,
        **periods["cases"],
        **periods["children"],
        draft_days=periods["drafts"].get("days"),
        felt_months=periods["felt"].get("months", FELT_MONTHS),
        people_days=periods["people"].get("days"),
        event_days=periods["events"].get("days"),
        reply_hours=periods["replies"].get("hours"),
    )


def _section(name: str, told: Any) -> Mapping[str, Any]:
    if not isinstance(told, Mapping):
        raise TypeError(f"[{name}]")
    for key, value in told.items():
        if type(value) is not _KEYS[name].get(key):
            raise ValueError(f"[{name}] {key}")
    return told


def _years_later(day: date, years: int) -> date:
    """Return the same day so many years later; 1 March where that year has no 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
