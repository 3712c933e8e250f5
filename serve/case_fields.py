"""Which fields does a case's form have? The scheme's facts by theme, and what a case is besides its facts.

A field is one thing that can be known. Of several choices each has an input of its own (``name__0``): a browser sends
nothing of a box that is not ticked, and a form that names a thing twice is refused.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from features.scheme import LEVELS, About, Fact, Kind, Known, Scheme, Use
from sagstyngde.access import Sensitivity
from sagstyngde.case import SiblingRule
from sagstyngde.caseworker import Caseworker
from serve.facts import NO_THEME
from serve.language import _
from serve.written import first

FACT = "o_"
"""What the name of a fact's field begins with: no fact can be taken for what a case is besides."""
NONE_OF_THEM = "ingen"


class Widget(StrEnum):
    """How a field is filled in."""

    LEVEL = "level"
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    DAY = "day"
    TEXT = "text"
    LISTED = "listed"
    """Several words, with a comma between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that can be told of a case.

    ``api`` is its name in the API's model, ``options`` what is sent and what is shown, ``known_words`` what a text may
    well be. ``fact`` where it is one of the scheme's.
    """

    name: str
    api: str
    widget: Widget
    label: str
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    known_words: tuple[str, ...] = ()
    fact: Fact | None = None
    is_required: bool = False

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names its inputs are sent by."""
        if self.widget is Widget.CHOICES:
            return (*(f"{self.name}__{place}" for place in range(len(self.options))), f"{self.name}__{NONE_OF_THEM}")
        return (self.name,)

    @property
    def input_id(self) -> str:
        """The id of the first input: where a list of faults leads to."""
        return f"{self.name}-0" if self.widget in {Widget.LEVEL, Widget.FLAG, Widget.CHOICES} else self.name

    def is_told(self, values: Mapping[str, str]) -> bool:
        """Whether anything has been filled in."""
        return any(values.get(name, "").strip() for name in self.inputs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and its fields; ``is_weighed``: what is told here is what the model is asked with."""

    key: str
    title: str
    fields: tuple[Field, ...]
    note: str = ""
    is_weighed: bool = False

    def untold(self, values: Mapping[str, str]) -> int:
        """Count the fields that nothing is told of."""
        return sum(not field.is_told(values) for field in self.fields)


def sections(scheme: Scheme, staff: Iterable[Caseworker], *, for_new: bool = True) -> tuple[Section, ...]:
    """Return a form's sections in the order they are asked; ``for_new``: the case's id is asked too."""
    known = tuple(staff)
    asked = [fact for fact in scheme.facts if fact.known is Known.INTAKE and fact.about is About.CASE]
    weighed = [fact for fact in asked if fact.use is Use.MODEL]
    audited = tuple(_fact_field(fact, for_new=for_new) for fact in asked if fact.use is Use.AUDIT)
    titles = dict.fromkeys(fact.theme or _(NO_THEME) for fact in weighed)
    themes = tuple(
        Section(
            key=f"tema-{place}",
            title=title,
            fields=tuple(
                _fact_field(fact, for_new=for_new) for fact in weighed if (fact.theme or _(NO_THEME)) == title
            ),
            is_weighed=True,
        )
        for place, title in enumerate(titles, start=1)
    )
    control = Section(
        key="kontrol",
        title=_("Kun til kontrol"),
        fields=audited,
        note=_("Bruges kun til at undersøge, om modellen rammer lige godt for alle. Indgår ikke i vurderingen."),
    )
    return (_matter(known, for_new=for_new), *themes, _placing(known), *((control,) if audited else ()))


def field_names(parts: Iterable[Section]) -> frozenset[str]:
    """Return every name that a form may send."""
    return frozenset(name for section in parts for field in section.fields for name in field.inputs)


def _fact_field(fact: Fact, *, for_new: bool) -> Field:
    former = fact.former_options if for_new else ()
    codes = tuple((code, label) for code, label in fact.options.items() if code not in former)
    own = {
        Kind.LEVEL: tuple((str(level), f"{level} {name}") for level, name in enumerate(LEVELS)),
        Kind.FLAG: (("ja", _("ja")), ("nej", _("nej"))),
    }
    return Field(
        name=f"{FACT}{fact.name}",
        api=f"facts.{fact.name}",
        widget=_widget(fact),
        label=fact.label,
        hint=fact.description if fact.description != fact.label else "",
        options=own.get(fact.kind, codes),
        fact=fact,
    )


def _widget(fact: Fact) -> Widget:
    if fact.has_options and not fact.options:
        return Widget.LISTED if fact.kind is Kind.CHOICES else Widget.TEXT
    return _WIDGETS[fact.kind]


_WIDGETS: Mapping[Kind, Widget] = {
    Kind.LEVEL: Widget.LEVEL,
    Kind.FLAG: Widget.FLAG,
    Kind.COUNT: Widget.NUMBER,
    Kind.NUMBER: Widget.NUMBER,
    Kind.DATE: Widget.DAY,
    Kind.CHOICE: Widget.CHOICE,
    Kind.CHOICES: Widget.CHOICES,
}


def _matter(staff: tuple[Caseworker, ...], *, for_new: bool) -> Section:
    teams = _words(one.team for one in staff)
    districts = _words(word for one in staff for word in one.districts)
    own = (
        Field(
            name="sags_id", api="case_id", widget=Widget.TEXT, label=_("Sags-id"), is_required=True,
            hint=_("Fagsystemets nummer på barnets sag. Aldrig et CPR-nummer."),
        ),
    )  # fmt: skip
    rest = (
        Field(name="modtaget", api="received_on", widget=Widget.DAY, label=_("Modtaget"), is_required=True),
        Field(
            name="barn", api="child_id", widget=Widget.TEXT, label=_("Barn"),
            hint=_("Barnets løbenummer. Aldrig navn eller CPR-nummer."),
        ),
        Field(name="team", api="team", widget=Widget.TEXT, label=_("Team"), known_words=teams),
        Field(
            name="distrikt", api="district", widget=Widget.TEXT, label=_("Distrikt"), known_words=districts,
            hint=_("For eksempel skoledistrikt."),
        ),
        Field(
            name="kle", api="kle", widget=Widget.TEXT, label=_("KLE-nummer"),
            hint=_("Sagens emne, skrevet som 27.24.03."),
        ),
        Field(
            name="foelsomhed", api="sensitivity", widget=Widget.CHOICE, label=_("Følsomhed"),
            hint=_("Afgør, hvem der kan se sagen. Uden valg: følsomme personoplysninger."), options=_sensitivities(),
        ),
    )  # fmt: skip
    return Section(key="sagen", title=_("Om sagen"), fields=(*own, *rest) if for_new else rest)


def _placing(staff: tuple[Caseworker, ...]) -> Section:
    competences = _words(word for one in staff for word in one.competences)
    languages = _words(word for one in staff for word in one.languages)
    fields = (
        Field(
            name="familie", api="family_id", widget=Widget.TEXT, label=_("Familie"),
            hint=_("Et løbenummer, der er fælles for søskende."),
        ),
        Field(
            name="soeskende", api="sibling_rule", widget=Widget.CHOICE, label=_("Søskendes sagsbehandler"),
            hint=_("Afgøres for hver sag. Uden valg: det er lige meget."), options=_sibling_rules(),
        ),
        Field(
            name="kompetencer", api="required_competences", widget=Widget.LISTED, label=_("Krævede kompetencer"),
            hint=_("Med komma imellem."), known_words=competences,
        ),
        Field(
            name="sprog", api="language", widget=Widget.TEXT, label=_("Sprog"), known_words=languages,
            hint=_("Det sprog, sagsbehandleren helst skal kunne tale med familien."),
        ),
        Field(
            name="foedselsdag", api="birth_day", widget=Widget.NUMBER, label=_("Fødselsdag i måneden"),
            hint=_("Kun dagen, fra 1 til 31, hvis kommunen fordeler efter fødselsdag."),
        ),
        Field(
            name="afgoerelse", api="decision_on", widget=Widget.DAY, label=_("Afgørelse ventes"),
            hint=_("Den dag, der ventes at skulle træffes en afgørelse."),
        ),
    )  # fmt: skip
    return Section(key="fordeling", title=_("Til fordelingen"), fields=fields, note=_("Indgår ikke i vurderingen."))


def _sensitivities() -> tuple[tuple[str, str], ...]:
    words = {
        Sensitivity.OPEN: _("ikke fortrolig"),
        Sensitivity.CONFIDENTIAL: _("fortrolige personoplysninger"),
        Sensitivity.SENSITIVE: _("følsomme personoplysninger"),
        Sensitivity.PROTECTED: _("særligt beskyttet sag"),
    }
    return tuple((one.value, first(text)) for one, text in words.items())


def _sibling_rules() -> tuple[tuple[str, str], ...]:
    words = {
        SiblingRule.SAME: _("Samme sagsbehandler som søskende"),
        SiblingRule.DIFFERENT: _("En anden sagsbehandler end søskende"),
        SiblingRule.FREE: _("Det er lige meget"),
    }
    return tuple((one.value, text) for one, text in words.items())


def _words(found: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({word for word in found if word}))
