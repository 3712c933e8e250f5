"""What the shipped register says, and that it says of itself that nobody has adopted it."""

from datetime import date

import pytest

from features.scheme_toml import read_scheme
from mandate.register import Register
from mandate.register_toml import example_register, register_text
from mandate.timeline import timeline
from mandate.trial_plan_toml import read_trial_plan
from sagstyngde.decision import Level
from sagstyngde.provision import Law, Provision

BARNETS_LOV = date(2024, 1, 1)
NAMED_BY_THE_SEED = ("SEL § 86", "SEL § 102", "SEL § 82 a", "SEL § 82 b", "SEL § 85")


@pytest.fixture(scope="module")
def register() -> Register:
    return example_register()


def test_it_is_an_example_and_says_so_to_whoever_opens_it(register: Register) -> None:
    _, text = register_text("eksempel")

    assert register.is_example
    assert "ET EKSEMPEL, som ingen kommune har vedtaget" in text


def test_the_example_plan_looks_at_what_the_register_lets_a_caseworker_decide(register: Register) -> None:
    plan = read_trial_plan("eksempel")

    for provision in plan.provisions:
        rules = timeline(register, provision).at(plan.started_on).rules
        assert Level.OWN in {rule.level for rule in rules}, provision


def test_its_options_are_the_provisions_of_the_embedded_scheme(register: Register) -> None:
    fact = next(fact for fact in read_scheme("bornehandicap").facts if fact.name == "provisions")

    assert sorted(option for one in register.provisions for option in one.options) == sorted(fact.options)


def test_its_options_name_the_provision_their_labels_name(register: Register) -> None:
    fact = next(fact for fact in read_scheme("bornehandicap").facts if fact.name == "provisions")
    strangers = [
        (option, one.provision.code)
        for one in register.provisions
        for option in one.options
        if not f"{fact.options[option]} ".startswith(f"{one.provision.code} ")
    ]

    assert strangers == []


def test_barnets_lov_holds_from_2024_and_what_it_took_over_ended_the_day_before(register: Register) -> None:
    ended = {one.provision for one in register.provisions if one.holds.ends_on == date(2023, 12, 31)}
    taken_over = {former for one in register.provisions for former in one.former}

    assert all(one.holds.starts_on == BARNETS_LOV for one in register.provisions if one.provision.law is Law.BL)
    assert ended <= taken_over
    assert {one.provision for one in register.provisions} >= taken_over


def test_what_the_seed_names_was_tried_for_half_a_year_and_then_made_permanent(register: Register) -> None:
    for code in NAMED_BY_THE_SEED:
        own = [rule for rule in register.rules if rule.provision.code == code and rule.level is Level.OWN]
        trial, permanent = sorted(own, key=lambda rule: rule.holds.starts_on)
        assert (trial.holds.starts_on, trial.holds.ends_on) == (date(2022, 10, 1), date(2023, 3, 31))
        assert (permanent.holds.starts_on, permanent.holds.ends_on) == (date(2023, 4, 1), None)
        assert trial.seniority
        assert permanent.seniority


def test_what_is_hard_or_lasting_is_never_decided_alone(register: Register) -> None:
    grave = [Provision.parse(code) for code in ("BL § 46", "BL § 83", "BL § 85", "BL § 32 stk. 1 nr. 6")]

    assert {rule.level for rule in register.rules if rule.provision in grave} == {Level.COMMITTEE}
    assert {rule.provision for rule in register.rules} >= set(grave)
