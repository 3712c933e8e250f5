from datetime import timedelta

import pytest

from casework.alarm_rules import far_apart, leaving, overloaded, split_siblings, unplaced_too_long
from casework.placing import Order, place
from casework.watch import findings, watch
from sagstyngde.alarm import AlarmAction, AlarmKind, Finding
from sagstyngde.case import CaseId, CaseworkerId, FamilyId, SiblingRule
from sagstyngde.judgement import Judgement
from storage.alarms import QUIET, alarms_of, close_alarm, find_alarm, raise_alarms
from storage.engine import Engine, reading, writing
from storage.stamp import Stamp
from storage.words import insert_judgement
from tests.answers import STAMP, a_case, a_caseworker, a_load
from tests.casework.casebook import TODAY, a_policy, add_case, fill, worker

LATER = TODAY + timedelta(days=30)
SUBJECTS = [
    (AlarmKind.NO_CASEWORKER, "no_caseworker:c1"),
    (AlarmKind.DEADLINE, "deadline:c1:2026-11-10"),
]


def test_everything_that_stands_out_is_found_and_told_once(engine: Engine) -> None:
    policy = a_policy("most_share = 0.01").policy
    with writing(engine) as connection:
        fill(connection, cases=1, caseworkers=2)
        add_case(connection, "c1", decision_on=TODAY + timedelta(days=7))
        for case_id, number in (("s1", 0), ("s2", 1)):
            add_case(connection, case_id, family_id="f", sibling_rule=SiblingRule.FREE)
            _give(connection, case_id, number)

    with writing(engine) as connection:
        first = watch(connection, policy, on=LATER, stamp=STAMP)
        again = watch(connection, policy, on=LATER, stamp=STAMP)
        told = {one.finding.subject for one in alarms_of(connection, is_open=True, limit=100)}

    assert again == 0
    assert first == len(told)
    assert {"overload:w0", "overload:w1", "no_caseworker:c1", "deadline:c1:2026-11-10"} <= told


def _give(connection: object, case_id: str, number: int) -> None:
    order = Order(case_id=CaseId(case_id), caseworker_id=worker(number))
    place(connection, order, a_policy().policy, on=TODAY, stamp=STAMP)  # type: ignore[arg-type]


def test_a_word_two_steps_from_the_suggestion_is_found_and_one_step_is_not(engine: Engine) -> None:
    """The stored cases are suggested as C."""
    with writing(engine) as connection:
        fill(connection, cases=2, caseworkers=1)
        for case_id, category in (("c0", "A"), ("c1", "B")):
            judgement = Judgement(case_id=CaseId(case_id), category=category, judged_on=TODAY)
            insert_judgement(connection, f"j-{case_id}", judgement, STAMP)

    with reading(engine) as connection:
        found = findings(connection, a_policy().policy, on=TODAY, scale="ABCD")

    assert [one.case_id for one in found if one.kind is AlarmKind.DISAGREEMENT] == ["c0"]


def test_who_leaves_with_open_cases_is_told_of_and_who_leaves_without_is_not() -> None:
    soon = [a_caseworker(f"w{n}", left_on=TODAY + timedelta(days=20)) for n in range(2)]

    assert [one.caseworker_id for one in leaving(soon, {worker(0): 3}, TODAY)] == ["w0"]
    assert leaving(soon, {worker(0): 3}, TODAY - timedelta(days=100)) == []


def test_siblings_are_split_only_where_a_person_wanted_them_together() -> None:
    def family(rule: SiblingRule, *holders: str) -> list[object]:
        return [
            a_case(f"s{n}", family_id=FamilyId("f"), caseworker_id=CaseworkerId(key), sibling_rule=rule)
            for n, key in enumerate(holders)
        ]

    assert [one.subject for one in split_siblings(family(SiblingRule.SAME, "w0", "w1"))] == ["siblings_split:s0"]  # type: ignore[arg-type]
    assert split_siblings(family(SiblingRule.SAME, "w0", "w0")) == []  # type: ignore[arg-type]
    assert split_siblings(family(SiblingRule.DIFFERENT, "w0", "w1")) == []  # type: ignore[arg-type]


def test_a_load_at_the_limit_is_no_overload() -> None:
    names = {CaseworkerId("w1"): "W"}

    assert overloaded([a_load("w1", 100.0, 100.0, 100.0)], names) == []
    assert [one.caseworker_id for one in overloaded([a_load("w1", 100.0, 100.0, 101.0)], names)] == ["w1"]


@pytest.mark.parametrize(("suggested", "said"), [(None, "A"), ("A", None), ("A", "Z"), ("A", "B")])
def test_no_disagreement_without_two_categories_two_steps_apart(suggested: str | None, said: str | None) -> None:
    assert far_apart(CaseId("7"), suggested, said, "ABCD") == []


def test_a_new_case_may_wait_two_weeks() -> None:
    case = a_case("c", received_on=TODAY)

    assert unplaced_too_long([case], TODAY + timedelta(days=14)) == []
    assert len(unplaced_too_long([case], TODAY + timedelta(days=15))) == 1


def test_what_was_dealt_with_is_quiet_for_a_month_and_then_told_again(engine: Engine) -> None:
    finding = Finding(kind=AlarmKind.OVERLOAD, subject="overload:w0", text="for meget", caseworker_id=worker(0))
    later = Stamp(by="test", at=STAMP.at + QUIET + timedelta(days=1))
    with writing(engine) as connection:
        raised = [raise_alarms(connection, [finding, finding], STAMP)]
        (alarm,) = alarms_of(connection, is_open=True, limit=10)
        close_alarm(connection, alarm.alarm_id, AlarmAction.RELIEVED, note="to sager flyttet", stamp=STAMP)
        raised += [raise_alarms(connection, [finding], stamp) for stamp in (STAMP, later)]
        closed = find_alarm(connection, alarm.alarm_id)

    assert raised == [1, 0, 1]
    assert closed is not None
    assert (closed.action, closed.note, closed.closed_by) == (AlarmAction.RELIEVED, "to sager flyttet", "test")
