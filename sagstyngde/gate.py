"""May a new model take the old one's place? What was asked of it before anybody may propose it, each with its figure.

No check is left out in silence: one that could not be measured stands there as that, and stops like one that failed.
A person can propose a model that was stopped, if a second person agrees and both say why (AI Act, Article 14).
"""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What a check came to."""

    PASSED = "passed"
    NAMED = "named"
    """Worth a person's eye, and no reason to stop."""
    STOPPED = "stopped"
    UNMEASURED = "unmeasured"
    """Nobody could tell: too few cases, or nothing to lay beside it. Stops too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check. ``label``, ``figure``, ``limit`` and ``told`` are Danish, for whoever proposes and approves.

    Attributes:
        code: what the check is called in files and commands; no two of a gate share it.
        label: what is asked, in a few words.
        figure: what was measured, with its unit and interval; never empty.
        limit: what it is held against.
        told: one or two sentences on what that means here, naming the column, fact or group it is about.

    """

    code: str
    label: str
    outcome: Outcome
    figure: str
    limit: str
    told: str = ""

    @property
    def stops(self) -> bool:
        """Whether a model cannot be proposed without an override of this check."""
        return self.outcome in {Outcome.STOPPED, Outcome.UNMEASURED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """All checks of one challenger against one champion (``None`` where it is the first)."""

    challenger: str
    champion: str | None
    checks: tuple[Check, ...]

    @property
    def stops(self) -> tuple[Check, ...]:
        """The checks that must be overridden by two people before the model may be proposed."""
        return tuple(check for check in self.checks if check.stops)

    @property
    def named(self) -> tuple[Check, ...]:
        """The checks that a person should read before signing."""
        return tuple(check for check in self.checks if check.outcome is Outcome.NAMED)
