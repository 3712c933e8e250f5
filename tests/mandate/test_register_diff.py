"""What a new version of a register is said to change: every field, and nothing that is no change."""

from dataclasses import fields, replace
from datetime import date

import pytest

from mandate.register import Leave, Reemployment, Register, RegisteredProvision, Rule, Seniority
from mandate.register_diff import ChangeKind, RegisterChange, register_changes
from mandate.register_toml import example_register
from sagstyngde.decision import Amount, Level, Span, Unit
from sagstyngde.provision import Provision

TRAINING, CARE = Provision.parse("BL § 90 nr. 3"), Provision.parse("BL § 90 nr. 1")
HOLDS = Span(starts_on=date(2024, 1, 1))
RULE = Rule(
    rule_id="egen", provision=TRAINING, level=Level.OWN, holds=HOLDS, limit=Amount(value=5, unit=Unit.HOURS_A_WEEK)
)
REGISTERED = RegisteredProvision(provision=TRAINING, title="Træning", holds=HOLDS, options=("bl_90_3",))
REGISTER = Register(name="plan", version="1", seniority=Seniority(), provisions=(REGISTERED,), rules=(RULE,))


def changed(newer: Register) -> RegisterChange:
    (change,) = register_changes(REGISTER, newer)
    return change


def with_rule(**fields: object) -> Register:
    return replace(REGISTER, rules=(replace(RULE, **fields),))  # type: ignore[arg-type]  # any of its fields


def with_provision(**fields: object) -> Register:
    return replace(REGISTER, provisions=(replace(REGISTERED, **fields),))  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(
    ("newer", "text"),
    [
        (
            with_rule(limit=Amount(value=7.5, unit=Unit.HOURS_A_WEEK)),
            "får hævet grænsen fra 5 timer om ugen til 7,5 timer om ugen.",
        ),
        (
            with_rule(limit=Amount(value=1, unit=Unit.HOURS_A_WEEK)),
            "får sænket grænsen fra 5 timer om ugen til 1 time om ugen.",
        ),
        (
            with_rule(limit=Amount(value=9_000, unit=Unit.KRONER_A_YEAR)),
            "får en ny grænse, 9.000 kr. om året (før 5 timer om ugen).",
        ),
        (with_rule(limit=None), "gælder nu uanset beløb (før højst 5 timer om ugen)."),
        (with_rule(level=Level.LEADER), "har nu niveauet teamleder (før egenkompetence)."),
        (with_rule(provision=CARE), "handlede før om barnets lov § 90, nr. 3."),
        (with_rule(seniority=False), "kræver ikke længere tid som ansat."),
        (with_rule(competence="kursus"), "kræver nu kompetencen kursus."),
        (
            with_rule(holds=Span(starts_on=date(2024, 2, 1), ends_on=date(2026, 12, 31))),
            "gælder fra den 1. februar 2024 (før: fra den 1. januar 2024) og gælder til og med den 31. december 2026 "
            "(før: ingen slutdag).",
        ),
    ],
)
def test_what_becomes_of_a_rule_is_said_in_a_sentence(newer: Register, text: str) -> None:
    change = changed(newer)

    assert (change.kind, change.table, change.entry) == (ChangeKind.CHANGED, "[[rule]]", "egen")
    assert change.text == f"Reglen for {newer.rules[0].provision.text} {text}"


@pytest.mark.parametrize(
    ("newer", "text"),
    [
        (with_provision(title="Genoptræning"), "hedder nu Genoptræning (før Træning)."),
        (with_provision(holds=Span(starts_on=date(2024, 1, 1), ends_on=date(2026, 1, 1))), "(før: ingen slutdag)."),
        (with_provision(former=(CARE,)), "har afløst barnets lov § 90, nr. 1 (før: ingen)."),
        (with_provision(options=()), "hedder i skemaet ingen (før: bl_90_3)."),
    ],
)
def test_what_becomes_of_a_provision_is_said_in_a_sentence(newer: Register, text: str) -> None:
    change = changed(newer)

    assert (change.kind, change.table, change.entry) == (ChangeKind.CHANGED, "[[provision]]", "BL § 90 nr. 3")
    assert change.text.startswith("Bestemmelsen barnets lov § 90, nr. 3 ")
    assert change.text.endswith(text)


@pytest.mark.parametrize(
    ("newer", "text"),
    [
        (
            replace(REGISTER, seniority=Seniority(months=9)),
            "Nu gælder: egenkompetence kræver ansættelse som sagsbehandler i ni måneder (før: egenkompetence kræver "
            "ansættelse som sagsbehandler i seks måneder).",
        ),
        (
            replace(REGISTER, seniority=Seniority(leave=Leave.PAUSES, leave_days=14)),
            "Nu gælder: orlov på 14 dage eller mere tæller ikke med (før: orlov tæller med).",
        ),
        (
            replace(REGISTER, seniority=Seniority(reemployment=Reemployment.CONTINUES, gap_months=12)),
            "Nu gælder: tidligere ansættelse tæller med efter en afbrydelse på højst tolv måneder (før: den, der "
            "ansættes igen, begynder forfra).",
        ),
        (replace(REGISTER, version="2"), "Planen hedder plan, udgave 2 (før plan, udgave 1)."),
        (replace(REGISTER, is_example=True), "Planen er mærket som eksempel."),
        (
            replace(REGISTER, rules=()),
            "Slettet regel: barnets lov § 90, nr. 3 afgøres med egenkompetence, højst 5 timer om ugen, efter "
            "seks måneders ansættelse, fra den 1. januar 2024.",
        ),
        (
            replace(REGISTER, rules=(RULE, replace(RULE, rule_id="leder", level=Level.LEADER, limit=None))),
            "Ny regel: barnets lov § 90, nr. 3 afgøres af teamlederen, uanset beløb, fra den 1. januar 2024.",
        ),
        (replace(REGISTER, provisions=()), "Bestemmelsen barnets lov § 90, nr. 3 (Træning) er slettet."),
        (
            replace(REGISTER, provisions=(REGISTERED, replace(REGISTERED, provision=CARE, title="Hjælp"))),
            "Ny bestemmelse: barnets lov § 90, nr. 1 (Hjælp), fra den 1. januar 2024.",
        ),
    ],
)
def test_all_else_is_said_too(newer: Register, text: str) -> None:
    assert changed(newer).text == text


def test_rules_that_a_number_has_of_its_own_are_said_to_replace_its_paragraphs() -> None:
    wide = replace(RULE, rule_id="hele", provision=Provision.parse("BL § 90"), level=Level.LEADER, limit=None)
    paragraph, both = replace(REGISTER, rules=(wide,)), replace(REGISTER, rules=(wide, RULE))

    _, gained = register_changes(paragraph, both)
    _, lost = register_changes(both, paragraph)

    assert gained.text == (
        "Barnets lov § 90, nr. 3 følger nu sine egne regler, så længe de gælder, og ikke dem for barnets lov § 90."
    )
    assert lost.text == "Barnets lov § 90, nr. 3 har ikke længere egne regler og følger nu dem for barnets lov § 90."
    assert (gained.entry, lost.entry) == ("BL § 90 nr. 3", "BL § 90 nr. 3")


def test_no_field_of_an_entry_can_change_unsaid() -> None:
    """Every field has a row above; a new one would fail here until it has."""
    assert {field.name for field in fields(Rule)} == {
        "rule_id", "provision", "level", "holds", "limit", "seniority", "competence",
    }  # fmt: skip
    assert {field.name for field in fields(RegisteredProvision)} == {
        "provision", "title", "holds", "former", "options",
    }  # fmt: skip
    assert {field.name for field in fields(Seniority)} == {
        "months", "leave", "leave_days", "reemployment", "gap_months",
    }  # fmt: skip


def test_another_order_is_no_change() -> None:
    example = example_register()
    other = replace(example, rules=example.rules[::-1], provisions=example.provisions[::-1])

    assert other != example
    assert register_changes(example, other) == ()
