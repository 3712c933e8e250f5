"""How is a plan written as JSON? Field by field as ``sagstyngde.plan`` names them, with the loads as shares added."""

import math
from dataclasses import asdict
from typing import Any

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
        "loads": [_load(load) for load in plan.loads],
        "violations": [asdict(violation) for violation in plan.violations],
    }


def _load(load: Load) -> dict[str, Any]:
    return asdict(load) | {"share_before": _finite(load.share_before), "share_after": _finite(load.share_after)}


def _finite(share: float) -> float | None:
    return share if math.isfinite(share) else None
