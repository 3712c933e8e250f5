"""How does an outcome look by unit and month? What every design of the evaluation takes in."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelUnit:
    """Whose decisions: one team's under one provision."""

    team: str
    provision: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """An outcome's mean by unit and month, on the scale it is analysed on: effects are differences there.

    Days are mean log(1 + days), amounts mean log kroner a year, spending the log of the cell's kroner a year in total
    (``counts`` are then the decisions that granted), so that their effects are ratios; shares are shares.

    Attributes:
        units: the rows.
        months: the first days of the columns' months, consecutive.
        values: the outcome's mean over the decisions of a cell; NaN where there was none; (units, months).
        counts: how many decisions it is the mean of; (units, months).
        starts: the column from which the arrangement holds for each unit; ``len(months)``: not yet; (units,).

    """

    units: tuple[PanelUnit, ...]
    months: tuple[date, ...]
    values: Floats
    counts: Integers
    starts: Integers

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        shape = (len(self.units), len(self.months))
        if self.values.shape != shape or self.counts.shape != shape or self.starts.shape != shape[:1]:
            raise ValueError(f"a panel of {shape[0]} units and {shape[1]} months has arrays of that shape")
