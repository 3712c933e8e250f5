"""Which cases go together, which apart, and how many of a family can be seated."""

from allocation.board import lay_out
from allocation.units import Grouping, group
from sagstyngde.plan import CaseToPlace
from tests.allocation.factories import MONDAY, a_case, a_caseworker, a_policy, a_sibling


def grouped(*cases: CaseToPlace) -> Grouping:
    staff = [a_caseworker("k1", "autisme"), a_caseworker("k2")]
    return group(lay_out(list(cases), staff, a_policy(), MONDAY))


def test_one_sibling_who_says_same_binds_the_whole_family() -> None:
    grouping = grouped(a_sibling("1"), a_sibling("2", "same"), a_sibling("3"), a_case("4"))

    assert [[case.case_id for case in unit] for unit in grouping.units] == [["1", "2", "3"], ["4"]]
    assert grouping.puzzle.shape == (2, 2)


def test_one_sibling_who_says_different_is_apart_from_the_others_only() -> None:
    grouping = grouped(a_sibling("1"), a_sibling("2", "different"), a_sibling("3"))

    assert grouping.puzzle.apart.tolist() == [[0, 1], [1, 2]]


def test_siblings_who_say_both_are_set_aside() -> None:
    grouping = grouped(a_sibling("1", "same"), a_sibling("2", "different"), a_sibling("3"))

    assert [case.case_id for case in grouping.contradictory] == ["1", "2"]
    assert [case.case_id for (case,) in grouping.units] == ["3"]


def test_as_many_of_a_family_are_seated_as_there_are_seats_for() -> None:
    grouping = grouped(
        a_sibling("1", "different", needs="autisme"), a_sibling("2", needs="autisme"), a_sibling("3", needs="autisme")
    )

    assert [unit[0].case_id for unit in grouping.stranded] == ["1"]
    assert grouping.puzzle.witness.tolist() == [0, 0]


def test_a_large_family_with_no_way_out_is_settled_quickly() -> None:
    staff = [a_caseworker(f"k{n:02}") for n in range(13)]
    family = [a_sibling(f"{n:02}", "different") for n in range(14)]

    grouping = group(lay_out(family, staff, a_policy(), MONDAY))

    assert len(grouping.units) == 13
    assert len(set(grouping.puzzle.witness.tolist())) == 13
