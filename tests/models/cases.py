"""What may a case say? Any facts the scheme allows, known or not: drawn from a seed."""

from datetime import date, timedelta
from random import Random

from features.scheme import Fact, Kind, Scheme
from sagstyngde.case import Case, CaseId, FactValue

RECEIVED = date(2026, 3, 2)


def a_value(fact: Fact, rng: Random) -> FactValue:  # noqa: PLR0911  one for each kind
    """Draw a value that the scheme allows."""
    options = sorted(fact.options) or ["a", "b", "c"]
    low, high = fact.minimum or 0.0, fact.maximum or 40.0
    match fact.kind:
        case Kind.LEVEL:
            return rng.randint(0, 4)
        case Kind.FLAG:
            return rng.random() < 0.5
        case Kind.COUNT:
            return rng.randint(int(low), int(high))
        case Kind.NUMBER:
            return rng.uniform(low, high)
        case Kind.DATE:
            return RECEIVED - timedelta(days=rng.randint(0, 22 * 365))
        case Kind.CHOICE:
            return rng.choice(options)
        case Kind.CHOICES:
            return frozenset(rng.sample(options, rng.randint(0, len(options))))


def a_random_case(scheme: Scheme, seed: int) -> Case:
    """Draw a case; how much of it is known varies from nothing to everything."""
    rng = Random(seed)  # noqa: S311  examples, not secrets
    known = rng.random()
    facts = {fact.name: a_value(fact, rng) for fact in scheme.facts if rng.random() < known}
    return Case(case_id=CaseId(f"t{seed}"), received_on=RECEIVED, facts=facts)


def random_cases(scheme: Scheme, count: int, first: int = 0) -> list[Case]:
    """Draw many cases."""
    return [a_random_case(scheme, first + seed) for seed in range(count)]
