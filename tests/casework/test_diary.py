"""The diary's rules: own cases, agreed weeks, days that have come, and nothing after it is closed."""

from datetime import date, timedelta
from typing import Any

import pytest

from casework.diary import add_minutes, mark_day, take_back
from casework.diary_rules import DiaryFault, Pen, write_entries
from casework.diary_windows import agree, close, counted_stretches, empty_days, withdraw
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.diary import DayMark, DiaryEntry, DiaryWindow
from sagstyngde.errors import InputRefused, StateRefused
from sagstyngde.work_kind import WorkKind
from storage.diary import find_window, windows_of
from storage.diary_entries import entries_of, marks_of
from storage.engine import Connection, Engine, writing
from storage.placements import end_placement, placements_of
from storage.staff import record_staff
from tests.answers import STAMP, a_case, a_caseworker, store

MONDAY = date(2026, 11, 9)
FRIDAY = MONDAY + timedelta(days=11)
ANNA, BO = CaseworkerId("w1"), CaseworkerId("w2")


def _agreed(connection: Connection, weeks: int = 2) -> DiaryWindow:
    """Store two caseworkers, a case with each, and a window with the first; return the window."""
    record_staff(connection, [a_caseworker("w1", team="Øst"), a_caseworker("w2", team="Øst")], STAMP)
    for case_id, whom in (("s1", "w1"), ("s2", "w2")):
        store(connection, a_case(case_id, caseworker_id=whom))
    agree(connection, [a_caseworker("w1")], _on(MONDAY), starts_on=MONDAY, weeks=weeks)
    return windows_of(connection, [ANNA])[0]


def _entry(**changes: Any) -> DiaryEntry:
    fields: dict[str, Any] = {
        "case_id": CaseId("s1"),
        "caseworker_id": ANNA,
        "worked_on": MONDAY,
        "kind": WorkKind.DESK,
        "minutes": 30,
    }
    return DiaryEntry(**(fields | changes))


def _on(day: date) -> Pen:
    return Pen(today=day, stamp=STAMP)


def _stands(connection: Connection, first: date = MONDAY, last: date = FRIDAY) -> dict[str, int]:
    found = (one.entry for one in entries_of(connection, [ANNA, BO], first, last))
    return {f"{one.case_id} {one.worked_on:%d} {one.kind}": one.minutes for one in found}


def test_taps_add_up_and_the_last_is_taken_back(engine: Engine) -> None:
    with writing(engine) as connection:
        _agreed(connection)
        for minutes in (15, 30):
            written = add_minutes(connection, _entry(minutes=minutes), _on(MONDAY))
        (number,) = written.numbers

        assert _stands(connection) == {"s1 09 desk": 45}
        assert take_back(connection, ANNA, number, _on(MONDAY)) is None
        assert _stands(connection) == {"s1 09 desk": 15}


def test_what_is_taken_back_twice_or_by_another_stays(engine: Engine) -> None:
    with writing(engine) as connection:
        _agreed(connection)
        (first,) = add_minutes(connection, _entry(minutes=15), _on(MONDAY)).numbers
        (second,) = add_minutes(connection, _entry(minutes=30), _on(MONDAY)).numbers
        take_back(connection, BO, second, _on(MONDAY))
        take_back(connection, ANNA, first, _on(MONDAY))
        take_back(connection, ANNA, 99, _on(MONDAY))

        assert _stands(connection) == {"s1 09 desk": 45}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"case_id": CaseId("s2")}, DiaryFault.NOT_HERS),
        ({"case_id": CaseId("ukendt")}, DiaryFault.NOT_HERS),
        ({"worked_on": MONDAY - timedelta(days=1)}, DiaryFault.NO_WINDOW),
        ({"worked_on": MONDAY + timedelta(days=2)}, DiaryFault.IN_FUTURE),
        ({"caseworker_id": BO, "case_id": CaseId("s2")}, DiaryFault.NO_WINDOW),
    ],
)
def test_what_is_no_hour_of_hers_is_refused(changes: dict[str, Any], fault: DiaryFault, engine: Engine) -> None:
    with writing(engine) as connection:
        _agreed(connection)
        written = write_entries(connection, [_entry(**changes)], _on(MONDAY + timedelta(days=1)))

        assert (written.numbers, dict(written.faults), _stands(connection)) == ((), {0: fault}, {})


def test_a_case_is_hers_as_long_as_she_had_it(engine: Engine) -> None:
    with writing(engine) as connection:
        _agreed(connection)
        (held,) = placements_of(connection, CaseId("s1"))
        end_placement(connection, held, MONDAY + timedelta(days=1), STAMP)
        entries = [_entry(worked_on=MONDAY + timedelta(days=ahead)) for ahead in range(3)]
        written = write_entries(connection, entries, _on(FRIDAY))

        assert dict(written.faults) == {2: DiaryFault.NOT_HERS}


def test_a_day_has_no_more_than_24_hours(engine: Engine) -> None:
    kinds = (WorkKind.DESK, WorkKind.FAMILY)
    with writing(engine) as connection:
        _agreed(connection)
        write_entries(connection, [_entry(minutes=900)], _on(MONDAY))
        full = write_entries(connection, [_entry(minutes=600, kind=WorkKind.TRAVEL)], _on(MONDAY))
        corrected = write_entries(connection, [_entry(minutes=720, kind=kind) for kind in kinds], _on(MONDAY))

        assert dict(full.faults) == {0: DiaryFault.TOO_MUCH}
        assert dict(corrected.faults) == {}
        assert sum(_stands(connection).values()) == 1440


def test_a_list_with_a_fault_is_taken_in_whole_or_as_far_as_it_goes(engine: Engine) -> None:
    entries = [_entry(), _entry(), _entry(kind=WorkKind.TRAVEL)]
    with writing(engine) as connection:
        _agreed(connection)
        none = write_entries(connection, entries, _on(MONDAY), whole=True)
        tried = write_entries(connection, entries, _on(MONDAY), keeps=False)
        some = write_entries(connection, entries, _on(MONDAY))
        again = write_entries(connection, entries, _on(MONDAY))

        assert dict(none.faults) == dict(tried.faults) == dict(some.faults) == {1: DiaryFault.REPEATED}
        assert [len(one.numbers) for one in (none, tried, some, again)] == [0, 0, 2, 0]


def test_a_closed_window_takes_nothing_more_and_cannot_be_withdrawn(engine: Engine) -> None:
    with writing(engine) as connection:
        window = _agreed(connection)
        write_entries(connection, [_entry()], _on(FRIDAY))
        close(connection, window, a_caseworker("w1"), _on(FRIDAY), empty=DayMark.NOTHING)
        closed = find_window(connection, window.window_id)
        assert closed is not None
        late = write_entries(connection, [_entry(minutes=60)], _on(FRIDAY))
        (number,) = (one.number for one in entries_of(connection, [ANNA], MONDAY, FRIDAY))

        assert dict(late.faults) == {0: DiaryFault.CLOSED}
        assert take_back(connection, ANNA, number, _on(FRIDAY)) is DiaryFault.CLOSED
        assert mark_day(connection, ANNA, _on(FRIDAY), day=FRIDAY, mark=DayMark.LEFT_OUT) is DiaryFault.CLOSED
        with pytest.raises(StateRefused):
            withdraw(connection, closed, STAMP)
        with pytest.raises(StateRefused):
            close(connection, closed, a_caseworker("w1"), _on(FRIDAY), empty=DayMark.NOTHING)


def test_closing_asks_what_empty_days_mean(engine: Engine) -> None:
    away = a_caseworker("w1", absences=())
    with writing(engine) as connection:
        window = _agreed(connection)
        with pytest.raises(StateRefused):
            close(connection, window, away, _on(FRIDAY - timedelta(days=1)), empty=DayMark.NOTHING)
        with pytest.raises(InputRefused):
            close(connection, window, away, _on(FRIDAY), empty=None)
        write_entries(connection, [_entry()], _on(FRIDAY))
        mark_day(connection, ANNA, _on(FRIDAY), day=FRIDAY, mark=DayMark.NOTHING)
        days = empty_days(connection, window, away)
        close(connection, window, away, _on(FRIDAY), empty=DayMark.LEFT_OUT)
        marks = marks_of(connection, [ANNA], MONDAY, FRIDAY)

        assert len(days) == 8
        assert counted_stretches(window, marks) == (
            (MONDAY, MONDAY),
            (MONDAY + timedelta(days=5), MONDAY + timedelta(days=6)),
            (FRIDAY, window.ends_on),
        )


def test_a_day_with_hours_is_never_marked_empty_and_a_mark_is_taken_back(engine: Engine) -> None:
    tuesday = MONDAY + timedelta(days=1)
    with writing(engine) as connection:
        _agreed(connection)
        write_entries(connection, [_entry()], _on(FRIDAY))
        for day in (MONDAY, tuesday):
            mark_day(connection, ANNA, _on(FRIDAY), day=day, mark=DayMark.NOTHING)
        marked = marks_of(connection, [ANNA], MONDAY, FRIDAY)
        mark_day(connection, ANNA, _on(FRIDAY), day=tuesday, mark=DayMark.TAKEN_BACK)

        assert marked == {(ANNA, tuesday): DayMark.NOTHING}
        assert marks_of(connection, [ANNA], MONDAY, FRIDAY) == {}


def test_hours_written_on_a_day_that_was_left_out_bring_it_back(engine: Engine) -> None:
    with writing(engine) as connection:
        _agreed(connection)
        mark_day(connection, ANNA, _on(FRIDAY), day=MONDAY, mark=DayMark.LEFT_OUT)
        write_entries(connection, [_entry(minutes=0)], _on(FRIDAY))
        still = marks_of(connection, [ANNA], MONDAY, FRIDAY)
        write_entries(connection, [_entry()], _on(FRIDAY))

        assert still == {(ANNA, MONDAY): DayMark.LEFT_OUT}
        assert marks_of(connection, [ANNA], MONDAY, FRIDAY) == {}


def test_windows_are_agreed_beforehand_for_whole_weeks_and_once(engine: Engine) -> None:
    with writing(engine) as connection:
        window = _agreed(connection)
        leaving = a_caseworker("w2", left_on=FRIDAY - timedelta(days=1))
        later = agree(
            connection, [a_caseworker("w1"), leaving], _on(MONDAY), starts_on=MONDAY + timedelta(days=7), weeks=2
        )

        assert (window.starts_on, window.ends_on) == (MONDAY, MONDAY + timedelta(days=13))
        assert later.windows == ()
        assert later.without == {ANNA: "har allerede en periode i de uger", BO: "er ikke ansat i hele perioden"}


@pytest.mark.parametrize(
    ("ahead", "weeks"), [(-7, 2), (1, 2), (0, 1), (0, 5), (7 * 60, 2)], ids=["past", "tuesday", "one", "five", "far"]
)
def test_weeks_that_are_none_are_refused(ahead: int, weeks: int, engine: Engine) -> None:
    with writing(engine) as connection:
        _agreed(connection)
        with pytest.raises(InputRefused):
            agree(connection, [a_caseworker("w2")], _on(MONDAY), starts_on=MONDAY + timedelta(days=ahead), weeks=weeks)


def test_a_withdrawn_window_is_no_window(engine: Engine) -> None:
    with writing(engine) as connection:
        window = _agreed(connection)
        withdraw(connection, window, STAMP)
        refused = write_entries(connection, [_entry()], _on(MONDAY))

        assert dict(refused.faults) == {0: DiaryFault.NO_WINDOW}
        assert windows_of(connection, [ANNA]) == ()
