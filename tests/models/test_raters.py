from datetime import date

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from models.labels import SIGHTED, judgement_weights
from models.raters import FEWEST_TWICE, agreement
from sagstyngde.case import CaseId
from sagstyngde.category import Category, CategoryScale
from sagstyngde.judgement import Judgement

SCALE = CategoryScale(tuple(Category(code=code, name=code) for code in "ABCD"))


def judged(first: list[int], second: list[int], people: tuple[str | None, str | None] = ("x", "y")) -> list[Judgement]:
    return [
        Judgement(case_id=CaseId(f"{case:03}"), category="ABCD"[place], judged_on=date(2025, 1, 1), judged_by=person)
        for case, pair in enumerate(zip(first, second, strict=True))
        for place, person in zip(pair, people, strict=True)
    ]


def test_agreement_is_cohens_kappa_where_nobody_is_the_one_to_agree_with() -> None:
    rng = np.random.default_rng(0)
    first = rng.integers(0, 4, 300)
    second = np.clip(first + rng.integers(-1, 2, 300), 0, 3)

    found = agreement(judged(first.tolist(), second.tolist()), SCALE, seed=0)

    both = np.concatenate((first, second)), np.concatenate((second, first))
    assert found["qwk"] == pytest.approx(cohen_kappa_score(*both, weights="quadratic"), abs=1e-6)
    assert found["n"] == 300
    assert found["low"] < found["qwk"] < found["high"]
    assert found["reachable"] == pytest.approx(found["qwk"] ** 0.5, abs=1e-6)
    assert found["same"] == pytest.approx((first == second).mean(), abs=1e-6)


def test_a_second_look_of_the_same_person_is_no_agreement_between_two() -> None:
    alike = [0, 1, 2, 3] * 10

    assert agreement(judged(alike, alike, ("x", "x")), SCALE, seed=0) == {"n": 0}
    assert agreement(judged(alike, alike, ("x", None)), SCALE, seed=0) == {"n": 0}


def test_agreement_on_a_handful_of_cases_is_not_stated() -> None:
    few = [0, 1, 2, 3] * 4

    assert agreement(judged(few, few), SCALE, seed=0) == {"n": len(few)}
    assert len(few) < FEWEST_TWICE


def test_the_order_of_judgements_does_not_matter() -> None:
    rng = np.random.default_rng(1)
    items = judged(rng.integers(0, 4, 60).tolist(), rng.integers(0, 4, 60).tolist())

    assert agreement(items[::-1], SCALE, seed=0) == agreement(items, SCALE, seed=0)


def test_a_case_judged_twice_weighs_one() -> None:
    weight = judgement_weights(np.array([0, 1, 1]), [None] * 3, np.zeros(3, dtype=np.bool_))

    assert weight.tolist() == [1.0, 0.5, 0.5]


def test_a_blind_judgement_weighs_more_than_one_given_after_the_suggestion() -> None:
    rows, people = np.array([0, 0, 1, 2, 3]), [None] * 5

    weight = judgement_weights(rows, people, np.array([True, False, False, True, True]))

    assert weight[0] / weight[1] == 1.0 / SIGHTED
    assert weight[0] + weight[1] == pytest.approx(1.0)
    assert weight[2] == SIGHTED
    assert weight[3] == 1.0


def test_nobody_outweighs_all_others_together() -> None:
    weight = judgement_weights(np.arange(10), ["x"] * 8 + ["y", "z"], np.zeros(10, dtype=np.bool_))

    assert weight[:8].sum() == pytest.approx(weight[8:].sum())
    assert weight[8:].tolist() == [1.0, 1.0]


@pytest.mark.parametrize("people", [["x"] * 5, [None] * 5, [None] * 4 + ["x"]])
def test_a_single_or_unnamed_person_keeps_the_word(people: list[str | None]) -> None:
    assert judgement_weights(np.arange(5), people, np.zeros(5, dtype=np.bool_)).tolist() == [1.0] * 5
