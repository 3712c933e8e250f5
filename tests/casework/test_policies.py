from concurrent.futures import ThreadPoolExecutor

import pytest

from casework.policies import Adoption, adopt, in_force, numbered, parsed_for_adoption
from casework.policy import house_policy, named_policy
from sagstyngde.errors import NotReady, PolicyRefused
from storage.engine import Connection, Engine, reading, writing
from storage.policies import NewPolicy, adopt_policy, newest_policy, policy_versions
from storage.transactions import write
from tests.answers import STAMP

SETTING = house_policy("standard")
OWN = (
    'name = "vores"\nhorizon_months = 9\n[capacity]\ncasework_share = 0.6\n[[principle]]\nname = "ligelig_fordeling"\n'
)
AT_ONCE = 4


def _adopt(connection: Connection, toml: str) -> Adoption:
    return adopt(connection, toml, after=newest_policy(connection), stamp=STAMP)


def test_the_setting_holds_until_a_policy_is_adopted_and_stays_version_nought(engine: Engine) -> None:
    with writing(engine) as connection:
        before = in_force(connection, SETTING)
        _adopt(connection, OWN)
        after = in_force(connection, SETTING)

        assert (before.policy.name, before.version) == ("standard", 0)
        assert (after.policy.name, after.version, after.text) == ("vores", 1, OWN)
        assert (numbered(connection, 0, SETTING), numbered(connection, 2, SETTING)) == (SETTING, None)


def test_the_leaders_word_is_in_an_adopted_policy_that_does_not_name_it(engine: Engine) -> None:
    with writing(engine) as connection:
        _adopt(connection, OWN)

        names = [one.name for one in in_force(connection, SETTING).policy.principles]

    assert names == ["ligelig_fordeling", "ledelsesmaessig_vurdering"]


def test_those_who_adopt_at_once_get_a_version_each(engine: Engine) -> None:
    def adopted(number: int) -> Adoption:
        return write(engine, lambda connection: _adopt(connection, OWN + f"# {number}\n"), computed_key=True)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = list(pool.map(adopted, range(AT_ONCE)))

    assert sorted(one.adopted.version for one in made) == list(range(1, AT_ONCE + 1))


def test_a_text_that_stands_already_makes_no_version(engine: Engine) -> None:
    with writing(engine) as connection:
        made = [_adopt(connection, OWN), _adopt(connection, OWN.replace("\n", "\r\n"))]

        assert [one.is_new for one in made] == [True, False]
        assert len(policy_versions(connection)) == 1


@pytest.mark.parametrize("name", ["standard", "  vores", "v\\tv", "v" * 61])
def test_a_name_is_a_short_line_and_never_an_embedded_policys(name: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        parsed_for_adoption(OWN.replace("vores", name), "prøve")

    assert [fault.key for fault in refused.value.faults] == ["name"]


def test_a_version_that_this_program_cannot_read_is_told_as_such(engine: Engine) -> None:
    with writing(engine) as connection:
        adopt_policy(connection, NewPolicy(name="ny", toml='name = "ny"\nstars = 4\n'), STAMP)

    with reading(engine) as connection, pytest.raises(NotReady, match="adopt it anew"):
        in_force(connection, SETTING)


def test_a_policy_by_name_counts_hours_as_the_house_does(engine: Engine) -> None:
    with writing(engine) as connection:
        _adopt(connection, OWN)
        house = in_force(connection, SETTING)

    found = named_policy("distrikt", house)

    assert found.policy.principles[0].name == "distrikt"
    assert (found.policy.capacity, found.policy.horizon_months) == (house.policy.capacity, 9)
