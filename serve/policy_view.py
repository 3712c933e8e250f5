"""What do people see of a policy? Its list, row by row in words, its versions, and what proposals under it do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from allocation.policy import PRINCIPLES
from allocation.policy_settings import CAPACITY, HORIZON, NORMS, SETTINGS, Setting
from allocation.policy_words import WORDS, PrincipleWords
from allocation.principles import Filter, Goal
from casework.comparing import Counts
from features.scheme import Scheme
from serve.language import _
from serve.people import People
from serve.policy_draft import Draft, field_of
from serve.written import NO_BREAK, inside, listing, number, percent
from storage.policies import AdoptedPolicy

ALWAYS = ("ledelsesmaessig_vurdering",)
"""In every policy, named or not: they are moved, not taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A setting as a field, or as a line where nothing is changed. ``shown`` is its value as a sentence has it."""

    name: str
    setting: Setting
    value: str

    @property
    def id(self) -> str:
        """The input's id."""
        return self.name.replace(".", "-")

    @property
    def label(self) -> str:
        """The setting's label where its value stands beside it, with its unit."""
        return self.setting.label.removesuffix("?").removesuffix(" (%)")

    @property
    def shown(self) -> str:
        """The value in words."""
        form = self.setting.form
        told = self.value if form.choices is None else form.choices.get(self.value, "")
        unit = f"{NO_BREAK}{form.unit}" if form.unit else ""
        return f"{told.replace(chr(10), '; ')}{unit}" if told else _("intet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A principle in its place: ``is_hard``: it holds for every placement; ``is_goal``: its place counts."""

    number: int
    name: str
    label: str
    words: PrincipleWords
    fields: tuple[Field, ...]
    is_hard: bool
    is_goal: bool
    is_wish: bool

    @property
    def told(self) -> tuple[Field, ...]:
        """The fields that say something beside the tag: not what is empty, and no goal that gives way to nothing."""
        return tuple(
            one
            for one in self.fields
            if one.value and one.setting.name != "hard" and (one.setting.name, one.value) != ("tolerance", "0")
        )

    @property
    def stays(self) -> bool:
        """Whether it can only be moved, not taken out."""
        return self.name in ALWAYS

    @property
    def tag(self) -> str:
        """What kind of principle it is, in a word or two."""
        if self.is_hard:
            return _("Betingelse og mål") if self.is_goal else _("Betingelse")
        return _("Ønske") if self.is_wish else _("Mål")


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version that was adopted, as the list of them tells it."""

    number: int
    name: str
    note: str | None
    adopted_on: date
    adopted_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of a proposal under several policies: its name, what is good, and one text for each."""

    label: str
    hint: str
    texts: tuple[str, ...]

    @property
    def is_nought(self) -> bool:
        """Whether no proposal has any of it."""
        return set(self.texts) <= {"0"}


def rows_of(draft: Draft) -> tuple[Row, ...]:
    """Return a draft's rows in order."""
    return tuple(_row(place, name, draft) for place, name in enumerate(draft.rows, start=1) if name in PRINCIPLES)


def rule_fields(draft: Draft) -> tuple[Field, ...]:
    """Return the fields of the rules of capacity."""
    return _fields("capacity", CAPACITY, draft.values)


def whole_fields(draft: Draft) -> tuple[Field, ...]:
    """Return the fields about the policy as a whole: how far ahead, and the norms."""
    return _fields("", (HORIZON, NORMS), draft.values)


def addable(draft: Draft) -> tuple[tuple[str, str], ...]:
    """Return the principles that are not in the list, by name and in the order of their labels."""
    missing = [(name, str(getattr(kind, "label", name))) for name, kind in PRINCIPLES.items() if name not in draft.rows]
    return tuple(sorted(missing, key=lambda pair: pair[1]))


def versions_of(adopted: Sequence[AdoptedPolicy], people: People, scheme: Scheme) -> tuple[Version, ...]:
    """Return the versions, the newest first."""
    zone = ZoneInfo(scheme.time_zone)
    return tuple(
        Version(
            number=one.version,
            name=one.name,
            note=one.note,
            adopted_on=one.adopted.at.astimezone(zone).date(),
            adopted_by=people.name(one.adopted.by),
        )
        for one in adopted
    )


def figures(counts: Sequence[Counts]) -> tuple[Figure, ...]:
    """Return what proposals do, a row for each figure that is not nought in all of them (``nowhere``)."""
    return tuple(one for one in _figures(counts) if not one.is_nought)


def nowhere(counts: Sequence[Counts]) -> str:
    """Name the figures that are nought in all proposals, as a sentence has them."""
    return listing([inside(one.label) for one in _figures(counts) if one.is_nought])


def _figures(counts: Sequence[Counts]) -> tuple[Figure, ...]:
    told: list[tuple[str, str, list[str]]] = [
        (_("Størst belastning"), _("timer over nettotimer"), [percent(one.peak) for one in counts]),
        (
            _("Forskel på størst og mindst"),
            _("procentpoint"),
            [number(100 * one.spread) for one in counts],
        ),
        (_("Sager placeret"), "", [str(one.placed) for one in counts]),
        (_("Ikke placeret"), "", [str(one.unplaced) for one in counts]),
        (_("Aktive sager, der flytter"), "", [str(one.moved) for one in counts]),
        (_("Søskende hos forskellige"), _("nye sager"), [str(one.siblings_apart) for one in counts]),
        (_("Mangler en krævet kompetence"), _("nye sager"), [str(one.lacking) for one in counts]),
        (_("Uden for distrikt"), _("nye sager"), [str(one.outside_district) for one in counts]),
        (_("Uden for sagens team"), _("nye sager"), [str(one.outside_team) for one in counts]),
    ]
    return tuple(Figure(label=label, hint=hint, texts=tuple(texts)) for label, hint, texts in told)


def _row(place: int, name: str, draft: Draft) -> Row:
    principle = PRINCIPLES[name]()
    is_filter = isinstance(principle, Filter)
    chosen = draft.values.get(field_of(name, "hard"))
    is_hard = is_filter and (chosen == "skal" if chosen is not None else bool(getattr(principle, "hard", False)))
    return Row(
        number=place,
        name=name,
        label=principle.label,
        words=WORDS[name],
        fields=_fields(name, SETTINGS[name], draft.values),
        is_hard=is_hard,
        is_goal=isinstance(principle, Goal),
        is_wish=is_filter and not is_hard,
    )


def _fields(owner: str, settings: Sequence[Setting], values: Mapping[str, str]) -> tuple[Field, ...]:
    return tuple(
        Field(name=field_of(owner, one.name), setting=one, value=values.get(field_of(owner, one.name), ""))
        for one in settings
    )
