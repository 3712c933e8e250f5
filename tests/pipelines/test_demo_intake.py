"""The invented steps: the same for the same cases, in time for most, and none in the future."""

from datetime import date, timedelta

from casework.clock_rules import parse_clock_rules
from casework.clocks import clocks_of
from pipelines.demo_intake import published_limits, record_invented_steps, some_urgent
from sagstyngde.clock import ClockKind, ClockState
from storage.cases import insert_case
from storage.engine import Engine, reading, writing
from storage.milestones import milestones_of
from tests.answers import STAMP, a_case

ON = date(2026, 11, 3)
FACTS = {"notification": True, "inquiry_type": "boernefaglig_undersoegelse", "born_on": date(2010, 3, 1)}


def test_most_clocks_are_met_some_are_not_and_nothing_lies_ahead(engine: Engine) -> None:
    cases = [
        a_case(f"c{number}", received_on=ON - timedelta(days=20 + 8 * number), facts=FACTS, caseworker_id="w1")
        for number in range(60)
    ]
    with writing(engine) as connection:
        for case in cases:
            insert_case(connection, case, STAMP)
        record_invented_steps(connection, cases, ON, STAMP)

    with reading(engine) as connection:
        steps = milestones_of(connection, [case.case_id for case in cases])
        clocks = clocks_of(connection, cases, ON)

    assert max(one.reached_on for found in steps.values() for one in found) <= ON
    states = [one.state for found in clocks.values() for one in found if one.kind is ClockKind.NOTIFICATION]
    assert states.count(ClockState.MET) > 40
    assert 0 < states.count(ClockState.OVERDUE) < 20


def test_a_weeks_intake_has_clocks_that_have_run_out_and_some_that_soon_will(engine: Engine) -> None:
    facts = {"notification": False, "born_on": date(2018, 3, 1)}
    cases = [a_case(f"c{number:02}", received_on=ON - timedelta(days=20), facts=facts) for number in range(12)]

    intake = some_urgent(cases, ON)
    with writing(engine) as connection:
        for case in intake:
            insert_case(connection, case, STAMP)
        record_invented_steps(connection, intake, ON, STAMP)
        clocks = clocks_of(connection, intake, ON)

    first = [(own[0].kind, own[0].state) for own in clocks.values() if own]
    assert first == [
        (ClockKind.NOTIFICATION, ClockState.OVERDUE),
        (ClockKind.DECISION, ClockState.OVERDUE),
        (ClockKind.NOTIFICATION, ClockState.SOON),
        (ClockKind.DECISION, ClockState.SOON),
    ]
    assert [case.case_id for case in intake] == [case.case_id for case in cases]


def test_its_published_clocks_are_read_and_leave_old_cases_alone() -> None:
    rules = parse_clock_rules(published_limits(ON), "frister.toml")

    assert rules.known_from == ON - timedelta(days=30)
    assert [one.area for one in rules.limits] == ["kompensationsydelse og merudgifter", "tabt arbejdsfortjeneste"]
