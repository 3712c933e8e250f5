from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from casework.mandates import Adoption, Proposed, adopt, adopted_on, in_force, newest, parsed_for_adoption
from mandate.register_toml import EXAMPLE, register_text
from sagstyngde.errors import InputRefused, RegisterRefused
from storage.engine import Connection, Engine, reading, writing
from storage.registers import newest_register, register_versions
from storage.transactions import write
from tests.answers import STAMP
from tests.casework.casebook import TODAY

TEXT = register_text(EXAMPLE)[1].replace("is_example = true\n", "")
AT_ONCE = 4


def _numbered(number: int) -> str:
    return TEXT.replace('version = "2026-1"', f'version = "2026-{number}"')


def _adopt(connection: Connection, toml: str) -> Adoption:
    known = newest_register(connection)
    return adopt(connection, Proposed(toml=toml), after=known, on=TODAY, stamp=STAMP)


def test_the_example_stands_in_until_something_is_adopted_and_never_before_its_day(engine: Engine) -> None:
    with writing(engine) as connection:
        before = in_force(connection, TODAY), newest(connection), adopted_on(connection, TODAY)
        adopt(connection, Proposed(toml=TEXT), after=None, on=TODAY, stamp=STAMP)

        with pytest.raises(InputRefused, match="no register"):
            in_force(connection, TODAY - timedelta(days=1))
        found = in_force(connection, TODAY)

    assert [house and house.version for house in before] == [0, 0, None]
    assert (found.version, found.toml, found.register.is_example) == (1, TEXT, False)


def test_those_who_adopt_at_once_get_a_version_each(engine: Engine) -> None:
    def adopted(number: int) -> Adoption:
        return write(engine, lambda connection: _adopt(connection, _numbered(number)), computed_key=True)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = list(pool.map(adopted, range(1, AT_ONCE + 1)))

    assert sorted(one.adopted.version for one in made) == list(range(1, AT_ONCE + 1))
    with reading(engine) as connection:
        kept = {one.version: one.toml for one in register_versions(connection)}
    assert kept == {one.adopted.version: one.adopted.toml for one in made}


def test_who_adopts_what_another_has_just_adopted_makes_no_version(engine: Engine) -> None:
    def adopted(_: int) -> bool:
        return write(engine, lambda connection: _adopt(connection, TEXT), computed_key=True).is_new

    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = list(pool.map(adopted, range(AT_ONCE)))

    assert made.count(True) == 1


def test_a_text_that_still_says_it_is_an_example_is_not_adopted() -> None:
    with pytest.raises(RegisterRefused, match="is_example"):
        parsed_for_adoption(register_text(EXAMPLE)[1], "plan.toml")
