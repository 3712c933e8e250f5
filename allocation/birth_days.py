"""On which day of the month was the child born? Fordeling efter CPR-nr., of which no more than the day is known.

The rule is blind to how heavy a case is and to siblings, and days 29 to 31 are rarer than the others. It is here since
municipalities use it, so that it can be measured beside the others.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from allocation.filters import STRICT
from allocation.roll import Roll
from allocation.seat import Option, Seat
from allocation.wording import listed, only
from sagstyngde.case import CaseworkerId
from sagstyngde.plan import CaseToPlace

DAYS = range(1, 32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Who takes children born on one day. ``away`` are those whose day it is, where others take over."""

    holders: frozenset[CaseworkerId] = frozenset()
    away: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthDays:
    """*CPR-nr.*: a case goes to the caseworker whose band the child's day of birth falls in.

    ``bands`` gives each caseworker's days; two may share a day. Without it the 31 days are split evenly, in order of
    id, over the caseworkers who have hours for cases. Where nobody whose day it is can take new cases, the case goes to
    the band of the next day (after the 31st the 1st). A case without a day of birth may go to anybody.
    """

    __pydantic_config__: ClassVar = STRICT
    name: ClassVar[str] = "cpr_dag"
    label: ClassVar[str] = "CPR-nr. (fødselsdag i måneden)"
    caution: ClassVar[str] = (
        "Fordeling efter CPR-nr. ser ikke på, hvor tung en sag er, og skiller søskende ad. Dagene 29–31 er sjældnere "
        "end de andre, så den, der har dem, får færre sager. Kun dagen i måneden bruges og gemmes."
    )
    hard: ClassVar[bool] = True
    tolerance: ClassVar[float] = 0.0
    bands: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def faults(self) -> Iterable[tuple[str, str]]:
        """Refuse days that no month has, and days that nobody has."""
        for key in sorted(self.bands):
            if not self.bands[key] or any(day not in DAYS for day in self.bands[key]):
                yield f"bands.{key} holds days between 1 and 31", f"bands.{key} består af dage mellem 1 og 31"
        missing = [str(day) for day in DAYS if not any(day in days for days in self.bands.values())]
        if self.bands and missing:
            yield f"bands: nobody has day {', '.join(missing)}", f"bands: ingen har dag {listed(missing)}"

    def strangers(self, roll: Roll) -> Iterable[str]:
        """Return ids that are not on the staff list."""
        return [key for key in self.bands if key not in roll.seats]

    def prepared(self, roll: Roll) -> "BirthDays":
        """Find out who has which day this week."""
        bands = self.bands or _even([key for key, seat in roll.seats.items() if seat.capacity > 0.0])
        holders = {day: [CaseworkerId(key) for key in sorted(bands) if day in bands[key]] for day in DAYS}
        return _Owned(bands=self.bands, by_day={day: _band(day, holders, roll) for day in DAYS})

    def band(self, day: int) -> Band:
        """Return who takes a day.

        Raises:
            LookupError: the roll is not known: see ``Policy.prepared``.

        """
        raise LookupError(f"{self.name} must know who is at work: prepare the policy first (day {day})")

    def asks(self, case: CaseToPlace) -> Hashable:
        """The day of birth."""
        return case.birth_day

    def offers(self, seat: Seat) -> Hashable:
        """The caseworker herself."""
        return seat.caseworker_id

    def burden(self, option: Option) -> float:
        """One where the day is another's."""
        return float(self.objection(option) is not None)

    def objection(self, option: Option) -> str | None:
        """Name the day that is not hers."""
        day = option.case.birth_day
        if day is None or not (holders := self.band(day).holders) or option.seat.caseworker_id in holders:
            return None
        return f"har ikke børn født den {day}."

    def merit(self, option: Option) -> str | None:
        """Name the day, and for whom she takes over."""
        day = option.case.birth_day
        if day is None or option.seat.caseworker_id not in self.band(day).holders:
            return None
        away = self.band(day).away
        return f"tager over efter {listed(away)}, som har børn født den {day}." if away else f"har børn født den {day}."

    def demand(self, options: Sequence[Option], passing: Sequence[str]) -> str:
        """Name the days and whose they are."""
        days = sorted({option.case.birth_day for option in options if option.case.birth_day is not None})
        what = "den dag" if len(days) == 1 else "alle de dage"
        return f"gælder børn født {listed([f'den {day}.' for day in days])}, og {only(passing)} har {what}"

    def way_out(self, option: Option) -> str | None:  # noqa: ARG002  same signature as its siblings
        """Let the day of birth be."""
        return "fravig fordelingen efter CPR-nr."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owned(BirthDays):
    """Birth days, knowing who takes which."""

    by_day: Mapping[int, Band]

    def band(self, day: int) -> Band:
        return self.by_day[day]


def _even(keys: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Split the days evenly; where there are more caseworkers than days, neighbours share one.

    >>> _even(["a", "b", "c"])["b"]
    (12, 13, 14, 15, 16, 17, 18, 19, 20, 21)
    >>> {key: days for key, days in _even([f"{n:02}" for n in range(62)]).items() if 31 in days}
    {'60': (31,), '61': (31,)}
    """
    many, most = len(keys), DAYS.stop - 1
    if many > most:
        return {key: (1 + place * most // many,) for place, key in enumerate(keys)}
    edges = [-(-most * place // many) for place in range(many + 1)] if many else []
    return {key: tuple(range(edges[place] + 1, edges[place + 1] + 1)) for place, key in enumerate(keys)}


def _band(day: int, holders: Mapping[int, Collection[CaseworkerId]], roll: Roll) -> Band:
    """Return who takes a day: those whose it is, or the next day's."""
    for later in range(DAYS.stop - 1):
        there = roll.present.intersection(holders[(day - 1 + later) % (DAYS.stop - 1) + 1])
        if there:
            away = [roll.seats[key].shown if key in roll.seats else str(key) for key in holders[day]] if later else []
            return Band(holders=there, away=tuple(away))
    return Band()
