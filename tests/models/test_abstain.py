from dataclasses import replace

import numpy as np
import pytest

from features.frame import Frame
from features.scheme import Kind
from models.abstain import AbstentionRule, missing_counts
from sagstyngde.assessment import AbstentionReason
from sagstyngde.case import Case
from tests.factories import a_case, a_fact, a_scheme

SCHEME = a_scheme(facts=(a_fact(), a_fact("tolk", Kind.FLAG), a_fact("henvist", Kind.CHOICE)))
FRAME = Frame.of(SCHEME, {"henvist": ("skole", "læge")})
KNOWN = a_case(facts={"kommunikation": 2, "tolk": True, "henvist": "skole"})
CLEAR = np.array([0.1, 0.2, 0.6, 0.1])
RULE = AbstentionRule(
    most_missing=1, least_margin=0.05, lowest=np.array([0.0, 0.0, 0.0, 0.0]), highest=np.array([3.0, 1.0, 1.0, 1.0])
)


def found(case: Case, probability: np.ndarray = CLEAR, rule: AbstentionRule = RULE) -> dict[AbstentionReason, str]:
    row = FRAME.row(case)
    return {item.reason: item.text for item in rule.abstentions(case, FRAME, row, probability)}


def test_a_case_like_earlier_ones_gets_its_category() -> None:
    assert found(KNOWN) == {}


def test_too_little_known_says_how_little() -> None:
    told = found(a_case(facts={"tolk": False}))

    assert told == {
        AbstentionReason.TOO_LITTLE_KNOWN: (
            "Kan ikke målgruppevurderes: for lidt er oplyst (2 af 3 oplysninger mangler)."
        )
    }


def test_as_many_missing_as_training_cases_had_is_no_reason() -> None:
    assert found(a_case(facts={"tolk": False, "henvist": "læge"})) == {}


@pytest.mark.parametrize(
    ("facts", "label"), [({"kommunikation": 4}, "Kommunikation"), ({"henvist": "aldrig set"}, "Henvist")]
)
def test_a_value_never_seen_is_named_by_its_label_and_not_repeated(facts: dict[str, int | str], label: str) -> None:
    told = found(replace(KNOWN, facts={**KNOWN.facts, **facts}))

    assert told == {
        AbstentionReason.UNLIKE_EARLIER: f"Kan ikke målgruppevurderes: sagen ligner ikke tidligere sager ({label})."
    }


def test_the_bounds_of_what_was_seen_are_seen() -> None:
    assert found(replace(KNOWN, facts={**KNOWN.facts, "kommunikation": 3})) == {}


@pytest.mark.parametrize("probability", [[0.1, 0.44, 0.43, 0.03], [0.43, 0.1, 0.44, 0.03]])
def test_two_categories_too_close_are_both_named_from_the_simplest(probability: list[float]) -> None:
    (text,) = found(KNOWN, np.array(probability)).values()

    first = "enkel" if probability[0] > 0.4 else "sammensat"
    assert text == f"Kan ikke målgruppevurderes: kategorierne {first} og kompleks ligger for tæt."


def test_a_fact_nobody_had_recorded_is_unlike_earlier_cases() -> None:
    never = replace(RULE, lowest=np.array([np.inf, 0.0, 0.0, 0.0]), highest=np.array([-np.inf, 1.0, 1.0, 1.0]))

    assert set(found(KNOWN, rule=never)) == {AbstentionReason.UNLIKE_EARLIER}
    assert found(a_case(facts={"tolk": True, "henvist": "skole"}), rule=never) == {}


def test_a_value_beyond_those_seen_counts_as_the_nearest_and_missing_stays_missing() -> None:
    never = replace(RULE, lowest=np.array([0.0, 0.0, 0.0, np.inf]), highest=np.array([3.0, 1.0, 1.0, -np.inf]))
    X = np.array([[99.0, -5.0, np.nan, 7.0]])

    assert never.nearest_seen(X)[0] == pytest.approx([3.0, 0.0, np.nan, 7.0], nan_ok=True)


def test_a_choice_is_missing_once_however_many_columns_it_has() -> None:
    X = FRAME.rows([a_case(), KNOWN])

    assert missing_counts(FRAME, X).tolist() == [3, 0]
