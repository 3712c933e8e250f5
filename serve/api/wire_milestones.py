"""What do a case's steps and clocks look like on the wire?"""

from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from casework.milestones import Step
from sagstyngde.clock import Clock, ClockKind, ClockState
from sagstyngde.milestone import MilestoneKind
from serve.api.wire_decisions import one_of
from serve.wire import Day, Strict
from serve.wire_out import Out
from storage.milestones import MilestoneRecord

KindIn = Annotated[MilestoneKind, BeforeValidator(one_of(MilestoneKind))]


class MilestoneIn(Strict):
    """A step of a case that was taken."""

    kind: KindIn = Field(title="Sagsskridt", examples=["examination_done"])
    reached_on: Day = Field(title="Dag", examples=["2026-11-03"], description="Dagen, hvor det skete; senest i dag.")
    next_on: Day | None = Field(
        None, title="Næste opfølgning", description="Kun ved followed_up: den dag, kommunen har besluttet."
    )

    def step(self) -> Step:
        """Return the step in the words of the domain."""
        return Step(kind=self.kind, reached_on=self.reached_on, next_on=self.next_on)


class MilestoneOut(Out):
    """A step of a case, as it is stored."""

    milestone_id: str
    case_id: str
    kind: MilestoneKind = Field(title="Sagsskridt")
    reached_on: date = Field(title="Dag")
    next_on: date | None = Field(title="Næste opfølgning")
    recorded_by: str = Field(title="Registreret af", description="Brugerens id.")
    recorded_at: datetime = Field(title="Registreret")
    is_withdrawn: bool = Field(title="Trukket tilbage", description="Registreret ved en fejl; tæller ikke med.")

    @classmethod
    def of(cls, record: MilestoneRecord) -> "MilestoneOut":
        """Mirror a stored step."""
        own = record.milestone
        return cls(
            milestone_id=own.milestone_id,
            case_id=own.case_id,
            kind=own.kind,
            reached_on=own.reached_on,
            next_on=own.next_on,
            recorded_by=record.recorded.by,
            recorded_at=record.recorded.at,
            is_withdrawn=record.withdrawn is not None,
        )


class ClockOut(Out):
    """A day that something has to be done by."""

    kind: ClockKind = Field(title="Frist")
    due_on: date = Field(title="Senest")
    state: ClockState = Field(title="Stilling", description="overdue, soon, ahead eller met.")
    text: str = Field(title="I ord")
    source: str = Field(title="Hvor fristen står")
    done_on: date | None = Field(title="Gjort")

    @classmethod
    def of(cls, clock: Clock) -> "ClockOut":
        """Mirror a clock."""
        return cls(
            kind=clock.kind,
            due_on=clock.due_on,
            state=clock.state,
            text=clock.text,
            source=clock.source,
            done_on=clock.done_on,
        )


class MilestonesOut(Out):
    """A case's steps, and its clocks as they stand today."""

    milestones: list[MilestoneOut] = Field(title="Sagsskridt", description="Ældste først, også dem, der er trukket.")
    clocks: list[ClockOut] = Field(title="Frister", description="Mest presserende først; ingen i en afsluttet sag.")
