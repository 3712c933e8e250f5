"""Which birthdays bind? The 16th, from which adult life is prepared, and the 18th, when help is given by other laws.

Someone born on 29 February has a birthday on 28 February in other years: no rule in barnets lov says which day it is,
and a reminder had better come a day early.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from casework.standing import Standing, state_on
from sagstyngde.case import Case
from sagstyngde.clock import Clock, ClockKind, ClockState
from sagstyngde.danish import day, days_ahead
from sagstyngde.milestone import MilestoneKind
from sagstyngde.months import add_months

BIRTHDAY_SOON = timedelta(days=60)
BIRTHDAY_SHOWN = timedelta(days=366)
"""A birthday further away is no clock yet."""


def birthdays(standing: Standing, born_on: str) -> Iterable[Clock]:
    """The 16th birthday while preparing has not begun, and the 18th (BL §§ 122-123).

    ``born_on`` is what the scheme calls the birth.
    """
    born = _born(standing.case, born_on)
    if born is None:
        return
    sixteen, eighteen = add_months(born, 12 * 16), add_months(born, 12 * 18)
    if standing.on < eighteen and sixteen - standing.on <= BIRTHDAY_SHOWN:
        yield _sixteen(standing, sixteen)
    if eighteen - standing.on <= BIRTHDAY_SHOWN:
        yield _eighteen(standing, eighteen)


def _sixteen(standing: Standing, birthday: date) -> Clock:
    """As soon as possible is no day that can be passed: from the birthday on it is something to do soon."""
    begun = standing.first(MilestoneKind.PREPARATION_BEGUN)
    return Clock(
        kind=ClockKind.SIXTEEN,
        due_on=birthday,
        state=ClockState.MET if begun is not None else state_on(birthday, standing.on, BIRTHDAY_SOON, ClockState.SOON),
        label="16 år",
        text=_sixteen_text(birthday, standing.on, begun),
        source="barnets lov §§ 122-123: snarest muligt efter det fyldte 16. år",
        done_on=begun,
    )


def _sixteen_text(birthday: date, on: date, begun: date | None) -> str:
    if begun is not None:
        return f"16 år: forberedelsen af voksenlivet begyndte {day(begun)}"
    if birthday > on:
        return (
            f"Fylder 16 år {day(birthday)} ({days_ahead((birthday - on).days)}): forberedelsen af voksenlivet begynder"
        )
    return f"Fyldte 16 år {day(birthday)}: forberedelsen af voksenlivet skal i gang"


def _eighteen(standing: Standing, birthday: date) -> Clock:
    text = (
        f"Fylder 18 år {day(birthday)} ({days_ahead((birthday - standing.on).days)}): hjælpen som voksen skal være klar"
        if birthday > standing.on
        else f"Fyldte 18 år {day(birthday)}: hjælp efter barnets lov er som hovedregel ophørt"
    )
    return Clock(
        kind=ClockKind.EIGHTEEN,
        due_on=birthday,
        state=state_on(birthday, standing.on, BIRTHDAY_SOON, ClockState.OVERDUE),
        label="18 år",
        text=text,
        source="barnets lov §§ 122-123",
    )


def _born(case: Case, born_on: str) -> date | None:
    """Return the day of birth: the scheme may know its month alone, and the case the day in it."""
    born = case.facts.get(born_on)
    if not isinstance(born, date):
        return None
    if born.day != 1 or case.birth_day is None:
        return born
    return min(add_months(born, 1) - timedelta(days=1), born + timedelta(days=case.birth_day - 1))
