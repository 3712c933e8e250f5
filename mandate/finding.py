"""What was found? Estimates with their uncertainty and verdicts on what was claimed, as a report and a page show them.

Standard library only: the server shows what a command has reckoned.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

CONFIDENCE = 0.95
"""Of the intervals that describe an effect."""
CLAIM_CONFIDENCE = 0.90
"""Of the intervals that claims are judged by: each of their limits is a one-sided 95 % limit."""


class Scale(StrEnum):
    """What an effect is measured in: ``RATIO`` .8 is a fifth less, ``DIFFERENCE`` -.02 two percentage points less."""

    RATIO = "ratio"
    DIFFERENCE = "difference"

    @property
    def no_effect(self) -> float:
        """What an effect of nothing is."""
        return 1.0 if self is Scale.RATIO else 0.0


class OutcomeName(StrEnum):
    """What is looked at."""

    DAYS = "days"
    """Days from application to decision; its effects are ratios."""
    GRANTED = "granted"
    """The share of decisions that grant, wholly or partly; its effects are differences of shares."""
    AMOUNT = "amount"
    """Kroner a year in a decision that grants; its effects are ratios."""
    SPENDING = "spending"
    """Kroner a year granted in a month, over all decisions; its effects are ratios."""
    OVERTURNED = "overturned"
    """The share of decisions that an appeal overturned; its effects are differences of shares."""

    @property
    def scale(self) -> Scale:
        """What its effects are measured in."""
        return Scale.DIFFERENCE if self in {OutcomeName.GRANTED, OutcomeName.OVERTURNED} else Scale.RATIO


class Design(StrEnum):
    """How an effect was found."""

    BEFORE_AFTER = "before_after"
    INTERRUPTED = "interrupted_time_series"
    STAGGERED = "staggered_difference_in_differences"


class Verdict(StrEnum):
    """What can be said of a claim. Never "not significant"."""

    SHOWN = "shown"
    NOT_SHOWN = "not_shown"
    WORSE = "worse"
    UNDECIDABLE = "undecidable"
    """*Kan ikke afgøres*: there is too little, or the wrong kind, to say anything from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An effect with its interval of coverage ``confidence``, and what it rests on.

    It describes an effect at ``CONFIDENCE`` and carries a verdict at ``CLAIM_CONFIDENCE``: designs are asked for both.

    ``p_value`` is that of no effect, two-sided. ``notes`` are Danish sentences a reader must know.
    """

    outcome: OutcomeName
    design: Design
    scale: Scale
    effect: float
    low: float
    high: float
    confidence: float
    p_value: float | None
    method: str
    months: int
    teams: int
    decisions: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecidable:
    """Why nothing can be said of an outcome by a design: a Danish sentence."""

    outcome: OutcomeName
    design: Design
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """An outcome month by month beside what it would have been without the arrangement, ready to be drawn.

    Values are as people say them: usual days, shares, kroner a year (days and kroner are geometric means: half of the
    decisions lie above, roughly; spending is the month's total). Of each month there is what was seen, what the
    regression says, what it says had the arrangement not begun (the same until it did), and the latter's limits of
    coverage ``confidence``.
    """

    outcome: OutcomeName
    starts_on: date
    months: tuple[date, ...]
    observed: tuple[float, ...]
    fitted: tuple[float, ...]
    without: tuple[float, ...]
    without_low: tuple[float, ...]
    without_high: tuple[float, ...]
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is claimed of an outcome, set before the data are looked at.

    On a ratio a ``margin`` of 1.05 claims *not more than 5 % more*, on a difference .05 *not more than 5 points more*;
    a claim of improvement has a margin of 1 or below, 0 or below.
    """

    outcome: OutcomeName
    margin: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A claim, what was found of it, and the verdict with the Danish sentence that states it."""

    claim: Claim
    found: Estimate | Undecidable
    verdict: Verdict
    text: str
    decided_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMonth:
    """The effect so many months since a start, negative before it, with an interval of its own."""

    since: int
    effect: float
    low: float
    high: float
    teams: int
    decisions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventStudy:
    """The effect month by month about the teams' starts. Each interval covers its own month, not all of them at once.

    ``no_trend_p`` is that of no difference in the months before the start, all together; ``None``: they are too few to
    test. ``reference`` says in Danish what the effects are measured from. ``notes`` are Danish sentences.
    """

    outcome: OutcomeName
    scale: Scale
    months: tuple[EventMonth, ...]
    confidence: float
    reference: str
    no_trend_p: float | None
    notes: tuple[str, ...] = ()
