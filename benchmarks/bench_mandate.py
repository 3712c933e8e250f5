"""How fast is a route, and who may decide what for a whole municipality?"""

from datetime import date, timedelta

from benchmarks.surroundings import Json
from benchmarks.timing import side_by_side
from mandate.matrix import who_may
from mandate.register import Register
from mandate.register_toml import example_register
from mandate.route import route
from sagstyngde.case import CaseworkerId
from sagstyngde.decision import Amount, Decider, Span

ON = date(2026, 11, 2)
CASEWORKERS = 1000
LEAST_SECONDS = 0.2


def bench_mandate(caseworkers: int = CASEWORKERS, least_seconds: float = LEAST_SECONDS) -> Json:
    """Return microseconds of processor time a route, and seconds for everybody under every provision in force.

    Routes are asked by the shipped register for each provision of it and each of some caseworkers: a fifth of them has
    not been employed long enough. Everybody is reckoned from nothing: each time with caseworkers not met before.
    """
    register = example_register()
    known = [_decider(number) for number in range(50)]
    asked = [
        (one.provision, _amount(register, one.provision.code), who) for one in register.provisions for who in known
    ]

    def routes() -> None:
        for provision, amount, who in asked:
            route(register, provision, amount, who, ON)

    def matrix() -> int:
        return len(who_may(register, [_decider(number) for number in range(caseworkers)], ON))

    one, all_of_them = side_by_side([routes, matrix], least_seconds)
    in_force = sum(entry.holds.holds(ON) for entry in register.provisions)
    return {
        "route_us": round(1e6 * min(one.processor) / len(asked), 1),
        "routes": len(asked),
        "who_may_s": round(min(all_of_them.processor), 3),
        "caseworkers": caseworkers,
        "provisions": in_force,
    }


def _decider(number: int) -> Decider:
    employed_on = ON - timedelta(days=(7 * number) % 1000)
    return Decider(caseworker_id=CaseworkerId(f"k{number}"), employments=(Span(starts_on=employed_on),))


def _amount(register: Register, code: str) -> Amount | None:
    """Return half a provision's first limit that holds, or nothing where it has none."""
    limits = (rule.limit for rule in register.rules if rule.provision.code == code and rule.holds.holds(ON))
    limit = next((limit for limit in limits if limit is not None), None)
    return None if limit is None else Amount(value=limit.value / 2.0, unit=limit.unit)
