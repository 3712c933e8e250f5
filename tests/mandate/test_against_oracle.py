"""Is every route what walking the days and trying every rule finds? Drawn at random, in thousands."""

from collections import Counter
from datetime import date, timedelta

from mandate.route import route
from sagstyngde.decision import Level, Route
from sagstyngde.errors import AmountRefused
from sagstyngde.provision import Provision
from tests.mandate import drawn
from tests.mandate.drawn import DAYS, FIRST
from tests.mandate.oracle import Asked, OtherUnit, expected, senior_days
from tests.soak import seeded, size, soak

TOGETHER = 20
"""Questions to one register and one caseworker, whose days are walked once."""
AHEAD = timedelta(days=250)
"""Days that are walked to find the first on which she may decide alone."""
LAST = FIRST + timedelta(days=DAYS) + AHEAD
CODES = (*drawn.CODES, "BL § 90 nr. 2", "BL § 32 stk. 2", "BL § 86 stk. 4", "SEL § 52 stk. 3 nr. 7")

pytestmark = soak


def test_ten_thousand_routes_are_those_of_the_oracle() -> None:
    r = seeded("routes")
    met: Counter[str] = Counter()
    for _ in range(size(10_000, 1_000_000) // TOGETHER):
        register, decider = drawn.a_register(r), drawn.a_decider(r)
        senior = senior_days(register.seniority, decider, LAST)
        for number in range(TOGETHER):
            whose = r.choice([decider] * 9 + [None])
            asked = Asked(register, Provision.parse(r.choice(CODES)), drawn.an_amount(r), whose, drawn.a_day(r))
            wanted, found = _wanted(asked, senior), _found(asked)
            assert (found and (found.level, found.rule.rule)) == wanted, asked
            met[wanted[0] if wanted else "refused"] += 1
            if found is not None and number == 0:
                assert (found.own_from if _is_ahead(found, asked) else None) == _first_day(asked, wanted, senior), asked
                met["later"] += found.own_from is not None

    assert set(met) == {*Level, "refused", "later"}
    assert min(met.values()) > 0.001 * met.total(), "what is never drawn is not tested"


def _found(asked: Asked) -> Route | None:
    try:
        return route(*asked)
    except AmountRefused:
        return None


def _wanted(asked: Asked, senior: set[date]) -> tuple[str, str | None] | None:
    try:
        return expected(asked, senior)
    except OtherUnit:
        return None


def _is_ahead(found: Route, asked: Asked) -> bool:
    return found.own_from is not None and found.own_from <= asked.on + AHEAD


def _first_day(asked: Asked, today: tuple[str, str | None] | None, senior: set[date]) -> date | None:
    """Walk the days after the one asked about to the first on which she may decide alone."""
    if today is not None and today[0] == Level.OWN:
        return None
    later = (asked._replace(on=asked.on + timedelta(days=days)) for days in range(1, AHEAD.days + 1))
    return next((one.on for one in later if (_wanted(one, senior) or ("", None))[0] == Level.OWN), None)
