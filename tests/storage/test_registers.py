from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage.adopted_texts import hash_of
from storage.engine import Engine, reading, writing
from storage.registers import (
    NewRegister,
    adopt_register,
    find_register,
    newest_register,
    register_on,
    register_versions,
)
from storage.stamp import Stamp
from storage.trials import evaluations, insert_evaluation, register_plan, registered_plans
from tests.answers import NOON, STAMP

DAY = date(2026, 11, 3)
NEXT = DAY + timedelta(days=9)
LATER = Stamp(by="another", at=NOON + timedelta(days=1))


def test_before_anything_is_adopted_nothing_is_in_force(engine: Engine) -> None:
    with reading(engine) as connection:
        assert (newest_register(connection), register_on(connection, DAY), register_versions(connection)) == (
            None,
            None,
            (),
        )


def test_a_version_is_in_force_from_its_day_until_one_adopted_later_is(engine: Engine) -> None:
    with writing(engine) as connection:
        first = adopt_register(
            connection, NewRegister(toml='name = "Øst"\n', holds_from=DAY, note="Udvalget, punkt 4"), STAMP
        )
        second = adopt_register(
            connection, NewRegister(toml="b = 2", holds_from=DAY + timedelta(days=9), after=1), LATER
        )

    with reading(engine) as connection:
        found = [register_on(connection, DAY + timedelta(days=days)) for days in (-1, 0, 8, 9)]
        assert found == [None, first, first, second]
        assert register_versions(connection) == (second, first)
        assert (find_register(connection, 1), find_register(connection, 3)) == (first, None)


def test_one_adopted_later_for_an_earlier_day_takes_the_place_of_both(engine: Engine) -> None:
    with writing(engine) as connection:
        adopt_register(connection, NewRegister(toml="a = 1", holds_from=DAY), STAMP)
        adopt_register(connection, NewRegister(toml="b = 2", holds_from=DAY + timedelta(days=9), after=1), STAMP)
        third = adopt_register(
            connection, NewRegister(toml="c = 3", holds_from=DAY + timedelta(days=1), after=2), STAMP
        )

        assert [register_on(connection, DAY + timedelta(days=days)) for days in (1, 9, 99)] == [third] * 3


def test_two_versions_never_have_one_number(engine: Engine) -> None:
    with writing(engine) as connection:
        adopt_register(connection, NewRegister(toml="a = 1", holds_from=DAY), STAMP)

    with pytest.raises(IntegrityError), writing(engine) as connection:
        adopt_register(connection, NewRegister(toml="b = 2", holds_from=DAY), STAMP)


def test_line_ends_do_not_make_another_text() -> None:
    assert hash_of("a = 1\r\nb = 2\r\n") == hash_of("a = 1\nb = 2\n") != hash_of("a = 1\nb = 3\n")


def test_a_plan_registered_again_keeps_its_first_day_and_changed_is_another(engine: Engine) -> None:
    with writing(engine) as connection:
        first = register_plan(connection, "forsøg", "margin = 0.05", STAMP)
        again = register_plan(connection, "forsøg", "margin = 0.05", LATER)
        moved = register_plan(connection, "forsøg", "margin = 0.10", LATER)
        other = register_plan(connection, "andet", "margin = 0.05", LATER)

    with reading(engine) as connection:
        assert again == first
        assert registered_plans(connection) == (other, moved, first)
        assert registered_plans(connection, "forsøg") == (moved, first)


def test_evaluations_are_kept_newest_first_with_what_they_found(engine: Engine) -> None:
    with writing(engine) as connection:
        plan, other = (register_plan(connection, name, "", STAMP) for name in ("forsøg", "andet"))
        first = insert_evaluation(connection, plan.plan_id, {"ratio": 0.1 + 0.2}, data_until=DAY, stamp=STAMP)
        second = insert_evaluation(connection, plan.plan_id, {"verdict": "vist"}, data_until=DAY, stamp=LATER)
        third = insert_evaluation(connection, other.plan_id, {}, data_until=DAY, stamp=LATER)

    with reading(engine) as connection:
        assert evaluations(connection, plan.plan_id) == (second, first)
        assert evaluations(connection, limit=1) == (third,)
