"""What each goal came to in a plan, and how much better it is proved that it could be."""

import pytest

from allocation.competence import Competence
from allocation.goals import BalancedLoad, EqualCount
from allocation.solve import allocate
from tests.allocation.factories import MONDAY, a_case, a_caseworker, a_policy

STAFF = [a_caseworker("k1", "autisme"), a_caseworker("k2"), a_caseworker("k3")]
WANTING = [a_case(f"{n}", 10.0 + n / 10.0, needs="autisme") for n in range(4)]


def test_a_goal_that_gives_way_to_the_next_says_how_much_better_it_could_be() -> None:
    strict, loose = (
        allocate(WANTING, STAFF, a_policy(BalancedLoad(z=0.0, tolerance=slack), Competence(hard=False)), MONDAY).goals
        for slack in (0.0, 0.6)
    )

    assert [goal.proof for goal in strict] == ["kan ikke blive bedre", "kan ikke blive bedre"]
    assert loose[0].bound == pytest.approx(strict[0].value)
    assert loose[0].value > strict[0].value
    assert (loose[0].text, loose[0].proof) == ("28 %", "højst 10 procentpoint bedre")
    assert (strict[1].text, loose[1].text) == ("2 sager", "1 sag")


def test_a_load_that_keeps_room_for_uncertainty_says_so_and_a_square_what_it_is() -> None:
    load, count = allocate(WANTING, STAFF, a_policy(BalancedLoad(), EqualCount()), MONDAY).goals

    assert load.text.endswith(" % (med plads til usikkerhed)")
    assert count.text.endswith(" sager fra lige mange")


def test_where_there_is_nothing_to_place_nothing_is_said_of_the_goals() -> None:
    assert allocate([a_case("1", at="k1")], STAFF, a_policy(), MONDAY).goals == ()
