"""What does the model say of a case, why, and when does it keep silent?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from sagstyngde.case import CaseId
from sagstyngde.effort import Effort

AssessmentId = NewType("AssessmentId", str)


class AbstentionReason(StrEnum):
    """Why no category is suggested. The seed itself warns that such cases cannot always be target-group assessed."""

    TOO_LITTLE_KNOWN = "for_lidt_oplyst"
    UNLIKE_EARLIER = "ulig_tidligere_sager"
    TOO_CLOSE = "kategorierne_ligger_for_taet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """One reason for silence, and its Danish sentence."""

    reason: AbstentionReason
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What one source fact adds to the answer.

    ``points`` is on the complexity score (ten points are one unit of the latent score), ``hours`` on expected hours.
    ``fact`` is the fact's name in the scheme, or ``None`` for the sum of the facts not named. ``together_with`` is the
    other fact where the two weigh by standing together; points and hours are then those of both.
    """

    fact: str | None
    text: str
    points: float
    hours: float
    together_with: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One fact given another value; ``text`` says it in Danish, as it stands after *hvis*."""

    fact: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The smallest change found that would move a case to another category, and the sentence that says so.

    ``code`` is that category; ``None`` with no changes where neither one nor two facts would do.
    """

    code: str | None
    changes: tuple[Change, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySuggestion:
    """The suggested category with its uncertainty: probabilities along the scale, and the contiguous set."""

    code: str
    probabilities: tuple[float, ...]
    likely_codes: tuple[str, ...]
    abstentions: tuple[Abstention, ...] = ()

    @property
    def is_withheld(self) -> bool:
        """Whether the case cannot be target-group assessed by the model."""
        return bool(self.abstentions)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarCase:
    """An earlier case that resembles this one: what is alike, what is not, and how it turned out. Danish texts.

    ``handle`` names it in the model bundle alone. ``category`` is a code, ``None`` where nobody judged; ``hours`` are
    those recorded so far within the horizon, ``None`` where the records do not tell; ``outcome`` says them in words.
    """

    handle: str
    received_year: int
    alike: tuple[str, ...]
    different: tuple[str, ...]
    category: str | None
    hours: float | None
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One answer, complete and frozen: it can be replayed from its bundle and its case.

    ``average_hours`` is where the reasons start: average_hours + sum of reasons' hours = effort.hours, and
    ``average_points`` + sum of reasons' points = ``points``. ``similar`` is empty where many are assessed at once.
    """

    assessment_id: AssessmentId
    case_id: CaseId
    assessed_at: datetime
    bundle_hash: str
    scheme_version: str
    suggestion: CategorySuggestion
    effort: Effort
    points: float
    average_points: float
    average_hours: float
    reasons: tuple[Reason, ...]
    contrast: str | None = None
    what_if: WhatIf | None = None
    similar: tuple[SimilarCase, ...] = ()
