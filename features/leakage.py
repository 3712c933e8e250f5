"""Does a scheme let a model see what nobody knows at intake, or what describes a caseworker? Then training stops."""

from collections.abc import Iterator
from dataclasses import dataclass

from features.scheme import About, Fact, Known, Scheme, Use
from sagstyngde.errors import LeakageFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """One fact that would reach a model and may not, told in both languages."""

    fact: str
    english: str
    danish: str


def check_leakage(scheme: Scheme) -> None:
    """Let a scheme pass whose models would see only what they may.

    A fact known later, or about a caseworker, is carried for the audit of errors with ``use = "audit"``; left at
    ``use = "model"`` it stops training, rather than being dropped without a word.

    Raises:
        LeakageFound: naming the first fact at fault.

    """
    for leak in leaks(scheme):
        raise LeakageFound(english=leak.english, danish=leak.danish)


def leaks(scheme: Scheme) -> tuple[Leak, ...]:
    """Return every leak of a scheme, in its own order."""
    return (*_own(scheme), *_derived(scheme), *_estimate(scheme))


def _own(scheme: Scheme) -> Iterator[Leak]:
    for fact in scheme.facts:
        if fact.use is Use.MODEL and (why := _forbidden(fact)) is not None:
            english, danish = why
            yield Leak(
                fact=fact.name,
                english=f'fact {fact.name}: {english}, so no model may use it; set use = "audit" or leave it out',
                danish=f"oplysning {fact.name} ({fact.label}): {danish} og må derfor ikke indgå i en model; "
                'sæt use = "audit", eller udelad den',
            )


def _derived(scheme: Scheme) -> Iterator[Leak]:
    facts = {fact.name: fact for fact in scheme.facts}
    for feature in scheme.features:
        for name in feature.of:
            why = _forbidden(facts[name]) or (_AUDIT if facts[name].use is Use.AUDIT else None)
            if why is not None:
                english, danish = why
                yield Leak(
                    fact=name,
                    english=f"feature {feature.name} reads {name}: {english}; remove the feature",
                    danish=f"træk {feature.name} læser {name} ({facts[name].label}): {danish}; fjern trækket",
                )


def _estimate(scheme: Scheme) -> Iterator[Leak]:
    for fact in scheme.facts:
        if fact.name == scheme.effort.estimate and fact.known is Known.LATER:
            yield Leak(
                fact=fact.name,
                english=f"effort.estimate {fact.name}: an estimate made after intake is no estimate to compare with",
                danish=f"effort.estimate {fact.name} ({fact.label}): et skøn, der er givet efter modtagelsen, kan ikke "
                "bruges til sammenligning",
            )


_AUDIT = ("it is for audit only", "den må kun bruges til kontrol af fejl")


def _forbidden(fact: Fact) -> tuple[str, str] | None:
    if fact.known is Known.LATER:
        return "it is known only after intake", "den er først kendt efter modtagelsen"
    if fact.about is About.CASEWORKER:
        return "it describes a caseworker", "den beskriver en sagsbehandler"
    return None
