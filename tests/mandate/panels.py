"""Small panels to evaluate."""

from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from mandate.panel import Panel, PanelUnit
from sagstyngde.months import add_months


def a_panel(values: ArrayLike, counts: ArrayLike = 20, starts: ArrayLike = 18, first: date = date(2024, 1, 1)) -> Panel:
    """Return a panel of teams 0, 1, … under one provision; no decisions where a value is NaN."""
    cells = np.atleast_2d(np.asarray(values, dtype=np.float64))
    units = tuple(PanelUnit(team=f"Team {row}", provision="BL § 86") for row in range(len(cells)))
    return Panel(
        units=units,
        months=tuple(add_months(first, month) for month in range(cells.shape[1])),
        values=cells,
        counts=np.where(np.isnan(cells), 0, np.broadcast_to(np.asarray(counts), cells.shape)).astype(np.intp),
        starts=np.broadcast_to(np.asarray(starts), len(cells)).astype(np.intp),
    )
