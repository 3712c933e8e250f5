"""How do staff find it? Answers in five steps, as shares with Wilson intervals, and whether the share changed.

Copenhagen's evaluation says that 34 % agreed wholly and 40 % agreed, 74 % in all, and not how many were asked. What
that is worth depends on it (assumed numbers):

>>> for asked in (50, 100, 200):
...     answers = Answers(counts=(0, 0, round(0.26 * asked), round(0.40 * asked), round(0.34 * asked)))
...     low, high = answers.interval
...     print(f"{asked}: {answers.share:.0%}, {low:.0%} to {high:.0%}")
50: 74%, 60% to 84%
100: 74%, 65% to 82%
200: 74%, 68% to 80%

No correction is made where nearly all staff answered: the question is how staff find it, not only how these found it
that week. Standard library only.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from mandate.finding import CONFIDENCE
from mandate.score_limits import Limits, Shares, score_limits
from sagstyngde.danish import percent

STEPS = ("Helt uenig", "Uenig", "Hverken eller", "Enig", "Helt enig")
"""What the answers 1 to 5 are called."""
POSITIVE = 2
"""How many of the highest steps count as agreeing."""
FEWEST = 5
"""Fewer answers than this are not shown: they would tell who gave them."""


class Round(StrEnum):
    """When staff were asked."""

    BEFORE = "foer"
    AFTER = "efter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """How many gave each answer, from *helt uenig* to *helt enig*, and how many left it blank."""

    counts: tuple[int, int, int, int, int]
    blank: int = 0

    def __post_init__(self) -> None:
        """Refuse counts that are none."""
        if len(self.counts) != len(STEPS) or min(*self.counts, self.blank) < 0:
            raise ValueError("answers are counted in five steps")

    @property
    def number(self) -> int:
        """How many answered."""
        return sum(self.counts)

    @property
    def positive(self) -> int:
        """How many agreed."""
        return sum(self.counts[-POSITIVE:])

    @property
    def is_shown(self) -> bool:
        """Whether so many answered that none of them can be told."""
        return self.number >= FEWEST

    @property
    def share(self) -> float:
        """The share that agreed, of those who answered."""
        return self.positive / self.number

    @property
    def interval(self) -> Limits:
        """Where the share of all such staff lies, with 95 % confidence."""
        return wilson(self.positive, self.number)

    @property
    def text(self) -> str:
        """Say it in Danish."""
        if not self.is_shown:
            return f"Vises ikke: færre end {FEWEST} har svaret."
        low, high = self.interval
        return f"{percent(self.share)} er enige (95 %-interval {percent(low)} til {percent(high)}; {self.number} svar)."


def wilson(positive: int, number: int, confidence: float = CONFIDENCE) -> Limits:
    """Return Wilson's score limits of a share (JASA 1927, 22: 209-212).

    >>> low, high = wilson(81, 263)  # Newcombe 1998, Statistics in Medicine 17: 857-872, table I
    >>> round(low, 4), round(high, 4)
    (0.2553, 0.3662)

    Raises:
        ValueError: there is nothing it is a share of.

    """
    if not 0 <= positive <= number or number == 0:
        raise ValueError("a share is of something")
    squared = NormalDist().inv_cdf(0.5 + confidence / 2.0) ** 2
    middle = (positive + squared / 2.0) / (number + squared)
    spread = math.sqrt(squared * (positive * (number - positive) / number + squared / 4.0)) / (number + squared)
    # Where none or all agree, one limit is exactly that share; a rounding must not leave the share outside.
    low = 0.0 if positive == 0 else middle - spread
    return Limits(low, 1.0 if positive == number else middle + spread)


def change(before: Answers, after: Answers, confidence: float = CONFIDENCE) -> Limits | None:
    """Return the limits of the change in the share that agrees, or nothing where too few answered to be shown.

    Answers carry no name, so who answered twice is not known and both rounds are taken as independent: where the same
    people answer alike the limits are wider than need be, never narrower.
    """
    if not (before.is_shown and after.is_shown):
        return None
    return score_limits(Shares(before.positive, before.number, after.positive, after.number), confidence)


def counted(answers: Iterable[int | None]) -> Answers:
    """Count answers 1 to 5; ``None`` was left blank.

    >>> counted([5, 5, 4, None, 1]).counts
    (1, 0, 0, 1, 2)
    """
    told = list(answers)
    counts: Sequence[int] = [told.count(step) for step in range(1, len(STEPS) + 1)]
    one, two, three, four, five = counts
    return Answers(counts=(one, two, three, four, five), blank=told.count(None))
