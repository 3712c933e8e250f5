"""What does a municipality record, and what may a model know of it? A scheme names every fact, once.

A scheme is written in TOML (``features/schemes/bornehandicap.toml`` is the embedded example) and read by
``features.scheme_toml``. These are its types; they know nothing of files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from features.export_names import Columns, Tables
from features.strict import STRICT
from sagstyngde.category import CategoryScale


class Kind(StrEnum):
    """What a fact's value is."""

    LEVEL = "level"
    FLAG = "flag"
    COUNT = "count"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"


class Known(StrEnum):
    """When a fact is known. What comes later can never be a feature."""

    INTAKE = "intake"
    LATER = "later"


class Direction(StrEnum):
    """What effort and complexity may do when the fact rises."""

    NEVER_FALLS = "up"
    NEVER_RISES = "down"
    FREE = "free"

    @property
    def sign(self) -> int:
        """+1, -1 or 0, as a monotone constraint wants it."""
        return {Direction.NEVER_FALLS: 1, Direction.NEVER_RISES: -1, Direction.FREE: 0}[self]


class Use(StrEnum):
    """Whether a fact may enter a model, or only the audit of its errors by group (protected traits)."""

    MODEL = "model"
    AUDIT = "audit"


class About(StrEnum):
    """Whom a fact describes. A fact about a caseworker's behaviour is never a feature (AI Act, Annex III 4(b))."""

    CASE = "case"
    CASEWORKER = "caseworker"


class Scale(StrEnum):
    """How a number enters the tables: as it is, or as log(1 + x) where doubling matters more than adding."""

    PLAIN = "plain"
    LOG = "log"


LEVELS = ("ingen", "let", "moderat", "svær", "fuldstændig")
"""KL FFB functional levels 0-4, code system urn:oid:1.2.208.176.2.22; "ikke vurderet" is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a person says a fact's value where label and value side by side would read oddly; all of it optional.

    ``none`` is said of zero or no, ``one`` of one, ``many`` of more, with ``{}`` for the number. ``because`` follows
    *fordi* where the fact is yes or known, with ``{}`` for its value; ``because_none`` where it is zero or no. ``unit``
    is what a number counts and follows it: *12 km*.
    """

    __pydantic_config__: ClassVar = STRICT

    none: str = ""
    one: str = ""
    many: str = ""
    because: str = ""
    because_none: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One field of the municipality's record.

    ``options`` maps a choice's stored code to its Danish label; empty means that the options are learned from the
    history. ``separator`` splits several choices in one cell. ``minimum`` and ``maximum`` bound counts and numbers.
    ``former_options`` are those no new case can have. ``changeable`` is false where nobody would ask *what if it were
    different?*: what has happened, or who the child is.
    """

    __pydantic_config__: ClassVar = STRICT

    name: str
    kind: Kind
    column: str
    label: str
    description: str = ""
    theme: str = ""
    known: Known = Known.INTAKE
    direction: Direction = Direction.FREE
    use: Use = Use.MODEL
    about: About = About.CASE
    scale: Scale = Scale.PLAIN
    options: Mapping[str, str] = field(default_factory=dict)
    former_options: tuple[str, ...] = ()
    separator: str = ";"
    minimum: float | None = None
    maximum: float | None = None
    changeable: bool = True
    words: Words = Words()

    @property
    def is_feature(self) -> bool:
        """Whether the fact itself becomes a column. Dates do so only through derived features."""
        return self.use is Use.MODEL and self.known is Known.INTAKE and self.kind is not Kind.DATE

    @property
    def has_options(self) -> bool:
        """Whether the value is one option, or several."""
        return self.kind is Kind.CHOICE or self.kind is Kind.CHOICES


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A derived feature: a function of ``features.catalogue`` by name, and the facts it reads."""

    __pydantic_config__: ClassVar = STRICT

    name: str
    function: str
    of: tuple[str, ...]
    label: str
    direction: Direction = Direction.FREE
    words: Words = Words()


class EffortSource(StrEnum):
    """Where the hours come from."""

    HOURS = "hours"
    DIARY = "diary"
    EVENTS = "events"
    TOUCH_DAYS = "touch_days"
    TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortRule:
    """How a history tells hours. Which fields matter depends on ``source``.

    ``minutes`` gives minutes per activity (``events``), ``minutes_default`` the rest; ``hours_per_touch_day`` the hours
    of one caseworker's day on a case; ``total_column`` a total on the case row; ``estimate`` names the fact that holds
    a person's own estimate at intake: the baseline to beat. ``unit`` is what a reader sees. ``working_share`` is the
    share of a year's working days on which people are at work, where a diary's windows leave holidays out.
    """

    __pydantic_config__: ClassVar = STRICT

    source: EffortSource
    horizon_months: int = 12
    profile_months: int = 24
    unit: str = "timer"
    working_share: float = 1.0
    hours_per_touch_day: float = 1.0
    minutes_default: float = 15.0
    minutes: Mapping[str, float] = field(default_factory=dict)
    total_column: str | None = None
    estimate: str | None = None


class CategorySource(StrEnum):
    """Whether people judged the categories, or bands of recorded effort stand in for them."""

    JUDGED = "judged"
    EFFORT_BANDS = "effort_bands"


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRule:
    """The ordered scale and where a case's category comes from.

    ``quantiles`` cut recorded effort into bands (one fewer than categories), learned on the training part only.
    """

    __pydantic_config__: ClassVar = STRICT

    scale: CategoryScale
    source: CategorySource = CategorySource.JUDGED
    quantiles: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRule:
    """Between which children errors are compared, besides team, district and the choices kept for audit.

    ``facts`` names further choices; ``age`` the number or derived feature that tells years, cut at ``age_bands``.
    """

    __pydantic_config__: ClassVar = STRICT

    facts: tuple[str, ...] = ()
    age: str | None = None
    age_bands: tuple[int, ...] = (6, 12, 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceRule:
    """What silence costs against a wrong word, both in minutes; only their ratio counts.

    ``human_look_cost`` is what it takes to leave a case to a person's look alone, ``wrong_step_cost`` to suggest a
    category one step off (two steps cost twice that): the look that is taken later after all, and moving the case.
    ``false_alarm_rate`` is the share of ordinary cases that may be called unlike earlier ones.
    """

    __pydantic_config__: ClassVar = STRICT

    human_look_cost: float = 50.0
    wrong_step_cost: float = 90.0
    false_alarm_rate: float = 0.02

    @property
    def most_steps(self) -> float:
        """How many steps off a suggestion may be expected to be before a person's look is cheaper."""
        return self.human_look_cost / self.wrong_step_cost


@dataclass(frozen=True, slots=True, kw_only=True)
class LawChange:
    """A day on which the work itself changed, so that figures before and after differ."""

    __pydantic_config__: ClassVar = STRICT

    on: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A municipality's own fields, categories and effort source, complete and checked."""

    __pydantic_config__: ClassVar = STRICT

    name: str
    version: str
    title: str
    time_zone: str
    facts: tuple[Fact, ...]
    features: tuple[Feature, ...]
    category: CategoryRule
    effort: EffortRule
    abstention: SilenceRule = SilenceRule()
    tables: Tables = field(default_factory=Tables)
    columns: Columns = field(default_factory=Columns)
    law_changes: tuple[LawChange, ...] = ()
    groups: GroupRule = GroupRule()
    synthetic: bool = False

    def fact(self, name: str) -> Fact:
        """Return a fact by name; ``KeyError`` where the scheme has none."""
        for fact in self.facts:
            if fact.name == name:
                return fact
        raise KeyError(name)

    @property
    def scale(self) -> CategoryScale:
        """The ordered categories."""
        return self.category.scale
