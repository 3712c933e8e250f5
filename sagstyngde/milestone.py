"""Which steps of a case does the law or the municipality set a time for, and when were they taken?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from sagstyngde.case import CaseId

MilestoneId = NewType("MilestoneId", str)


class MilestoneKind(StrEnum):
    """What was done."""

    NOTIFICATION_ASSESSED = "notification_assessed"
    """Whether acute help is needed: within 24 hours of an *underretning* (barnets lov § 136)."""
    EXAMINATION_BEGUN = "examination_begun"
    """The municipality became aware that an *undersøgelse* may be needed: the four months begin."""
    EXAMINATION_DONE = "examination_done"
    """The *børnefaglig undersøgelse* is completed: within four months (barnets lov § 20, stk. 3)."""
    MEASURE_BEGUN = "measure_begun"
    """An *indsats* began: the first *opfølgning* is within three months (barnets lov § 95, stk. 2)."""
    FOLLOWED_UP = "followed_up"
    """An *opfølgning* was held, and the day of the next decided (barnets lov § 95, stk. 3-4)."""
    PREPARATION_BEGUN = "preparation_begun"
    """Preparing for adult life began, after the 16th birthday (barnets lov §§ 122-123)."""
    CONTACT = "contact"
    """The caseworker spoke with the child or the family."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A step of a case and its day; ``next_on`` is when the next follow-up was decided to be."""

    milestone_id: MilestoneId
    case_id: CaseId
    kind: MilestoneKind
    reached_on: date
    next_on: date | None = None
