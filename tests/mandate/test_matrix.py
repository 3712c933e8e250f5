"""Who may decide what alone, and from when?"""

from dataclasses import replace
from datetime import date

import pytest

from mandate.deciders import decider_of
from mandate.matrix import register_authority, who_may
from sagstyngde.case import CaseworkerId
from sagstyngde.caseworker import Absence, Caseworker
from sagstyngde.decision import Amount, Decider, ExpectedDecision, Level, Span, Unit
from sagstyngde.errors import AmountRefused
from sagstyngde.provision import Provision
from tests.mandate.factories import a_decider, a_provision, a_register, a_rule, days, kroner

ON = date(2026, 8, 31)
SENIOR, JUNIOR = a_decider("2020-01-01/", key="s"), a_decider("2026-03-01/", key="j")
REGISTER = a_register(
    a_rule("BL § 86", limit=kroner(60_000), rule_id="86-selv"),
    a_rule("BL § 87", rule_id="87-selv", competence="kursus"),
    a_rule("BL § 89", rule_id="89-selv"),
    a_rule("BL § 46", Level.COMMITTEE),
    a_rule("SEL § 41", rule_id="41-selv", holds=days("2011-01-01/2023-12-31")),
    provisions=(
        *(a_provision(f"BL § {number}") for number in (86, 87, 89, 46)),
        a_provision("SEL § 41", holds=days("2011-01-01/2023-12-31")),
    ),
)


def awaited(*codes: str, amount: Amount | None = None, on: date = ON) -> tuple[ExpectedDecision, ...]:
    return tuple(ExpectedDecision(provision=Provision.parse(code), on=on, amount=amount) for code in codes)


def objection(decider: Decider, *awaits: ExpectedDecision) -> str | None:
    return register_authority(REGISTER, [decider]).objection(awaits, decider.caseworker_id)


def merit(decider: Decider, *awaits: ExpectedDecision) -> str | None:
    return register_authority(REGISTER, [decider]).merit(awaits, decider.caseworker_id)


def test_everybody_has_a_row_and_each_provision_in_force_a_place() -> None:
    rows = who_may(REGISTER, [SENIOR, JUNIOR], ON)

    assert list(rows) == ["s", "j"]
    assert [reach.provision.provision.code for reach in rows[SENIOR.caseworker_id]] == [
        "BL § 86", "BL § 87", "BL § 89", "BL § 46",
    ]  # fmt: skip


def test_at_best_means_up_to_the_limit() -> None:
    cash, earnings, escort, placement = who_may(REGISTER, [SENIOR], ON)[SENIOR.caseworker_id]

    assert (cash.route.level, cash.limit) == (Level.OWN, kroner(60_000))
    assert (escort.route.level, escort.limit) == (Level.OWN, None)
    assert (earnings.route.level, earnings.limit, earnings.route.own_from) == (Level.COMMITTEE, None, None)
    assert placement.route.level is Level.COMMITTEE


def test_the_limit_of_who_may_later_is_the_one_that_holds_then() -> None:
    register = a_register(
        a_rule(limit=kroner(10), holds=days("2024-01-01/2026-08-31")),
        a_rule(limit=kroner(20), holds=days("2026-09-01/"), rule_id="senere"),
    )
    (reach,) = who_may(register, [JUNIOR], ON)[JUNIOR.caseworker_id]

    assert (reach.route.own_from, reach.limit) == (date(2026, 9, 1), kroner(20))
    assert reach.route.reason == (
        "Skal i visitationsudvalget: sagsbehandleren har først været ansat i seks måneder den 1. september 2026."
    )


def test_who_may_decide_all_alone_has_no_objection_and_a_merit() -> None:
    awaits = awaited("BL § 86", "BL § 89")

    assert objection(SENIOR, *awaits) is None
    assert merit(SENIOR, *awaits) == (
        "må selv træffe afgørelse efter barnets lov § 86 (op til 60.000 kr. om året) og barnets lov § 89"
    )


def test_what_nobody_may_decide_alone_speaks_against_nobody() -> None:
    for one in (*awaited("BL § 46", "SEL § 41", "SEL § 999"), *awaited("BL § 86", amount=kroner(60_001))):
        assert objection(JUNIOR, one) is None
        assert merit(SENIOR, one) is None


def test_nothing_awaited_is_neither_an_objection_nor_a_merit() -> None:
    assert objection(JUNIOR) is None
    assert merit(SENIOR) is None


@pytest.mark.parametrize(
    ("decider", "codes", "says"),
    [
        (JUNIOR, ["BL § 86"], "kan først træffe afgørelse efter barnets lov § 86 alene fra den 1. september 2026"),
        (
            JUNIOR,
            ["BL § 86", "BL § 46", "BL § 89", "BL § 86"],
            "kan først træffe afgørelse efter barnets lov § 86 og barnets lov § 89 alene fra den 1. september 2026",
        ),
        (SENIOR, ["BL § 87"], "mangler kompetencen kursus og kan ikke træffe afgørelse efter barnets lov § 87 alene"),
        (
            JUNIOR,
            ["BL § 86", "BL § 87"],
            "kan først træffe afgørelse efter barnets lov § 86 alene fra den 1. september 2026, og "
            "mangler kompetencen kursus og kan ikke træffe afgørelse efter barnets lov § 87 alene",
        ),
        (
            a_decider("2020-01-01/2026-08-30"),
            ["BL § 86"],
            "er ikke ansat, når der skal træffes afgørelse efter barnets lov § 86 den 31. august 2026",
        ),
        (
            a_decider("2026-03-01/2026-08-31"),
            ["BL § 86"],
            "når ikke seks måneder som ansat og kan ikke træffe afgørelse efter barnets lov § 86 alene",
        ),
    ],
)
def test_an_objection_names_what_stands_in_the_way(decider: Decider, codes: list[str], says: str) -> None:
    assert objection(decider, *awaited(*codes)) == says


def test_of_somebody_the_register_was_told_nothing_of_nothing_is_guessed() -> None:
    authority = register_authority(REGISTER, [])

    assert authority.objection(awaited("BL § 86"), CaseworkerId("x")) == (
        "har ingen oplyst ansættelse og kan ikke træffe afgørelse efter barnets lov § 86 alene"
    )
    assert authority.merit(awaited("BL § 86"), CaseworkerId("x")) is None


def test_an_amount_in_another_unit_is_refused_here_too() -> None:
    hours = awaited("BL § 86", amount=Amount(value=2, unit=Unit.HOURS_A_WEEK))

    for ask in (objection, merit):
        with pytest.raises(AmountRefused):
            ask(SENIOR, *hours)


def test_on_the_staff_list_only_who_is_away_altogether_is_on_leave() -> None:
    away = Absence(starts_on=date(2026, 5, 1), ends_on=date(2026, 6, 1))
    caseworker = Caseworker(
        caseworker_id=CaseworkerId("k"),
        employed_on=date(2026, 3, 1),
        left_on=date(2027, 3, 1),
        competences=frozenset({"b", "a"}),
        absences=(away, replace(away, share=0.5)),
    )
    decider = decider_of(caseworker)

    assert decider.employments == (Span(starts_on=date(2026, 3, 1), ends_on=date(2027, 3, 1)),)
    assert decider.leaves == (Span(starts_on=date(2026, 5, 1), ends_on=date(2026, 6, 1)),)
    assert [one.name for one in decider.competences] == ["a", "b"]
    assert all(one.span.holds(date.min) and one.span.holds(date.max) for one in decider.competences)
