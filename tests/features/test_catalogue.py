from datetime import date

import pytest

from features.catalogue import CATALOGUE
from sagstyngde.case import FactValue
from tests.factories import a_case

BORN = {"born_on": date(2008, 3, 2)}


@pytest.mark.parametrize(
    ("name", "facts", "value"),
    [
        ("age_years", BORN, 18.0),
        ("months_to_18", {"born_on": date(2009, 3, 2)}, 12.0),
        ("months_to_18", {"born_on": date(2000, 3, 2)}, 0.0),
        ("days_before_receipt", {"born_on": date(2026, 3, 1)}, 1.0),
        ("severe_theme_count", {"a": 3, "b": 4, "c": 2}, 2.0),
        ("severe_theme_count", {"a": 0}, 0.0),
        ("highest_level", {"a": 1, "c": 2}, 2.0),
        ("unassessed_count", {"a": 1}, 2.0),
        ("unassessed_count", {}, 3.0),
        ("option_count", {"a": frozenset({"x", "y"}), "b": frozenset({"x"})}, 3.0),
        ("option_count", {"a": frozenset()}, 0.0),
        ("flag_count", {"a": True, "b": False}, 1.0),
        ("received_month", {}, 3.0),
    ],
)
def test_a_feature_is_computed_of_its_facts(name: str, facts: dict[str, FactValue], value: float) -> None:
    of = ("born_on",) if "born_on" in facts else ("a", "b", "c")

    assert CATALOGUE[name].function(a_case(facts=facts), of) == pytest.approx(value, abs=0.02)


@pytest.mark.parametrize("name", sorted(set(CATALOGUE) - {"unassessed_count", "received_month"}))
def test_of_nothing_known_a_feature_is_not_known(name: str) -> None:
    assert CATALOGUE[name].function(a_case(), ("a",)) is None


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_a_feature_says_what_it_is(name: str) -> None:
    entry = CATALOGUE[name]

    assert entry.function.__name__ == name
    assert entry.function.__doc__
    assert entry.most is None or entry.least <= entry.most
    assert entry.kinds or entry.most == 0
