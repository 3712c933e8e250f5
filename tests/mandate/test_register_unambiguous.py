"""A register that is taken gives one answer to every question, and one that is not would have given two."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from mandate.register import Register, RegisteredProvision, Rule, Seniority
from mandate.register_conflicts import rule_conflicts
from mandate.register_faults import register_faults
from mandate.register_toml import example_register
from mandate.route import route
from sagstyngde.case import CaseworkerId
from sagstyngde.decision import Amount, Competence, Decider, Level, Route, Span, Unit
from sagstyngde.errors import AmountRefused
from sagstyngde.provision import Provision

FIRST = date(2024, 2, 25)
LAST = 14
"""Days after the first on which anything may still begin or end: few, so that rules meet."""
WHOLE, NUMBER = Provision.parse("BL § 90"), Provision.parse("BL § 90 nr. 1")
ENDED = Provision.parse("SEL § 44")
LIMITS = (
    None,
    *(Amount(value=value, unit=unit) for value in (5.0, 10.0) for unit in (Unit.HOURS_A_WEEK, Unit.KRONER_A_YEAR)),
)
DAYS = [FIRST + timedelta(days=day) for day in range(-1, LAST + 2)]


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    starts, ends = sorted((draw(st.integers(0, LAST)), draw(st.integers(0, LAST))))
    return Span(starts_on=on(starts), ends_on=draw(st.sampled_from((None, on(ends)))))


@st.composite
def rules(draw: st.DrawFn, rule_id: str = "r") -> Rule:
    level = draw(st.sampled_from(Level))
    return Rule(
        rule_id=rule_id,
        provision=draw(st.sampled_from((WHOLE, NUMBER, ENDED))),
        level=level,
        holds=draw(spans()),
        limit=None if level is Level.COMMITTEE else draw(st.sampled_from(LIMITS)),
        seniority=level is Level.OWN and draw(st.booleans()),
        competence="kursus" if level is Level.OWN and draw(st.booleans()) else None,
    )


@st.composite
def registers(draw: st.DrawFn, most: int) -> Register:
    return a_register(*(draw(rules(f"r{number}")) for number in range(draw(st.integers(0, most)))))


def a_register(*entries: Rule) -> Register:
    """Return a register of three provisions, of which one has ended."""
    holds = {
        WHOLE: Span(starts_on=FIRST),
        NUMBER: Span(starts_on=FIRST),
        ENDED: Span(starts_on=FIRST, ends_on=on(LAST)),
    }
    provisions = tuple(RegisteredProvision(provision=one, title="x", holds=span) for one, span in holds.items())
    return Register(name="p", version="1", seniority=Seniority(months=0), provisions=provisions, rules=entries)


def said_by_the_days(one: Rule, other: Rule) -> set[str]:
    """Walk the days and look at what the two rules say on each: the keys in which they are at odds."""
    found = set()
    lower, higher = sorted((one, other), key=lambda rule: rule.level.rank)
    for day in DAYS:
        if one.provision != other.provision or not (one.holds.holds(day) and other.holds.holds(day)):
            continue
        if one.level is other.level:
            found.add("level")
        elif higher.limit is not None and lower.limit is not None and higher.limit.unit is not lower.limit.unit:
            found.add("unit")
        elif higher.limit is not None and (lower.limit is None or lower.limit.value > higher.limit.value):
            found.add("limit")
    return found


@given(rules("a"), rules("b"))
def test_two_rules_are_at_odds_where_some_day_shows_it(one: Rule, other: Rule) -> None:
    entries = (one, replace(other, provision=one.provision))

    found = {fault.key for fault in rule_conflicts(a_register(*entries)) if fault.key in {"level", "unit", "limit"}}

    assert found == said_by_the_days(*entries)


@given(rules("a"))
def test_a_rule_holds_only_while_its_provision_is_in_force(rule: Rule) -> None:
    register = a_register(rule)
    in_force = next(one.holds for one in register.provisions if one.provision == rule.provision)
    # The longest day that either could hold on is the one after the last.
    outside = [day for day in DAYS if rule.holds.holds(day) and not in_force.holds(day)]

    assert bool(list(rule_conflicts(register))) == bool(outside)


def asked(
    register: Register, provision: Provision, day: date, *, amount: Amount | None = None, decider: Decider | None = None
) -> Route | str:
    try:
        return route(register, provision, amount, decider, day)
    except AmountRefused as refused:
        return refused.danish


TRAINED = Decider(
    caseworker_id=CaseworkerId("k1"),
    employments=(Span(starts_on=on(3)),),
    competences=(Competence(name="kursus", span=Span(starts_on=on(6))),),
)


@given(registers(most=6), st.sampled_from(LIMITS), st.sampled_from((None, TRAINED)), st.sampled_from(DAYS))
def test_a_register_that_is_taken_has_one_route_whatever_its_order(
    register: Register, amount: Amount | None, decider: Decider | None, day: date
) -> None:
    assume(not list(register_faults(register)))
    turned = replace(register, rules=register.rules[::-1], provisions=register.provisions[::-1])

    for provision in (WHOLE, NUMBER, ENDED):
        found = asked(register, provision, day, amount=amount, decider=decider)
        assert found == asked(turned, provision, day, amount=amount, decider=decider)
        if isinstance(found, Route) and found.rule.rule is not None:
            chosen = next(rule for rule in register.rules if rule.rule_id == found.rule.rule)
            rivals = [one for one in register.rules if (one.provision, one.level) == (chosen.provision, chosen.level)]
            assert [one for one in rivals if one.holds.holds(day)] == [chosen]


def test_the_example_has_one_route_for_every_provision_and_turn_of_its_rules() -> None:
    register = example_register()
    turned = replace(register, rules=register.rules[::-1], provisions=register.provisions[::-1])
    turns = {rule.holds.starts_on for rule in register.rules} | {rule.holds.ends_on for rule in register.rules} - {None}
    days = [day + timedelta(days=step) for day in turns if day is not None for step in (-1, 0, 1)]

    for one, day in product(register.provisions, days):
        assert asked(register, one.provision, day) == asked(turned, one.provision, day)
