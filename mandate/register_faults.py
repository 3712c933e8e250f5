"""What in a register cannot be meant? Every fault of its entries, each for itself and then together.

A register without a fault gives one answer for each provision, day, amount and caseworker.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from mandate.register import Reemployment, Register, RegisteredProvision, Rule, Seniority
from mandate.register_conflicts import provision_conflicts, rule_conflicts
from mandate.register_places import HEAD, PROVISION, RULE, SENIORITY, At
from sagstyngde.danish import amount as written
from sagstyngde.decision import Amount, Level, Span, Unit
from sagstyngde.errors import Fault
from sagstyngde.shown import LONGEST, shown

LONGEST_MONTHS = 60
LONGEST_LEAVE = 366
LONGEST_TITLE = 200
EARLIEST, LATEST = date(1950, 1, 1), date(2149, 12, 31)
"""A day outside is a slip of the pen: 0204 for 2024."""

MOST: Mapping[Unit, float] = {
    Unit.KRONER_A_YEAR: 1e9,
    Unit.KRONER_A_MONTH: 1e8,
    Unit.KRONER_ONCE: 1e9,
    Unit.HOURS_A_WEEK: 168.0,
    Unit.HOURS_A_MONTH: 744.0,
    Unit.DAYS_A_MONTH: 31.0,
}
"""More hours than a week has are kroner in the wrong unit."""

_ID = re.compile(rf"[^\W_][\w.-]{{0,{LONGEST - 1}}}")
_OPTION = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
_ID_WORDS = (
    f"is up to {LONGEST} letters, digits, points and hyphens, without spaces",
    f"består af højst {LONGEST} bogstaver, tal, punktummer og bindestreger, uden mellemrum",
)
_LINE_WORDS = (
    f"is one line of at most {LONGEST_TITLE} characters, without spaces around it",
    f"er én linje på højst {LONGEST_TITLE} tegn uden mellemrum omkring",
)


def register_faults(register: Register) -> Iterator[Fault]:
    """Yield all that is wrong, entry by entry; nothing where the register can be used."""
    at = At(HEAD)
    for key, word in (("name", register.name), ("version", register.version)):
        if not _ID.fullmatch(word):
            yield at(key, *_ID_WORDS)
    yield from _seniority_faults(register.seniority)
    for one in register.provisions:
        yield from _provision_faults(one)
    for rule in register.rules:
        yield from _rule_faults(rule)
    yield from provision_conflicts(register.provisions)
    yield from rule_conflicts(register)


def _seniority_faults(seniority: Seniority) -> Iterator[Fault]:
    least = 1 if seniority.reemployment is Reemployment.CONTINUES else 0
    bounds = (
        ("months", seniority.months, 0, LONGEST_MONTHS),
        ("leave_days", seniority.leave_days, 1, LONGEST_LEAVE),
        ("gap_months", seniority.gap_months, least, LONGEST_MONTHS),
    )
    for key, told, low, high in bounds:
        if not low <= told <= high:
            yield At(SENIORITY)(key, f"lies between {low} and {high}", f"ligger mellem {low} og {high}")


def _provision_faults(one: RegisteredProvision) -> Iterator[Fault]:
    at = At(PROVISION, one.provision.code)
    if not _is_line(one.title):
        yield at("title", *_LINE_WORDS)
    yield from _days_faults(at, one.holds)
    if one.provision in one.former:
        yield at("former", "names the provision itself", "nævner bestemmelsen selv")
    if len(set(one.former)) < len(one.former):
        yield at("former", "names a provision twice", "nævner en bestemmelse to gange")
    if not all(map(_OPTION.fullmatch, one.options)):
        yield at(
            "options",
            "an option is written as in the scheme: small letters a-z, digits and _",
            "en mulighed skrives som i skemaet: små bogstaver a-z, tal og _",
        )


def _rule_faults(rule: Rule) -> Iterator[Fault]:
    at = At(RULE, shown(rule.rule_id))
    if not _ID.fullmatch(rule.rule_id):
        yield at("rule_id", *_ID_WORDS)
    yield from _days_faults(at, rule.holds)
    if rule.limit is not None:
        yield from _limit_faults(at, rule.level, rule.limit)
    if rule.competence is not None:
        yield from _competence_faults(at, rule.level, rule.competence)


def _limit_faults(at: At, level: Level, limit: Amount) -> Iterator[Fault]:
    if level is Level.COMMITTEE:
        yield at(
            "limit",
            "the committee decides whatever the amount; leave limit out",
            "visitationsudvalget afgør uanset beløb; udelad limit",
        )
    most, unit = MOST[limit.unit], limit.unit.value
    if not 0.0 < limit.value <= most:
        yield at(
            "limit",
            f"lies above 0 and at most at {most:g} {unit}; without limit, any amount is decided",
            f"ligger over 0 og er højst {written(most)} {unit}; uden limit gælder reglen alle beløb",
        )


def _competence_faults(at: At, level: Level, competence: str) -> Iterator[Fault]:
    if level is not Level.OWN:
        own = Level.OWN.value
        yield at("competence", f'stands only where level = "{own}"', f'kan kun stå, hvor level = "{own}"')
    if not _is_line(competence):
        yield at("competence", *_LINE_WORDS)


def _days_faults(at: At, span: Span) -> Iterator[Fault]:
    low, high = EARLIEST.year, LATEST.year
    for key, day in (("starts_on", span.starts_on), ("ends_on", span.ends_on)):
        if day is not None and not EARLIEST <= day <= LATEST:
            yield at(key, f"lies between {low} and {high}", f"ligger mellem {low} og {high}")


def _is_line(text: str) -> bool:
    return 0 < len(text) <= LONGEST_TITLE and text == text.strip() and text.isprintable()
