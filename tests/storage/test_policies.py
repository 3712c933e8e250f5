from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage.adopted_texts import hash_of
from storage.engine import Engine, reading, writing
from storage.policies import NewPolicy, adopt_policy, find_policy, newest_policy, policy_versions
from storage.stamp import Stamp
from tests.answers import NOON, STAMP

LATER = Stamp(by="another", at=NOON + timedelta(days=1))


def test_before_anything_is_adopted_there_is_no_version(engine: Engine) -> None:
    with reading(engine) as connection:
        assert (newest_policy(connection), policy_versions(connection), find_policy(connection, 1)) == (None, (), None)


def test_the_version_adopted_last_holds_and_all_are_kept_whole(engine: Engine) -> None:
    with writing(engine) as connection:
        first = adopt_policy(connection, NewPolicy(name="Øst", toml='name = "Øst"\n', note="Ledermødet"), STAMP)
        second = adopt_policy(connection, NewPolicy(name="Vest", toml='name = "Vest"\n', after=1), LATER)

    with reading(engine) as connection:
        assert newest_policy(connection) == second
        assert policy_versions(connection) == (second, first)
        assert (find_policy(connection, 1), find_policy(connection, 3)) == (first, None)
    assert (first.note, first.adopted, second.note, second.content_hash) == (
        "Ledermødet",
        STAMP,
        None,
        hash_of('name = "Vest"\n'),
    )


def test_two_versions_never_have_one_number(engine: Engine) -> None:
    with writing(engine) as connection:
        adopt_policy(connection, NewPolicy(name="a", toml="a = 1"), STAMP)

    with pytest.raises(IntegrityError), writing(engine) as connection:
        adopt_policy(connection, NewPolicy(name="b", toml="b = 2"), STAMP)


def test_line_ends_do_not_make_another_text() -> None:
    assert hash_of("a = 1\r\nb = 2\r\n") == hash_of("a = 1\nb = 2\n") != hash_of("a = 1\nb = 3\n")
