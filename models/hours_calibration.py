"""Do predicted and recorded hours agree in sum, over all, from the lightest tenth to the heaviest, and in each team?"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.metrics import rounded
from models.ordinal import Floats, Integers

TENTHS = 10
LEAST_CASES = 10
"""A tenth or a team with fewer is left out: its sum would be two or three cases' luck."""
_DRAWS = 1000


def hours_calibration(expected: Floats, recorded: Floats, teams: Sequence[str | None], seed: int) -> dict[str, Any]:
    """Return predicted over recorded hours with 95 per cent bootstrap intervals; rows are matured test cases."""
    if not len(expected):
        return {}
    groups = max(1, min(TENTHS, len(expected) // LEAST_CASES))
    tenths = np.array_split(np.argsort(expected, kind="stable"), groups)
    named = {team: np.flatnonzero([other == team for other in teams]) for team in sorted({t for t in teams if t})}
    return {
        "overall": _ratio(expected, recorded, seed),
        "tenths": [_ratio(expected[rows], recorded[rows], seed) for rows in tenths],
        "teams": {
            team: _ratio(expected[rows], recorded[rows], seed)
            for team, rows in named.items()
            if len(rows) >= LEAST_CASES
        },
    }


def _ratio(expected: Floats, recorded: Floats, seed: int) -> dict[str, float]:
    draws: Integers = np.random.default_rng(seed).integers(0, len(expected), size=(_DRAWS, len(expected)))
    ratios = expected[draws].sum(axis=1) / np.maximum(recorded[draws].sum(axis=1), 1e-9)
    low, high = np.quantile(ratios, (0.025, 0.975))
    figures = {
        "predicted": float(expected.sum()),
        "recorded": float(recorded.sum()),
        "ratio": float(expected.sum() / max(recorded.sum(), 1e-9)),
        "low": float(low),
        "high": float(high),
    }
    return rounded(figures, 4) | {"n": len(expected)}
