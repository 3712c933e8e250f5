"""Are the newest cases like those just before them, beyond what chance moves? Column by column.

Two groups are laid side by side by the chi-square test of homogeneity (``models.shift``). All columns are tried at
once, so each must be rarer by as many as are tried (Bonferroni): where nothing has moved, one retraining in a hundred
names a column. What is beyond chance stops only where it is also large: the part of the cases that would have to have
another value, less what chance alone would move (half the expected absolute differences of two such samples).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np

from features.history import DEVELOP_SHARE, Floats, History
from models.ordinal import Integers
from models.shift import FALSE_ALARM, FEWEST, homogeneity
from pipelines.data_findings import Finding, by_size
from pipelines.data_hours import moved_hours
from pipelines.profile_series import Series, limits_of, series_of
from sagstyngde.danish import number, percent, whole_day
from sagstyngde.gate import Outcome

KIND, LABEL = "newer", "De nyeste sager ligner dem før"
STOPPED = 0.15
TIMES = 4
"""So many times as many earlier cases are laid beside: further back there was another law, and other people."""
LEAST_EARLIER = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Which cases are the newest (from ``day``), and which earlier ones lie beside them (from ``since``)."""

    day: date
    since: date
    newest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How rare a column's difference is by chance, how large beyond it, and how much more often it is missing."""

    column: str
    unit: str
    by_law: bool
    chance: float
    size: float
    missing: float


def cut_of(history: History, last_ended: date | None) -> Cut | None:
    """Return the cut: where the last training ended, or where this one's test begins; ``None`` where too few follow."""
    if not history.has_dates:
        return None
    received = [case.received_on for case in history.cases]
    day = history.received_share(DEVELOP_SHARE) if last_ended is None else last_ended
    newest = sum(one >= day for one in received)
    if newest < FEWEST:
        return None
    earlier = len(received) - newest
    since = received[max(0, earlier - max(TIMES * newest, LEAST_EARLIER))]
    laws = [one.on for one in history.scheme.law_changes if since < one.on <= day]
    under_the_law = [one for one in laws if sum(one <= other < day for other in received) >= FEWEST]
    return Cut(day=day, since=max([since, *under_the_law]), newest=newest)


def compared_with_earlier(history: History, cut: Cut) -> Iterator[Finding]:
    """Yield what has moved beyond chance.

    Where a stated change of the law lies between, moved options are only named; that they are missing still stops.
    """
    tried = [found for one in series_of(history, limits_of(history)) if one.is_live and (found := _moved(one, cut))]
    hours = list(moved_hours(history, cut.day, cut.since))
    limit = FALSE_ALARM / max(len(tried) + len(hours), 1)
    law = next((one for one in history.scheme.law_changes if cut.since < one.on <= history.ends_on), None)
    words = "" if law is None else f" ({law.text.rstrip('.')}, {whole_day(law.on)})"
    beyond = sorted((one for one in tried if one.chance < limit), key=lambda one: (one.column, one.unit))
    for _, several in groupby(beyond, lambda one: (one.column, one.unit)):
        worst = max(several, key=lambda one: one.size)
        is_excused = law is not None and worst.by_law and worst.missing < STOPPED
        yield _finding(worst, cut, words if is_excused else "")
    yield from (one.finding(cut.day) for one in hours if one.chance < limit)


def _finding(moved: Moved, cut: Cut, law: str) -> Finding:
    column, unit = moved.column, moved.unit
    return Finding(
        kind=KIND,
        column=column,
        label=LABEL,
        outcome=Outcome.NAMED if law else by_size(moved.size, named=0.0, stopped=STOPPED),
        figure=f"{percent(moved.size)} af de nyeste {unit} ud over tilfældet",
        limit=f"under {percent(STOPPED)}" + ("; ved en lovændring nævnes det kun" if law else ""),
        text_da=f"{column}: de nyeste {unit} (fra {whole_day(cut.day)}) fordeler sig anderledes end dem før, mere end "
        f"tilfældet rækker til{law}. Er kolonnen udfyldt på en anden måde, eller er der sket noget?",
        text_en=f"{column}: what came since {cut.day.isoformat()} is spread otherwise than before, beyond chance. "
        "Is the column filled in differently, or has something happened?",
    )


def _moved(series: Series, cut: Cut) -> Moved | None:
    """Count a column before and now; ``None`` where it cannot be tried."""
    is_new = series.days >= np.datetime64(cut.day)
    is_old = ~is_new & (series.days >= np.datetime64(cut.since))
    names = sorted({"", *series.keys})
    place = {name: number for number, name in enumerate(names)}
    keys = np.array([place[key] for key in series.keys], dtype=np.intp)
    before, now = (np.bincount(keys[part], minlength=len(names)) for part in (is_old, is_new))
    if min(before.sum(), now.sum()) < FEWEST or (chance := homogeneity(before, now)) is None:
        return None
    return Moved(
        column=series.column,
        unit=series.unit,
        by_law=series.by_law,
        chance=chance,
        size=beyond_chance(before, now),
        missing=abs(float(now[0] / now.sum() - before[0] / before.sum())),
    )


def beyond_chance(before: Integers, now: Integers) -> float:
    """Return which part would have to have another value, less what chance moves between two such samples.

    >>> round(beyond_chance(np.array([500, 500]), np.array([150, 50])), 2)
    0.22
    """
    then, later = before / before.sum(), now / now.sum()
    pooled: Floats = (before + now) / (before.sum() + now.sum())
    spread = np.sqrt(pooled * (1.0 - pooled) * (1.0 / before.sum() + 1.0 / now.sum()))
    chance = 0.5 * np.sqrt(2.0 / np.pi) * spread.sum()
    return max(0.0, float(0.5 * np.abs(later - then).sum() - chance))


def few_new(history: History, last_ended: date | None) -> str:
    """Say how many cases are newer, where they are too few to be tried."""
    if not history.has_dates:
        return "historikken har ingen datoer"
    count = sum(case.received_on >= last_ended for case in history.cases) if last_ended is not None else 0
    return f"{number(count)} nye sager; fra {number(FEWEST)} prøves de"
