from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from features.changed_rows import Change, ChangedRows
from features.frame import Frame
from features.scheme_toml import read_scheme
from sagstyngde.case import Case
from tests.models.cases import a_random_case, random_cases

SCHEME = read_scheme("bornehandicap")
FRAME = Frame.learn(SCHEME, random_cases(SCHEME, 400))
CHANGED = ChangedRows.of(FRAME)


def whole_rows(case: Case, many: Sequence[Sequence[Change]]) -> NDArray[np.float64]:
    """Return the rows that the frame makes of the changed cases."""
    return FRAME.rows([replace(case, facts={**case.facts, **{c.name: c.value for c in one}}) for one in many])


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), other=st.integers(0, 2**32))
def test_a_changed_row_is_bit_for_bit_the_row_of_the_changed_case(seed: int, other: int) -> None:
    case, donor = a_random_case(SCHEME, seed), a_random_case(SCHEME, other)
    changes = [CHANGED.change(name, donor.facts[name]) for name in case.facts if name in donor.facts]
    many = [*((one,) for one in changes), *pairwise(changes)]

    rows = CHANGED.rows(case, FRAME.row(case), many)

    assert np.array_equal(rows, whole_rows(case, many), equal_nan=True)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_an_option_more_or_less_changes_the_row_as_the_whole_choice_would(seed: int) -> None:
    case = a_random_case(SCHEME, seed)
    many = [
        (CHANGED.toggle(name, now, option),)
        for name, now in case.facts.items()
        if isinstance(now, frozenset) and name in FRAME.options
        for option in FRAME.options[name]
    ]

    rows = CHANGED.rows(case, FRAME.row(case), many)

    assert np.array_equal(rows, whole_rows(case, many), equal_nan=True)


def test_the_case_itself_is_left_as_it_was() -> None:
    case = a_random_case(SCHEME, 1)
    before, row = dict(case.facts), FRAME.row(case)
    kept = row.copy()

    donor = a_random_case(SCHEME, 2)
    CHANGED.rows(case, row, [[CHANGED.change(name, donor.facts[name]) for name in case.facts if name in donor.facts]])

    assert case.facts == before
    assert np.array_equal(row, kept, equal_nan=True)
