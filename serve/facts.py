"""What do we know of a case, told in the words of its scheme? Grouped by theme; what was not assessed says so."""

from collections.abc import Sequence
from dataclasses import dataclass

from features.scheme import About, Fact, Feature, Kind, Known, Scheme, Use
from models.phrases import told_fact, told_feature
from sagstyngde.case import Case
from serve.language import _, later

NO_THEME = later("Øvrige oplysninger")
BY_REGISTER = later("efter kompetenceplanen")
DERIVED = later("Beregnet af oplysningerne")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A label and its value in Danish; ``level`` (0-4) where it is a level of functioning."""

    label: str
    text: str
    level: int | None = None
    is_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A heading and its lines; ``is_derived`` where they are reckoned from the other themes'."""

    title: str
    lines: tuple[Line, ...]
    is_derived: bool = False

    @property
    def unknown_count(self) -> int:
        """How many of its lines are not known."""
        return sum(not line.is_known for line in self.lines)


def known_by_theme(scheme: Scheme, case: Case) -> tuple[Theme, ...]:
    """Return a case's facts in the scheme's order, then what is derived of them.

    Left out is what may not weigh in the answer: audit facts, facts of later, facts about a caseworker.
    """
    shown = [fact for fact in scheme.facts if _is_shown(fact)]
    titles = dict.fromkeys(fact.theme or _(NO_THEME) for fact in shown)
    themes = [
        Theme(title=title, lines=tuple(_line(fact, case) for fact in shown if (fact.theme or _(NO_THEME)) == title))
        for title in titles
    ]
    derived = _derived(scheme.features, case)
    return (*themes, Theme(title=_(DERIVED), lines=derived, is_derived=True)) if derived else tuple(themes)


def _is_shown(fact: Fact) -> bool:
    return fact.use is Use.MODEL and fact.known is Known.INTAKE and fact.about is About.CASE


def _line(fact: Fact, case: Case) -> Line:
    value = case.facts.get(fact.name)
    level = int(value) if fact.kind is Kind.LEVEL and isinstance(value, int) else None
    source = f" ({_(BY_REGISTER)})" if fact.name in case.by_register else ""
    text = told_fact(fact, value).text + source
    return Line(label=fact.label, text=text, level=level, is_known=value is not None)


def _derived(features: Sequence[Feature], case: Case) -> tuple[Line, ...]:
    computed = [told_feature(case, feature) for feature in features]
    return tuple(Line(label=one.label, text=one.text) for one in computed if one.value is not None)
