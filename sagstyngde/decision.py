"""What is a decision in a case, who may make it, and how does it fare?

The levels are those of Ballerup's OS2bos, with Copenhagen's *visitationsudvalg* on top, as in its trial of 2022-23.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

from sagstyngde.case import CaseworkerId
from sagstyngde.provision import Provision


class Level(StrEnum):
    """Where a decision is made, in rising order."""

    OWN = "egenkompetence"
    TEAM = "teammoede"
    SPECIALIST = "fagspecialist"
    LEADER = "teamleder"
    COMMITTEE = "visitationsudvalg"

    @property
    def rank(self) -> int:
        """Its place on the scale, from 0."""
        return list(Level).index(self)


class Unit(StrEnum):
    """What an amount is counted in. Amounts in different units are never compared."""

    KRONER_A_YEAR = "kr_aar"
    KRONER_A_MONTH = "kr_maaned"
    KRONER_ONCE = "kr_engang"
    HOURS_A_WEEK = "timer_uge"
    HOURS_A_MONTH = "timer_maaned"
    DAYS_A_MONTH = "doegn_maaned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much is decided on."""

    value: float
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse what is no amount."""
        if not 0.0 <= self.value < float("inf"):
            raise ValueError("an amount is not negative, and a number")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReference:
    """Which rule of which version of the register a route rests on; ``rule`` is ``None`` where none applied."""

    register: str
    version: str
    rule: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a decision is to be made, why (a Danish sentence), and by which rule.

    ``own_from`` is the day from which the caseworker may decide it alone, where only time stands in the way.
    """

    level: Level
    reason: str
    rule: RuleReference
    own_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days from a first to a last, both included; ``ends_on`` ``None``: until further notice."""

    starts_on: date
    ends_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse a span that ends before it starts."""
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError("days cannot end before they start")

    def holds(self, day: date) -> bool:
        """Whether a day is among them."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Competence:
    """A formal competence or a course, and when it holds."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """A caseworker as the register asks for her: agreed in writing or standing in a diploma, nothing else.

    ``employments`` are her times as a caseworker here, in order and apart; ``leaves`` the days she was away altogether,
    in any order: one may overlap another.
    """

    caseworker_id: CaseworkerId
    employments: tuple[Span, ...]
    leaves: tuple[Span, ...] = ()
    competences: tuple[Competence, ...] = ()

    def __post_init__(self) -> None:
        """Refuse employments out of order, or two on one day."""
        for earlier, later in pairwise(self.employments):
            if earlier.ends_on is None or later.starts_on <= earlier.ends_on:
                raise ValueError("employments stand in order, and one ends before the next begins")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedDecision:
    """A decision that a case awaits: under which provision, on which day, on how much (``None``: not known yet)."""

    provision: Provision
    on: date
    amount: Amount | None = None


class Authority(Protocol):
    """What allocation asks: may this caseworker make these decisions alone? Answered by the mandate register.

    Both answers are Danish clauses without capital or full stop, her name being the subject, and name the provisions.
    Where nobody may make a decision alone (no provision the register knows, or no rule of level ``OWN`` for it), both
    are nothing: such a decision says nothing of who should have the case. An amount that is not known yet is taken to
    be within the rule's limit, and the merit names the limit.
    """

    def objection(self, awaits: tuple[ExpectedDecision, ...], caseworker_id: CaseworkerId) -> str | None:
        """Say why she may not make them all, of those that anybody may make alone; nothing where she may."""

    def merit(self, awaits: tuple[ExpectedDecision, ...], caseworker_id: CaseworkerId) -> str | None:
        """Say which of them she may make alone, up to how much, and by which rule; nothing where there are none."""


class Outcome(StrEnum):
    """What was decided."""

    GRANTED = "bevilget"
    PARTLY = "delvist_bevilget"
    REFUSED = "afslag"


class AppealResult(StrEnum):
    """What Ankestyrelsen, or the municipality itself on reconsidering (retssikkerhedsloven § 66), made of an appeal."""

    UPHELD = "stadfaestet"
    CHANGED = "aendret"
    REMITTED = "hjemvist"
    DISMISSED = "afvist"
    WITHDRAWN = "trukket_tilbage"

    @property
    def is_overturned(self) -> bool:
        """Whether the decision did not stand."""
        return self in {AppealResult.CHANGED, AppealResult.REMITTED}
