"""How is a fact's value told? As a phrase in a list of reasons, and as a clause after *fordi*. Standard library only.

A scheme's own ``words`` come first; without them a phrase is label and value, and a clause is built of the label.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from features.catalogue import CATALOGUE
from features.frame import Frame
from features.scheme import LEVELS, Fact, Feature, Kind, Words
from sagstyngde.case import Case, FactValue
from sagstyngde.danish import NO_BREAK, amount, day, first, in_words, inside, listing

NUMBERS = frozenset({Kind.COUNT, Kind.NUMBER})
_MOST_OPTIONS = 3
"""So many options are named inside a sentence; more are counted."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A source fact or derived feature with the value one case has; ``value`` is ``None`` where it is not known.

    ``unit`` is what a number counts; none is said where the label says it already.
    """

    label: str
    kind: Kind
    value: FactValue | None
    words: Words
    fact: Fact | None = None
    unit: str = ""

    @cached_property
    def text(self) -> str:
        """The value alone: a level's name, an option's label, a number with decimal comma and its unit."""
        return _with_unit(self.bare, self.label, self.unit) if self._is_number else self.bare

    @cached_property
    def bare(self) -> str:
        """The value without its unit, as a sentence that names the unit itself asks for it."""
        if self.value is None:
            return "ikke vurderet" if self.kind is Kind.LEVEL else "ikke oplyst"
        return _bare_text(self.fact, self.value) if self.fact else _number_text(self.kind, self.value)

    @property
    def _is_number(self) -> bool:
        return self.value is not None and self.kind in NUMBERS


def told(case: Case, frame: Frame, source: str) -> Told:
    """Return what a case says of a source fact or derived feature."""
    one = frame.named[source]
    return told_feature(case, one) if isinstance(one, Feature) else told_fact(one, case.facts.get(source))


def told_fact(fact: Fact, value: FactValue | None) -> Told:
    """Return a fact with a value; ``None`` where it is not known."""
    return Told(label=fact.label, kind=fact.kind, value=value, words=fact.words, fact=fact, unit=fact.words.unit)


def told_feature(case: Case, feature: Feature) -> Told:
    """Return a derived feature with the value it has for a case."""
    return feature_told(feature, CATALOGUE[feature.function].function(case, feature.of))


def feature_told(feature: Feature, value: float | None) -> Told:
    """Return a derived feature with a value; its unit is the scheme's own, else the catalogue's."""
    entry = CATALOGUE[feature.function]
    unit = feature.words.unit or entry.unit
    return Told(label=feature.label, kind=entry.gives, value=value, words=feature.words, unit=unit)


def fact_text(fact: Fact, value: FactValue) -> str:
    """Say a known value in Danish, a number with its unit."""
    return told_fact(fact, value).text


def _with_unit(text: str, label: str, unit: str) -> str:
    r"""Put a number's unit behind it, unless the label has said it.

    >>> _with_unit("22,4", "Alder", "år"), _with_unit("22,4", "Måneder til det fyldte 18. år", "måneder")
    ('22,4\xa0år', '22,4')
    """
    return text if not unit or unit in inside(label).split() else f"{text}{NO_BREAK}{unit}"


def _bare_text(fact: Fact, value: FactValue) -> str:
    match value:
        case frozenset():
            return listing(_named([fact.options.get(option, option) for option in sorted(value)])) or "ingen"
        case str():
            return fact.options.get(value, value)
        case _:
            return _number_text(fact.kind, value)


def _number_text(kind: Kind, value: FactValue) -> str:
    match value:
        case bool():
            return "ja" if value else "nej"
        case date():
            return day(value)
        case int() | float():
            return LEVELS[int(value)] if kind is Kind.LEVEL else amount(value)
        case _:
            raise TypeError("only numbers, days and yes or no are told without a fact's options")


def phrase(one: Told) -> str:
    """Say a value as an entry of a list.

    >>> counted = Words(none="Ingen partnere", one="Én partner", many="{} partnere")
    >>> [phrase(Told(label="Partnere", kind=Kind.COUNT, value=n, words=counted)) for n in (0, 1, 5)]
    ['Ingen partnere', 'Én partner', 'Fem partnere']
    >>> [phrase(Told(label="Behov for tolk", kind=Kind.FLAG, value=v, words=Words())) for v in (True, False, None)]
    ['Behov for tolk', 'Behov for tolk: nej', 'Behov for tolk: ikke oplyst']
    """
    if one.value is True:
        return one.label
    if counted := _counted(one):
        return first(counted)
    return f"{one.label}: {_few(one) or one.text}"


def _counted(one: Told) -> str:
    """Return the scheme's own words for zero, no, one or many; empty where it has none."""
    if one.kind not in {Kind.FLAG, Kind.COUNT} or not isinstance(one.value, (bool, int, float)):
        return ""
    if one.value == 0:
        return one.words.none
    return (one.words.one if one.value == 1 else "") or one.words.many.replace("{}", in_words(one.value))


def clause(one: Told) -> str:
    """Say a value as a clause after *fordi*.

    >>> counted = Words(none="Ingen partnere", one="Én partner", many="{} partnere")
    >>> clause(Told(label="Partnere", kind=Kind.COUNT, value=5, words=counted))
    'der er fem partnere'
    >>> [clause(Told(label="Behov for tolk", kind=Kind.FLAG, value=v, words=Words())) for v in (True, False, None)]
    ['der er behov for tolk', 'der ikke er behov for tolk', 'behov for tolk ikke er oplyst']
    >>> clause(Told(label="Mobilitet", kind=Kind.LEVEL, value=3, words=Words()))
    'mobilitet er vurderet til svær'
    """
    label = inside(one.label)
    if one.value is None:
        return f"{label} ikke er {'vurderet' if one.kind is Kind.LEVEL else 'oplyst'}"
    if own := _because(one):
        return own
    match one.value:
        case bool():
            return f"der er {label}" if one.value else f"der ikke er {label}"
        case frozenset():
            return f"{label} omfatter {_few(one, within=inside)}" if one.value else f"der ingen {label} er"
    if counted := _counted(one):
        return f"der er {inside(counted)}"
    return f"{label} er {'vurderet til ' if one.kind is Kind.LEVEL else ''}{inside(one.text)}"


def _because(one: Told) -> str:
    """Return the scheme's own clause; one for yes alone is turned round for no."""
    words = one.words
    if one.value == 0:
        denied = f"det ikke er sådan, at {words.because}" if one.value is False and words.because else ""
        return words.because_none or denied
    return words.because.replace("{}", one.bare)


def _few(one: Told, *, within: Callable[[str], str] = str) -> str:
    """Name several choices, or the first of many; empty where the value is no such thing."""
    if not isinstance(one.value, frozenset):
        return ""
    options = one.fact.options if one.fact else {}
    names = _named([within(options.get(option, option)) for option in sorted(one.value)])
    rest = len(names) - _MOST_OPTIONS
    return listing(names) if rest <= 1 else listing([*names[:_MOST_OPTIONS], f"{in_words(rest)} andre"])


def _named(options: Sequence[str]) -> list[str]:
    """Write options as a list does: only the first begins as its label does.

    >>> _named(["Dagtilbud", "PPR", "Sygehus"])
    ['Dagtilbud', 'PPR', 'sygehus']
    """
    return [*options[:1], *map(inside, options[1:])]


def changed_clause(fact: Fact, now: FactValue, other: FactValue) -> str:
    """Say after *hvis* that a fact had another value than it has.

    >>> tolk = Fact(name="tolk", kind=Kind.FLAG, column="tolk", label="Behov for tolk")
    >>> changed_clause(tolk, True, False)
    'der ikke var behov for tolk'
    >>> mobilitet = Fact(name="mobilitet", kind=Kind.LEVEL, column="mobilitet", label="Mobilitet")
    >>> changed_clause(mobilitet, 3, 2)
    'mobilitet var moderat i stedet for svær'
    >>> hjaelp = Fact(name="hjaelp", kind=Kind.CHOICES, column="hjaelp", label="Ansøgt hjælp", options={"a": "BL § 86"})
    >>> changed_clause(hjaelp, frozenset("ab"), frozenset("b"))
    'ansøgt hjælp ikke omfattede BL § 86'
    """
    label = inside(fact.label)
    match now, other:
        case bool(), bool():
            denied = "" if other else "ikke "
            return (
                f"det {denied}var sådan, at {fact.words.because}" if fact.words.because else f"der {denied}var {label}"
            )
        case frozenset(), frozenset():
            (option,) = now ^ other
            verb = "også omfattede" if option in other else "ikke omfattede"
            return f"{label} {verb} {inside(fact.options.get(option, option))}"
    counted = _counted(told_fact(fact, other))
    if counted and isinstance(now, (int, float)):
        return f"der var {inside(counted)} i stedet for {in_words(now)}"
    return f"{label} var {inside(fact_text(fact, other))} i stedet for {inside(fact_text(fact, now))}"
