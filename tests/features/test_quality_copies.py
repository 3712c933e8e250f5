from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from features.history import History, Work
from features.quality_copies import LEAST_DIFFERING, copy_notices
from features.quality_giveaways import telling
from features.scheme import Kind
from sagstyngde.case import Case, CaseId
from tests.factories import a_fact, a_scheme

FIRST = date(2024, 1, 1)
KINDS = {int: Kind.COUNT, float: Kind.NUMBER, bool: Kind.FLAG, str: Kind.CHOICE, frozenset: Kind.CHOICES}


def a_history(**columns: list[Any]) -> History:
    """Return a history with the columns as facts; the kind follows from the values."""
    first = {name: next(value for value in values if value is not None) for name, values in columns.items()}
    kinds = {name: KINDS[type(value)] for name, value in first.items()}
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    cases = tuple(
        Case(
            case_id=CaseId(f"s{index:04}"),
            received_on=FIRST + timedelta(days=index),
            facts={name: value for name, value in row.items() if value is not None},
        )
        for index, row in enumerate(rows)
    )
    nothing = Work(
        case_index=np.empty(0, np.intp),
        day=np.empty(0, "datetime64[D]"),
        hours=np.empty(0),
        caseworker=np.empty(0, np.intp),
    )
    scheme = a_scheme(facts=tuple(a_fact(name, kind) for name, kind in kinds.items()))
    return History(scheme=scheme, cases=cases, work=nothing, judgements=(), ends_on=date(2027, 1, 1))


def named(history: History) -> list[str]:
    return [notice.text_en.split(" say")[0] for notice in copy_notices(history)]


RNG = np.random.default_rng(0)
NUMBERS: list[Any] = [None if index % 5 == 3 else value for index, value in enumerate(RNG.normal(size=60).tolist())]
FLAGS: list[Any] = [bool(value) for value in RNG.random(60) < 0.3]
WORDS: list[Any] = [str(value) for value in RNG.choice(list("abc"), 60)]


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(NUMBERS, id="the same"),
        pytest.param([None if one is None else 60.0 * one - 3.0 for one in NUMBERS], id="another unit"),
        pytest.param([None if one is None else -one for one in NUMBERS], id="turned round"),
        pytest.param([None if one is None else float(np.exp(one)) for one in NUMBERS], id="another scale"),
    ],
)
def test_a_number_and_its_copy_are_named_together(copy: list[Any]) -> None:
    assert named(a_history(x=NUMBERS, y=copy, z=FLAGS)) == ["x, y"]


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param([{"a": "q", "b": "p", "c": "r"}[word] for word in WORDS], id="other codes"),
        pytest.param([frozenset({word}) for word in WORDS], id="as several choices"),
        pytest.param(["abc".index(word) for word in WORDS], id="as numbers"),
    ],
)
def test_a_choice_and_its_copy_are_named_together(copy: list[Any]) -> None:
    assert named(a_history(x=WORDS, y=copy, z=NUMBERS)) == ["x, y"]


def test_gaps_in_other_places_tell_facts_apart() -> None:
    fewer = [None if index == 7 else one for index, one in enumerate(WORDS)]

    assert named(a_history(x=WORDS, y=fewer)) == []


def test_one_different_case_tells_facts_apart() -> None:
    assert named(a_history(x=FLAGS, y=[not FLAGS[0], *FLAGS[1:]])) == []


def test_two_rare_facts_that_agree_are_no_copies() -> None:
    rare = [index < 4 for index in range(60)]

    assert named(a_history(x=rare, y=list(rare))) == []


def test_codes_of_which_each_case_has_its_own_are_no_copies() -> None:
    codes = [f"k{index}" for index in range(60)]

    assert named(a_history(x=codes, y=[f"z{index}" for index in reversed(range(60))])) == []


@settings(max_examples=25)
@given(st.lists(st.one_of(st.none(), st.integers(0, 6)), min_size=30, max_size=60), st.permutations(range(7)))
def test_renaming_values_hides_no_copy(values: list[Any], names: list[int]) -> None:
    known = [value for value in values if value is not None]
    assume(len(known) >= 14 and len(known) - max(map(known.count, known)) >= LEAST_DIFFERING)
    copy = [None if value is None else names[value] for value in values]

    assert named(a_history(x=values, y=copy)) == ["x, y"]


@pytest.mark.parametrize(
    ("codes", "least", "most"),
    [
        (lambda outcome, _: outcome.astype(int), 0.97, 1.0),
        (lambda outcome, _: (outcome.astype(int) * 7) % 40, 0.95, 1.0),
        (lambda outcome, noise: (outcome + 40 * noise).astype(int), 0.2, 0.9),
        (lambda _, noise: (40 * noise).astype(int), -0.4, 0.2),
        (lambda outcome, _: np.arange(len(outcome)), -0.4, 0.4),
        (lambda outcome, _: np.zeros(len(outcome), dtype=int), 0.0, 0.0),
    ],
    ids=["the outcome itself", "in disguise", "half noise", "noise", "an id", "a constant"],
)
def test_how_much_one_fact_tells(codes: Any, least: float, most: float) -> None:
    rng = np.random.default_rng(1)
    outcome = np.floor(rng.gamma(2.0, 6.0, 400))

    assert least <= telling(codes(outcome, rng.random(400)).astype(np.intp), outcome) <= most
