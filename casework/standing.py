"""What is a case's clock reckoned from, and how does one stand on a day?"""

from dataclasses import dataclass
from datetime import date, timedelta

from sagstyngde.case import Case
from sagstyngde.clock import Clock, ClockKind, ClockState, met, within
from sagstyngde.milestone import Milestone, MilestoneKind
from storage.decisions import Decision

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All that a case's clocks are reckoned from."""

    case: Case
    on: date
    milestones: tuple[Milestone, ...] = ()
    decided: tuple[Decision, ...] = ()

    def last(self, kind: MilestoneKind, *, since: date = date.min) -> date | None:
        """Return the last day a step was taken, on or after a day."""
        return max(
            (one.reached_on for one in self.milestones if one.kind is kind and one.reached_on >= since), default=None
        )

    def first(self, kind: MilestoneKind, *, since: date = date.min) -> date | None:
        """Return the first day a step was taken, on or after a day."""
        return min(
            (one.reached_on for one in self.milestones if one.kind is kind and one.reached_on >= since), default=None
        )


def due_clock(  # noqa: PLR0913  what a clock is made of
    standing: Standing,
    kind: ClockKind,
    *,
    due_on: date,
    label: str,
    source: str,
    done_on: date | None = None,
) -> Clock:
    """Return a clock that has run out when its day has passed, unless what it is about was done."""
    told = within(due_on, standing.on) if done_on is None else met(due_on, done_on)
    return Clock(
        kind=kind,
        due_on=due_on,
        state=ClockState.MET if done_on is not None else state_on(due_on, standing.on, SOON, ClockState.OVERDUE),
        label=label,
        text=f"{label}: {told}",
        source=source,
        done_on=done_on,
    )


def state_on(due_on: date, on: date, soon: timedelta, after: ClockState) -> ClockState:
    """Say how a day stands that nobody has met: near within ``soon``, and what it is ``after`` it has passed."""
    if due_on < on:
        return after
    return ClockState.SOON if due_on - on <= soon else ClockState.AHEAD
