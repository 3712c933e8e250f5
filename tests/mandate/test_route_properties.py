"""Which laws does every route obey, whatever the register says?"""

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from mandate.register import Leave
from mandate.route import route
from mandate.seniority import full_on
from sagstyngde.decision import Amount, Level, Route, Span
from sagstyngde.errors import AmountRefused
from sagstyngde.provision import Provision
from tests.mandate import drawn
from tests.mandate.oracle import Asked

DAY = timedelta(days=1)
chances = st.integers(0, 2**32).map(Random)


def a_question(r: Random) -> Asked:
    """Draw a question; its caseworker is not ``None``."""
    provision = Provision.parse(r.choice(drawn.CODES))
    return Asked(drawn.a_register(r), provision, drawn.an_amount(r), drawn.a_decider(r), drawn.a_day(r))


questions = chances.map(a_question)


def answer(asked: Asked) -> Route | None:
    """Return the route, or nothing where the amount is refused."""
    try:
        return route(*asked)
    except AmountRefused:
        return None


def rank(asked: Asked) -> int:
    found = answer(asked)
    return -1 if found is None else found.level.rank


@given(asked=questions, earlier=st.integers(1, 900))
def test_more_employment_never_raises_the_level(asked: Asked, earlier: int) -> None:
    assert asked.decider is not None
    who = replace(asked.decider, leaves=())  # a leave in the added days could begin before, and be long enough to count
    head, *rest = who.employments or (Span(starts_on=asked.on, ends_on=asked.on),)
    longer = replace(who, employments=(replace(head, starts_on=head.starts_on - earlier * DAY), *rest))

    assert rank(asked._replace(decider=longer)) <= rank(asked._replace(decider=who))


@given(asked=questions, value=st.sampled_from(drawn.VALUES), more=st.floats(0.0, 30.0))
def test_a_higher_amount_never_lowers_the_level(asked: Asked, value: float, more: float) -> None:
    for unit in drawn.UNITS:
        low, high = (asked._replace(amount=Amount(value=one, unit=unit)) for one in (value, value + more))

        assert rank(low) <= rank(high)
        assert (answer(low) is None) == (answer(high) is None), "whether the unit fits does not hang on how much"


@given(asked=questions)
def test_an_unknown_amount_goes_where_the_highest_would(asked: Asked) -> None:
    unknown = answer(asked._replace(amount=None))
    highest = [answer(asked._replace(amount=Amount(value=1e12, unit=unit))) for unit in drawn.UNITS]

    assert unknown is not None
    assert {(one.level, one.rule) for one in highest if one is not None} == {(unknown.level, unknown.rule)}


@given(asked=questions)
def test_by_the_register_alone_is_as_low_as_anybody_gets(asked: Asked) -> None:
    assert rank(asked._replace(decider=None)) <= rank(asked)


@given(asked=questions, r=chances)
def test_a_leave_that_counts_changes_nothing(asked: Asked, r: Random) -> None:
    assert asked.decider is not None
    counted = replace(asked.register, seniority=replace(asked.register.seniority, leave=Leave.COUNTS))
    more = replace(asked.decider, leaves=(*asked.decider.leaves, drawn.a_leave(r)))

    assert answer(asked._replace(register=counted, decider=more)) == answer(asked._replace(register=counted))


@given(asked=questions, place=st.integers(0, 10_000))
def test_one_employment_written_as_two_that_touch_changes_nothing(asked: Asked, place: int) -> None:
    assert asked.decider is not None
    parts = tuple(part for span in asked.decider.employments for part in _halves(span, place))

    assert answer(asked._replace(decider=replace(asked.decider, employments=parts))) == answer(asked)


def _halves(span: Span, place: int) -> tuple[Span, ...]:
    last = span.ends_on or span.starts_on + timedelta(days=900)
    if last == span.starts_on:
        return (span,)
    cut = span.starts_on + place % (last - span.starts_on).days * DAY
    return Span(starts_on=span.starts_on, ends_on=cut), Span(starts_on=cut + DAY, ends_on=span.ends_on)


@given(asked=questions)
def test_the_order_rules_are_written_in_changes_nothing(asked: Asked) -> None:
    register = asked.register
    turned = replace(register, rules=register.rules[::-1], provisions=register.provisions[::-1])

    assert answer(asked._replace(register=turned)) == answer(asked)


@given(asked=questions)
def test_she_may_from_the_day_that_is_named_and_not_the_day_before(asked: Asked) -> None:
    found = answer(asked)
    if found is None or found.own_from is None:
        return
    that_day, before = (answer(asked._replace(on=day)) for day in (found.own_from, found.own_from - DAY))

    assert found.own_from > asked.on
    assert that_day is not None
    assert that_day.level is Level.OWN
    assert before is None or before.level is not Level.OWN


@given(asked=questions, months=st.integers(0, 60), more=st.integers(0, 12))
def test_more_months_asked_for_are_never_full_earlier(asked: Asked, months: int, more: int) -> None:
    assert asked.decider is not None
    fewer, longer = (
        full_on(replace(asked.register.seniority, months=count), asked.decider) for count in (months, months + more)
    )

    assert longer is None or (fewer is not None and fewer <= longer)
