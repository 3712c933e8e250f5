"""How are what-ifs written on the command line? ``K07=2027-02-01``, ``3=2027-01-01:30``, ``2027-01-01=hours*1.1:D``."""

import math
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from allocation.scenario import Hire, Scenario, Shift, Shifted, Vacancy
from sagstyngde.case import CaseworkerId
from sagstyngde.errors import InputRefused

T = TypeVar("T")

MOST_HIRES = 500
MOST_WEEKLY_HOURS = 60.0
LARGEST_FACTOR = 10.0

_VACANCY = re.compile(r"(?P<name>[^=]+)=(?P<on>[\d-]+)")
_HIRE = re.compile(r"(?P<count>\d{1,4})=(?P<on>[\d-]+)(?::(?P<hours>[\d.,]+))?", re.ASCII)
_LAW = re.compile(r"(?P<on>[\d-]+)=(?P<what>hours|inflow)\*(?P<factor>[\d.,]+)(?::(?P<codes>.+))?", re.ASCII)

EXAMPLES = {
    "--vacancy": "K07=2027-02-01",
    "--hire": "3=2027-01-01 / 3=2027-01-01:30",
    "--law": "2027-01-01=hours*1.1 / 2027-01-01=inflow*1.2:C,D",
    "--inflow": "0.9",
    "--merge": "Nord+Syd",
}


def parse_scenario(  # noqa: PLR0913  one argument an option
    *,
    on: date,
    vacancy: Sequence[str] = (),
    hire: Sequence[str] = (),
    law: Sequence[str] = (),
    inflow: float | None = None,
    merge: Sequence[str] = (),
) -> Scenario:
    """Read the options that make up a what-if; ``on`` is the plan's day, from which ``inflow`` counts.

    >>> parse_scenario(on=date(2026, 11, 1), hire=["3=2027-01-01:30"]).hires
    (Hire(count=3, starts_on=datetime.date(2027, 1, 1), weekly_hours=30.0),)

    Raises:
        InputRefused: an option is not written as it must be; the option is named, and how it is written.
    """
    shifts = [_parsed("--law", text, _law) for text in law]
    if inflow is not None:
        shifts.append(_parsed("--inflow", str(inflow), lambda text: _inflow(text, on)))
    return Scenario(
        vacancies=tuple(_parsed("--vacancy", text, _vacancy) for text in vacancy),
        hires=tuple(_parsed("--hire", text, _hire) for text in hire),
        shifts=tuple(shifts),
        merges=tuple(_parsed("--merge", text, _merge) for text in merge),
    )


def _parsed(option: str, text: str, read: Callable[[str], T | None]) -> T:
    try:
        value = read(text.strip())
    except ValueError:
        value = None
    if value is None:
        raise InputRefused(
            english=f"{option} is written like this: {EXAMPLES[option]}",
            danish=f"{option} skrives sådan: {EXAMPLES[option]}",
        )
    return value


def _vacancy(text: str) -> Vacancy | None:
    found = _VACANCY.fullmatch(text)
    if found is None:
        return None
    return Vacancy(caseworker_id=CaseworkerId(found["name"].strip()), starts_on=date.fromisoformat(found["on"]))


def _hire(text: str) -> Hire | None:
    found = _HIRE.fullmatch(text)
    if found is None or not 1 <= int(found["count"]) <= MOST_HIRES:
        return None
    hire = Hire(count=int(found["count"]), starts_on=date.fromisoformat(found["on"]))
    if found["hours"] is None:
        return hire
    weekly = _number(found["hours"])
    return (
        Hire(count=hire.count, starts_on=hire.starts_on, weekly_hours=weekly) if weekly <= MOST_WEEKLY_HOURS else None
    )


def _law(text: str) -> Shift | None:
    found = _LAW.fullmatch(text)
    if found is None:
        return None
    factor = _number(found["factor"])
    codes = frozenset(code.strip() for code in (found["codes"] or "").split(",") if code.strip())
    if factor > LARGEST_FACTOR or (found["codes"] is not None and not codes):
        return None
    day, what = date.fromisoformat(found["on"]), Shifted(found["what"])
    return Shift(starts_on=day, shifted=what, factor=factor, categories=codes)


def _inflow(text: str, on: date) -> Shift | None:
    factor = _number(text)
    if not 0.0 <= factor <= LARGEST_FACTOR:
        return None
    return Shift(starts_on=on, shifted=Shifted.INFLOW, factor=factor)


def _merge(text: str) -> frozenset[str] | None:
    teams = frozenset(part.strip() for part in text.split("+") if part.strip())
    return teams if len(teams) > 1 else None


def _number(text: str) -> float:
    value = float(text.replace(",", "."))
    if not math.isfinite(value):
        raise ValueError(text)
    return value
