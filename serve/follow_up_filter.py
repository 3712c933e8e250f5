"""Which weeks of whom are asked for? The fields of the history's filter, and what in them cannot be used."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, Query

from serve.form_reading import Filling
from serve.language import _

_YEAR = timedelta(weeks=52)
_LEAST_PERCENT, _MOST_PERCENT, _MOST_WEEKS, _MOST_YEARS = 10, 500, 104, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What is asked: over which per cent, for at least how many weeks in a row, in which days."""

    percent: int = 100
    weeks: int = 4
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The filter's fields as they were typed."""

    graense: str
    uger: str
    fra: str
    til: str

    def filling(self, faults: dict[str, str]) -> Filling:
        """Return the form as it was filled in, with its faults."""
        typed = {"graense": self.graense, "uger": self.uger, "fra": self.fra, "til": self.til}
        return Filling(values=typed, faults=faults)


def asked(
    graense: Annotated[str, Query(max_length=20)] = "110",
    uger: Annotated[str, Query(max_length=20)] = "5",
    fra: Annotated[str, Query(max_length=20)] = "",
    til: Annotated[str, Query(max_length=20)] = "",
) -> Question:
    """Return the fields as they stand in the address."""
    return Question(graense=graense.strip(), uger=uger.strip(), fra=fra.strip(), til=til.strip())


Asking = Annotated[Question, Depends(asked)]


def read_filter(question: Question, on: date) -> tuple[Filter, dict[str, str]]:
    """Read the filter; a field that cannot be used has its usual value, and is told of."""
    faults: dict[str, str] = {}
    usual = Filter(since=on - _YEAR, until=on)
    percent = _whole(question.graense, _LEAST_PERCENT, _MOST_PERCENT)
    weeks = _whole(question.uger, 1, _MOST_WEEKS)
    since, until = _day(question.fra, usual.since), _day(question.til, usual.until)
    if percent is None:
        faults["graense"] = _("skal være et helt tal fra 10 til 500")
    if weeks is None:
        faults["uger"] = _("skal være et helt tal fra 1 til 104")
    if since is None:
        faults["fra"] = _("skal være en dato")
    if until is None:
        faults["til"] = _("skal være en dato")
    if since and until and not since <= until <= since + _MOST_YEARS * _YEAR:
        faults["til"] = _("skal ligge efter »Fra«, og højst fem år efter")
    if faults:
        return usual, faults
    return Filter(percent=percent or 0, weeks=weeks or 0, since=since or on, until=until or on), {}


def _whole(text: str, least: int, most: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most else None


def _day(text: str, usual: date) -> date | None:
    if not text:
        return usual
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def query(asked: Filter) -> str:
    """Return what an address asks for the same with."""
    return f"graense={asked.percent}&uger={asked.weeks}&fra={asked.since.isoformat()}&til={asked.until.isoformat()}"


def ids() -> dict[str, tuple[str, str]]:
    """Return each field's input and what it is called."""
    return {
        "graense": ("graense", _("Over hvor mange procent?")),
        "uger": ("uger", _("Uger i træk, mindst")),
        "fra": ("fra", _("Fra")),
        "til": ("til", _("Til")),
    }
