"""Where is a decision to be made? What the decision table does not show."""

from dataclasses import replace
from datetime import date

import pytest

from mandate.register import Seniority
from mandate.route import route
from sagstyngde.decision import Amount, Competence, Level, RuleReference, Span, Unit
from sagstyngde.errors import AmountRefused
from sagstyngde.provision import Provision
from tests.mandate.factories import (
    SECTION_90,
    TRAINING,
    a_decider,
    a_provision,
    a_register,
    a_rule,
    day,
    days,
    kroner,
)

ON = date(2026, 9, 1)
SENIOR = a_decider("2026-03-01/")
JUNIOR = a_decider("2026-03-02/")


def test_a_route_names_its_register_version_and_rule() -> None:
    register = a_register(a_rule(rule_id="90-3-selv"), name="Prøveby", version="7")

    assert route(register, TRAINING, None, SENIOR, ON).rule == RuleReference(
        register="Prøveby", version="7", rule="90-3-selv"
    )
    assert route(register, TRAINING, None, JUNIOR, ON).rule.rule is None


def test_a_provisions_own_rules_count_before_those_of_the_whole_paragraph() -> None:
    register = a_register(a_rule("BL § 90"), a_rule("BL § 90 nr. 3", Level.LEADER, holds=days("2026-01-01/2026-12-31")))

    assert route(register, TRAINING, None, SENIOR, ON).level is Level.LEADER
    assert route(register, Provision.parse("BL § 90 nr. 1"), None, SENIOR, ON).level is Level.OWN


def test_on_days_without_rules_of_its_own_those_of_the_whole_paragraph_count() -> None:
    register = a_register(a_rule("BL § 90"), a_rule("BL § 90 nr. 3", Level.LEADER, holds=days("2026-01-01/2026-12-31")))
    found = route(register, TRAINING, None, SENIOR, date(2027, 1, 1))

    assert found.level is Level.OWN
    assert found.reason.startswith("Kan afgøres med egenkompetence efter reglen for barnets lov § 90: ")


def test_a_piece_comes_before_its_paragraph() -> None:
    register = a_register(a_rule("BL § 32"), a_rule("BL § 32 stk. 1", Level.TEAM))

    assert route(register, Provision.parse("BL § 32 stk. 1 nr. 7"), None, SENIOR, ON).level is Level.TEAM


def test_an_amount_at_the_limit_is_covered_and_above_it_is_not() -> None:
    register = a_register(a_rule(limit=kroner(60_000)), a_rule(level=Level.TEAM, limit=kroner(90_000)))

    levels = [route(register, TRAINING, kroner(value), SENIOR, ON).level for value in (60_000, 60_000.01, 90_000.01)]

    assert levels == [Level.OWN, Level.TEAM, Level.COMMITTEE]


def test_an_unknown_amount_is_covered_by_no_limit() -> None:
    register = a_register(a_rule(limit=kroner(60_000)), a_rule(level=Level.LEADER))

    assert route(register, TRAINING, None, SENIOR, ON).level is Level.LEADER


def test_an_amount_in_another_unit_is_refused_whoever_asks() -> None:
    register = a_register(a_rule(limit=kroner(60_000)), a_rule(level=Level.LEADER))
    hours = Amount(value=3, unit=Unit.HOURS_A_WEEK)

    for decider in (SENIOR, JUNIOR, None):
        with pytest.raises(AmountRefused, match=r"amount: .* BL § 90 nr\. 3 is in kr_aar") as refused:
            route(register, TRAINING, hours, decider, ON)
        assert "beløb: det er angivet i timer om ugen" in refused.value.danish


def test_a_unit_that_comes_later_neither_covers_nor_refuses() -> None:
    now = a_rule(limit=kroner(10), holds=days("2024-01-01/2026-12-31"))
    later = a_rule(limit=Amount(value=1e6, unit=Unit.HOURS_A_WEEK), holds=days("2027-01-01/"), rule_id="senere")

    assert route(a_register(now, later), TRAINING, kroner(20), SENIOR, ON).own_from is None


def test_conditions_on_another_level_than_her_own_are_not_asked() -> None:
    register = a_register(a_rule(level=Level.TEAM, competence="kursus"))

    assert route(register, TRAINING, None, JUNIOR, ON).level is Level.TEAM


def test_whoever_is_not_employed_on_the_day_never_decides_alone() -> None:
    register = a_register(a_rule(seniority=False))

    assert route(register, TRAINING, None, a_decider("2026-09-01/2026-09-01"), ON).level is Level.OWN
    assert route(register, TRAINING, None, a_decider("2026-01-01/2026-08-31"), ON).level is Level.COMMITTEE
    assert route(register, TRAINING, None, a_decider("2026-09-02/"), ON).own_from == date(2026, 9, 2)


def test_the_day_from_which_she_may_waits_for_all_that_time_brings() -> None:
    rule = a_rule(competence="kursus", holds=days("2026-10-01/2026-12-31"))
    begun = replace(JUNIOR, competences=(Competence(name="kursus", span=days("2026-11-01/")),))
    too_late = replace(JUNIOR, competences=(Competence(name="kursus", span=days("2027-01-01/")),))

    assert route(a_register(rule), TRAINING, None, begun, ON).own_from == date(2026, 11, 1)
    assert route(a_register(rule), TRAINING, None, too_late, ON).own_from is None
    assert route(a_register(rule), TRAINING, None, None, ON).own_from == date(2026, 10, 1)


def test_who_decides_alone_has_no_later_day() -> None:
    assert route(a_register(a_rule()), TRAINING, None, SENIOR, ON).own_from is None


def test_a_provision_registered_anew_is_in_force_by_either_entry() -> None:
    provisions = (
        a_provision("BL § 86", holds=days("2025-09-01/")),
        a_provision("BL § 86", holds=days("2024-01-01/2025-08-31")),
    )
    register = a_register(a_rule("BL § 86"), provisions=provisions)

    levels = [
        route(register, Provision.parse("BL § 86"), None, None, day(on)).level for on in ("2025-08-31", "2026-01-01")
    ]

    assert levels == [Level.OWN, Level.OWN]


def test_a_part_of_a_provision_that_ended_has_ended() -> None:
    register = a_register(a_rule("BL § 90"), provisions=(a_provision("BL § 90", holds=Span(starts_on=ON)),))

    assert route(register, TRAINING, None, None, ON).level is Level.OWN
    found = route(register, TRAINING, None, None, date(2026, 8, 31))
    assert (found.level, found.own_from) == (Level.COMMITTEE, ON)


def test_equal_registers_that_are_not_the_same_are_asked_apart() -> None:
    one, other = a_register(a_rule("BL § 90")), a_register(a_rule("BL § 90", Level.TEAM))

    levels = [route(register, SECTION_90, None, None, ON).level for register in (one, other, one)]

    assert levels == [Level.OWN, Level.TEAM, Level.OWN]


def test_no_months_asked_for_are_none_in_the_reason() -> None:
    found = route(a_register(a_rule(seniority=False)), TRAINING, None, SENIOR, ON)

    assert found.reason == "Kan afgøres med egenkompetence: reglen stiller ingen betingelser og sætter ingen grænse."


@pytest.mark.parametrize("months", [0, 1, 6])
def test_the_registers_own_months_are_counted(months: int) -> None:
    register = a_register(a_rule(), seniority=Seniority(months=months))

    assert route(register, TRAINING, None, JUNIOR, ON).level is (Level.OWN if months < 6 else Level.COMMITTEE)
