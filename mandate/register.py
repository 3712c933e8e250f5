"""What stands in a municipality's register of decision competence (*kompetenceplan*)? Values only.

A rule says at which level a provision is decided, up to how much, from when to when, and what a caseworker must fulfil.
What no rule covers goes to the committee: nothing here is ever guessed.
"""

from dataclasses import dataclass
from enum import StrEnum

from sagstyngde.decision import Amount, Level, Span
from sagstyngde.provision import Provision

SIX_MONTHS = 6
"""*Medarbejdere skal have været ansat som sagsbehandler i seks måneder* (Copenhagen's trial, 2022-23)."""


class Leave(StrEnum):
    """What a leave does to the months of employment."""

    COUNTS = "counts"
    PAUSES = "pauses"


class Reemployment(StrEnum):
    """What earlier employment counts for somebody who comes back."""

    STARTS_OVER = "starts_over"
    CONTINUES = "continues"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seniority:
    """How long somebody has been employed as a caseworker here.

    The count begins on the first day of an employment, and is full on the same day ``months`` calendar months later, or
    the last day of a month that has no such day: employed on 31 August she may from 28 February, or 29. Each day that
    does not count before then moves it on by a day: a day of a leave of ``leave_days`` or more where leave ``PAUSES``;
    a day between two employments where re-employment ``CONTINUES`` and the gap was at most ``gap_months``. Where it
    ``STARTS_OVER``, or the gap was longer, the count begins anew with the later employment. Days are counted in
    Copenhagen's calendar; the day of the decision itself need not have passed.
    """

    months: int = SIX_MONTHS
    leave: Leave = Leave.COUNTS
    leave_days: int = 28
    reemployment: Reemployment = Reemployment.STARTS_OVER
    gap_months: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredProvision:
    """A provision the register knows, when it is in force, and its other names.

    ``former`` are the provisions it took the place of. ``options`` are the scheme's codes for it (``bl_90_3``), by
    which a case's facts name it.
    """

    provision: Provision
    title: str
    holds: Span
    former: tuple[Provision, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """At ``level``, a provision is decided up to ``limit`` (that amount included; ``None``: any), while it ``holds``.

    ``seniority`` says that the caseworker must have been employed as long as the register asks; ``competence`` that she
    has it on the day. Both are conditions on the caseworker whose case it is, and stand on rules of level ``OWN`` only.
    """

    rule_id: str
    provision: Provision
    level: Level
    holds: Span
    limit: Amount | None = None
    seniority: bool = True
    competence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A version of the register. ``is_example``: nobody has adopted it; it says what one may look like."""

    name: str
    version: str
    seniority: Seniority
    provisions: tuple[RegisteredProvision, ...]
    rules: tuple[Rule, ...]
    is_example: bool = False
