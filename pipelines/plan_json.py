"""How is a plan written as JSON? Field by field as ``sagstyngde.plan`` names them, with what follows from the loads.

Of each load that is: its shares, the month of its peak (the day it starts and its share), the chance of overload, and
the hours after by week from the plan's day on.
"""

import math
from dataclasses import asdict
from datetime import date
from typing import Any

from allocation.ledger import weeks_of
from sagstyngde.months import add_months
from sagstyngde.plan import Load, Plan


def plan_as_json(plan: Plan, *, explain: bool = True) -> dict[str, Any]:
    """Return a plan as JSON values; without ``explain`` the reasons and alternatives are left empty.

    A share is ``None`` where there are hours and no capacity to measure them by: JSON has no infinity.
    """
    return {
        "policy": plan.policy,
        "proposed_on": plan.proposed_on.isoformat(),
        "peak_share": _finite(plan.peak_share),
        "placements": [
            asdict(placement) if explain else asdict(placement) | {"reasons": [], "alternatives": []}
            for placement in plan.placements
        ],
        "unplaced": [asdict(item) for item in plan.unplaced],
        "loads": [_load(load, plan.proposed_on) for load in plan.loads],
        "violations": [asdict(violation) for violation in plan.violations],
        "floor": None if plan.floor is None else asdict(plan.floor),
        "goals": [asdict(goal) | {"proved": goal.proved} for goal in plan.goals],
        "slack": [asdict(slack) for slack in plan.slack],
        "cautions": list(plan.cautions),
    }


def _load(load: Load, on: date) -> dict[str, Any]:
    peak = load.peak_month
    return asdict(load) | {
        "share_before": _finite(load.share_before),
        "share_after": _finite(load.share_after),
        "peak_after": load.peak_after,
        "peak_month_starts_on": None if peak is None else add_months(on, peak).isoformat(),
        "overload_chance": load.overload_chance,
        "weekly_hours_after": weeks_of(load.hours_after, on),
    }


def _finite(share: float) -> float | None:
    return share if math.isfinite(share) else None
