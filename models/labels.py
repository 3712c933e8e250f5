"""What did people judge, or bands of effort say? Labels of cases, each with its weight. Needs numpy only."""

from dataclasses import dataclass, replace

import numpy as np

from models.ordinal import Floats, Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Judged categories: case rows (into X), categories and weights, side by side, in order of time.

    A case judged by two people stands twice with half the weight each.
    """

    rows: Integers
    category: Integers
    weight: Floats
    categories: int

    def take(self, index: Integers) -> "Labels":
        """Return some of the labels."""
        return replace(self, rows=self.rows[index], category=self.category[index], weight=self.weight[index])

    def among(self, rows: Integers) -> "Labels":
        """Return the labels of some case rows."""
        return self.take(np.flatnonzero(np.isin(self.rows, rows)))
