from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.dissent import DissentAnswer, DissentReason
from sagstyngde.felt import Felt, asked_week, last_day_to_tell
from sagstyngde.hand_over import HandOverId, Heading
from storage.dissents import NewDissent, answer_dissent, dissents_by, dissents_of, find_dissent, open_dissents
from storage.dissents import tell_dissent as tell
from storage.engine import Engine, reading, writing
from storage.felt_loads import felt_by_week, tell_felt
from storage.hand_overs import find_hand_over, hand_overs_of, newest_hand_overs, receive_hand_over, write_hand_over
from storage.staff import record_staff
from tests.answers import STAMP, a_case, a_caseworker, store

WEEK = date(2026, 11, 16)
W1, W2 = CaseworkerId("w1"), CaseworkerId("w2")
S1, S2 = CaseId("s1"), CaseId("s2")


@pytest.fixture
def desk(engine: Engine) -> Engine:
    with writing(engine) as connection:
        record_staff(connection, [a_caseworker("w1"), a_caseworker("w2")], STAMP)
        store(connection, a_case("s1"))
        store(connection, a_case("s2"))
    return engine


def test_of_several_answers_about_a_week_the_newest_counts(desk: Engine) -> None:
    with writing(desk) as connection:
        for week, whom, felt in (
            (WEEK, W1, Felt.HIGH),
            (WEEK, W1, Felt.LOW),
            (WEEK, W2, Felt.VERY_HIGH),
            (WEEK - timedelta(days=7), W1, Felt.FITTING),
            (WEEK - timedelta(days=14), W1, Felt.VERY_LOW),
        ):
            tell_felt(connection, whom, felt, week_of=week, stamp=STAMP)

    with reading(desk) as connection:
        found = felt_by_week(connection, WEEK - timedelta(days=7))
        own = felt_by_week(connection, WEEK, whom=[W2])

    assert [(one.week_of.day, one.caseworker_id, one.felt) for one in found] == [
        (9, "w1", Felt.FITTING),
        (16, "w1", Felt.LOW),
        (16, "w2", Felt.VERY_HIGH),
    ]
    assert [(one.caseworker_id, one.told_at) for one in own] == [("w2", STAMP.at)]


def test_a_feeling_outside_the_scale_is_not_stored(desk: Engine) -> None:
    class Beyond(int):
        value = 6

    with pytest.raises(IntegrityError), writing(desk) as connection:
        tell_felt(connection, W1, Beyond(6), week_of=WEEK, stamp=STAMP)  # type: ignore[arg-type]  # what the type refuses


def test_every_day_asks_about_one_week_that_may_still_be_told_of() -> None:
    days = [WEEK + timedelta(days=number) for number in range(28)]

    assert all(asked_week(day).weekday() == 0 for day in days)
    assert all(asked_week(day) + timedelta(days=2) <= day <= last_day_to_tell(asked_week(day)) for day in days)


def test_a_dissent_is_open_until_it_is_answered(desk: Engine) -> None:
    new = NewDissent(case_id=S1, caseworker_id=W1, reason=DissentReason.LOAD, note="Tredje tunge sag på en måned.")
    with writing(desk) as connection:
        first = tell(connection, new, STAMP)
        second = tell(connection, NewDissent(case_id=S1, caseworker_id=W2, reason=DissentReason.OTHER), STAMP)
        answer_dissent(connection, second, DissentAnswer.KEPT, note="Du har sproget.", stamp=STAMP)

    with reading(desk) as connection:
        waiting, own = open_dissents(connection), dissents_by(connection, W2)
        both, held = dissents_of(connection, [S1, S2]), find_dissent(connection, first, lock=True)

    assert [one.dissent_id for one in waiting] == [first]
    assert (waiting[0].note, waiting[0].told_at, waiting[0].answer) == (new.note, STAMP.at, None)
    assert [(one.answer, one.answer_note, one.answered_by) for one in own] == [("kept", "Du har sproget.", "test")]
    assert [one.dissent_id for one in both] == [first, second]
    assert held == waiting[0]


def test_one_caseworker_has_one_open_dissent_of_a_case(desk: Engine) -> None:
    new = NewDissent(case_id=S1, caseworker_id=W1, reason=DissentReason.DISTANCE)
    with writing(desk) as connection:
        answered = tell(connection, new, STAMP)
        answer_dissent(connection, answered, DissentAnswer.HELPED, note=None, stamp=STAMP)
        tell(connection, new, STAMP)

    with pytest.raises(IntegrityError), writing(desk) as connection:
        tell(connection, new, STAMP)


def test_of_each_writers_hand_over_the_newest_version_counts(desk: Engine) -> None:
    with writing(desk) as connection:
        write_hand_over(connection, S1, W1, notes={Heading.STATUS: "Undersøgelsen er i gang."}, stamp=STAMP)
        newer = {Heading.NEXT: "Møde med PPR.", Heading.STATUS: "Undersøgelsen er færdig.", Heading.DEADLINES: ""}
        latest = write_hand_over(connection, S1, W1, notes=newer, stamp=STAMP)
        other = write_hand_over(connection, S1, W2, notes={Heading.COOPERATION: "Ring efter kl. 16."}, stamp=STAMP)

    with reading(desk) as connection:
        every, newest = hand_overs_of(connection, S1), newest_hand_overs(connection, [S1, S2])

    assert len(every) == 3
    assert [one.hand_over_id for one in newest[S1]] == [latest, other]
    assert list(newest[S1][0].notes) == [Heading.STATUS, Heading.NEXT]
    assert S2 not in newest


def test_who_first_confirmed_a_hand_over_stays(desk: Engine) -> None:
    with writing(desk) as connection:
        written = write_hand_over(connection, S1, W1, notes={Heading.STATUS: "Venter på sygehuset."}, stamp=STAMP)
        receive_hand_over(connection, written, W2, STAMP)
        receive_hand_over(connection, written, W1, STAMP)

        found = find_hand_over(connection, written, lock=True)

    assert found is not None
    assert (found.received_id, found.received_at) == ("w2", STAMP.at)


def test_what_is_unknown_is_none(desk: Engine) -> None:
    with reading(desk) as connection:
        assert find_hand_over(connection, HandOverId("h9")) is None
        assert newest_hand_overs(connection, []) == {}
        assert dissents_of(connection, []) == ()
