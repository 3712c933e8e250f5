"""Earlier cases for tests: rows of floats, and only what matters of what became of them."""

from typing import Any

import numpy as np

from models.earlier import EarlierCases


def earlier_of_rows(X: np.ndarray, **changes: Any) -> EarlierCases:
    """Return closed, judged cases of 2024, each of a family of its own, seen for a year with ten hours."""
    count = len(X)
    values: dict[str, Any] = {
        "rows": X.astype(np.float32),
        "category": np.zeros(count, dtype=np.int64),
        "hours": np.full(count, 10.0),
        "months": np.full(count, 12.0),
        "is_open": np.zeros(count, dtype=np.int64),
        "year": np.full(count, 2024),
        "family": np.arange(count),
    }
    return EarlierCases(**values | changes)
