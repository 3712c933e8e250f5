"""What a department weighs beside the six: mandate, language, siblings left free, pacing, and the mix of categories."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from allocation.capacity import CapacityRules
from allocation.columns import UNKNOWN, CaseColumns, SeatColumns
from allocation.first_decisions import FirstDecisions
from allocation.goals import BalancedLoad, EqualCount
from allocation.language import Language
from allocation.mandate import Mandate
from allocation.mix import Mix
from allocation.pacing import Pacing
from allocation.policy import authorised
from allocation.seat import Option
from allocation.siblings_together import SiblingsTogether
from allocation.solve import allocate
from sagstyngde.caseworker import Absence
from sagstyngde.plan import CaseToPlace
from sagstyngde.provision import Provision
from tests.allocation.authorities import ListedAuthority
from tests.allocation.factories import MONDAY, a_case, a_caseworker, a_policy, a_sibling, seat_of, who_has


@pytest.mark.parametrize(
    ("employed_on", "decision_on", "text"),
    [
        (date(2026, 5, 2), date(2026, 11, 2), None),
        (date(2026, 5, 3), date(2026, 11, 2), "kan først afgøre sager alene fra den 3. november 2026"),
        (date(2026, 8, 31), date(2027, 2, 28), None),
        (date(2026, 8, 31), date(2027, 2, 27), "kan først afgøre sager alene fra den 28. februar 2027"),
        (date(2027, 8, 29), date(2028, 2, 28), "kan først afgøre sager alene fra den 29. februar 2028"),
        (date(2027, 8, 31), date(2028, 2, 29), None),
        (date(2028, 2, 29), date(2028, 8, 29), None),
        (date(2026, 10, 1), None, None),
    ],
)
def test_a_mandate_begins_after_six_calendar_months_to_the_day(
    employed_on: date, decision_on: date | None, text: str | None
) -> None:
    option = Option(case=a_case("1", decision_on=decision_on), seat=seat_of(a_caseworker("k", employed_on=employed_on)))

    assert Mandate().objection(option) == text


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"left_on": date(2026, 11, 30)}, "er ikke ansat, når sagen skal afgøres den 1. december 2026"),
        ({"left_on": date(2026, 12, 1)}, None),
        ({"competences": frozenset()}, "mangler kompetencen myndighed og kan ikke afgøre sagen alene"),
    ],
)
def test_a_mandate_may_ask_for_a_competence_and_ends_with_the_employment(
    fields: dict[str, object], text: str | None
) -> None:
    seat = seat_of(a_caseworker("k", **({"competences": frozenset({"myndighed"})} | fields)))
    option = Option(case=a_case("1", decision_on=date(2026, 12, 1)), seat=seat)

    assert Mandate(competence="myndighed").objection(option) == text
    assert Mandate(competence="myndighed").merit(option) == (
        None if text else "kan selv afgøre sagen den 1. december 2026"
    )


@pytest.mark.parametrize(("slack", "given"), [(0.03, 5), (0.2, 4)])
def test_the_newly_employed_are_not_starved_of_decisions(slack: float, given: int) -> None:
    staff = [a_caseworker("k1"), a_caseworker("k2", employed_on=date(2026, 9, 1))]
    cases = [a_case(f"{n}", decision_on=date(2026, 12, 1)) for n in range(10)]

    plan = allocate(cases, staff, a_policy(BalancedLoad(tolerance=slack), Mandate()), MONDAY)

    assert list(who_has(plan).values()).count("k2") == given


def test_the_register_says_who_may_decide_alone_and_prefers_nobody_where_nobody_may() -> None:
    authority = ListedAuthority({"BL § 86": {"k2"}, "BL § 90 nr. 3": {"k1", "k2"}})
    rule, both = Mandate().authorised(authority), ("BL § 86", "BL § 90 nr. 3")

    def asked(*codes: str) -> list[tuple[str | None, str | None]]:
        case = a_case("1", decision_on=date(2026, 12, 1), decision_under=tuple(map(Provision.parse, codes)))
        seats = [seat_of(a_caseworker(key, employed_on=date(2026, 9, 1))) for key in ("k1", "k2")]
        options = [Option(case=case, seat=seat) for seat in seats]
        assert [rule.burden(option) for option in options] == [rule.objection(option) is not None for option in options]
        return [(rule.objection(option), rule.merit(option)) for option in options]

    may_not = ("må ikke selv træffe afgørelse efter BL § 86", None)
    assert asked(*both) == [may_not, (None, "må selv træffe afgørelse efter BL § 86")]
    assert asked("BL § 32") == [(None, None), (None, None)]
    assert asked() == [("kan først afgøre sager alene fra den 1. marts 2027", None)] * 2


def test_a_case_under_several_provisions_goes_to_whoever_may_decide_them_all() -> None:
    authority = ListedAuthority({"BL § 86": {"k2"}, "BL § 90 nr. 3": {"k1", "k2"}})
    provisions = tuple(map(Provision.parse, ("BL § 86", "BL § 90 nr. 3")))
    staff = [a_caseworker("k1"), a_caseworker("k2")]
    case = a_case("1", decision_on=date(2026, 12, 1), decision_under=provisions)

    plan = allocate([case], staff, authorised(a_policy(Mandate(), EqualCount()), authority), MONDAY)

    assert who_has(plan) == {"1": "k2"}
    assert "Må selv træffe afgørelse efter BL § 86." in plan.placements[0].reasons
    assert [one.caseworker_id for one in plan.placements[0].alternatives] == ["k1"]


def test_somebody_new_keeps_a_case_to_decide_and_what_is_decided_no_longer_counts() -> None:
    staff = [a_caseworker("k1"), a_caseworker("k2", employed_on=date(2026, 9, 1))]
    policy = a_policy(FirstDecisions(), Mandate(), EqualCount())
    cases = [a_case(f"{n}", decision_on=date(2026, 12, 1)) for n in range(4)]

    def given(*held: CaseToPlace) -> int:
        return list(who_has(allocate([*cases, *held], staff, policy, MONDAY)).values()).count("k2")

    assert given() == 1
    assert given(a_case("had", at="k2", decision_on=MONDAY)) == 0
    assert given(a_case("had", at="k2", decision_on=date(2026, 11, 1))) == 1


def test_a_language_is_preferred_and_may_be_required() -> None:
    staff = [a_caseworker("k1", languages=frozenset({"arabisk"})), a_caseworker("k2")]
    cases = [a_case("1", language="arabisk"), a_case("2", language="dansk"), a_case("3", language="somali")]

    soft = allocate(cases, staff, a_policy(Language(), EqualCount()), MONDAY)
    hard = allocate(cases, staff, a_policy(Language(hard=True), EqualCount()), MONDAY)

    assert who_has(soft)["1"] == "k1"
    assert soft.unplaced == ()
    assert [(one.case_id, one.reason) for one in hard.unplaced] == [
        ("3", "Sag 3 kan ikke placeres uden at fravige noget: den kræver en, der taler somali, og det gør ingen.")
    ]
    assert hard.unplaced[0].ways_out[0].startswith("Brug tolk: ")
    assert "Taler arabisk." in hard.placements[0].reasons


@pytest.mark.parametrize(
    ("rule", "sibling_rule", "at", "host"),
    [("free", "free", "k2", "k2"), ("free", "free", "k1", "k1"), ("free", "different", "k2", "k1")],
)
def test_a_free_sibling_goes_to_who_has_the_family(rule: str, sibling_rule: str, at: str, host: str) -> None:
    cases = [a_sibling("1", rule), a_sibling("2", sibling_rule, at=at), a_case("3", at="k2"), a_case("4", at="k1")]
    staff = [a_caseworker("k1"), a_caseworker("k2")]
    siblings = a_policy().principles[0]

    plan = allocate(cases, staff, a_policy(siblings, SiblingsTogether(), EqualCount()), MONDAY)

    assert who_has(plan)["1"] == host


def test_a_family_that_nobody_has_costs_nothing() -> None:
    cases = [a_sibling("1"), a_sibling("2")]
    staff = [a_caseworker("k1"), a_caseworker("k2")]

    plan = allocate(cases, staff, a_policy(SiblingsTogether(), EqualCount()), MONDAY)

    assert sorted(who_has(plan).values()) == ["k1", "k2"]


@pytest.mark.parametrize(("weeks", "given"), [(1.0, 1), (3.0, 3)])
def test_an_empty_desk_is_not_flooded(weeks: float, given: int) -> None:
    leave = Absence(starts_on=date(2026, 6, 1), ends_on=date(2026, 10, 30))
    staff = [a_caseworker("k1"), a_caseworker("k2", absences=(leave,))]
    cases = [a_case("old", 80.0, at="k1"), *(a_case(f"{n}", 1.0) for n in range(6))]

    plan = allocate(cases, staff, a_policy(Pacing(weeks=weeks), BalancedLoad()), MONDAY)

    assert list(who_has(plan).values()).count("k2") == given


def test_what_is_above_every_cap_is_still_placed_and_as_little_as_can_be() -> None:
    staff = [a_caseworker(key, employed_on=MONDAY) for key in ("k1", "k2")]
    cases = [a_case(f"{n}") for n in range(5)]
    policy = a_policy(Pacing(), EqualCount(), capacity=CapacityRules(new_per_week_ramping=2.0))

    plan = allocate(cases, staff, policy, MONDAY)

    assert sorted(load.count_after for load in plan.loads) == [2, 3]


def test_everybody_gets_her_part_of_every_category() -> None:
    staff = [a_caseworker("k1"), a_caseworker("k2"), a_caseworker("k3", weekly_hours=18.5)]
    cases = [a_case(f"{category}{n}", category=category) for category in "ABC" for n in range(5)]

    plan = allocate(cases, staff, a_policy(Mix(), EqualCount()), MONDAY)

    given = who_has(plan)
    per_category = [[given[f"{category}{n}"] for n in range(5)] for category in "ABC"]
    assert [[holders.count(key) for key in ("k1", "k2", "k3")] for holders in per_category] == [[2, 2, 1]] * 3


@drawn(
    st.lists(st.sampled_from([10.0, 20.0, 37.0]), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 2)), max_size=12),
)
def test_the_mix_is_a_constant_and_the_squared_distances_from_the_shares(
    hours: list[float], cases: list[tuple[int, int]]
) -> None:
    wide = len(hours)
    holder = np.array([who % wide for who, _ in cases], dtype=np.intp)
    columns = CaseColumns(
        hours=np.ones((len(cases), 1)),
        spread=np.zeros(len(cases)),
        is_new=np.ones(len(cases), dtype=bool),
        category=np.array([category for _, category in cases], dtype=np.intp),
        decided_on=np.full(len(cases), UNKNOWN),
        categories=("A", "B", "C"),
    )
    seats = SeatColumns(
        capacity=np.array(hours)[:, None],
        help=np.zeros((wide, 1)),
        employed_months=np.ones(wide),
        inflow_cap=np.full(wide, np.inf),
    )
    (measure,) = Mix().measures(seats, 0.0)
    sums = np.zeros((wide, 3))
    np.add.at(sums, holder, measure.adds(columns))

    value = measure.term(sums, measure.room).sum()

    multiple = np.array(hours) / np.mean(hours)
    totals = sums.sum(axis=0)
    least = (totals**2).sum() / wide
    distances = ((sums - np.outer(multiple, totals) / wide) ** 2).sum(axis=1) / multiple
    assert value == pytest.approx(least + distances.sum())
