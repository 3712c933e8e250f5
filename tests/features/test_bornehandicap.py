import re

import pytest

from features.catalogue import CATALOGUE
from features.leakage import check_leakage
from features.scheme import Direction, Fact, Kind, Known, Scheme, Use
from features.scheme_toml import read_scheme
from pipelines.synthetic_shares import (
    ADVICE,
    COUNTED,
    IMPAIRMENTS,
    INQUIRIES,
    ONLY_PARTNER,
    PARTNERS,
    THEMES,
    UNCOUNTED,
)

SCHEME = read_scheme("bornehandicap")
ENGLISH = re.compile(r"\b(the|of|and|with|case|child|is|not)\b")
FORBIDDEN = re.compile(
    r"cpr|\betni|nationalitet|indkomst|formue|adresse|postnummer|diagnosekode|hastighed", re.IGNORECASE
)


@pytest.fixture
def scheme() -> Scheme:
    return SCHEME


@pytest.mark.parametrize("fact", SCHEME.facts, ids=lambda fact: fact.name)
def test_every_fact_has_a_danish_label_a_theme_and_one_sentence(fact: Fact) -> None:
    assert fact.label != fact.name
    assert fact.theme
    assert re.fullmatch(r"[A-ZÆØÅ].*\.", fact.description)
    assert not ENGLISH.search(f"{fact.label} {fact.description}")


@pytest.mark.parametrize("fact", SCHEME.facts, ids=lambda fact: fact.name)
def test_every_choice_declares_its_options_with_labels(fact: Fact) -> None:
    assert bool(fact.options) == (fact.has_options)
    assert all(label and label != code for code, label in fact.options.items())


def test_no_later_or_protected_fact_can_enter_a_model(scheme: Scheme) -> None:
    kept_out = {fact.name for fact in scheme.facts if fact.use is Use.AUDIT}
    later = {fact.name for fact in scheme.facts if fact.known is Known.LATER}

    check_leakage(scheme)
    assert "gender" in kept_out
    assert later <= kept_out
    assert not kept_out & {name for feature in scheme.features for name in feature.of}
    assert not any(fact.is_feature for fact in scheme.facts if fact.name in kept_out)


def test_nothing_asks_for_what_the_law_keeps_out(scheme: Scheme) -> None:
    assert not [fact.name for fact in scheme.facts if FORBIDDEN.search(f"{fact.name} {fact.label}")]


def test_a_birth_month_enters_only_as_age(scheme: Scheme) -> None:
    readers = {feature.name for feature in scheme.features if "born_on" in feature.of}

    assert not scheme.fact("born_on").is_feature
    assert readers == {"age_years", "months_to_18"}


def test_every_theme_of_the_function_assessment_is_counted(scheme: Scheme) -> None:
    levels = tuple(fact.name for fact in scheme.facts if fact.kind is Kind.LEVEL)

    assert levels == THEMES
    assert all(scheme.fact(name).direction is Direction.NEVER_FALLS for name in levels)
    for feature in scheme.features:
        assert set(feature.of) in ({*levels}, {feature.of[0]})
        assert feature.function in CATALOGUE
        assert feature.label != feature.name


def test_the_categories_are_ordered_and_defined(scheme: Scheme) -> None:
    assert scheme.scale.codes == ("A", "B", "C", "D")
    assert [category.name for category in scheme.scale] == ["Enkel", "Sammensat", "Kompleks", "Særligt kompleks"]
    assert all(category.definition.endswith(".") for category in scheme.scale)


def test_the_law_changes_are_dated(scheme: Scheme) -> None:
    assert [str(change.on) for change in scheme.law_changes] == ["2024-01-01", "2025-09-01"]


@pytest.mark.parametrize(
    ("fact", "codes"),
    [
        ("impairments", set(IMPAIRMENTS)),
        ("inquiry_type", set(INQUIRIES)),
        ("partners", {*PARTNERS, ONLY_PARTNER}),
        ("provisions", {*COUNTED, *UNCOUNTED, ADVICE}),
    ],
)
def test_the_invented_municipality_uses_the_schemes_codes(scheme: Scheme, fact: str, codes: set[str]) -> None:
    assert set(scheme.fact(fact).options) == codes
