"""What is left of a panel when each unit's own level and each month's are taken out of it? Exactly, and by weights.

A month's level is one for all units, or one for each group of them (a provision's own seasons). The levels are solved
for rather than swept out in rounds: with the units' levels eliminated there remains one equation a month.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mandate.panel import Floats

Mask = NDArray[np.bool_]
_SMALL = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TwoWay:
    """Levels by unit and by month, fitted by weighted least squares to the cells that weigh something.

    Attributes:
        weights: of the cells; 0: the cell is not there; (units, months).
        groups: for each group of units with months of its own, which units they are; every unit is in one.
        inverses: for each group, the inverse of its equations for the months' levels; (months, months).

    """

    weights: Floats
    groups: tuple[Mask, ...]
    inverses: tuple[Floats, ...]

    def levels(self, sums: Floats) -> Floats:
        """Return a unit's plus a month's level in each cell, such that weighted they add up as ``sums`` do.

        With ``sums`` the weighted values, these are the fitted levels. Any leading axes are kept; (…, units, months).
        """
        fitted = np.zeros(sums.shape)
        for group, inverse in zip(self.groups, self.inverses, strict=True):
            weights = self.weights[group]
            heavy = np.maximum(weights.sum(axis=1), _SMALL)
            given = sums[..., group, :]
            by_unit = given.sum(axis=-1) / heavy
            by_month = (given.sum(axis=-2) - by_unit @ weights) @ inverse
            by_unit = by_unit - by_month @ (weights / heavy[:, None]).T
            fitted[..., group, :] = by_unit[..., :, None] + by_month[..., None, :]
        return fitted

    def residual(self, values: Floats) -> Floats:
        """Return what the levels do not account for, 0 where a cell is not there; (…, units, months)."""
        there = self.weights > 0.0
        return np.where(there, values - self.levels(np.where(there, values, 0.0) * self.weights), 0.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Projection:
    """Levels by unit and month, and other regressors beside them.

    Attributes:
        basis: the regressors without their levels, times the root of the weights, orthonormal; (cells, regressors).

    """

    levels: TwoWay
    basis: Floats

    def residual(self, values: Floats) -> Floats:
        """Return what neither levels nor regressors account for; (…, units, months)."""
        left = self.levels.residual(values)
        if not self.basis.shape[1]:
            return left
        roots = np.sqrt(self.levels.weights)
        flat = (left * roots).reshape(*left.shape[:-2], -1)
        flat = flat - (flat @ self.basis) @ self.basis.T
        return np.divide(flat.reshape(left.shape), roots, out=np.zeros(left.shape), where=roots > 0.0)


def two_way(weights: Floats, groups: Sequence[Mask]) -> TwoWay:
    """Prepare the equations of a panel's levels."""
    return TwoWay(weights=weights, groups=tuple(groups), inverses=tuple(_inverse(weights[group]) for group in groups))


def projection(levels: TwoWay, regressors: Floats) -> Projection:
    """Prepare levels with regressors beside them; what says nothing new is left out; (regressors, units, months)."""
    left = levels.residual(regressors) * np.sqrt(levels.weights)
    columns, sizes, _ = np.linalg.svd(left.reshape(len(regressors), levels.weights.size).T, full_matrices=False)
    told = sizes > _SMALL * max(float(np.sqrt(levels.weights.sum())), 1.0)
    return Projection(levels=levels, basis=np.ascontiguousarray(columns[:, told]))


def _inverse(weights: Floats) -> Floats:
    """Return the pseudoinverse of the months' equations: levels are known up to a constant that cancels."""
    heavy = np.maximum(weights.sum(axis=1), _SMALL)
    equations = np.diag(weights.sum(axis=0)) - weights.T @ (weights / heavy[:, None])
    return np.asarray(np.linalg.pinv(equations, rcond=_SMALL, hermitian=True), dtype=np.float64)
