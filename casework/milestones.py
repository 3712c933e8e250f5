"""How is a step of a case written down? As it is told; refused where it cannot have been so."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sagstyngde.case import Case
from sagstyngde.errors import CaseRefused
from sagstyngde.milestone import Milestone, MilestoneId, MilestoneKind
from storage.engine import Connection
from storage.milestones import MilestoneRecord, insert_milestone
from storage.stamp import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a case as it is told."""

    kind: MilestoneKind
    reached_on: date
    next_on: date | None = None


def record_step(connection: Connection, case: Case, step: Step, *, on: date, stamp: Stamp) -> MilestoneRecord:
    """Store a step of a case. ``on`` is today.

    It may lie before the case was received: an *undersøgelse* can have begun in another case of the child's.

    Raises:
        CaseRefused: it lies in the future, or says when the next one is where no next one is decided.

    """
    if step.reached_on > on:
        raise CaseRefused(field="reached_on", english="lies in the future", danish="kan tidligst være i dag eller før")
    if step.next_on is not None and step.kind is not MilestoneKind.FOLLOWED_UP:
        raise CaseRefused(
            field="next_on",
            english="is only said of a follow-up that was held",
            danish="udfyldes kun, når der er holdt opfølgning",
        )
    if step.next_on is not None and step.next_on <= step.reached_on:
        raise CaseRefused(
            field="next_on", english="comes after the follow-up that was held", danish="skal ligge efter opfølgningen"
        )
    milestone = Milestone(
        milestone_id=MilestoneId(str(uuid4())),
        case_id=case.case_id,
        kind=step.kind,
        reached_on=step.reached_on,
        next_on=step.next_on,
    )
    return insert_milestone(connection, milestone, stamp)
