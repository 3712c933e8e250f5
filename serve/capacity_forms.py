"""What does a leader ask »hvad nu hvis« of? The fields of the form, read from the address; what is wrong, by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from allocation.forecast import Question
from allocation.scenario import Hire, Scenario, Shift, Shifted, Vacancy
from allocation.staffing import Aim
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import FULL_TIME_WEEKLY_HOURS, Caseworker
from sagstyngde.months import add_months
from serve.form_reading import Filling, danish_number
from serve.language import _
from serve.written import amount, day

VACANCIES, HIRES, LAWS = range(1, 4), range(1, 3), range(1, 3)
MERGE = "saml"
MOST_HIRED, MOST_WEEKLY_HOURS, MOST_CHANGE = 100, 60.0, 300.0
_LONGEST = 200
_TEAMS_FROM = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What may be asked about: the usual premises, who may be named, which categories and teams there are."""

    usual: Question
    named: Sequence[Caseworker]
    codes: Sequence[str]
    teams: Sequence[str]

    @property
    def last_day(self) -> date:
        """The last day that may be named."""
        return add_months(self.usual.on, self.usual.months) - timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A form as it was filled in, and what it asks; ``None`` where it asks nothing, or something is wrong."""

    form: Filling
    merged: tuple[str, ...]
    question: Question | None


@dataclass(slots=True)
class _Reading:
    """Reads one field after the other, and collects what is wrong."""

    values: Mapping[str, str]
    asking: Asking
    faults: dict[str, str] = field(default_factory=dict)

    def is_told(self, *names: str) -> bool:
        return any(self.values.get(name) for name in names)

    def number(self, name: str, low: float, high: float, *, usual: float | None = None) -> float:
        """Return a number between two others; a sign before it is read, and a per cent sign after it is let be."""
        text = self.values.get(name, "").removesuffix("%").strip()
        if not text and usual is not None:
            return usual
        sign = -1.0 if text[:1] in {"-", "−"} else 1.0
        found = danish_number(text.lstrip("+-−").strip())
        if found is None or not low <= sign * found <= high:
            self.faults[name] = _("skal være et tal mellem {low} og {high}").format(low=amount(low), high=amount(high))
            return low
        return sign * found

    def day(self, name: str) -> date:
        """Return a day of the plan's months."""
        first, last = self.asking.usual.on, self.asking.last_day
        try:
            found = date.fromisoformat(self.values.get(name, ""))
        except ValueError:
            self.faults[name] = _("skal være en dato")
            return first
        if not first <= found <= last:
            self.faults[name] = _("skal ligge mellem {first} og {last}, som prognosen dækker").format(
                first=day(first), last=day(last)
            )
        return found

    def choice(self, name: str, options: Sequence[str]) -> str:
        """Return one of what can be chosen."""
        found = self.values.get(name, "")
        if found not in options:
            self.faults[name] = _("skal vælges på listen")
        return found


def read(sent: Sequence[tuple[str, str]], asking: Asking) -> Asked:
    """Read what an address asks; a field that is empty asks nothing."""
    merged = tuple(dict.fromkeys(value for name, value in sent if name == MERGE and value))
    values = {name: value.strip()[:_LONGEST] for name, value in sent if name != MERGE}
    reading = _Reading(values=values, asking=asking)
    scenario = Scenario(
        vacancies=tuple(_vacancy(reading, key) for key in _told(reading, "vaek", VACANCIES)),
        hires=tuple(_hire(reading, key) for key in _told(reading, "nye", HIRES)),
        shifts=(*_inflow(reading), *(_law(reading, key) for key in _told(reading, "lov", LAWS))),
        merges=_merges(merged, reading),
    )
    usual = asking.usual
    question = replace(usual, scenario=scenario, aim=_aim(reading), absence=_absence(reading))
    form = Filling(values=values, faults=reading.faults)
    asks = not reading.faults and question != usual
    return Asked(form=form, merged=merged, question=question if asks else None)


def _told(reading: _Reading, name: str, places: range) -> list[str]:
    """Return which of the like questions are asked: those with anything filled in."""
    keys = [f"{name}{place}" for place in places]
    return [key for key in keys if reading.is_told(*(key + part for part in ("", "_fra", "_timer", "_pct")))]


def _vacancy(reading: _Reading, key: str) -> Vacancy:
    leaves = {one.caseworker_id: one.left_on for one in reading.asking.named}
    whom, starts_on = CaseworkerId(reading.choice(key, tuple(leaves))), reading.day(f"{key}_fra")
    left_on = leaves.get(whom)
    if left_on is not None and left_on < starts_on:
        reading.faults[f"{key}_fra"] = _("vedkommende fratræder allerede {day}").format(day=day(left_on))
    return Vacancy(caseworker_id=whom, starts_on=starts_on)


def _hire(reading: _Reading, key: str) -> Hire:
    count = reading.number(key, 1.0, float(MOST_HIRED))
    if not count.is_integer():
        reading.faults[key] = _("skal være et helt antal")
    weekly = reading.number(f"{key}_timer", 1.0, MOST_WEEKLY_HOURS, usual=FULL_TIME_WEEKLY_HOURS)
    return Hire(count=int(count), starts_on=reading.day(f"{key}_fra"), weekly_hours=weekly)


def _law(reading: _Reading, key: str) -> Shift:
    shifted = {"timer": Shifted.HOURS, "sager": Shifted.INFLOW}.get(reading.choice(key, ("timer", "sager")))
    category = reading.choice(f"{key}_kategori", ("", *reading.asking.codes))
    return Shift(
        starts_on=reading.day(f"{key}_fra"),
        shifted=shifted or Shifted.HOURS,
        factor=1.0 + reading.number(f"{key}_pct", -100.0, MOST_CHANGE) / 100.0,
        categories=frozenset({category}) if category else frozenset(),
    )


def _inflow(reading: _Reading) -> tuple[Shift, ...]:
    if not reading.is_told("flere"):
        return ()
    factor = 1.0 + reading.number("flere", -100.0, MOST_CHANGE) / 100.0
    return (Shift(starts_on=reading.asking.usual.on, shifted=Shifted.INFLOW, factor=factor),)


def _merges(merged: tuple[str, ...], reading: _Reading) -> tuple[frozenset[str], ...]:
    if not merged:
        return ()
    if not set(merged) <= set(reading.asking.teams):
        reading.faults[MERGE] = _("skal vælges på listen")
    elif len(merged) < _TEAMS_FROM:
        reading.faults[MERGE] = _("vælg mindst to teams")
    return (frozenset(merged),)


def _aim(reading: _Reading) -> Aim:
    """Return the limit that is asked with, as sure as usual."""
    usual = reading.asking.usual.aim
    if not reading.is_told("graense"):
        return usual
    return replace(usual, limit=reading.number("graense", 10.0, 200.0) / 100.0)


def _absence(reading: _Reading) -> float:
    if not reading.is_told("fravaer"):
        return reading.asking.usual.absence
    return reading.number("fravaer", 0.0, 90.0) / 100.0
