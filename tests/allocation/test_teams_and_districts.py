"""A case goes to its own team and its own district, and no further than it must."""

import pytest

from allocation.districts import Districts, Travel
from allocation.goals import BalancedLoad, EqualCount
from allocation.policy_toml import read_policy
from allocation.seat import Option
from allocation.solve import allocate
from allocation.teams import Teams
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace
from tests.allocation.factories import MONDAY, a_case, a_caseworker, a_policy, seat_of, who_has

WITHIN = {"Team Nord A": "Team Nord", "Team Nord B": "Team Nord", "Team Nord": "Børn"}
MINUTES = {"Nord": {"Syd": 20.0, "Øst": 5.0}, "Øst": {"Syd": 12.0}}


@pytest.mark.parametrize(
    ("asked", "team", "text"),
    [
        (None, None, None),
        (None, "Team Syd", None),
        ("Team Nord", "Team Nord", None),
        ("Team Nord", "Team Nord A", None),
        ("Børn", "Team Nord B", None),
        ("Team Nord A", "Team Nord", "er ikke i Team Nord A"),
        ("Team Nord", "Team Syd", "er ikke i Team Nord"),
        ("Syd", None, "er ikke i team Syd"),
    ],
)
def test_a_case_goes_to_its_team_or_one_within_it(asked: str | None, team: str | None, text: str | None) -> None:
    option = Option(case=a_case("1", team=asked), seat=seat_of(a_caseworker("k", team=team)))

    assert Teams(within=WITHIN).objection(option) == text


@pytest.mark.parametrize(
    ("district", "covered", "text"),
    [
        (None, "Nord", None),
        ("Nord", "Nord Syd", None),
        ("Nord", "", None),
        ("Nord", "Syd", "dækker ikke distrikt Nord"),
    ],
)
def test_a_case_goes_to_one_who_covers_its_district(district: str | None, covered: str, text: str | None) -> None:
    seat = seat_of(a_caseworker("k", districts=frozenset(covered.split())))

    assert Districts().objection(Option(case=a_case("1", district=district), seat=seat)) == text


@pytest.mark.parametrize(
    ("case", "reason", "way_out"),
    [
        (
            a_case("1", team="Team Vest"),
            "Sag 1 kan ikke placeres uden at fravige noget: den hører til Team Vest, og ingen er i det team.",
            "Giv sagen til et andet team: K1. Holm (belastning 0 % → 6 %).",
        ),
        (
            a_case("1", team="Team Syd", district="Nord"),
            "Sag 1 kan ikke placeres uden at fravige noget: den hører til Team Syd, og kun K2. Holm er i det team; "
            "K2. Holm dækker ikke distrikt Nord.",
            "Giv sagen til et andet team: K1. Holm (belastning 0 % → 6 %).",
        ),
        (
            a_case("1", district="Øst"),
            "Sag 1 kan ikke placeres uden at fravige noget: den hører til distrikt Øst, og ingen dækker det.",
            "Giv sagen til et andet distrikt: K1. Holm (belastning 0 % → 6 %).",
        ),
    ],
)
def test_a_team_or_district_that_nobody_has_is_named_with_a_way_out(
    case: CaseToPlace, reason: str, way_out: str
) -> None:
    staff = [
        a_caseworker("k1", team="Team Nord", districts=frozenset({"Nord"})),
        a_caseworker("k2", team="Team Syd", districts=frozenset({"Syd"})),
    ]

    (unplaced,) = allocate([case], staff, a_policy(Teams(), Districts(), EqualCount()), MONDAY).unplaced

    assert unplaced.reason == reason
    assert way_out in unplaced.ways_out


@pytest.mark.parametrize(
    ("district", "covered", "minutes"),
    [
        ("Nord", "Nord", 0.0),
        ("Nord", "Syd", 20.0),
        ("Syd", "Nord", 20.0),
        ("Syd", "Nord Øst", 12.0),
        ("Vest", "Nord", 30.0),
        ("Vest", "", 0.0),
        (None, "Nord", 0.0),
    ],
)
def test_the_distance_is_to_the_nearest_of_her_districts(district: str | None, covered: str, minutes: float) -> None:
    (price,) = Travel(distances=MINUTES, default=30.0).measures(None, 0.0)  # type: ignore[arg-type]  # needs no seats
    seat = seat_of(a_caseworker("k", districts=frozenset(covered.split())))

    assert price.cost(a_case("1", district=district), seat) == minutes


def in_nord_and_syd() -> list[Caseworker]:
    return [a_caseworker(key, districts=frozenset({name})) for key, name in (("k1", "Nord"), ("k2", "Syd"))]


def test_distance_is_kept_short_within_the_slack_of_the_load() -> None:
    cases = [a_case(f"{n}", district="Syd" if n % 2 else "Nord") for n in range(8)]

    plan = allocate(cases, in_nord_and_syd(), a_policy(BalancedLoad(), Travel()), MONDAY)

    assert who_has(plan) == {f"{n}": "k2" if n % 2 else "k1" for n in range(8)}


def test_a_soft_team_gives_way_to_what_stands_before_it() -> None:
    cases = [a_case(f"{n}", 20.0, team="Nord") for n in range(4)]
    staff = [a_caseworker("k1", team="Nord"), a_caseworker("k2", team="Syd")]

    hard, soft = (
        allocate(cases, staff, a_policy(*order), MONDAY)
        for order in ((BalancedLoad(), Teams()), (BalancedLoad(), Teams(hard=False)))
    )

    assert [load.count_after for load in hard.loads] == [4, 0]
    assert [load.count_after for load in soft.loads] == [2, 2]


def test_a_name_in_the_policy_that_nobody_has_is_told_and_stops_nothing() -> None:
    cases, staff = [a_case("1", team="Team Nord")], [a_caseworker("k1", team="Team Nord A")]
    principles = (Teams(within=WITHIN | {"Team Nrod": "Team Nord"}), Travel(distances=MINUTES), EqualCount())

    plan = allocate(cases, staff, a_policy(*principles), MONDAY)

    assert who_has(plan) == {"1": "k1"}
    assert [(one.principle, one.text, one.hard) for one in plan.violations] == [
        (
            "teams",
            "Politikken nævner Team Nord B og Team Nrod under »Teams«, men hverken en sagsbehandler eller en sag har "
            "det navn.",
            False,
        ),
        (
            "rejseafstand",
            "Politikken nævner Nord, Syd og Øst under »Rejseafstand«, men hverken en sagsbehandler eller en sag har "
            "det navn.",
            False,
        ),
    ]


def test_the_seeds_own_example_district_first_and_then_the_leader_is_a_policy() -> None:
    assert [item.name for item in read_policy("distrikt_og_kompetence").filters] == [
        "soeskende",
        "distrikt",
        "ledelsesmaessig_vurdering",
        "til_stede",
    ]
