"""What a register says of a case as it comes in, before anybody knows how much is applied for."""

from dataclasses import replace

import pytest

from mandate.intake import needs_committee, provisions_on, routings
from mandate.register import Register
from sagstyngde.decision import Decider, Level
from tests.mandate.factories import a_decider, a_provision, a_register, a_rule, day, days, kroner

ON = day("2026-11-02")
REGISTER = a_register(
    a_rule("BL § 81"),
    a_rule("BL § 86", limit=kroner(60_000)),
    a_rule("BL § 86", Level.LEADER, limit=kroner(200_000)),
    a_rule("BL § 87", limit=kroner(60_000)),
    a_rule("BL § 87", Level.LEADER),
    a_rule("BL § 83", Level.COMMITTEE),
    provisions=(
        a_provision("BL § 81", options=("bl_81",)),
        a_provision("BL § 86", options=("bl_86",)),
        a_provision("BL § 87", options=("bl_87",)),
        a_provision("BL § 83", options=("bl_83",), former=(a_provision("SEL § 32 stk. 3").provision,)),
        a_provision("SEL § 32 stk. 3", holds=days("2011-01-01/2023-12-31")),
    ),
)
JUNIOR = a_decider("2026-09-01/")


@pytest.mark.parametrize(
    ("options", "decider", "expected"),
    [
        ("bl_81", None, False),
        ("bl_83", None, True),
        ("bl_86", None, None),
        ("bl_87", None, False),
        ("bl_86 bl_83", None, True),
        ("bl_81 bl_86", None, None),
        ("bl_81 bl_32", None, None),
        ("bl_83 bl_32", None, True),
        ("bl_32", None, None),
        ("", None, None),
        ("bl_81", JUNIOR, True),
        ("bl_87", JUNIOR, False),
        ("bl_81", a_decider("2026-05-02/"), False),
    ],
)
def test_the_committee_decides_where_it_must_whatever_the_amount(
    options: str, decider: Decider | None, expected: bool | None
) -> None:
    assert needs_committee(REGISTER, frozenset(options.split()), decider, ON) is expected


def test_a_code_stands_for_what_was_in_force_on_the_day() -> None:
    def codes(on: str, register: Register = REGISTER) -> list[str]:
        return [one.code for one in provisions_on(register, ["bl_83", "ukendt", "bl_86"], day(on))]

    assert codes("2026-11-02") == ["BL § 83", "BL § 86"]
    assert codes("2023-12-31") == ["SEL § 32 stk. 3", "BL § 86"]
    assert needs_committee(REGISTER, {"bl_86"}, None, day("2023-12-31")) is None
    assert needs_committee(REGISTER, {"bl_83"}, None, day("2023-12-31")) is None


def test_a_register_speaks_of_an_earlier_provision_where_it_has_rules_for_it() -> None:
    rules = (*REGISTER.rules, a_rule("SEL § 32 stk. 3", holds=days("2022-10-01/2023-12-31")))
    register = replace(REGISTER, rules=rules)

    assert needs_committee(register, {"bl_83"}, None, day("2023-12-31")) is False
    assert needs_committee(register, {"bl_83"}, None, day("2022-09-30")) is None


def test_both_ends_are_told_where_the_amount_decides() -> None:
    (routing,) = routings(REGISTER, ["bl_86"], None, ON)

    assert (routing.least.level, routing.most.level) == (Level.OWN, Level.COMMITTEE)
