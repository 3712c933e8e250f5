"""How heavy was a week to its caseworker? One question with five answers, in her own eyes and for her own sake.

The form is that of the single five-step self-rating of workload (Instantaneous Self-Assessment; Tattersall and Foord,
Ergonomics 39(5):740-748, 1996, doi:10.1080/00140139608964495), from *under-utilised* by *comfortable* to *excessive*.
What is asked about is the amount of work, *kvantitative krav* of Dansk Psykosocialt Spørgeskema (NFA, 2017). The
wording is ours and no validated scale: see ADR 0054.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from sagstyngde.case import CaseworkerId
from sagstyngde.weeks import monday_of

_TUESDAY = 1


class Felt(IntEnum):
    """How high the load was felt to be."""

    VERY_LOW = 1
    LOW = 2
    FITTING = 3
    HIGH = 4
    VERY_HIGH = 5


FELT_WORDS: Mapping[Felt, str] = {
    Felt.VERY_LOW: "Meget lav",
    Felt.LOW: "Lav",
    Felt.FITTING: "Passende",
    Felt.HIGH: "Høj",
    Felt.VERY_HIGH: "Meget høj",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeltLoad:
    """What a caseworker told of a week. ``week_of`` is its Monday."""

    caseworker_id: CaseworkerId
    week_of: date
    felt: Felt
    told_at: datetime


def asked_week(on: date) -> date:
    """Return the Monday of the week that is asked about on a day: until Tuesday the one before, for it is just over.

    So there is always one question, and each week may be told of and changed from its Wednesday to the next Tuesday.

    >>> asked_week(date(2026, 11, 17)), asked_week(date(2026, 11, 18))
    (datetime.date(2026, 11, 9), datetime.date(2026, 11, 16))
    """
    return monday_of(on) - timedelta(days=7 * (on.weekday() <= _TUESDAY))


def last_day_to_tell(week_of: date) -> date:
    """Return the last day on which a week's answer may be given or changed.

    >>> last_day_to_tell(date(2026, 11, 16))
    datetime.date(2026, 11, 24)
    """
    return week_of + timedelta(days=7 + _TUESDAY)
