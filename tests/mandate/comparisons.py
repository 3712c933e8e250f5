"""Small panels of teams that begin at different times, of which every number is seen through."""

from datetime import date

import numpy as np

from mandate.panel import Floats, Integers, Panel, PanelUnit
from sagstyngde.months import add_months

NEVER = 99
FIRST = date(2024, 1, 1)


def team_panel(values: Floats, starts: list[int], *, counts: Integers | None = None, provisions: int = 1) -> Panel:
    """Return a panel of teams A, B, … with so many rows each, which begin at their columns."""
    units, months = values.shape
    names = [(chr(65 + row // provisions), f"P{row % provisions}") for row in range(units)]
    return Panel(
        units=tuple(PanelUnit(team=team, provision=provision) for team, provision in names),
        months=tuple(add_months(FIRST, month) for month in range(months)),
        values=values,
        counts=np.full(values.shape, 5, dtype=np.intp) if counts is None else counts,
        starts=np.repeat(np.array(starts, dtype=np.intp), provisions),
    )


def since(starts: list[int], months: int, provisions: int = 1) -> Integers:
    """Return the months since each row's start."""
    return np.asarray(np.arange(months) - np.repeat(np.array(starts), provisions)[:, None], dtype=np.intp)


def levels(units: int, months: int, seed: int = 1) -> Floats:
    """Return each unit's level plus each month's, and nothing else."""
    rng = np.random.default_rng(seed)
    return np.asarray(rng.normal(size=(units, 1)) + rng.normal(size=(1, months)))
