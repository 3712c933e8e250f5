"""What is the smallest largest load of all allocations? Solved exactly as a mixed-integer programme with HiGHS."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, kron

Floats = NDArray[np.float64]

SECONDS = 30.0


def smallest_peak(hours: Floats, held: Floats, capacity: Floats) -> float | None:
    """Return it for cases of some hours (cases,) and caseworkers' held hours and capacity; ``None`` if not proved.

    >>> smallest_peak(np.array([3.0, 2.0, 2.0]), np.zeros(2), np.ones(2))
    4.0
    """
    cases, seats = len(hours), len(capacity)
    pairs = cases * seats
    # x[case, seat] says who takes what, the last variable is the peak.
    once = hstack([kron(np.eye(cases), np.ones((1, seats))), csr_array((cases, 1))])
    loads = hstack([kron(hours[None, :], np.diag(1.0 / capacity)), csr_array(-np.ones((seats, 1)))])
    found = milp(
        np.append(np.zeros(pairs), 1.0),
        constraints=[LinearConstraint(once, 1.0, 1.0), LinearConstraint(loads, -np.inf, -held / capacity)],
        integrality=np.append(np.ones(pairs), 0.0),
        bounds=Bounds(0.0, np.append(np.ones(pairs), np.inf)),
        options={"time_limit": SECONDS, "mip_rel_gap": 1e-9},
    )
    return round(float(found.fun), 9) if found.status == 0 else None
