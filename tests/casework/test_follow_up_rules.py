from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from allocation.capacity import CapacityRules
from casework.follow_up_rules import clocks_due, over_for_weeks, over_while_ramping, unanswered, without_contact
from casework.spells import running, spells, together
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.clock import Clock, ClockKind, ClockState
from sagstyngde.dissent import Dissent, DissentId, DissentReason
from sagstyngde.errors import InputRefused
from sagstyngde.plan import Load
from sagstyngde.thresholds import HINTS, Thresholds, read_thresholds
from sagstyngde.weekly_load import WeeklyLoad
from tests.answers import a_case, a_caseworker

MONDAY = date(2026, 9, 7)
DAY = date(2026, 11, 3)
W = CaseworkerId("w1")


def weeks(*hours: float | None, who: str = "w1", capacity: float = 100.0) -> list[WeeklyLoad]:
    """Return a week for each figure; ``None`` = nothing was recorded that week."""
    return [
        WeeklyLoad(
            week_of=MONDAY + timedelta(weeks=number),
            caseworker_id=CaseworkerId(who),
            team="Øst",
            hours=of_week,
            capacity_hours=capacity,
            case_count=20,
        )
        for number, of_week in enumerate(hours)
        if of_week is not None
    ]


def lengths(*hours: float | None, limit: float = 1.0) -> list[int]:
    return [len(spell.weeks) for spell in spells(weeks(*hours), limit)]


def test_a_spell_is_weeks_in_a_row_and_a_week_at_the_limit_ends_it() -> None:
    assert lengths(101, 102, 100, 103) == [2, 1]
    assert lengths(100, 90) == []
    assert lengths(111, 112, limit=1.1) == [2]


def test_one_week_that_is_not_recorded_breaks_no_spell_and_two_do() -> None:
    assert lengths(101, None, 102) == [2]
    assert lengths(101, None, None, 102) == [1, 1]


def test_a_spell_runs_while_its_last_week_is_the_newest_and_recent() -> None:
    def length(on: date, *hours: float) -> int:
        return len(running(weeks(*hours), 1.0, least=2, on=on))

    assert length(MONDAY + timedelta(days=8), 101, 102) == 1
    assert length(MONDAY + timedelta(weeks=3, days=6), 101, 102) == 1
    assert length(MONDAY + timedelta(weeks=4), 101, 102) == 0
    assert length(MONDAY + timedelta(days=15), 101, 102, 99) == 0
    assert length(MONDAY + timedelta(days=8), 99, 102) == 0


def test_several_are_weighed_together_and_not_averaged() -> None:
    both = [*weeks(90), *weeks(30, who="w2", capacity=20.0)]

    assert together(both) == {MONDAY: 1.0}
    assert together(weeks(5, capacity=0.0)) == {MONDAY: None}


def test_an_overload_says_for_how_long_and_cases_without_hours_are_no_percentage() -> None:
    both = [*weeks(104, 108), *weeks(5, who="w2", capacity=0.0)]

    found = over_for_weeks(spells(both, 1.0), {W: "Holm", CaseworkerId("w2"): "Lund"}, 1.0)

    assert found[0].text == "Holm har været over 100\u00a0% i mindst 2 uger i træk, siden 7. sep. 2026."
    assert found[1].text == "Lund har haft sager og ingen timer til dem i mindst 1 uge, siden 7. sep. 2026."
    assert found[1].content["share"] is None


@pytest.mark.parametrize(("employed_on", "share", "is_found"), [
    (DAY, 101.0, True), (DAY, 100.0, False), (DAY - timedelta(days=182), 101.0, True),
    (DAY - timedelta(days=183), 101.0, False), (DAY + timedelta(days=1), 101.0, False),
])  # fmt: skip
def test_the_newly_employed_are_watched_through_their_ramp(employed_on: date, share: float, *, is_found: bool) -> None:
    load = Load(
        caseworker_id=W,
        capacity_hours=(100.0,),
        hours_before=(share,),
        hours_after=(share,),
        count_before=1,
        count_after=1,
    )
    staff = {W: a_caseworker("w1", employed_on=employed_on)}

    found = over_while_ramping([load], staff, DAY, CapacityRules(ramp_months=6.0), limit=1.0)

    assert bool(found) is is_found


@pytest.mark.parametrize(("days", "state", "is_found"), [
    (5, ClockState.SOON, True), (6, ClockState.SOON, False), (-1, ClockState.OVERDUE, True), (0, ClockState.MET, False),
    (-30, ClockState.OVERDUE, True), (-31, ClockState.OVERDUE, False),
])  # fmt: skip
def test_a_clock_is_told_of_a_few_days_before_and_after_it_has_run_out(
    days: int, state: ClockState, *, is_found: bool
) -> None:
    due_on = DAY + timedelta(days=days)
    clock = Clock(
        kind=ClockKind.EXAMINATION, due_on=due_on, state=state, label="Undersøgelse", text="Undersøgelse", source="x"
    )

    found = clocks_due({CaseId("7"): (clock,)}, DAY, days=5, past=30)

    assert [one.subject for one in found] == ([f"deadline:7:examination:{due_on.isoformat()}"] if is_found else [])


def test_a_case_is_silent_from_the_day_after_the_limit_and_only_with_somebody_who_has_it() -> None:
    held, waiting = a_case("held", caseworker_id=W, received_on=DAY), a_case("waiting", received_on=DAY)

    def found(on: date, **signs: date) -> list[str]:
        known = {CaseId(case_id): day for case_id, day in signs.items()}
        return [str(one.case_id) for one in without_contact([held, waiting], known, on, days=90)]

    assert found(DAY + timedelta(days=90)) == []
    assert found(DAY + timedelta(days=91)) == ["held"]
    assert found(DAY + timedelta(days=91), held=DAY + timedelta(days=1)) == []
    assert found(DAY + timedelta(days=91), held=DAY - timedelta(days=400)) == ["held"]


def test_a_dissent_may_wait_a_week() -> None:
    dissent = Dissent(
        dissent_id=DissentId("d"),
        case_id=CaseId("7"),
        caseworker_id=W,
        reason=DissentReason.LOAD,
        note=None,
        told_at=datetime(2026, 11, 3, 12, 0, tzinfo=UTC),
    )

    assert unanswered([dissent], {W: "Holm"}, DAY + timedelta(days=6), days=7) == []
    (found,) = unanswered([dissent], {W: "Holm"}, DAY + timedelta(days=7), days=7)
    assert found.text == "Holm er uenig i at have sag 7 og har ventet på svar siden 3. nov. 2026."


def test_every_limit_has_a_hint_and_can_be_set() -> None:
    assert set(HINTS) == set(Thresholds.__dataclass_fields__)


@pytest.mark.parametrize(
    "text", ["over_weeks = 0", "silent_days = 1.5", "unknown = 3", "felt_answers = 2", "x", "over_share = true"]
)
def test_a_limit_that_cannot_be_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "graenser.toml"
    file.write_text(text, "utf-8")

    with pytest.raises(InputRefused, match="limits of alarms"):
        read_thresholds(file)


def test_limits_are_read_and_what_is_not_named_stays(tmp_path: Path) -> None:
    file = tmp_path / "graenser.toml"
    file.write_text("over_share = 1.1\nover_weeks = 6\n", "utf-8")

    assert read_thresholds(file) == Thresholds(over_share=1.1, over_weeks=6)
    assert read_thresholds(None) == Thresholds()
