"""What does a person say of a case, and whose word counts? The human's word is last, and it is kept."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from sagstyngde.assessment import Assessment, AssessmentId
from sagstyngde.case import CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A professional's own category for a case. ``blind`` = given before the suggestion was shown."""

    case_id: CaseId
    category: str
    judged_on: date
    judged_by: str | None = None
    blind: bool = False


class NoCategoryReason(StrEnum):
    """Why a professional gives a case no category: *kan ikke målgruppevurderes*."""

    TOO_LITTLE_KNOWN = "for_lidt_er_oplyst"
    NONE_FITS = "ingen_kategori_passer"
    OUTSIDE = "uden_for_maalgruppen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unassessable:
    """A professional says that a case cannot be assessed for a target group, and why.

    A word like a category: it opens a suggestion that was kept back. It is no category, so nothing is learned from it
    and no share of agreement holds it.
    """

    case_id: CaseId
    reason: NoCategoryReason
    judged_on: date
    judged_by: str | None = None
    blind: bool = False

    @property
    def category(self) -> None:
        """None, where a judgement has one."""
        return


OwnWord: TypeAlias = Judgement | Unassessable
"""What a professional says of a case by herself."""


class OverrideReason(StrEnum):
    """Why a person sets the suggestion aside."""

    UNRECORDED_CIRCUMSTANCES = "forhold_der_ikke_er_registreret"
    KNOWS_THE_FAMILY = "kendskab_til_familien"
    ERROR_IN_FACTS = "fejl_i_oplysningerne"
    NEW_LAW_OR_PRACTICE = "ny_lovgivning_eller_praksis"
    MODEL_OVERWEIGHTS = "modellen_laegger_for_meget_vaegt_paa"
    OTHER = "andet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A person agrees with an assessment."""

    assessment_id: AssessmentId
    confirmed_by: str
    confirmed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A person sets an assessment aside, with a reason. ``category`` is ``None`` for *kan ikke målgruppevurderes*."""

    assessment_id: AssessmentId
    category: str | None
    reason: OverrideReason
    note: str
    overridden_by: str
    overridden_at: datetime


Word: TypeAlias = OwnWord | Confirmation | Override
"""What a person can say of a case. What was said last counts."""


class Basis(StrEnum):
    """Whose word a weight's category is."""

    JUDGEMENT = "judgement"
    OVERRIDE = "override"
    CONFIRMATION = "confirmation"
    SUGGESTION = "suggestion"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a case weighs in the ledger: its settled category, if any, and expected hours each month since intake.

    No hours means that nobody has estimated them: allocation takes the category's norm (``allocation.norms``).
    """

    case_id: CaseId
    category: str | None
    monthly_hours: tuple[float, ...]
    basis: Basis


def settled(assessment: Assessment, answer: Confirmation | Override | None) -> Weight:
    """Return the weight that counts: the person's category where one was given, otherwise the suggestion.

    A withheld suggestion settles nothing until a person has answered. The hours stay the predicted hours: a
    professional corrects the category, the ledger keeps the estimate that can be compared with what was recorded.
    """
    category: str | None = assessment.suggestion.code
    match answer:
        case Override():
            category, basis = answer.category, Basis.OVERRIDE
        case Confirmation():
            basis = Basis.CONFIRMATION
        case _ if assessment.suggestion.is_withheld:
            category, basis = None, Basis.NOBODY
        case _:
            basis = Basis.SUGGESTION
    hours = assessment.effort.monthly_hours
    return Weight(case_id=assessment.case_id, category=category, monthly_hours=hours, basis=basis)


def weight_of(case_id: CaseId, assessment: Assessment | None, word: Word | None) -> Weight:
    """Return what a case weighs, given its newest assessment and what a person said last of it.

    ``assessment`` is ``None`` where there is none, or where it is kept back for a blind judgement: then the case has no
    hours of its own either, and no plan or load can tell what was suggested. A category a person has set stays hers
    when the case is assessed anew; a confirmation counts for the assessment it confirms.
    """
    hours = assessment.effort.monthly_hours if assessment else ()
    match word:
        case Judgement() | Unassessable():
            return Weight(case_id=case_id, category=word.category, monthly_hours=hours, basis=Basis.JUDGEMENT)
        case Override():
            return Weight(case_id=case_id, category=word.category, monthly_hours=hours, basis=Basis.OVERRIDE)
        case Confirmation() if assessment is not None and word.assessment_id == assessment.assessment_id:
            return settled(assessment, word)
    if assessment is not None:
        return settled(assessment, None)
    return Weight(case_id=case_id, category=None, monthly_hours=(), basis=Basis.NOBODY)
