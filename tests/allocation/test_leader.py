"""What the leader has decided holds; who is inhabil is never a way out."""

import pytest

from allocation.filters import Siblings
from allocation.goals import BalancedLoad, EqualCount
from allocation.leader import Leader
from allocation.solve import allocate
from allocation.violations import violations
from sagstyngde.case import CaseworkerId
from sagstyngde.plan import CaseToPlace, LeadersWord, Placement, Plan, Unplaced
from tests.allocation.factories import (
    AWAY_UNTIL_JANUARY,
    MONDAY,
    a_case,
    a_caseworker,
    a_policy,
    a_sibling,
    who_has,
)

K1, K2, K3 = (CaseworkerId(key) for key in ("k1", "k2", "k3"))
STAFF = [a_caseworker("k1", name="M. Holm"), a_caseworker("k2", name="T. Krogh"), a_caseworker("k3", name="S. Dam")]
POLICY = a_policy(Siblings(), Leader(), BalancedLoad(), EqualCount())
PINNED = LeadersWord(pinned_to=K2)


def propose(*cases: CaseToPlace) -> Plan:
    return allocate(cases, STAFF, POLICY, MONDAY)


def unplaced(*cases: CaseToPlace) -> Unplaced:
    return propose(*cases).unplaced[0]


def test_a_pinned_case_goes_where_the_leader_says_however_busy_she_is() -> None:
    plan = propose(a_case("1", leader=PINNED), a_case("old", 60.0, at="k2"))

    assert who_has(plan) == {"1": "k2"}
    assert plan.placements[0].reasons[1:] == ("Er valgt af lederen.",)  # not that she alone meets the conditions
    assert plan.placements[0].alternatives[0].text == "M. Holm – er ikke den, lederen har valgt (T. Krogh)"


def test_who_is_excluded_or_inhabil_does_not_get_the_case() -> None:
    word = LeadersWord(excluded=frozenset({K1}), disqualified=frozenset({K2}))

    assert who_has(propose(a_case("1", leader=word))) == {"1": "k3"}


def test_the_leaders_order_decides_in_its_place_among_the_goals() -> None:
    cases = [a_case(f"{n}", leader=LeadersWord(order=(K3, K2))) for n in range(3)]

    first = allocate(cases, STAFF, a_policy(Leader(), BalancedLoad()), MONDAY)
    last = allocate(cases, STAFF, a_policy(BalancedLoad(), Leader()), MONDAY)

    assert set(who_has(first).values()) == {"k3"}
    assert set(who_has(last).values()) == {"k1", "k2", "k3"}
    assert "Er nr. 1 i lederens rækkefølge." in first.placements[0].reasons


@pytest.mark.parametrize(
    ("word", "reason", "ways_out"),
    [
        (
            LeadersWord(pinned_to=CaseworkerId("k9")),
            "den er af lederen givet til k9, som ikke er på listen over sagsbehandlere.",
            ["Bed lederen vælge om i sag 1: M. Holm (belastning 0 % → 6 %)."],
        ),
        (
            LeadersWord(pinned_to=K2, excluded=frozenset({K2})),
            "den er af lederen givet til T. Krogh, som lederen også har udelukket.",
            [
                "Bed lederen ophæve udelukkelsen i sag 1: T. Krogh (belastning 0 % → 6 %).",
                "Bed lederen vælge om i sag 1: M. Holm (belastning 0 % → 6 %).",
            ],
        ),
        (
            LeadersWord(pinned_to=K2, disqualified=frozenset({K2})),
            "den er af lederen givet til T. Krogh, som er inhabil (forvaltningsloven § 3).",
            ["Bed lederen vælge om i sag 1: M. Holm (belastning 0 % → 6 %)."],
        ),
        (
            LeadersWord(excluded=frozenset({K1}), disqualified=frozenset({K2, K3})),
            "den må efter lederens vurdering og reglerne om inhabilitet gå til ingen.",
            ["Bed lederen ophæve udelukkelsen i sag 1: M. Holm (belastning 0 % → 6 %)."],
        ),
    ],
)
def test_a_leaders_word_that_cannot_be_kept_is_named_with_what_to_ask(
    word: LeadersWord, reason: str, ways_out: list[str]
) -> None:
    case = unplaced(a_case("1", leader=word))

    assert case.reason == f"Sag 1 kan ikke placeres uden at fravige noget: {reason}"
    assert list(case.ways_out) == ways_out


def test_siblings_who_belong_together_and_are_pinned_apart_are_named() -> None:
    case = unplaced(a_sibling("1", "same", leader=PINNED), a_sibling("2", leader=LeadersWord(pinned_to=K3)))

    assert case.reason == (
        "Sag 1 og sag 2 skal have samme sagsbehandler og kan ikke placeres uden at fravige noget: "
        "de er af lederen givet til hver sin: sag 1 til T. Krogh og sag 2 til S. Dam."
    )
    assert "Bed lederen vælge om i sag 1: S. Dam (belastning 0 % → 11 %)." in case.ways_out


def test_a_pin_to_somebody_on_leave_names_both() -> None:
    staff = [STAFF[0], a_caseworker("k2", name="T. Krogh", absences=(AWAY_UNTIL_JANUARY,))]

    (case,) = allocate([a_case("1", leader=PINNED)], staff, POLICY, MONDAY).unplaced

    assert case.reason == (
        "Sag 1 kan ikke placeres uden at fravige noget: den er af lederen givet til T. Krogh; "
        "T. Krogh er først på arbejde den 13. januar 2027."
    )


def test_a_manual_plan_against_the_leaders_word_is_named() -> None:
    cases = [a_case("1", leader=LeadersWord(disqualified=frozenset({K1}))), a_case("2", leader=PINNED)]
    plan = [Placement(case_id=case.case_id, caseworker_id=K1) for case in cases]

    found = violations(plan, cases, STAFF, POLICY, on=MONDAY)

    assert [one.text for one in found if one.principle == Leader.name] == [
        "Sag 1 er hos M. Holm, som er inhabil (forvaltningsloven § 3).",
        "Sag 2 er hos M. Holm, som ikke er den, lederen har valgt (T. Krogh).",
    ]


def test_who_turns_out_to_be_inhabil_in_a_case_she_has_is_named() -> None:
    case = a_case("1", at="k1", leader=LeadersWord(disqualified=frozenset({K1})))

    assert [one.text for one in propose(case).violations] == [
        "Sag 1 er hos M. Holm, som er inhabil (forvaltningsloven § 3)."
    ]


def test_where_all_are_inhabile_no_way_out_names_one_of_them() -> None:
    case = unplaced(a_case("1", leader=LeadersWord(disqualified=frozenset({K1, K2, K3}))))

    assert not any(name in way for way in case.ways_out for name in ("Holm", "Krogh", "Dam"))
    assert case.ways_out
