"""Where is a decision made, and since when is somebody employed long enough, found by walking every day there is?

Written from the docstrings of ``mandate.register`` and ``sagstyngde.decision`` alone; shares no code with the answer it
is held against. Slow, and made to be read.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from mandate.register import Leave, Reemployment, Register, Rule, Seniority
from sagstyngde.decision import Amount, Decider, Level, Span
from sagstyngde.provision import Provision

DAY = timedelta(days=1)
RISING = ["egenkompetence", "teammoede", "fagspecialist", "teamleder", "visitationsudvalg"]


class OtherUnit(Exception):
    """A limit and the amount are in different units."""


def months_later(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def among(day: date, spans: tuple[Span, ...]) -> bool:
    return any(span.starts_on <= day and (span.ends_on is None or span.ends_on >= day) for span in spans)


def is_long_leave(day: date, leaves: tuple[Span, ...], least: int) -> bool:
    """Whether a day is one of so many in a row on which she is away."""
    if not among(day, leaves):
        return False
    count, before, after = 1, day - DAY, day + DAY
    while count < least and among(before, leaves):
        count, before = count + 1, before - DAY
    while count < least and among(after, leaves):
        count, after = count + 1, after + DAY
    return count >= least


def senior_days(seniority: Seniority, decider: Decider, last: date) -> set[date]:
    """Walk from the first employed day to ``last``; return the employed days on which the count is full."""
    found: set[date] = set()
    started: date | None = None
    left: date | None = None
    counted = 0
    day = min((span.starts_on for span in decider.employments), default=last + DAY)
    while day <= last:
        employed = among(day, decider.employments)
        if employed and (started is None or (left is not None and not _goes_on(seniority, left, day))):
            started, counted = day, 0
        if employed:
            left = None
        elif left is None:
            left = day
        if employed and started is not None:
            if counted >= (months_later(started, seniority.months) - started).days:
                found.add(day)
            if not (seniority.leave is Leave.PAUSES and is_long_leave(day, decider.leaves, seniority.leave_days)):
                counted += 1
        day += DAY
    return found


def _goes_on(seniority: Seniority, left: date, day: date) -> bool:
    return seniority.reemployment is Reemployment.CONTINUES and day <= months_later(left, seniority.gap_months)


class Asked(NamedTuple):
    """What a route is asked of."""

    register: Register
    provision: Provision
    amount: Amount | None
    decider: Decider | None
    on: date


def expected(asked: Asked, senior: set[date]) -> tuple[str, str | None]:
    """Return the level and the rule's id; ``senior`` are the days on which the caseworker's count is full."""
    register, provision, amount, decider, on = asked
    rules = applying(register, provision, on)
    if amount is not None and any(rule.limit is not None and rule.limit.unit != amount.unit for rule in rules):
        raise OtherUnit
    for level in RISING:
        for rule in rules:
            if rule.level.value == level and covers(rule, amount) and may(rule, decider, on, senior):
                return level, rule.rule_id
    return "visitationsudvalg", None


def applying(register: Register, provision: Provision, on: date) -> list[Rule]:
    line = [provision]
    if provision.number is not None and provision.piece is not None:
        line.append(Provision(law=provision.law, paragraph=provision.paragraph, piece=provision.piece))
    if provision.number is not None or provision.piece is not None:
        line.append(Provision(law=provision.law, paragraph=provision.paragraph))
    known = [one for one in line if any(entry.provision == one for entry in register.provisions)]
    if not known or not any(entry.provision == known[0] and among(on, (entry.holds,)) for entry in register.provisions):
        return []
    for one in line:
        rules = [rule for rule in register.rules if rule.provision == one and among(on, (rule.holds,))]
        if rules:
            return rules
    return []


def covers(rule: Rule, amount: Amount | None) -> bool:
    return rule.limit is None or (amount is not None and amount.value <= rule.limit.value)


def may(rule: Rule, decider: Decider | None, on: date, senior: set[date]) -> bool:
    if rule.level is not Level.OWN or decider is None:
        return True
    if not among(on, decider.employments) or (rule.seniority and on not in senior):
        return False
    trained = tuple(one.span for one in decider.competences if one.name == rule.competence)
    return rule.competence is None or among(on, trained)
