"""What did a look at the model in use come to? Figures with their limits, in Danish labels, and no case among them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import TypeAdapter

from features.strict import STRICT
from sagstyngde.danish import count, day


class Part(StrEnum):
    """What a statistic is about."""

    SCORE = "score"
    FACTS = "facts"
    HOURS = "hours"
    JUDGED = "judged"
    CHANGED = "changed"
    SILENT = "silent"
    GROUPS = "groups"


SHARES: Mapping[Part, float] = {
    Part.SCORE: 0.30,
    Part.FACTS: 0.25,
    Part.HOURS: 0.15,
    Part.JUDGED: 0.10,
    Part.CHANGED: 0.05,
    Part.SILENT: 0.05,
    Part.GROUPS: 0.10,
}
"""How the alarms that may be raised for nothing are dealt out. They add up to one."""


class Unit(StrEnum):
    """What a statistic's figures are."""

    SHARE = "share"
    RATIO = "ratio"
    DEVIATIONS = "deviations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """One thing that is watched.

    Attributes:
        code: what it is called; no two of a look share it. An alarm about it has the code in its subject.
        label: what it is about, in Danish.
        n: on how many observations it rests.
        unit: what ``found``, ``expected``, ``low`` and ``high`` are.
        found: what was seen, as a mean.
        expected: what the model, or the cases it learned from, lead to expect.
        low: the interval's lower end, where there is one.
        high: its upper end.
        sign: how far it has risen, 0 to 1: at 1 an alarm is raised.
        crossed_on: when the limit was reached; ``None`` where it has not been.

    """

    __pydantic_config__: ClassVar = STRICT

    code: str
    part: Part
    label: str
    n: int
    unit: Unit
    found: float
    expected: float
    sign: float
    low: float | None = None
    high: float | None = None
    crossed_on: date | None = None

    @property
    def about(self) -> str:
        """What an alarm about it is about: of a fact the fact, whichever of its values it is; else the code."""
        return ":".join(self.code.split(":")[:2]) if self.part is Part.FACTS else self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What was recorded and expected in a calendar month, of all cases that are watched, with the ratio's interval."""

    __pydantic_config__: ClassVar = STRICT

    month: date
    cases: int
    recorded: float
    expected: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LawDate:
    """A change of the law, and how the model stands to it: ``cases_after`` have come since."""

    __pydantic_config__: ClassVar = STRICT

    name: str
    on: date
    cases_after: int


def law_words(law: LawDate, on: date) -> str:
    """Say in Danish how the model stands to a change of the law.

    >>> law_words(LawDate(name="Ny lov.", on=date(2027, 1, 1), cases_after=0), date(2026, 12, 1))
    'Om 31 dage (1. jan. 2027): Ny lov. Modellen har ikke set sager efter ændringen.'
    """
    name = law.name if law.name.endswith(".") else f"{law.name}."
    if law.on > on:
        ahead = count((law.on - on).days, "dag", "dage")
        return f"Om {ahead} ({day(law.on)}): {name} Modellen har ikke set sager efter ændringen."
    since = count(law.cases_after, "sag", "sager")
    return f"Siden {day(law.on)}: {name} Der er kommet {since}; modellen har ikke lært af dem."


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """What the model in shadow says beside the one in use; counts, no case."""

    __pydantic_config__: ClassVar = STRICT

    bundle_hash: str
    since: date
    answers: int
    other_category: int
    silent: int
    hours: float
    shadow_hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitored:
    """One look. ``since`` is the day from which cases are watched; ``hours_through`` the last with recorded hours.

    ``far`` are judgements, made before the suggestion was shown or against it, two steps or more from it.
    ``hours_said`` says in Danish why hours cannot be watched; empty where they are.
    """

    __pydantic_config__: ClassVar = STRICT

    bundle_hash: str
    on: date
    since: date
    cases: int
    statistics: tuple[Statistic, ...]
    months: tuple[Month, ...] = ()
    hours_through: date | None = None
    hours_said: str = ""
    silence: Mapping[str, int]
    settled: int = 0
    far: int = 0
    law: tuple[LawDate, ...] = ()
    shadow: Disagreement | None = None

    @property
    def crossed(self) -> tuple[Statistic, ...]:
        """The statistics that have reached their limit, the earliest first."""
        found = [one for one in self.statistics if one.crossed_on is not None]
        return tuple(sorted(found, key=lambda one: (one.crossed_on or self.on, one.code)))

    def of(self, part: Part) -> tuple[Statistic, ...]:
        """Return a part's statistics, the one that has risen most first."""
        return tuple(
            sorted((one for one in self.statistics if one.part is part), key=lambda one: (-one.sign, one.code))
        )


_WHOLE = TypeAdapter(Monitored)


def monitored_to_json(look: Monitored) -> dict[str, Any]:
    """Write a look as it is stored."""
    return dict(_WHOLE.dump_python(look, mode="json"))


def monitored_from_json(told: Mapping[str, Any]) -> Monitored:
    """Read what was stored.

    Raises:
        ValueError: it is no look.
    """
    return _WHOLE.validate_python(told, strict=False)
