from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation.aims import aims_of, case_columns, seat_columns
from allocation.board import lay_out
from allocation.competence import Competence
from allocation.goals import BalancedLoad, EqualCount
from allocation.policy import Policy
from allocation.principles import Principle
from allocation.search import best_of_all, busy
from allocation.standing import NOBODY, Asked, Standing, best_seat
from allocation.units import group
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace
from tests.allocation.factories import MONDAY, a_case, a_caseworker, a_policy

HOURS = st.sampled_from([0.0, 0.5, 1.0, 3.0, 8.0, 20.0])


def chosen(policy: Policy, staff: Sequence[Caseworker], cases: Sequence[CaseToPlace], new: int) -> int:
    """Where the standing sums put the case numbered ``new``, the others being held."""
    board = lay_out(cases, staff, policy, MONDAY)
    seats = tuple(seat for seat in board.seats.values() if seat.capacity > 0.0)
    place = {str(seat.caseworker_id): number for number, seat in enumerate(seats)}
    held = [case for case in cases if case.caseworker_id is not None]
    months = policy.horizon_months
    standing = Standing(Asked(policy, seats), seat_columns(seats, months))
    standing.carry(
        case_columns(held, months, ()), np.array([place[str(case.caseworker_id)] for case in held], dtype=np.intp)
    )
    aims = standing.aims(cases[new], case_columns([cases[new]], months, ()))
    return best_seat(aims, standing.able(cases[new]))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(HOURS, st.integers(0, 3)), max_size=10),
    st.tuples(HOURS, st.sampled_from(["", "autisme"])),
    st.permutations([0, 1, 2]),
    st.floats(0.0, 0.2),
)
def test_one_case_goes_where_trying_every_caseworker_says(
    held: list[tuple[float, int]], new: tuple[float, str], order: list[int], tolerance: float
) -> None:
    principles: list[Principle] = [
        BalancedLoad(tolerance=tolerance),
        EqualCount(tolerance=tolerance),
        Competence(hard=False, tolerance=tolerance),
    ]
    policy = a_policy(*[principles[place] for place in order])
    competences = [(), (), ("autisme",), ()]
    staff = [a_caseworker(f"k{n}", *competences[n], weekly_hours=37.0 - 8 * n) for n in range(4)]
    cases = [a_case(f"h{number}", hours, at=f"k{seat}", spread=0.5) for number, (hours, seat) in enumerate(held)]
    cases.append(a_case("ny", new[0], needs=new[1], spread=0.4))

    board = lay_out(cases, staff, policy, MONDAY)
    grouping = group(board)

    assert chosen(policy, staff, cases, -1) == best_of_all(grouping.puzzle, busy(aims_of(board, grouping))).seat_of[0]


def test_a_condition_leaves_out_those_who_do_not_meet_it_and_nobody_where_none_does() -> None:
    staff = [a_caseworker("k1"), a_caseworker("k2", "autisme")]

    assert chosen(a_policy(), staff, [a_case("ny", needs="autisme")], 0) == 1
    assert chosen(a_policy(), staff, [a_case("ny", needs="tegnsprog")], 0) == NOBODY


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_of_equals_the_first_by_id_gets_the_case(order: tuple[int, ...]) -> None:
    staff = [a_caseworker(f"k{place}") for place in order]

    assert chosen(a_policy(), staff, [a_case("ny")], 0) == 0
