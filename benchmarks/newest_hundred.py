"""How would the newest 100 cases of a real municipality have been allocated, and how were they?

The road is the operator's own: assess a file of cases, read the answers, allocate. The bundle learned from cases
received before all of them. The plan's day is the day the first of them came; all 100 are placed at once, which no
municipality would do, and compared with the workers who really got them, on the same loads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from rich.console import Console

from allocation.capacity import CapacityRules, capacity
from allocation.policy import Policy
from allocation.policy_toml import read_policy
from allocation.solve import allocate
from benchmarks.runs import RESULTS, bundle_folder, scheme_file
from benchmarks.surroundings import Json, real_data
from features.history import History
from features.history_files import read_history
from features.scheme_toml import read_scheme
from models.assess import Assessor
from pipelines.batch import assess_file
from pipelines.caseload import open_cases
from pipelines.cases_to_place import read_cases_to_place
from pipelines.progress import Steps
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.plan import CaseToPlace, Plan

SCHEME = "bpic15_touch_days"
CASES_FILE = "municipality_1_cases.csv.gz"
NEWEST = 100
YEAR = timedelta(days=365)
ASSUMED = (
    "A worker is on the staff list who was responsible for a case received in the last year of the log.",
    "Contracts are not in the log: everyone is taken to work full time (37 hours a week), for years, without absence, "
    "and no case asks for a formal competence.",
    "The unit is touch-days, not hours. Capacity is put on the same unit: the share of working time is set so that all "
    "staff together have as many touch-days in the plan's six months as were recorded in the six months before its "
    "day. 100 % therefore means an ordinary half-year of this municipality, evenly shared.",
    "Open cases count with the load that their workers already have; those held by people no longer on the list are "
    "left out of both sides.",
    "All 100 cases are placed on one day, although they came over several months, and their touch-days begin that day.",
)

Placing = Mapping[CaseId, CaseworkerId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What lies on the table on the plan's day: who works here, what they hold, what is new and who really got it."""

    staff: tuple[Caseworker, ...]
    held: tuple[CaseToPlace, ...]
    new: tuple[CaseToPlace, ...]
    real: Placing
    policy: Policy
    on: date


def newest_hundred() -> Json:
    """Return loads before, as proposed, as it was and dealt out in turn, predicted and as recorded afterwards."""
    folder = real_data("bpic15")
    if folder is None:
        return {"absent": "the real history bpic15 is not on this machine"}
    history, _ = read_history(read_scheme(scheme_file(SCHEME)), folder)
    known = {case.case_id for case in history.cases}
    assessed = [case for case in _assessed(folder / CASES_FILE) if case.case_id in known]
    desk = _desk(history, assessed[-NEWEST:])
    plan = allocate([*desk.held, *desk.new], desk.staff, desk.policy, desk.on)
    proposed = {placement.case_id: placement.caseworker_id for placement in plan.placements}
    placings = {"proposed": proposed, "as_it_was": desk.real, "in_turn": _in_turn(desk)}
    return _described(desk, plan) | {
        "predicted": {"before": _predicted(desk, {})}
        | {name: _predicted(desk, given) for name, given in placings.items()},
        "recorded": {name: _recorded(desk, history, given) for name, given in placings.items()},
        "moved": sum(proposed.get(case_id) != worker for case_id, worker in desk.real.items()),
        "assumed": list(ASSUMED),
    }


def _assessed(cases: Path) -> tuple[CaseToPlace, ...]:
    """Assess the whole file, in order of receipt: a case dated after the log's end is in it, but not in the history."""
    out = RESULTS / "newest.jsonl"
    with Steps.shown(Console(quiet=True)) as steps:
        assess_file(bundle_folder(SCHEME), cases, out, newest=None, steps=steps)
    return read_cases_to_place(out)


def _desk(history: History, new: Sequence[CaseToPlace]) -> Desk:
    real = {case.case_id: case for case in history.cases}
    on = min(real[case.case_id].received_on for case in new)
    active = {case.caseworker_id for case in history.cases if case.received_on >= history.ends_on - YEAR}
    staff = tuple(
        Caseworker(caseworker_id=worker, employed_on=history.cases[0].received_on)
        for worker in sorted(worker for worker in active if worker is not None)
    )
    assessor = Assessor.load(bundle_folder(SCHEME))
    return Desk(
        staff=staff,
        held=tuple(case for case in open_cases(history.as_of(on), assessor, on) if case.caseworker_id in active),
        new=tuple(new),
        real={case.case_id: worker for case in new if (worker := real[case.case_id].caseworker_id) is not None},
        policy=_on_the_same_unit(history, staff, on),
        on=on,
    )


def _on_the_same_unit(history: History, staff: Sequence[Caseworker], on: date) -> Policy:
    policy = read_policy("standard")
    whole = sum(sum(capacity(one, on, policy.horizon_months, CapacityRules(casework_share=1.0))) for one in staff)
    days = history.work.day
    half_year = (days >= np.datetime64(on) - np.timedelta64(183, "D")) & (days < np.datetime64(on))
    share = float(history.work.hours[half_year].sum()) / whole
    return replace(policy, capacity=CapacityRules(casework_share=share))


def _in_turn(desk: Desk) -> Placing:
    return {case.case_id: desk.staff[place % len(desk.staff)].caseworker_id for place, case in enumerate(desk.new)}


def _predicted(desk: Desk, given: Placing) -> Json:
    """Return the shares of capacity when some new cases have been given: nothing is left to place."""
    placed = [replace(case, caseworker_id=given[case.case_id]) for case in desk.new if case.case_id in given]
    loads = allocate([*desk.held, *placed], desk.staff, desk.policy, desk.on).loads
    return _spread([load.share_after for load in loads]) | {"most_cases": max(load.count_after for load in loads)}


def _recorded(desk: Desk, history: History, given: Placing) -> Json:
    """Return the same with the touch-days that open and new cases really took in the six months from the plan's day."""
    work, start = history.work, np.datetime64(desk.on)
    inside = (work.day >= start) & (work.day < start + np.timedelta64(183, "D"))
    taken = np.bincount(work.case_index[inside], work.hours[inside], minlength=len(history.cases))
    holders = {case.case_id: case.caseworker_id for case in desk.held} | dict(given)
    loads = dict.fromkeys((one.caseworker_id for one in desk.staff), 0.0)
    for case, hours in zip(history.cases, taken.tolist(), strict=True):
        holder = holders.get(case.case_id)
        if holder is not None:
            loads[holder] += hours
    months, rules = desk.policy.horizon_months, desk.policy.capacity
    whole = {one.caseworker_id: sum(capacity(one, desk.on, months, rules)) for one in desk.staff}
    return _spread([hours / whole[worker] for worker, hours in loads.items()])


def _spread(shares: Sequence[float]) -> Json:
    return {
        "largest": round(max(shares), 4),
        "smallest": round(min(shares), 4),
        "mean": round(float(np.mean(shares)), 4),
        "standard_deviation": round(float(np.std(shares)), 4),
    }


def _described(desk: Desk, plan: Plan) -> Json:
    return {
        "on": desk.on.isoformat(),
        "cases": len(desk.new),
        "with_a_real_worker": len(desk.real),
        "staff": len(desk.staff),
        "open_cases": len(desk.held),
        "policy": desk.policy.name,
        "casework_share": round(desk.policy.capacity.casework_share, 4),
        "unplaced": len(plan.unplaced),
        "violations": len(plan.violations),
    }
