from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.decision import Amount, AppealResult, Level, Unit
from storage.decisions import (
    DecisionId,
    Routed,
    decisions_of,
    find_decision,
    insert_appeal,
    insert_decision,
    standing_decisions,
    withdraw_decision,
)
from storage.engine import Engine, reading, writing
from storage.registers import NewRegister, adopt_register
from tests.answers import STAMP, a_case, a_decision, store

DAY = date(2026, 11, 3)


@pytest.fixture
def engine_with_case(engine: Engine) -> Engine:
    with writing(engine) as connection:
        store(connection, a_case("s1"))
        store(connection, a_case("s2"))
    return engine


def test_a_decision_comes_back_as_it_was(engine_with_case: Engine) -> None:
    plain = a_decision("plain", provision=None, provision_text="§ 90", applied_on=None)
    routed = Routed(level=Level.COMMITTEE, reason="Skal i visitationsudvalget.", register_version=1, rule="lang")
    whole = a_decision(
        "whole",
        amount=Amount(value=0.1 + 0.2, unit=Unit.HOURS_A_WEEK),
        caseworker_id=CaseworkerId("w1"),
        team="Øst",
        routed=routed,
    )

    with writing(engine_with_case) as connection:
        adopt_register(connection, NewRegister(toml="x = 1", holds_from=DAY), STAMP)
        for one in (plain, whole):
            insert_decision(connection, one, STAMP)

    with reading(engine_with_case) as connection:
        found = decisions_of(connection, [CaseId("s1")])
    assert [one.decision for one in found] == [plain, whole]
    assert [one.recorded for one in found] == [STAMP, STAMP]
    assert [one.decision.days for one in found] == [None, 12]
    assert [one.decision.deviates for one in found] == [False, True]


def test_of_several_appeals_the_one_told_of_last_counts(engine_with_case: Engine) -> None:
    with writing(engine_with_case) as connection:
        for name in ("d1", "d2"):
            insert_decision(connection, a_decision(name), STAMP)
        for result in (AppealResult.REMITTED, AppealResult.UPHELD):
            insert_appeal(connection, DecisionId("d1"), result, decided_on=DAY, stamp=STAMP)

        first, second = decisions_of(connection, [CaseId("s1")])

    assert [one.result for one in first.appeals] == [AppealResult.REMITTED, AppealResult.UPHELD]
    assert (first.appeal, second.appeal) == (AppealResult.UPHELD, None)


def test_a_withdrawn_decision_can_be_read_and_no_longer_counts(engine_with_case: Engine) -> None:
    with writing(engine_with_case) as connection:
        insert_decision(connection, a_decision("d1"), STAMP)
        insert_decision(connection, a_decision("d2", case_id=CaseId("s2")), STAMP)
        withdraw_decision(connection, DecisionId("d1"), "forkert sag", STAMP)
        withdraw_decision(connection, DecisionId("d1"), "igen", replace(STAMP, by="another"))

        known = find_decision(connection, DecisionId("d1"))
        standing = standing_decisions(connection)

    assert known is not None
    assert known.withdrawn is not None
    assert (known.withdrawn.reason, known.withdrawn.stamp) == ("forkert sag", STAMP)
    assert [one.decision.decision_id for one in standing] == ["d2"]


def test_decisions_are_read_from_a_day_to_a_day_both_included(engine_with_case: Engine) -> None:
    with writing(engine_with_case) as connection:
        for number in range(4):
            day = DAY + timedelta(days=number)
            insert_decision(connection, a_decision(f"d{number}", decided_on=day), STAMP)

        found = standing_decisions(connection, since=DAY + timedelta(days=1), until=DAY + timedelta(days=2))

    assert [one.decision.decision_id for one in found] == ["d1", "d2"]


def test_an_unknown_decision_is_none(engine_with_case: Engine) -> None:
    with reading(engine_with_case) as connection:
        assert find_decision(connection, DecisionId("d9")) is None
        assert decisions_of(connection, []) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"provision": None},
        {"applied_on": DAY + timedelta(days=1)},
        {"routed": Routed(level=Level.OWN, reason="", register_version=7)},
        {"case_id": CaseId("s9")},
    ],
)
def test_what_no_decision_can_be_is_not_stored(engine_with_case: Engine, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), writing(engine_with_case) as connection:
        insert_decision(connection, a_decision(**changes), STAMP)
