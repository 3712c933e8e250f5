"""Which clocks run in a case? Told as short stories, with the days on which such rules go wrong."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.clock_rules import STATUTORY, ClockRules, parse_clock_rules
from casework.clocks import clocks_of, reckoned
from casework.standing import Standing
from sagstyngde.case import CaseId
from sagstyngde.clock import Clock, ClockKind, ClockState
from sagstyngde.errors import ClocksRefused
from sagstyngde.milestone import Milestone, MilestoneId, MilestoneKind
from sagstyngde.provision import Provision
from storage.decisions import insert_decision, withdraw_decision
from storage.engine import Engine, reading, writing
from storage.milestones import (
    find_milestone,
    insert_milestone,
    milestone_records,
    milestones_of,
    withdraw_milestone,
)
from tests.answers import STAMP, a_decision
from tests.casework.casebook import add_case
from tests.factories import a_case

RECEIVED = date(2026, 3, 2)
LIMITS = """
[[limit]]
area = "merudgifter"
options = ["bl_86"]
provisions = ["BL § 86"]
{}
"""


def a_step(kind: MilestoneKind, reached_on: date, **changes: Any) -> Milestone:
    fields: dict[str, Any] = {"milestone_id": MilestoneId(f"{kind}-{reached_on}"), "case_id": CaseId("s1")}
    return Milestone(kind=kind, reached_on=reached_on, **(fields | changes))


def clocks(on: date, *steps: Milestone, rules: ClockRules = STATUTORY, **case: Any) -> dict[ClockKind, Clock]:
    found = reckoned(Standing(case=a_case(**case), on=on, milestones=steps), rules)
    return {one.kind: one for one in found}


@pytest.mark.parametrize(
    ("on", "state", "text"),
    [
        (RECEIVED, ClockState.SOON, "senest 3. mar. 2026 (i morgen)"),
        (date(2026, 3, 3), ClockState.SOON, "senest 3. mar. 2026 (i dag)"),
        (date(2026, 3, 4), ClockState.OVERDUE, "frist 3. mar. 2026, 1 dag overskredet"),
    ],
)
def test_a_notification_is_assessed_by_the_day_after(on: date, state: ClockState, text: str) -> None:
    clock = clocks(on, facts={"notification": True})[ClockKind.NOTIFICATION]

    assert (clock.due_on, clock.state) == (date(2026, 3, 3), state)
    assert clock.text == f"24-timersvurdering af underretning: {text}"


@pytest.mark.parametrize(
    ("done_on", "told"),
    [(date(2026, 3, 3), "3. mar. 2026, fristen overholdt"), (date(2026, 3, 6), "6. mar. 2026, 3 dage efter fristen")],
)
def test_what_was_done_late_is_done_and_says_how_late(done_on: date, told: str) -> None:
    step = a_step(MilestoneKind.NOTIFICATION_ASSESSED, done_on)

    clock = clocks(date(2026, 4, 1), step, facts={"notification": True})[ClockKind.NOTIFICATION]

    assert clock.state is ClockState.MET
    assert clock.text.endswith(told)
    assert not clock.is_urgent


@pytest.mark.parametrize("known", [False, None])
def test_no_notification_no_24_hours(known: bool | None) -> None:
    assert clocks(RECEIVED, facts={} if known is None else {"notification": known}) == {}


@pytest.mark.parametrize(
    ("begun", "due_on"),
    [
        (date(2026, 3, 2), date(2026, 7, 2)),
        (date(2026, 10, 31), date(2027, 2, 28)),  # February has no 31st
        (date(2027, 10, 31), date(2028, 2, 29)),  # a leap year's has a 29th
        (date(2028, 2, 29), date(2028, 6, 29)),
        (date(2026, 8, 31), date(2026, 12, 31)),
    ],
)
def test_an_examination_is_done_four_months_after_the_municipality_became_aware(begun: date, due_on: date) -> None:
    found = clocks(begun, a_step(MilestoneKind.EXAMINATION_BEGUN, begun), received_on=begun)

    assert found[ClockKind.EXAMINATION].due_on == due_on
    assert found[ClockKind.EXAMINATION].state is ClockState.AHEAD


def test_an_inquiry_that_is_an_examination_counts_from_receipt_until_it_is_known_when_it_began() -> None:
    facts = {"inquiry_type": "boernefaglig_undersoegelse"}
    later = a_step(MilestoneKind.EXAMINATION_BEGUN, date(2026, 3, 20))

    assert clocks(RECEIVED, facts=facts)[ClockKind.EXAMINATION].due_on == date(2026, 7, 2)
    assert clocks(RECEIVED, later, facts=facts)[ClockKind.EXAMINATION].due_on == date(2026, 7, 20)
    assert clocks(RECEIVED, facts={"inquiry_type": "afdaekning"}) == {}


def test_an_examination_done_before_a_new_one_began_does_not_end_it() -> None:
    steps = [
        a_step(MilestoneKind.EXAMINATION_BEGUN, date(2025, 1, 1)),
        a_step(MilestoneKind.EXAMINATION_DONE, date(2025, 4, 1)),
        a_step(MilestoneKind.EXAMINATION_BEGUN, date(2026, 1, 1)),
    ]

    found = clocks(date(2026, 5, 2), *steps, received_on=date(2025, 1, 1))

    assert found[ClockKind.EXAMINATION].state is ClockState.OVERDUE


@pytest.mark.parametrize(
    ("examined", "due_on"),
    [
        (None, date(2026, 5, 28)),
        (date(2026, 4, 10), date(2026, 4, 10)),  # done beside it: the follow-up is then
        (date(2026, 6, 10), date(2026, 5, 28)),  # later than the three months
        (date(2026, 2, 1), date(2026, 5, 28)),  # done before the indsats began: not beside it
    ],
)
def test_the_first_follow_up_comes_at_three_months_or_when_the_examination_is_done(
    examined: date | None, due_on: date
) -> None:
    steps = [a_step(MilestoneKind.MEASURE_BEGUN, date(2026, 2, 28))]
    steps += [] if examined is None else [a_step(MilestoneKind.EXAMINATION_DONE, examined)]

    found = clocks(date(2026, 3, 1), *steps, received_on=date(2026, 1, 1))

    assert found[ClockKind.FIRST_FOLLOW_UP].due_on == due_on


def test_after_a_follow_up_the_day_that_was_decided_counts() -> None:
    steps = [
        a_step(MilestoneKind.MEASURE_BEGUN, date(2026, 3, 1)),
        a_step(MilestoneKind.FOLLOWED_UP, date(2026, 5, 30), next_on=date(2026, 11, 30)),
    ]

    found = clocks(date(2026, 12, 1), *steps)

    assert found[ClockKind.FIRST_FOLLOW_UP].state is ClockState.MET
    assert found[ClockKind.FOLLOW_UP].due_on == date(2026, 11, 30)
    assert found[ClockKind.FOLLOW_UP].state is ClockState.OVERDUE


def test_an_indsats_that_began_since_has_a_first_follow_up_of_its_own() -> None:
    steps = [
        a_step(MilestoneKind.MEASURE_BEGUN, date(2026, 3, 1)),
        a_step(MilestoneKind.FOLLOWED_UP, date(2026, 5, 30), next_on=date(2026, 11, 30)),
        a_step(MilestoneKind.MEASURE_BEGUN, date(2026, 6, 15)),
    ]

    found = clocks(date(2026, 7, 1), *steps)

    assert found[ClockKind.FIRST_FOLLOW_UP].due_on == date(2026, 9, 15)
    assert found[ClockKind.FOLLOW_UP].due_on == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("born", "birth_day", "sixteen", "eighteen"),
    [
        (date(2010, 4, 17), None, date(2026, 4, 17), date(2028, 4, 17)),
        (date(2008, 2, 29), None, date(2024, 2, 29), date(2026, 2, 28)),  # a day early rather than late
        (
            date(2010, 4, 1),
            17,
            date(2026, 4, 17),
            date(2028, 4, 17),
        ),  # the month from the scheme, the day from the case
        (date(2010, 4, 1), 31, date(2026, 4, 30), date(2028, 4, 30)),  # a day its month does not have
    ],
)
def test_birthdays_are_on_their_day(born: date, birth_day: int | None, sixteen: date, eighteen: date) -> None:
    case: dict[str, Any] = {"facts": {"born_on": born}, "birth_day": birth_day, "received_on": date(2023, 1, 1)}

    assert clocks(sixteen, **case)[ClockKind.SIXTEEN].due_on == sixteen
    assert clocks(eighteen, **case)[ClockKind.EIGHTEEN].due_on == eighteen


def test_preparing_begins_at_16_and_is_never_overdue_but_waits_until_it_is_recorded() -> None:
    facts = {"born_on": date(2010, 4, 17)}
    begun = a_step(MilestoneKind.PREPARATION_BEGUN, date(2026, 5, 1))

    assert clocks(date(2024, 1, 1), facts=facts, received_on=date(2024, 1, 1)) == {}
    assert (
        clocks(date(2025, 8, 1), facts=facts, received_on=date(2024, 1, 1))[ClockKind.SIXTEEN].state is ClockState.AHEAD
    )
    assert clocks(date(2027, 1, 1), facts=facts)[ClockKind.SIXTEEN].state is ClockState.SOON
    assert clocks(date(2027, 1, 1), begun, facts=facts)[ClockKind.SIXTEEN].state is ClockState.MET


def test_at_18_all_has_to_be_ready_and_the_case_stands_out_after() -> None:
    facts = {"born_on": date(2010, 4, 17)}

    on_the_day = clocks(date(2028, 4, 17), facts=facts)
    after = clocks(date(2028, 4, 18), facts=facts)

    assert on_the_day[ClockKind.EIGHTEEN].state is ClockState.SOON
    assert after[ClockKind.EIGHTEEN].state is ClockState.OVERDUE
    assert ClockKind.SIXTEEN not in after


def test_the_municipalitys_own_time_runs_from_receipt_to_the_decision_in_its_area() -> None:
    rules = parse_clock_rules(LIMITS.format("weeks = 8"), "frister.toml")
    case: dict[str, Any] = {"facts": {"provisions": frozenset({"bl_86", "bl_87"})}}
    paid = a_decision(provision=Provision.parse("BL § 86 stk. 1"), decided_on=date(2026, 4, 1))
    other = a_decision(provision=Provision.parse("BL § 87"), decided_on=date(2026, 3, 9))

    waiting = reckoned(Standing(case=a_case(**case), on=RECEIVED, decided=(other,)), rules)
    done = reckoned(Standing(case=a_case(**case), on=RECEIVED, decided=(other, paid)), rules)

    assert [(one.kind, one.due_on) for one in waiting] == [(ClockKind.OWN_LIMIT, date(2026, 4, 27))]
    assert done[0].done_on == date(2026, 4, 1)
    assert reckoned(Standing(case=a_case(facts={"provisions": frozenset({"bl_87"})}), on=RECEIVED), rules) == ()


def test_a_decision_is_made_when_all_that_is_applied_for_is_decided() -> None:
    case = a_case(decision_on=date(2026, 4, 1), facts={"provisions": frozenset({"bl_86", "bl_87"})})
    one = a_decision("d1", provision=Provision.parse("BL § 86"), decided_on=date(2026, 3, 20))
    two = a_decision("d2", provision=Provision.parse("BL § 87"), decided_on=date(2026, 3, 25))

    def state(*decided: Any) -> ClockState:
        return reckoned(Standing(case=case, on=date(2026, 3, 30), decided=decided))[0].state

    assert [state(), state(one), state(one, two)] == [ClockState.SOON, ClockState.SOON, ClockState.MET]


def test_a_case_from_before_steps_were_recorded_is_not_blamed_for_what_nobody_wrote_down() -> None:
    rules = parse_clock_rules("known_from = 2026-03-03", "frister.toml")
    facts = {"notification": True, "inquiry_type": "boernefaglig_undersoegelse"}

    assert clocks(date(2027, 1, 1), rules=rules, facts=facts) == {}
    assert len(clocks(date(2027, 1, 1), rules=rules, facts=facts, received_on=date(2026, 3, 3))) == 2
    assert clocks(date(2027, 1, 1), rules=rules, decision_on=date(2026, 3, 2)) == {}
    assert len(clocks(date(2027, 1, 1), rules=rules, decision_on=date(2026, 3, 3))) == 1  # due since: it is watched


def test_a_closed_case_has_no_clocks() -> None:
    assert clocks(date(2026, 4, 2), facts={"notification": True}, closed_on=date(2026, 4, 1)) == {}


def test_the_most_urgent_stands_first() -> None:
    step = a_step(MilestoneKind.NOTIFICATION_ASSESSED, RECEIVED)
    facts = {"notification": True, "born_on": date(2010, 3, 20), "inquiry_type": "boernefaglig_undersoegelse"}

    found = reckoned(Standing(case=a_case(facts=facts, decision_on=RECEIVED), on=date(2026, 3, 5), milestones=(step,)))

    assert [one.kind for one in found] == [
        ClockKind.DECISION,
        ClockKind.SIXTEEN,
        ClockKind.EXAMINATION,
        ClockKind.NOTIFICATION,
    ]


@given(born=st.dates(date(2004, 1, 1), date(2020, 12, 31)), later=st.integers(0, 20 * 365))
def test_every_clock_has_a_day_and_words_on_every_day(born: date, later: int) -> None:
    on = date.fromordinal(date(2020, 1, 1).toordinal() + later)
    facts = {"notification": True, "born_on": born, "inquiry_type": "boernefaglig_undersoegelse"}

    found = reckoned(Standing(case=a_case(received_on=date(2020, 1, 1), facts=facts), on=on))

    assert all(one.text and one.source and one.label for one in found)
    assert [one.urgency for one in found] == sorted(one.urgency for one in found)


def test_milestones_are_kept_withdrawn_and_read_for_many_cases_at_once(engine: Engine) -> None:
    kept = a_step(MilestoneKind.CONTACT, RECEIVED, milestone_id=MilestoneId("m1"), case_id=CaseId("c1"))
    wrong = a_step(MilestoneKind.CONTACT, RECEIVED, milestone_id=MilestoneId("m2"), case_id=CaseId("c1"))
    with writing(engine) as connection:
        for case_id in ("c1", "c2"):
            add_case(connection, case_id, assessed=False)
        for one in (kept, wrong):
            insert_milestone(connection, one, STAMP)
        withdraw_milestone(connection, wrong.milestone_id, STAMP)

    with reading(engine) as connection:
        assert milestones_of(connection, [CaseId("c1"), CaseId("c2")]) == {CaseId("c1"): (kept,)}
        assert [one.withdrawn for one in milestone_records(connection, CaseId("c1"))] == [None, STAMP]
        assert find_milestone(connection, MilestoneId("m3")) is None
        assert milestones_of(connection, []) == {}


def test_clocks_are_read_from_the_casebook_and_withdrawn_decisions_do_not_count(engine: Engine) -> None:
    case = a_case(case_id=CaseId("c1"), received_on=date(2026, 11, 2), decision_on=date(2026, 12, 1))
    with writing(engine) as connection:
        add_case(connection, "c1", assessed=False, decision_on=date(2026, 12, 1))
        insert_decision(connection, a_decision(case_id=CaseId("c1")), STAMP)
        before = clocks_of(connection, [case], date(2026, 11, 10))[case.case_id]
        withdraw_decision(connection, a_decision().decision_id, "fejl", STAMP)
        after = clocks_of(connection, [case], date(2026, 11, 10))[case.case_id]

    assert (before[0].state, after[0].state) == (ClockState.MET, ClockState.AHEAD)


@pytest.mark.parametrize(
    "text",
    [
        "[[limit]]",
        LIMITS.format(""),
        LIMITS.format("weeks = 8\nmonths = 2"),
        LIMITS.format("weeks = 0"),
        LIMITS.format("weeks = 8").replace("BL § 86", "§ 86"),
        "known_from = 'i dag'",
        "examination_months = 6",
        "[facts]\nborn = 'x'",
        "limit = 3",
        "facts = 3",
        "a =",
    ],
)
def test_a_file_that_says_something_else_is_refused_by_name(text: str) -> None:
    with pytest.raises(ClocksRefused, match=r"frister\.toml"):
        parse_clock_rules(text, "frister.toml")
