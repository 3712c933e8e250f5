"""How is a scheme read from TOML, and what is refused? Every refusal names the file, the place and the way out."""

import math
import re
from collections.abc import Iterable
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from pydantic import TypeAdapter, ValidationError

from features.catalogue import CATALOGUE
from features.scheme import CategorySource, EffortSource, Kind, Scheme, SilenceRule
from sagstyngde.errors import SchemeRefused
from sagstyngde.toml_text import NotToml, parse_toml

EMBEDDED = "bornehandicap"
L231 = "l231"
"""What Statistics Denmark's report of children with disabilities tells, and no more (pipelines/importers/l231.py)."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SCHEME = TypeAdapter(Scheme)


def read_scheme(source: str | Path) -> Scheme:
    """Read a scheme from a TOML file, or an embedded one by its name: ``bornehandicap``, ``l231``.

    Raises:
        SchemeRefused: the file is not there, is not TOML, or contradicts itself.

    """
    origin, text = scheme_text(source)
    return parse_scheme(text, origin)


def scheme_text(source: str | Path) -> tuple[str, str]:
    """Return a scheme's name for errors and its TOML text, from a file or embedded."""
    if str(source) in {EMBEDDED, L231}:
        return str(source), files("features").joinpath(f"schemes/{source}.toml").read_text("utf-8")
    path = Path(source)
    try:
        return path.name, path.read_text("utf-8")
    except FileNotFoundError as error:
        raise _refused(path.name, "there is no such file", "filen findes ikke") from error
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(path.name, "cannot be read as UTF-8 text", "kan ikke læses som UTF-8-tekst") from error


def parse_scheme(text: str, origin: str) -> Scheme:
    """Turn TOML text into a scheme; ``origin`` is the name errors give it.

    Raises:
        SchemeRefused: the text is not TOML, or the scheme contradicts itself.

    """
    try:
        scheme = _SCHEME.validate_python(_shaped(parse_toml(text)))
    except NotToml as error:
        raise _refused(origin, error.fault.english, error.fault.danish) from error
    except ValidationError as error:
        raise _refused(origin, *_first_fault(error)) from error
    for english, danish in _contradictions(scheme):
        raise _refused(origin, english, danish)
    return scheme


def _refused(origin: str, english: str, danish: str) -> SchemeRefused:
    return SchemeRefused(english=f"scheme {origin}: {english}", danish=f"skema {origin}: {danish}")


def _shaped(table: dict[str, Any]) -> dict[str, Any]:
    """Give TOML's singular list names their plural, defaults that depend on a name, and "" for *no such column*."""
    shaped = {key: value for key, value in table.items() if key not in {"fact", "feature", "law_change"}}
    shaped["facts"] = [_named(row, "column", "label") for row in table.get("fact", [])]
    shaped["features"] = [
        _named(row, "function", "label") | {"of": row.get("of", [])} for row in table.get("feature", [])
    ]
    shaped["law_changes"] = table.get("law_change", [])
    shaped.setdefault("title", table.get("name", ""))
    shaped.setdefault("time_zone", "Europe/Copenhagen")
    shaped["columns"] = {key: value or None for key, value in table.get("columns", {}).items()}
    if isinstance(category := table.get("category"), dict):
        shaped["category"] = category | {"scale": {"categories": category.get("scale", [])}}
    return shaped


def _named(row: Any, *defaults: str) -> Any:
    if not isinstance(row, dict):
        return row
    return {key: row.get("name") for key in defaults} | row


_FAULTS = {
    "missing": ("is missing", "mangler"),
    "unexpected_keyword_argument": ("is not a known key", "er ikke en kendt nøgle"),
    "enum": ("has an unknown value", "har en ukendt værdi"),
}


def _first_fault(error: ValidationError) -> tuple[str, str]:
    """Say of pydantic's first finding where it is and what is wrong, without repeating the value."""
    fault = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in fault["loc"])
    english, danish = _FAULTS.get(fault["type"], (fault["msg"], f"har en forkert værdi ({fault['msg']})"))
    known = f" ({fault['ctx']['expected']})" if fault["type"] == "enum" else ""
    return f"{where} {english}{known}", f"{where} {danish}{known}"


def _contradictions(scheme: Scheme) -> Iterable[tuple[str, str]]:
    """Yield what no single field shows, in both languages."""
    yield from _twice(scheme)
    yield from _bad_facts(scheme)
    yield from _bad_features(scheme)
    yield from _bad_words(scheme)
    yield from _bad_rules(scheme)
    yield from _bad_groups(scheme)


def _twice(scheme: Scheme) -> Iterable[tuple[str, str]]:
    names = [fact.name for fact in scheme.facts] + [feature.name for feature in scheme.features]
    columns = [fact.column for fact in scheme.facts]
    for name in (*_repeated(names), *_repeated(columns)):
        yield f"{name} is named twice", f"{name} er nævnt to gange"


def _repeated(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _bad_facts(scheme: Scheme) -> Iterable[tuple[str, str]]:
    for fact in scheme.facts:
        if not _NAME.fullmatch(fact.name):
            yield (
                f"fact {fact.name}: a name is lower-case letters, digits and _",
                f"oplysning {fact.name}: et navn består af små bogstaver a-z, tal og _",
            )
        if fact.options and not fact.has_options:
            yield f"fact {fact.name}: only a choice has options", f"oplysning {fact.name}: kun et valg har muligheder"
        if fact.options and not set(fact.former_options) <= set(fact.options):
            yield (
                f"fact {fact.name}: former_options names an unknown option",
                f"oplysning {fact.name}: former_options nævner en ukendt mulighed",
            )
    if not any(fact.is_feature for fact in scheme.facts) and not scheme.features:
        yield "no fact may enter a model", "ingen oplysning må indgå i en model"


def _bad_features(scheme: Scheme) -> Iterable[tuple[str, str]]:
    kinds = {fact.name: fact.kind for fact in scheme.facts}
    for feature in scheme.features:
        entry = CATALOGUE.get(feature.function)
        if entry is None:
            known = ", ".join(CATALOGUE)
            yield (
                f"feature {feature.name}: unknown function; known are {known}",
                f"træk {feature.name}: ukendt funktion; kendte er {known}",
            )
            continue
        for name in feature.of:
            if kinds.get(name) not in entry.kinds:
                yield (
                    f"feature {feature.name}: cannot be computed of {name}",
                    f"træk {feature.name}: kan ikke beregnes af {name}",
                )
        if not entry.least <= len(feature.of) <= (entry.most if entry.most is not None else len(feature.of)):
            yield (
                f"feature {feature.name}: reads too few or too many facts",
                f"træk {feature.name}: læser for få eller for mange oplysninger",
            )


def _bad_words(scheme: Scheme) -> Iterable[tuple[str, str]]:
    said = [(fact.name, fact.words) for fact in scheme.facts]
    said += [(feature.name, feature.words) for feature in scheme.features]
    for name, words in said:
        if words.many and words.many.count("{}") != 1:
            yield (
                f"{name}: words.many needs one {{}} for the number",
                f"{name}: words.many skal have ét {{}} til tallet",
            )


def _bad_rules(scheme: Scheme) -> Iterable[tuple[str, str]]:
    effort, category = scheme.effort, scheme.category
    if scheme.time_zone not in available_timezones():
        yield "time_zone is not a known zone", "time_zone er ikke en kendt tidszone"
    if not 1 <= effort.horizon_months <= effort.profile_months <= 60:
        yield (
            "effort: 1 ≤ horizon_months ≤ profile_months ≤ 60 must hold",
            "effort: der skal gælde 1 ≤ horizon_months ≤ profile_months ≤ 60",
        )
    if not 0.0 < effort.working_share <= 1.0:
        yield (
            "effort: working_share must lie above 0 and at most 1",
            "effort: working_share skal være over 0 og højst 1",
        )
    if effort.source is EffortSource.DIARY and category.source is CategorySource.EFFORT_BANDS:
        yield (
            "category: a diary never shows a case's whole hours, so effort_bands cannot be cut; let people judge",
            "category: en tidsregistrering i perioder viser aldrig hele sagens timer, så effort_bands kan ikke "
            "dannes; lad fagpersoner vurdere kategorien",
        )
    if effort.source is EffortSource.TOTAL and not effort.total_column:
        yield "effort: source total needs total_column", "effort: kilden total kræver total_column"
    if effort.estimate is not None and effort.estimate not in {fact.name for fact in scheme.facts}:
        yield "effort: the estimate is not a fact of the scheme", "effort: skønnet er ikke en oplysning i skemaet"
    yield from _bad_costs(scheme.abstention)
    cuts = (0.0, *category.quantiles, 1.0)
    rising = all(low < high for low, high in pairwise(cuts))
    if category.source is CategorySource.EFFORT_BANDS and (
        len(category.quantiles) != len(category.scale) - 1 or not rising
    ):
        yield (
            "category: quantiles must rise between 0 and 1, one fewer than categories",
            "category: quantiles skal stige mellem 0 og 1, én færre end kategorier",
        )


def _bad_groups(scheme: Scheme) -> Iterable[tuple[str, str]]:
    rule, kinds = scheme.groups, {fact.name: fact.kind for fact in scheme.facts}
    for name in rule.facts:
        if kinds.get(name) not in {Kind.CHOICE, Kind.CHOICES}:
            yield f"groups: {name} is not a choice of the scheme", f"groups: {name} er ikke et valg i skemaet"
    years = {name for name, kind in kinds.items() if kind in {Kind.COUNT, Kind.NUMBER}}
    if rule.age is not None and rule.age not in years | {feature.name for feature in scheme.features}:
        yield (
            f"groups: age {rule.age} is neither a number nor a derived feature",
            f"groups: age {rule.age} er hverken et tal eller et afledt træk",
        )
    if list(rule.age_bands) != sorted(set(rule.age_bands)):
        yield "groups: age_bands must rise", "groups: age_bands skal stige"


def _bad_costs(rule: SilenceRule) -> Iterable[tuple[str, str]]:
    for name, cost in (("wrong_step_cost", rule.wrong_step_cost), ("human_look_cost", rule.human_look_cost)):
        if not (math.isfinite(cost) and cost > 0.0):
            yield f"abstention: {name} must be a number above 0", f"abstention: {name} skal være et tal over 0"
    if not 0.0 <= rule.false_alarm_rate <= 0.5:
        yield (
            "abstention: false_alarm_rate must lie between 0 and 0.5",
            "abstention: false_alarm_rate skal ligge mellem 0 og 0,5",
        )
