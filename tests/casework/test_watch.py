from datetime import date, timedelta

import pytest
from sqlalchemy import true

from allocation.board import Board
from casework.alarm_rules import far_apart, leaving, split_siblings, unplaced_too_long
from casework.caseload import board_of
from casework.placing import Order, place
from casework.watch import Table, Watched, at_once, keep, look
from casework.weighing import BY_COURSES
from sagstyngde.alarm import Alarm, AlarmAction, AlarmKind, Closing, Finding
from sagstyngde.case import CaseId, CaseworkerId, FamilyId, SiblingRule
from sagstyngde.dissent import DissentReason
from sagstyngde.judgement import Judgement
from sagstyngde.thresholds import Thresholds
from sagstyngde.weekly_load import WeeklyLoad
from storage.alarms import (
    QUIET,
    Asked,
    Within,
    alarms_of,
    close_alarm,
    done_before,
    find_alarm,
    mark_ceased,
    raise_alarms,
)
from storage.dissents import NewDissent, tell_dissent
from storage.engine import Connection, Engine, reading, writing
from storage.staff import record_staff
from storage.stamp import Stamp
from storage.weekly_loads import record_weekly_loads
from storage.words import insert_judgement
from tests.answers import STAMP, a_case, a_caseworker
from tests.casework.casebook import TODAY, a_policy, add_case, fill, worker

LATER = TODAY + timedelta(days=30)
NIGHT, NEXT_NIGHT = (Stamp(by="test", at=STAMP.at + timedelta(days=days)) for days in (30, 31))


def test_everything_that_stands_out_is_found_and_told_once(engine: Engine) -> None:
    policy = a_policy().policy
    with writing(engine) as connection:
        fill(connection, cases=1, caseworkers=2)
        add_case(connection, "c1", decision_on=LATER + timedelta(days=5))
        for case_id, number in (("s1", 0), ("s2", 1)):
            add_case(connection, case_id, family_id="f", sibling_rule=SiblingRule.FREE)
            _give(connection, case_id, number)
        new = NewDissent(case_id=CaseId("s1"), caseworker_id=worker(0), reason=DissentReason.LOAD)
        dissent = tell_dissent(connection, new, STAMP)

    with writing(engine) as connection:
        night = look(connection, board_of(connection, policy, LATER, BY_COURSES))
        first, again = (keep(connection, night, NIGHT) for _ in range(2))
        told = {one.finding.subject for one in _alarms(connection, is_open=True)}

    assert again == Watched(recorded=0, raised=0, ceased=0)
    assert first == Watched(recorded=2, raised=len(told), ceased=0)
    due = (LATER + timedelta(days=5)).isoformat()
    unplaced = {"no_caseworker:c0", "no_caseworker:c1"}
    assert told == unplaced | {f"deadline:c1:decision:{due}", f"dissent:{dissent}"}


def test_an_alarm_whose_cause_has_gone_says_so_and_stays_open_until_a_person_closes_it(engine: Engine) -> None:
    policy = a_policy().policy
    with writing(engine) as connection:
        fill(connection, cases=1, caseworkers=1)
        keep(connection, look(connection, board_of(connection, policy, LATER, BY_COURSES)), NIGHT)

    with writing(engine) as connection:
        _give(connection, "c0", 0)
        watched = keep(connection, look(connection, board_of(connection, policy, LATER, BY_COURSES)), NEXT_NIGHT)
        (gone,) = _alarms(connection, is_open=True)
        back = mark_ceased(connection, [gone.finding], Stamp(by="test", at=NEXT_NIGHT.at + timedelta(days=1)))
        (again,) = _alarms(connection, is_open=True)

    assert (watched.raised, watched.ceased, back) == (0, 1, 0)
    assert gone.ceased_at == NEXT_NIGHT.at
    assert again.ceased_at is None


def test_what_was_raised_while_the_night_looked_is_not_said_to_have_gone(engine: Engine) -> None:
    finding = Finding(kind=AlarmKind.RAMP, subject="ramp:w0", text="for meget", caseworker_id=worker(0))
    with writing(engine) as connection:
        raise_alarms(connection, [finding], NEXT_NIGHT)

        assert mark_ceased(connection, [], NIGHT) == 0


def test_four_weeks_in_a_row_over_the_limit_are_an_alarm_and_the_week_itself_counts(engine: Engine) -> None:
    policy, monday = a_policy().policy, date(2026, 11, 30)
    with writing(engine) as connection:
        fill(connection, cases=1, caseworkers=1)
        _give(connection, "c0", 0)
        for weeks in (3, 2, 1):
            record_weekly_loads(connection, [_week(monday - timedelta(weeks=weeks), 150.0)], STAMP)
        (own,) = board_of(connection, policy, LATER, BY_COURSES).loads({CaseId("c0"): worker(0)})
        tight = Thresholds(over_share=own.share_before / 2, over_weeks=4)
        longer = Thresholds(over_share=own.share_before / 2, over_weeks=5)

        found, none = (
            look(connection, board_of(connection, policy, LATER, BY_COURSES), thresholds=limits).found
            for limits in (tight, longer)
        )

    assert [(one.subject, one.content["weeks"]) for one in found if one.kind is AlarmKind.OVERLOAD] == [
        ("overload:w0", 4)
    ]
    assert [one for one in none if one.kind is AlarmKind.OVERLOAD] == []


def _alarms(connection: Connection, *, is_open: bool) -> tuple[Alarm, ...]:
    everybody = Within(cases=true(), caseworkers=[worker(number) for number in range(9)])
    return alarms_of(connection, everybody, Asked(is_open=is_open), limit=100)[0]


def _week(monday: date, hours: float) -> WeeklyLoad:
    return WeeklyLoad(
        week_of=monday, caseworker_id=worker(0), team=None, hours=hours, capacity_hours=100.0, case_count=1
    )


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
        found = look(connection, board_of(connection, a_policy().policy, TODAY, BY_COURSES), scale="ABCD").found

    assert [one.case_id for one in found if one.kind is AlarmKind.DISAGREEMENT] == ["c0"]


def _table(connection: Connection, *touched: str, laid: list[Board] | None = None) -> Table:
    """What lies on the table; boards that are laid out are put into ``laid``."""
    policy = a_policy().policy

    def lay() -> Board:
        board = board_of(connection, policy, TODAY, BY_COURSES)
        if laid is not None:
            laid.append(board)
        return board

    return Table(on=TODAY, policy=policy, board=lay, touched=[CaseworkerId(one) for one in touched])


def test_a_board_is_laid_out_only_where_somebody_new_is_touched(engine: Engine) -> None:
    laid: list[Board] = []
    with writing(engine) as connection:
        fill(connection, cases=40, caseworkers=1)
        record_staff(connection, [a_caseworker("ny", name="Ny", employed_on=TODAY - timedelta(days=10))], STAMP)
        for number in range(40):
            order = Order(case_id=CaseId(f"c{number}"), caseworker_id=CaseworkerId("ny"))
            place(connection, order, a_policy().policy, on=TODAY, stamp=STAMP)

        known = at_once(connection, _table(connection, "w0", "gone", laid=laid))
        assert laid == []
        new = at_once(connection, _table(connection, "w0", "ny", laid=laid))

    assert len(laid) == 1
    assert [one.kind for one in known if one.kind is AlarmKind.RAMP] == []
    assert [one.caseworker_id for one in new if one.kind is AlarmKind.RAMP] == ["ny"]


def test_who_leaves_with_open_cases_is_told_of_and_who_leaves_without_is_not() -> None:
    soon = [a_caseworker(f"w{n}", left_on=TODAY + timedelta(days=20)) for n in range(2)]

    assert [one.caseworker_id for one in leaving(soon, {worker(0): 3}, TODAY, days=20)] == ["w0"]
    assert leaving(soon, {worker(0): 3}, TODAY, days=19) == []


def test_siblings_are_split_only_where_a_person_wanted_them_together() -> None:
    def family(rule: SiblingRule, *holders: str) -> list[object]:
        return [
            a_case(f"s{n}", family_id=FamilyId("f"), caseworker_id=CaseworkerId(key), sibling_rule=rule)
            for n, key in enumerate(holders)
        ]

    assert [one.subject for one in split_siblings(family(SiblingRule.SAME, "w0", "w1"))] == ["siblings_split:s0"]  # type: ignore[arg-type]
    assert split_siblings(family(SiblingRule.SAME, "w0", "w0")) == []  # type: ignore[arg-type]
    assert split_siblings(family(SiblingRule.DIFFERENT, "w0", "w1")) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(("suggested", "said"), [(None, "A"), ("A", None), ("A", "Z"), ("A", "B")])
def test_no_disagreement_without_two_categories_two_steps_apart(suggested: str | None, said: str | None) -> None:
    assert far_apart(CaseId("7"), suggested, said, "ABCD") == []


def test_a_new_case_may_wait_two_weeks() -> None:
    case = a_case("c", received_on=TODAY)

    assert unplaced_too_long([case], TODAY + timedelta(days=14), days=14) == []
    assert len(unplaced_too_long([case], TODAY + timedelta(days=15), days=14)) == 1


def test_what_was_dealt_with_is_quiet_for_a_month_and_then_told_again(engine: Engine) -> None:
    finding = Finding(kind=AlarmKind.OVERLOAD, subject="overload:w0", text="for meget", caseworker_id=worker(0))
    later = Stamp(by="test", at=STAMP.at + QUIET + timedelta(days=1))
    with writing(engine) as connection:
        raised = [raise_alarms(connection, [finding, finding], STAMP)]
        (alarm,) = _alarms(connection, is_open=True)
        closing = Closing(action=AlarmAction.RELIEVED, note="to sager flyttet")
        close_alarm(connection, alarm.alarm_id, closing, STAMP)
        raised += [raise_alarms(connection, [finding], stamp) for stamp in (STAMP, later)]
        closed = find_alarm(connection, alarm.alarm_id)
        before = done_before(connection, _alarms(connection, is_open=True))

    assert raised == [1, 0, 1]
    assert closed is not None
    assert (closed.action, closed.note, closed.closed_by) == (AlarmAction.RELIEVED, "to sager flyttet", "test")
    assert list(before.values()) == [closed]


def test_what_is_accepted_until_a_day_comes_back_after_it_and_not_before(engine: Engine) -> None:
    finding = Finding(kind=AlarmKind.OVERLOAD, subject="overload:w0", text="for meget", caseworker_id=worker(0))
    until = TODAY + timedelta(days=90)
    with writing(engine) as connection:
        raise_alarms(connection, [finding], STAMP)
        (alarm,) = _alarms(connection, is_open=True)
        closing = Closing(action=AlarmAction.ACCEPTED, note="vikar er ansat", until=until)
        close_alarm(connection, alarm.alarm_id, closing, STAMP)
        raised = [
            raise_alarms(connection, [finding], Stamp(by="test", at=STAMP.at + timedelta(days=days)))
            for days in (31, 90, 91)
        ]

    assert raised == [0, 0, 1]


def test_a_closing_says_what_it_lacks() -> None:
    faults = [
        Closing(action=AlarmAction.MOVED).faults,
        Closing(action=AlarmAction.ACCEPTED, note="aftalt").faults,
        Closing(action=AlarmAction.MOVED, until=TODAY).faults,
    ]

    assert [list(fault) for fault in faults] == [[], ["until"], ["until"]]
