import pytest

from casework.comparing import differently, mark_of, under_each
from casework.policy import HousePolicy, house_policy, named_policy
from casework.proposing import Asked, Gathered, Sees, gather
from casework.weighing import BY_COURSES
from sagstyngde.case import CaseId, CaseworkerId, FamilyId, SiblingRule
from sagstyngde.plan import LeadersWord
from storage.engine import Connection, Engine, writing
from storage.staff import record_staff
from tests.answers import STAMP, a_caseworker
from tests.casework.casebook import TODAY, add_case

OWN = house_policy("standard")
EVERYTHING = Sees(case=lambda _: True, caseworker=lambda _: True)


def _gathered(connection: Connection, policy: HousePolicy = OWN) -> Gathered:
    return gather(connection, Asked(on=TODAY, policy=policy, weigher=BY_COURSES), EVERYTHING)


def _named(*names: str) -> tuple[HousePolicy, ...]:
    return tuple(named_policy(name, OWN) for name in names)


@pytest.fixture
def parted(engine: Engine) -> Engine:
    """One in the north who knows autism, two elsewhere; three cases of the north, one of which asks for autism."""
    north = a_caseworker("w0", districts=frozenset({"Nord"}), competences=frozenset({"autisme"}), team="Nord")
    others = [a_caseworker(f"w{n}", districts=frozenset({"Syd"}), team="Syd") for n in (1, 2)]
    with writing(engine) as connection:
        record_staff(connection, [north, *others], STAMP)
        for number in range(3):
            asks = frozenset({"autisme"}) if number == 0 else frozenset[str]()
            add_case(connection, f"c{number}", district="Nord", team="Nord", required_competences=asks)
    return engine


def test_what_a_policy_does_not_ask_for_is_counted_all_the_same(parted: Engine) -> None:
    with writing(parted) as connection:
        found = _gathered(connection)
    equal, district, competence = under_each(
        found.basis, _named("ligelig_fordeling", "distrikt", "saerlige_kompetencer")
    )

    assert (district.counts.outside_district, district.counts.outside_team, district.counts.lacking) == (0, 0, 0)
    assert (equal.counts.outside_district, equal.counts.outside_team) == (2, 2)
    assert (competence.counts.lacking, competence.counts.placed, competence.counts.moved) == (0, 3, 0)
    assert district.counts.peak > equal.counts.peak
    assert set(differently([equal, district])) == {
        one for one in district.positions if district.positions[one] != equal.positions[one]
    }


def test_siblings_at_two_caseworkers_are_counted_unless_a_person_wants_it(engine: Engine) -> None:
    rules = [SiblingRule.FREE, SiblingRule.FREE, SiblingRule.DIFFERENT, SiblingRule.DIFFERENT]
    words = {CaseId(f"c{n}"): LeadersWord(pinned_to=CaseworkerId(f"w{n % 2}")) for n in range(4)}
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w0"), a_caseworker("w1")], STAMP)
        for number, rule in enumerate(rules):
            add_case(connection, f"c{number}", family_id=FamilyId(f"f{number // 2}"), sibling_rule=rule)
        asked = Asked(on=TODAY, policy=OWN, weigher=BY_COURSES, words=words)
        found = gather(connection, asked, EVERYTHING)

    (equal,) = under_each(found.basis, _named("ligelig_fordeling"))

    assert (equal.counts.placed, equal.counts.siblings_apart) == (4, 2)


def test_a_basis_is_known_again_until_a_case_or_a_rule_is_another(parted: Engine) -> None:
    with writing(parted) as connection:
        before, again = _gathered(connection), _gathered(connection)
        add_case(connection, "c9", district="Nord")
        after = _gathered(connection)
    six, five = _named("distrikt", "teams"), _named("distrikt")

    assert mark_of(before.basis, six) == mark_of(again.basis, six)
    assert len({mark_of(before.basis, six), mark_of(before.basis, five), mark_of(after.basis, six)}) == 3


def test_loads_under_two_names_are_the_same_peoples_hours(parted: Engine) -> None:
    with writing(parted) as connection:
        found = _gathered(connection)
    one, other = under_each(found.basis, _named("distrikt", "robust"))

    assert {key: load.capacity_hours for key, load in one.loads.items()} == {
        key: load.capacity_hours for key, load in other.loads.items()
    }
