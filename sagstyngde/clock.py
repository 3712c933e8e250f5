"""Which days of a case is the municipality bound by, and how near are they?

A clock is reckoned anew from what is known (``casework.clocks``); nothing of it is stored.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sagstyngde.danish import count, day, days_ahead


class ClockKind(StrEnum):
    """What has to be done by the day."""

    NOTIFICATION = "notification"
    """Whether acute help is needed is assessed within 24 hours of an *underretning* (barnets lov § 136)."""
    EXAMINATION = "examination"
    """A *børnefaglig undersøgelse* is completed within four months (barnets lov § 20, stk. 3)."""
    FIRST_FOLLOW_UP = "first_follow_up"
    """The first *opfølgning* of an *indsats*, within three months (barnets lov § 95, stk. 2)."""
    FOLLOW_UP = "follow_up"
    """The next *opfølgning*, on the day the municipality itself has decided (barnets lov § 95, stk. 3-4)."""
    DECISION = "decision"
    """The decision that is expected on a day."""
    OWN_LIMIT = "own_limit"
    """The time to a decision that the municipality has published (retssikkerhedsloven § 3, stk. 2)."""
    SIXTEEN = "sixteen"
    """Preparing for adult life begins as soon as possible after the 16th birthday (barnets lov §§ 122-123)."""
    EIGHTEEN = "eighteen"
    """From the 18th birthday help is given under other provisions: all of it has to be ready by then."""


class ClockState(StrEnum):
    """How a clock stands, the most urgent first."""

    OVERDUE = "overdue"
    SOON = "soon"
    AHEAD = "ahead"
    MET = "met"

    @property
    def rank(self) -> int:
        """Its place in the order of urgency, from 0."""
        return list(ClockState).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A day that something has to be done by.

    ``text`` says it as one reads it on the day it was reckoned, ``label`` in a word or two what it is about;
    ``source`` is where the time is set. ``done_on`` is the day it was done, if it was: late is done too.
    """

    kind: ClockKind
    due_on: date
    state: ClockState
    label: str
    text: str
    source: str
    done_on: date | None = None

    @property
    def is_urgent(self) -> bool:
        """Whether somebody has to act: it has run out, or will soon."""
        return self.state in {ClockState.OVERDUE, ClockState.SOON}

    @property
    def is_overdue(self) -> bool:
        """Whether it has run out."""
        return self.state is ClockState.OVERDUE

    @property
    def urgency(self) -> tuple[int, bool, date, str]:
        """What clocks are sorted by: those that have run out first, of these an *underretning*'s, then the oldest.

        A child may need help at once: its 24 hours come before a date that has been passed for longer.
        """
        return self.state.rank, self.kind is not ClockKind.NOTIFICATION, self.due_on, self.kind.value


def within(due_on: date, on: date) -> str:
    r"""Say where a day lies from today.

    >>> within(date(2026, 11, 4), date(2026, 11, 3)), within(date(2026, 11, 1), date(2026, 11, 3))
    ('senest 4. nov. 2026 (i morgen)', 'frist 1. nov. 2026, 2 dage overskredet')
    """
    if due_on >= on:
        return f"senest {day(due_on)} ({days_ahead((due_on - on).days)})"
    return f"frist {day(due_on)}, {count((on - due_on).days, 'dag', 'dage')} overskredet"


def met(due_on: date, done_on: date) -> str:
    """Say that something was done, and whether in time.

    >>> met(date(2026, 11, 4), date(2026, 11, 4)), met(date(2026, 11, 4), date(2026, 11, 5))
    ('4. nov. 2026, fristen overholdt', '5. nov. 2026, 1 dag efter fristen')
    """
    late = (done_on - due_on).days
    how = "fristen overholdt" if late <= 0 else f"{count(late, 'dag', 'dage')} efter fristen"
    return f"{day(done_on)}, {how}"
