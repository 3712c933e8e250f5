"""Do cases turn out as the model in use says? Recorded hours, own judgements, changed suggestions, silence, groups.

Each is asked in the order it came, by bets whose odds the model itself sets: of a suggestion that it calls right in
seven of ten cases three in ten may be changed. What is near enough is nobody's business: a tolerance is added first.
Hours are laid beside what was expected of each case's first months, so that an open case tells as much as a closed one
and nothing waits until cases close. Where the earlier cases' own hours are known, the question is whether recorded over
expected has moved from what it was for them; else whether its mean lies beyond the tolerance, which takes far longer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from features.catalogue import DAYS_PER_MONTH
from features.groups import groupings
from features.panel import Panel
from features.scheme import Scheme
from models.e_detector import STAKES, Climb, bet_on_event, bet_on_less, bet_on_more, climb, log_limit
from models.monitored import SHARES, Part, Statistic, Unit
from models.moved import watched
from models.ordinal import Floats, Integers
from models.uncertainty import Z, wilson
from sagstyngde.case import Case

AGES = (3, 6, 12, 24)
"""Months after receipt at which recorded hours are laid beside the expected."""
FEWEST, FEWEST_FOR_A_VERDICT = 50, 250
"""Of a group: for a figure, and for an alarm."""
FEWEST_EARLIER = 200
_HOURS_NEAR, _HOURS_MOST, _LEAST_HOURS = 0.15, 6.0, 0.25
_JUDGED_NEAR, _JUDGED_GAP = 0.05, 0.15
_CHANGED_NEAR, _CHANGED_GAP = 0.10, 0.20
_SILENT_NEAR, _SILENT_GAP = 0.03, 0.10
_GROUP_AGE = 6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """Cases in order of receipt with their hours: recorded, and expected by month, (cases x months)."""

    received: tuple[date, ...]
    panel: Panel
    monthly: Floats

    def at(self, age: int) -> tuple[Integers, Floats, Floats]:
        """Return which cases have been seen for so many months, and their recorded and expected hours until then."""
        rows = np.flatnonzero((self.panel.exposure[:, :age] > 1.0 - 1e-9).all(axis=1))
        recorded = self.panel.hours[rows, :age].sum(axis=1)
        return rows, recorded, np.maximum(self.monthly[rows, :age].sum(axis=1), _LEAST_HOURS)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Said:
    """What people said of cases the model answered, in the order they said it; all (entries,).

    ``right`` is the model's own chance that its most probable category is right, ``steps`` how many steps above it they
    put the case; ``above`` and ``below`` are the model's chances of that.
    """

    rows: Integers
    days: tuple[date, ...]
    steps: Integers
    right: Floats
    above: Floats
    below: Floats


def said(probability: Floats, rows: Integers, category: Integers, days: Sequence[date]) -> Said:
    """Lay categories that people gave (entries,) beside chances (cases x categories)."""
    chances = probability[rows]
    best = chances.argmax(axis=1)
    places = np.arange(probability.shape[1])
    return Said(
        rows=rows,
        days=tuple(days),
        steps=category - best,
        right=chances.max(axis=1),
        above=np.where(places > best[:, None], chances, 0.0).sum(axis=1),
        below=np.where(places < best[:, None], chances, 0.0).sum(axis=1),
    )


def watch_hours(new: Course, earlier: Course | None, a_year: float) -> list[Statistic]:
    """Ask, at each age, whether recorded hours are what was expected."""
    ages = [age for age in AGES if age <= new.panel.horizon]
    share = SHARES[Part.HOURS] / max(len(ages), 1)
    return [found for age in ages if (found := _hours_at(age, new, earlier, share=share, a_year=a_year)) is not None]


def watch_judged(judged: Said, a_year: float) -> list[Statistic]:
    """Ask whether judgements made before the suggestion was shown are what the model expects."""
    share = SHARES[Part.JUDGED] / 3
    asked = (
        ("judged:other", "Egne vurderinger, der blev en anden kategori", judged.steps != 0, 1.0 - judged.right),
        ("judged:above", "Egne vurderinger, der blev tungere", judged.steps > 0, judged.above),
        ("judged:below", "Egne vurderinger, der blev lettere", judged.steps < 0, judged.below),
    )
    return [
        _events(
            _Named(code=code, part=Part.JUDGED, label=label),
            happened.astype(np.float64),
            expected,
            days=judged.days,
            odds=_Odds(near=_JUDGED_NEAR, gap=_JUDGED_GAP, limit=log_limit(share, a_year)),
        )
        for code, label, happened, expected in asked
    ]


def watch_changed(is_changed: Floats, right: Floats, days: Sequence[date], a_year: float) -> list[Statistic]:
    """Ask whether suggestions are changed more often than the model expects to be wrong."""
    odds = _Odds(near=_CHANGED_NEAR, gap=_CHANGED_GAP, limit=log_limit(SHARES[Part.CHANGED], a_year))
    named = _Named(code="changed", part=Part.CHANGED, label="Forslag, der er ændret")
    return [_events(named, is_changed, 1.0 - right, days=days, odds=odds)]


def watch_silent(is_silent: Floats, usual: float, days: Sequence[date], a_year: float) -> list[Statistic]:
    """Ask whether the model keeps silent more often than on the newest cases it was tried on."""
    odds = _Odds(near=_SILENT_NEAR, gap=_SILENT_GAP, limit=log_limit(SHARES[Part.SILENT], a_year))
    named = _Named(code="silent", part=Part.SILENT, label="Sager uden forslag til kategori")
    return [_events(named, is_silent, np.full(len(is_silent), usual), days=days, odds=odds)]


def watch_groups(
    scheme: Scheme, cases: Sequence[Case], judged: Said, *, new: Course | None, a_year: float
) -> list[Statistic]:
    """Ask of each group of children whether the model errs more, or expects too few hours. Only large ones alarm."""
    groups = [
        (f"group:{by.name}:{group.code}", f"{by.label}: {group.label}", group.rows)
        for by in groupings(scheme, cases)
        for group in by.groups
        if len(group.rows) >= FEWEST
    ]
    limit = log_limit(SHARES[Part.GROUPS] / max(2 * len(groups), 1), a_year)
    odds = _Odds(near=_JUDGED_NEAR, gap=_JUDGED_GAP, limit=limit)
    found = []
    for code, label, rows in groups:
        own = np.isin(judged.rows, rows)
        if own.sum() >= FEWEST:
            named = _group(f"{code}:other", f"{label}: anden kategori")
            days = [day for day, is_own in zip(judged.days, own, strict=True) if is_own]
            happened = (judged.steps[own] != 0).astype(np.float64)
            found.append(_events(named, happened, 1.0 - judged.right[own], days=days, odds=odds))
        if new is not None:
            found += _group_hours(_group(f"{code}:hours", f"{label}: timer"), rows, new, limit=limit)
    return [_held(one) for one in found]


def ratio_limits(recorded: Floats, expected: Floats) -> tuple[float, float | None, float | None]:
    """Return recorded over expected of some cases, and the limits of 95 per cent (delta method, on the logarithm).

    >>> [round(limit, 2) for limit in ratio_limits(np.array([2.0, 4.0] * 50), np.array([2.0, 2.0] * 50))]
    [1.5, 1.4, 1.6]
    """
    total, awaited, n = float(recorded.sum()), float(expected.sum()), len(recorded)
    value = total / max(awaited, 1e-9)
    if n < 2 or total <= 0.0:
        return value, None, None
    error = float(np.sqrt(((recorded - value * expected) ** 2).sum() * n / (n - 1))) / total
    return value, value * float(np.exp(-Z * error)), value * float(np.exp(Z * error))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    code: str
    part: Part
    label: str


def _group(code: str, label: str) -> _Named:
    return _Named(code=code, part=Part.GROUPS, label=label)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Odds:
    """So much likelier than the model says is near enough, so much more is bet on, and the statistic's limit."""

    near: float
    gap: float
    limit: float


def _events(named: _Named, happened: Floats, expected: Floats, *, days: Sequence[date], odds: _Odds) -> Statistic:
    risen = climb(bet_on_event(happened, expected + odds.near, gap=odds.gap)[:, None], odds.limit)
    n = len(happened)
    low, high = wilson(float(happened.mean()), n) if n else (None, None)
    return Statistic(
        code=named.code,
        part=named.part,
        label=named.label,
        n=n,
        unit=Unit.SHARE,
        found=float(happened.mean()) if n else 0.0,
        expected=float(expected.mean()) if n else 0.0,
        low=low,
        high=high,
        sign=_sign(risen),
        crossed_on=_crossed(risen, days),
    )


def _hours_at(age: int, new: Course, earlier: Course | None, *, share: float, a_year: float) -> Statistic | None:
    rows, recorded, expected = new.at(age)
    if not len(rows):
        return None
    known = _earlier_ratios(earlier, age)
    ratios = recorded / expected
    bets = None if known is None else watched(known)
    if bets is not None:
        risen = climb(bets.log_e(ratios), log_limit(share / 2, a_year))
    else:
        more, less = bet_on_more(ratios, 1.0 + _HOURS_NEAR), bet_on_less(ratios, 1.0 - _HOURS_NEAR, most=_HOURS_MOST)
        risen = climb(np.column_stack((more, less)), log_limit(share / (2 * len(STAKES)), a_year))
    days = [new.received[row] + timedelta(days=round(age * DAYS_PER_MONTH)) for row in rows]
    usual = _of_all(earlier, age) if bets is not None else 1.0
    named = _Named(code=f"hours:{age}", part=Part.HOURS, label=f"Timer i de første {age} måneder")
    return _ratio(named, (recorded, expected), risen, days=days, usual=usual)


def _earlier_ratios(earlier: Course | None, age: int) -> Floats | None:
    if earlier is None:
        return None
    rows, recorded, expected = earlier.at(age)
    return recorded / expected if len(rows) >= FEWEST_EARLIER else None


def _of_all(earlier: Course | None, age: int) -> float:
    if earlier is None:
        return 1.0
    _, recorded, expected = earlier.at(age)
    return float(recorded.sum() / expected.sum())


def _group_hours(named: _Named, rows: Integers, new: Course, *, limit: float) -> Iterator[Statistic]:
    seen, recorded, expected = new.at(min(_GROUP_AGE, new.panel.horizon))
    own = np.isin(seen, rows)
    if own.sum() < FEWEST:
        return
    risen = climb(bet_on_more(recorded[own] / expected[own], 1.0 + _HOURS_NEAR), limit + np.log(len(STAKES)))
    days = [new.received[row] + timedelta(days=round(_GROUP_AGE * DAYS_PER_MONTH)) for row in seen[own]]
    yield _ratio(named, (recorded[own], expected[own]), risen, days=days)


def _ratio(
    named: _Named, hours: tuple[Floats, Floats], risen: Climb, *, days: Sequence[date], usual: float = 1.0
) -> Statistic:
    recorded, expected = hours
    value, low, high = ratio_limits(recorded, expected)
    return Statistic(
        code=named.code,
        part=named.part,
        label=named.label,
        n=len(recorded),
        unit=Unit.RATIO,
        found=value,
        expected=usual,
        low=low,
        high=high,
        sign=_sign(risen),
        crossed_on=_crossed(risen, days),
    )


def _held(one: Statistic) -> Statistic:
    """Take the alarm from a group that is too small for a verdict."""
    if one.n >= FEWEST_FOR_A_VERDICT or one.crossed_on is None:
        return one
    fields = {name: getattr(one, name) for name in one.__slots__}
    return Statistic(**fields | {"crossed_on": None, "sign": min(one.sign, 0.99)})


def _sign(risen: Climb) -> float:
    """Return the highest so far where the limit was reached: an alarm does not fade by itself; else the present one."""
    return float((risen.highest if (risen.crossed >= 0).any() else risen.sign).max(initial=0.0))


def _crossed(risen: Climb, days: Sequence[date]) -> date | None:
    places = risen.crossed[risen.crossed >= 0]
    return days[int(places.min())] if len(places) else None
