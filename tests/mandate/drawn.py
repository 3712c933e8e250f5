"""Registers, caseworkers and questions drawn from a source of chance: everything that can be is in them."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from mandate.register import Leave, Reemployment, Register, RegisteredProvision, Rule, Seniority
from sagstyngde.case import CaseworkerId
from sagstyngde.decision import Amount, Competence, Decider, Level, Span, Unit
from sagstyngde.provision import Provision

FIRST = date(2023, 7, 1)
DAYS = 900
CODES = (
    "BL § 90", "BL § 90 nr. 3", "BL § 32", "BL § 32 stk. 1", "BL § 32 stk. 1 nr. 2", "SEL § 41", "BL § 86",
)  # fmt: skip
UNITS = (Unit.KRONER_A_YEAR, Unit.HOURS_A_WEEK)
VALUES = (0.0, 10.0, 10.5, 20.0, 30.0)
COURSE = "kursus"


def a_day(r: Random) -> date:
    """Return a day; every third time one at a month's end or beginning, where calendars go wrong."""
    day = FIRST + timedelta(days=r.randrange(DAYS))
    return day.replace(day=1) - timedelta(days=r.choice([0, 1, 1, 2])) if r.random() < 1 / 3 else day


def a_span(r: Random) -> Span:
    starts_on, ends_on = sorted((a_day(r), a_day(r)))
    return Span(starts_on=starts_on, ends_on=ends_on if r.random() < 0.6 else None)


def apart(r: Random, most: int) -> Iterator[Span]:
    """Yield up to so many spans in order, the last perhaps without an end; between them none, few or many days."""
    starts_on = a_day(r)
    for left in reversed(range(r.randint(0, most))):
        ends_on = starts_on + timedelta(days=r.choice([0, r.randrange(60), r.randrange(400)]))
        yield Span(starts_on=starts_on, ends_on=None if left == 0 and r.random() < 0.6 else ends_on)
        starts_on = ends_on + timedelta(days=r.choice([1, 1, r.randrange(2, 40), r.randrange(2, 200)]))


def a_decider(r: Random) -> Decider:
    return Decider(
        caseworker_id=CaseworkerId("k1"),
        employments=tuple(apart(r, 3)),
        leaves=tuple(a_leave(r) for _ in range(r.choice([0, 1, 2, 4]))),
        competences=tuple(Competence(name=r.choice([COURSE, "andet"]), span=a_span(r)) for _ in range(r.randrange(3))),
    )


def a_leave(r: Random) -> Span:
    starts_on = a_day(r)
    ends_on = starts_on + timedelta(days=r.choice([0, 13, 26, 27, 28, r.randrange(200)]))
    return Span(starts_on=starts_on, ends_on=ends_on if r.random() < 0.9 else None)


def a_register(r: Random) -> Register:
    """Return a register as one can be read: on no day two rules of one level, nor two units, for a provision."""
    provisions = [
        RegisteredProvision(
            provision=Provision.parse(code), title=code, holds=a_span(r) if r.random() < 0.2 else ALWAYS
        )
        for code in CODES
        if r.random() < 0.9
    ]
    rules = [rule for one in provisions for rule in some_rules(r, one.provision)]
    r.shuffle(rules)
    return Register(name="p", version="1", seniority=a_seniority(r), provisions=tuple(provisions), rules=tuple(rules))


ALWAYS = Span(starts_on=date(2020, 1, 1))


def some_rules(r: Random, provision: Provision) -> Iterator[Rule]:
    unit = r.choice(UNITS)
    for level in Level:
        if r.random() < (0.8 if level is Level.OWN else 0.3):
            for number, holds in enumerate([ALWAYS] if r.random() < 0.6 else apart(r, 3)):
                limit = Amount(value=r.choice(VALUES), unit=unit) if r.random() < 0.6 else None
                yield Rule(
                    rule_id=f"{provision.code} {level} {number}",
                    provision=provision,
                    level=level,
                    holds=holds,
                    limit=limit,
                    seniority=r.random() < 0.7,
                    competence=r.choice([None, None, None, COURSE]),
                )


def a_seniority(r: Random) -> Seniority:
    return Seniority(
        months=r.choice([0, 1, 6, 6, 6, 12]),
        leave=r.choice(list(Leave)),
        leave_days=r.choice([1, 14, 28]),
        reemployment=r.choice(list(Reemployment)),
        gap_months=r.choice([0, 1, 3, 12]),
    )


def an_amount(r: Random) -> Amount | None:
    return Amount(value=r.choice(VALUES), unit=r.choice(UNITS)) if r.random() < 0.7 else None
