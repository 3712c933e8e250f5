"""What changes the weight of a case on its way? Birthdays that are known beforehand, new facts, and a closing.

A case is assessed as it was received. An event makes another version of it: the same case with other facts, assessed
again, and from the day of the event on the course is the later version's. A closing ends the course.

Birthdays: preparation for adult life starts at 16 (barnets lov §§ 122-123), and the law for children ends at 18. A case
whose child turns 16 weighs, from that day, as a case of the same age and facts whose child was 16 when it was received.
A new category is no event of this kind: people say it of the facts as they are, and ``models.remaining`` learns from
the history what it tells of the hours to come.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

import numpy as np

from features.catalogue import DAYS_PER_MONTH
from features.scheme import Scheme
from models.ordinal import Floats
from sagstyngde.case import Case, FactValue
from sagstyngde.months import add_months

BIRTHDAYS = (16, 18)
_BY_AGE = frozenset({"age_years", "months_to_18"})

Courses = Callable[[Sequence[Case]], Floats]
"""Cases in, their expected hours by month since receipt out, (cases x months)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """From a day on a case has other facts (a complaint: ``{"complaint": True}``), or is closed."""

    on: date
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    closes: bool = False


def birthdays(case: Case, scheme: Scheme, until: date) -> tuple[Event, ...]:
    """Return the 16th and the 18th birthday from the day after receipt to a last day, as far as the facts tell.

    The fact of birth is moved so that the child has the new age on the day of receipt: age is reckoned from there.
    """
    return tuple(_birthdays(case, scheme, until))


def courses(cases: Sequence[Case], events: Sequence[Sequence[Event]], assess: Courses) -> Floats:
    """Return every case's course with what its events, in order of their days, make of it, (cases x months)."""
    versions = [version for case, own in zip(cases, events, strict=True) for version in _versions(case, own)]
    assessed = iter(assess(versions))
    return np.array([_spliced(case, own, assessed) for case, own in zip(cases, events, strict=True)])


def spliced(before: Floats, after: Floats, at: float) -> Floats:
    """Follow one course up to a moment (months since receipt), the other from there on.

    >>> spliced(np.array([4.0, 4.0, 4.0]), np.array([8.0, 8.0, 8.0]), 1.25).tolist()
    [4.0, 7.0, 8.0]
    """
    share_before = np.clip(at - np.arange(len(before)), 0.0, 1.0)
    return np.asarray(share_before * before + (1.0 - share_before) * after)


def _birthdays(case: Case, scheme: Scheme, until: date) -> Iterator[Event]:
    for name in dict.fromkeys(feature.of[0] for feature in scheme.features if feature.function in _BY_AGE):
        born_on = case.facts.get(name)
        if not isinstance(born_on, date):
            continue
        for years in BIRTHDAYS:
            turns = add_months(born_on, 12 * years)
            if case.received_on < turns <= until:
                yield Event(on=turns, facts={name: born_on - (turns - case.received_on)})


def _versions(case: Case, events: Sequence[Event]) -> Iterator[Case]:
    """Yield the case as received, then as each event that brings facts leaves it."""
    yield case
    for event in events:
        if event.facts:
            case = replace(case, facts={**case.facts, **event.facts})
            yield case


def _spliced(case: Case, events: Sequence[Event], assessed: Iterator[Floats]) -> Floats:
    if any(later.on < earlier.on for earlier, later in pairwise(events)):
        raise ValueError("a case's events stand in the order of their days")
    course = next(assessed)
    for event in events:
        if event.facts:
            course = spliced(course, next(assessed), _months_after_receipt(case, event))
    closings = [_months_after_receipt(case, event) for event in events if event.closes]
    return spliced(course, np.zeros(len(course)), closings[0]) if closings else course


def _months_after_receipt(case: Case, event: Event) -> float:
    return (event.on - case.received_on).days / DAYS_PER_MONTH
