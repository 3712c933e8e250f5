"""Have recorded hours another size than before? Each entry, and what a case takes in its first months.

Sizes are compared as logarithms, case by case, since one case's entries are alike: the difference of two means over its
own standard error. It stops where it is beyond chance and a factor of one and a half.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from features.history import Floats, History
from features.panel import panel
from features.scheme import EffortSource
from models.shift import FEWEST
from pipelines.data_findings import Finding, by_size
from sagstyngde.danish import number, whole_day

STOPPED_RATIO = 1.5
MONTHS = 3
"""Courses are compared over their first months alone: those the newest cases have shown too."""
_HALF_AN_HOUR = 0.5
_DATED = frozenset({EffortSource.HOURS, EffortSource.DIARY})


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedHours:
    """How much larger hours are than before, how rare that is by chance, and what is meant: entries or courses."""

    column: str
    what: str
    ratio: float
    chance: float

    def finding(self, day: date) -> Finding:
        """Tell it."""
        away = max(self.ratio, 1.0 / self.ratio)
        return Finding(
            kind=f"newer_{'entries' if self.what == _ENTRIES else 'courses'}",
            column=self.column,
            label="Timerne er af samme størrelse som før",
            outcome=by_size(away, named=1.0, stopped=STOPPED_RATIO),
            figure=f"{self.what} {number(self.ratio, 2)} gange så store",
            limit=f"under {number(STOPPED_RATIO, 1)} gange",
            text_da=f"{self.column}: {self.what} er {number(self.ratio, 2)} gange så store fra {whole_day(day)} som "
            "før, mere end tilfældet rækker til. Er enheden en anden?",
            text_en=f"{self.column}: what is recorded since {day.isoformat()} is {self.ratio:.2f} times as large as "
            "before, beyond chance. Is the unit another one?",
        )


_ENTRIES, _COURSES = "registreringerne", "sagernes første måneder"


def moved_hours(history: History, day: date, since: date) -> Iterator[MovedHours]:
    """Yield what can be compared before and from a day; nothing before ``since`` counts."""
    column = history.scheme.columns.hours
    if history.scheme.effort.source not in _DATED:
        return
    pairs = {_ENTRIES: _entries(history, day, since), _COURSES: _first_months(history, day, since)}
    for what, (before, now) in pairs.items():
        if min(len(before), len(now)) >= FEWEST:
            error = math.sqrt(before.var() / len(before) + now.var() / len(now))
            difference = float(now.mean() - before.mean())
            chance = math.erfc(abs(difference) / max(error, 1e-12) / math.sqrt(2.0))
            yield MovedHours(column=column, what=what, ratio=math.exp(difference), chance=chance)


def _entries(history: History, day: date, since: date) -> tuple[Floats, Floats]:
    """Return each case's mean size of an entry before a day, and from it on."""
    work = history.work
    seen = (work.hours > 0.0) & (work.day >= np.datetime64(since))
    parts = (seen & (work.day < np.datetime64(day)), seen & (work.day >= np.datetime64(day)))
    before, now = (_means(work.case_index[part], np.log(work.hours[part]), len(history.cases)) for part in parts)
    return before, now


def _means(case: np.ndarray[tuple[int], np.dtype[np.intp]], sizes: Floats, cases: int) -> Floats:
    counts = np.bincount(case, minlength=cases)
    sums = np.bincount(case, sizes, minlength=cases)
    return np.asarray(sums[counts > 0] / counts[counts > 0])


def _first_months(history: History, day: date, since: date) -> tuple[Floats, Floats]:
    """Return the hours of the first months of earlier and of newer cases that have shown them in full."""
    laid_out = panel(history)
    received = np.array([case.received_on for case in history.cases], dtype="datetime64[D]")
    seen = (laid_out.exposure[:, :MONTHS] > 1.0 - 1e-9).all(axis=1) & (received >= np.datetime64(since))
    hours = np.log(laid_out.hours[:, :MONTHS].sum(axis=1) + _HALF_AN_HOUR)
    is_new = received >= np.datetime64(day)
    return hours[seen & ~is_new], hours[seen & is_new]
