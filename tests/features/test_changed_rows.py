from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from features.changed_rows import ChangedRows
from features.frame import Frame
from features.scheme_toml import read_scheme
from tests.models.cases import a_random_case, random_cases

SCHEME = read_scheme("bornehandicap")
FRAME = Frame.learn(SCHEME, random_cases(SCHEME, 400))
CHANGED = ChangedRows.of(FRAME)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), other=st.integers(0, 2**32))
def test_a_changed_row_is_bit_for_bit_the_row_of_the_changed_case(seed: int, other: int) -> None:
    case, donor = a_random_case(SCHEME, seed), a_random_case(SCHEME, other)
    shared = [name for name in case.facts if name in donor.facts]
    many = [{name: donor.facts[name]} for name in shared]
    many += [{one: donor.facts[one], two: donor.facts[two]} for one, two in pairwise(shared)]

    rows = CHANGED.rows(case, FRAME.row(case), many)

    whole = FRAME.rows([replace(case, facts={**case.facts, **changes}) for changes in many])
    assert np.array_equal(rows, whole, equal_nan=True)


def test_the_case_itself_is_left_as_it_was() -> None:
    case = a_random_case(SCHEME, 1)
    before, row = dict(case.facts), FRAME.row(case)
    kept = row.copy()

    CHANGED.rows(case, row, [dict(case.facts)])

    assert case.facts == before
    assert np.array_equal(row, kept, equal_nan=True)
