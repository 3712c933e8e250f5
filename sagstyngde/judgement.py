"""What does a person say of a case, and whose word counts? The human's word is last, and it is kept."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a case weighs in the ledger: its settled category, if any, and expected hours each month since intake."""

    case_id: CaseId
    category: str | None
    monthly_hours: tuple[float, ...]


def settled(assessment: Assessment, answer: Confirmation | Override | None) -> Weight:
    """Return the weight that counts: the person's category where one was given, otherwise the suggestion.

    A withheld suggestion settles nothing until a person has answered. The hours stay the predicted hours: a
    professional corrects the category, the ledger keeps the estimate that can be compared with what was recorded.
    """
    match answer:
        case Override(category=category):
            pass
        case _ if assessment.suggestion.is_withheld and answer is None:
            category = None
        case _:
            category = assessment.suggestion.code
    return Weight(case_id=assessment.case_id, category=category, monthly_hours=assessment.effort.monthly_hours)
