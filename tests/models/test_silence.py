from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from features.frame import Frame
from features.scheme import Kind, SilenceRule
from models.abstain import AbstentionRule, missing_facts
from models.assess import Assessor
from models.bundle import ModelBundle
from models.neighbours import Neighbours
from models.novelty import Novelty
from models.silence import Doubts, abstentions, doubts_of
from pipelines.train import Trained
from sagstyngde.assessment import AbstentionReason
from sagstyngde.case import Case
from tests.factories import a_case, a_fact, a_scheme
from tests.models.cases import random_cases
from tests.models.earlier import earlier_of_rows

HALF = SilenceRule(human_look_cost=1.0, wrong_step_cost=2.0, false_alarm_rate=0.05)
SCHEME = a_scheme(facts=(a_fact(), a_fact("tolk", Kind.FLAG), a_fact("henvist", Kind.CHOICE)), abstention=HALF)
FRAME = Frame.of(SCHEME, {"henvist": ("skole", "læge")})
KNOWN = a_case(facts={"kommunikation": 2, "tolk": True, "henvist": "skole"})
CLEAR = np.array([0.05, 0.1, 0.8, 0.05])
RULE = AbstentionRule(
    most_missing=1,
    lowest=np.zeros(4),
    highest=np.array([3.0, 1.0, 1.0, 1.0]),
    variances=np.zeros(3),
    usual_variance=0.0,
    novelty=Novelty(distances=np.zeros(0, dtype=np.int64)),
)
EARLIER = earlier_of_rows(FRAME.rows([KNOWN] * 6))


@pytest.fixture(scope="module")
def bundle(trained: Trained) -> ModelBundle:
    return replace(trained.bundle, frame=FRAME, abstention=RULE, neighbours=Neighbours.of(FRAME, EARLIER))


def found(bundle: ModelBundle, case: Case, **changes: Any) -> dict[AbstentionReason, str]:
    X = FRAME.rows([case])
    probability = changes.pop("probability", CLEAR)[None, :]
    values: dict[str, Any] = {
        "X": X,
        "probability": probability,
        "missing": missing_facts(FRAME, X).sum(axis=1),
        "is_outside": (bundle.abstention.lowest > X) | (bundle.abstention.highest < X),
        "steps": np.array([0.3]),
        "blurred_steps": np.array([0.3]),
        "chance": np.ones(1),
        "nearest": bundle.neighbours.nearest(X),
    }
    doubts = Doubts(**values | changes)
    return {item.reason: item.text for item in abstentions(bundle, case, doubts, 0)}


def test_a_case_like_earlier_ones_gets_its_category(bundle: ModelBundle) -> None:
    assert found(bundle, KNOWN) == {}


def test_too_little_known_says_how_little(bundle: ModelBundle) -> None:
    told = found(bundle, a_case(facts={"tolk": False}))

    assert told == {
        AbstentionReason.TOO_LITTLE_KNOWN: (
            "Kan ikke målgruppevurderes: for lidt er oplyst (2 af 3 oplysninger mangler)."
        )
    }


def test_as_many_missing_as_training_cases_had_is_no_reason(bundle: ModelBundle) -> None:
    assert found(bundle, a_case(facts={"tolk": False, "henvist": "læge"})) == {}


def test_what_is_missing_is_a_reason_where_it_tips_the_balance(bundle: ModelBundle) -> None:
    case = a_case(facts={"tolk": False, "henvist": "læge"})

    assert found(bundle, case, blurred_steps=np.array([0.6])).keys() == {AbstentionReason.TOO_LITTLE_KNOWN}
    # Where the suggestion is no better when all is known, the missing fact is not to blame.
    assert found(bundle, case, steps=np.array([0.6]), blurred_steps=np.array([0.7])).keys() == {
        AbstentionReason.TOO_CLOSE
    }


@pytest.mark.parametrize(
    ("facts", "label"), [({"kommunikation": 4}, "Kommunikation"), ({"henvist": "aldrig set"}, "Henvist")]
)
def test_a_value_never_seen_is_named_by_its_label_and_not_repeated(
    bundle: ModelBundle, facts: dict[str, int | str], label: str
) -> None:
    told = found(bundle, replace(KNOWN, facts={**KNOWN.facts, **facts}))

    assert told == {
        AbstentionReason.UNLIKE_EARLIER: f"Kan ikke målgruppevurderes: sagen ligner ikke tidligere sager ({label})."
    }


def test_the_bounds_of_what_was_seen_are_seen(bundle: ModelBundle) -> None:
    assert found(bundle, replace(KNOWN, facts={**KNOWN.facts, "kommunikation": 3})) == {}


def test_a_strange_whole_of_ordinary_facts_names_what_sets_it_apart(bundle: ModelBundle) -> None:
    case = replace(KNOWN, facts={"kommunikation": 2, "tolk": False, "henvist": "læge"})

    told = found(bundle, case, chance=np.array([0.05]))

    assert told == {
        AbstentionReason.UNLIKE_EARLIER: (
            "Kan ikke målgruppevurderes: sagen ligner ikke tidligere sager (Tolk, Henvist)."
        )
    }
    assert found(bundle, case, chance=np.array([0.0501])) == {}


@pytest.mark.parametrize("probability", [[0.1, 0.44, 0.43, 0.03], [0.43, 0.1, 0.44, 0.03]])
def test_two_categories_too_close_are_both_named_from_the_simplest(
    bundle: ModelBundle, probability: list[float]
) -> None:
    (text,) = found(bundle, KNOWN, probability=np.array(probability), steps=np.array([0.51])).values()

    first = "enkel" if probability[0] > 0.4 else "sammensat"
    assert text == f"Kan ikke målgruppevurderes: kategorierne {first} og kompleks ligger for tæt."


def test_a_suggestion_that_costs_what_a_look_costs_is_given(bundle: ModelBundle) -> None:
    assert found(bundle, KNOWN, steps=np.array([0.5]), blurred_steps=np.array([0.5])) == {}


def test_a_fact_nobody_had_recorded_is_unlike_earlier_cases(bundle: ModelBundle) -> None:
    never = replace(RULE, lowest=np.array([np.inf, 0.0, 0.0, 0.0]), highest=np.array([-np.inf, 1.0, 1.0, 1.0]))
    changed = replace(bundle, abstention=never)

    assert found(changed, KNOWN).keys() == {AbstentionReason.UNLIKE_EARLIER}
    assert found(changed, a_case(facts={"tolk": True, "henvist": "skole"})) == {}


def test_a_value_beyond_those_seen_counts_as_the_nearest_and_missing_stays_missing() -> None:
    never = replace(RULE, lowest=np.array([0.0, 0.0, 0.0, np.inf]), highest=np.array([3.0, 1.0, 1.0, -np.inf]))
    X = np.array([[99.0, -5.0, np.nan, 7.0]])

    assert never.nearest_seen(X)[0] == pytest.approx([3.0, 0.0, np.nan, 7.0], nan_ok=True)


def test_a_choice_is_missing_once_however_many_columns_it_has() -> None:
    X = FRAME.rows([a_case(), KNOWN])

    assert missing_facts(FRAME, X).sum(axis=1).tolist() == [3, 0]


def test_only_what_is_missing_beyond_the_usual_makes_the_score_uncertain() -> None:
    rule = replace(RULE, variances=np.array([4.0, 1.0, 0.0]), usual_variance=1.0)

    assert rule.deviations(np.array([[True, True, True], [False, True, True]])).tolist() == [2.0, 0.0]


def test_every_fact_can_be_out_of_range_never_seen_or_missing_and_none_passes_in_silence(trained: Trained) -> None:
    """R44: each feature times {unknown, ten times too much, missing with all others}."""
    bundle = trained.bundle
    frame, scheme = bundle.frame, bundle.frame.scheme
    seen = trained.parts.develop.cases[0]
    odd = [
        replace(seen, facts={**seen.facts, fact.name: frozenset({"ny"}) if fact.kind is Kind.CHOICES else "ny"})
        for fact in scheme.facts
        if fact.is_feature and fact.kind in {Kind.CHOICE, Kind.CHOICES}
    ]
    odd += [
        replace(seen, facts={**seen.facts, fact.name: 10.0 * max(1.0, bundle.abstention.highest[place])})
        for place, fact in ((frame.source_starts[frame.sources.index(f.name)], f) for f in scheme.facts if f.is_feature)
        if fact.kind in {Kind.COUNT, Kind.NUMBER}
    ]
    X = frame.rows([*odd, a_case()])
    doubts = doubts_of(bundle, X, Assessor(bundle).answers(X).score)

    reasons = [
        {item.reason for item in abstentions(bundle, case, doubts, row)} for row, case in enumerate([*odd, a_case()])
    ]

    assert len(odd) >= 6
    assert all(AbstentionReason.UNLIKE_EARLIER in found for found in reasons[:-1])
    assert AbstentionReason.TOO_LITTLE_KNOWN in reasons[-1]


def test_doubts_are_the_same_alone_and_among_many(trained: Trained) -> None:
    bundle = trained.bundle
    X = bundle.frame.rows(random_cases(bundle.frame.scheme, 60))
    score = Assessor(bundle).answers(X).score

    many = doubts_of(bundle, X, score)

    for row in range(len(X)):
        one = doubts_of(bundle, X[row : row + 1], score[row : row + 1])
        assert (one.steps[0], one.blurred_steps[0], one.chance[0]) == (
            many.steps[row],
            many.blurred_steps[row],
            many.chance[row],
        )
        assert one.nearest.places[0].tolist() == many.nearest.places[row].tolist()
