"""Do the newly employed get decisions to learn from, and what does that cost? A year of weekly allocations.

An invented department of twelve: ten who have been there long, two newly employed, and two more after half a year, when
the first two may decide alone. Six new cases come a week, half of which await a decision eight weeks on; a case takes
three hours a month for half a year. Run as ``python -m benchmarks.first_decisions`` it prints the figures that ADR 0044
quotes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import mean, stdev

import numpy as np

from allocation.board import lay_out
from allocation.competence import Competence
from allocation.first_decisions import FirstDecisions
from allocation.goals import BalancedLoad, EqualCount
from allocation.mandate import Mandate
from allocation.pacing import Pacing
from allocation.policy import Policy
from allocation.principles import Principle
from allocation.solve import placed
from allocation.units import group
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace

STARTS_ON = date(2026, 1, 5)
LONG_AGO = date(2015, 1, 1)
WEEKS, NEW_A_WEEK, AWAITS = 52, 6, 0.5
DECIDED_AFTER, LASTS = timedelta(weeks=8), timedelta(weeks=26)
MONTHS, HOURS_A_MONTH = 6, 3.0
JUNIOR_WEEKS = 26
SEEDS = 3

_FIRST: tuple[Principle, ...] = (Competence(), Pacing())
_LAST: tuple[Principle, ...] = (EqualCount(),)
_LOAD = BalancedLoad(tolerance=0.03)
POLICIES: Mapping[str, Policy] = {
    name: Policy(name=name, principles=(*_FIRST, *goals, *_LAST))
    for name, goals in {
        "uden beslutningskompetence": (_LOAD,),
        "efter belastningen": (_LOAD, Mandate()),
        "efter belastningen, med oplaering": (_LOAD, FirstDecisions(), Mandate()),
        "før belastningen": (Mandate(), _LOAD),
        "før belastningen, med oplaering": (FirstDecisions(), Mandate(), _LOAD),
        "før belastningen, med oplaering i to": (FirstDecisions(least=2), Mandate(), _LOAD),
    }.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What a year came to: new cases and decisions given to the newly employed, per person in her first half-year.

    ``without`` is the share of her weeks, from the fifth on, in which she had no case awaiting a decision; ``referred``
    the share of all decisions that went to somebody who could not make them alone.
    """

    cases: float
    decisions: float
    without: float
    referred: float


def department() -> list[Caseworker]:
    """Return the caseworkers: ten old, two new, and two who come after half a year."""
    later = STARTS_ON + timedelta(weeks=JUNIOR_WEEKS)
    old = [Caseworker(caseworker_id=CaseworkerId(f"g{n}"), employed_on=LONG_AGO) for n in range(10)]
    new = [Caseworker(caseworker_id=CaseworkerId(f"n{n}"), employed_on=(STARTS_ON, later)[n // 2]) for n in range(4)]
    return [*old, *new]


def year(policy: Policy, seed: int, weeks: int = WEEKS) -> Year:
    """Allocate week by week under a policy. The same seed brings the same cases whatever the policy."""
    chance, staff, held = np.random.default_rng(seed), department(), _stock(seed)
    given: list[tuple[CaseToPlace, Caseworker]] = []
    empty: list[bool] = []
    for week in range(weeks):
        on = STARTS_ON + timedelta(weeks=week)
        here = [one for one in staff if one.employed_on <= on]
        held = [_older(case, on) for case in held if on < _received(case) + LASTS]
        arrived = [_new(f"{week}-{n}", on, bool(chance.random() < AWAITS)) for n in range(NEW_A_WEEK)]
        board = lay_out([*held, *arrived], here, policy, on)
        positions = placed(board, group(board))
        people = {one.caseworker_id: one for one in here}
        given += [(case, people[positions[case.case_id]]) for case in arrived]
        held += [replace(case, caseworker_id=positions[case.case_id], held_since=on) for case in arrived]
        empty += [
            not any(case.caseworker_id == one.caseworker_id and _is_awaited(case, on) for case in held)
            for one in here
            if _is_new(one, on) and (on - one.employed_on).days >= 28
        ]
    return _told(given, empty)


def _told(given: Sequence[tuple[CaseToPlace, Caseworker]], empty: Sequence[bool]) -> Year:
    juniors = {one.caseworker_id for _, one in given if one.employed_on != LONG_AGO}
    first = [case for case, one in given if one.employed_on != LONG_AGO and _is_new(one, _received(case))]
    decisions = [(case, one) for case, one in given if case.decision_on is not None]
    referred = [case for case, one in decisions if case.decision_on is not None and _is_new(one, case.decision_on)]
    return Year(
        cases=len(first) / max(1, len(juniors)),
        decisions=sum(case.decision_on is not None for case in first) / max(1, len(juniors)),
        without=mean(empty),
        referred=len(referred) / max(1, len(decisions)),
    )


def _stock(seed: int) -> list[CaseToPlace]:
    """Return what the old ones have at the start: as much as they will have, come evenly over half a year."""
    chance = np.random.default_rng([seed, 1])
    stock = []
    for n in range(26 * NEW_A_WEEK):
        on = STARTS_ON - timedelta(weeks=1 + n // NEW_A_WEEK)
        case = _new(f"før-{n}", on, bool(chance.random() < AWAITS))
        stock.append(replace(case, caseworker_id=CaseworkerId(f"g{n % 10}"), held_since=on))
    return stock


def _new(key: str, on: date, awaits: bool) -> CaseToPlace:
    return CaseToPlace(
        case_id=CaseId(f"{on.isoformat()} {key}"),
        monthly_hours=(HOURS_A_MONTH,) * MONTHS,
        decision_on=on + DECIDED_AFTER if awaits else None,
    )


def _older(case: CaseToPlace, on: date) -> CaseToPlace:
    """Take off the months that have passed."""
    return replace(case, monthly_hours=(HOURS_A_MONTH,) * max(0, MONTHS - (on - _received(case)).days // 30))


def _received(case: CaseToPlace) -> date:
    return date.fromisoformat(case.case_id.split()[0])


def _is_awaited(case: CaseToPlace, on: date) -> bool:
    return case.decision_on is not None and case.decision_on >= on


def _is_new(one: Caseworker, on: date) -> bool:
    return on - one.employed_on < timedelta(weeks=JUNIOR_WEEKS)


def main() -> None:
    """Print what each policy makes of the same years: mean over the seeds, and the seeds' standard deviation."""
    for name, policy in POLICIES.items():
        years = [year(policy, seed) for seed in range(SEEDS)]
        figures = {
            field: [round(mean(values), 3), round(stdev(values), 3)]
            for field in ("cases", "decisions", "without", "referred")
            for values in [[getattr(one, field) for one in years]]
        }
        print(json.dumps({"policy": name} | figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
