"""How much better or worse is one figure than another on the same cases? Drawn anew by child, so that chance is seen.

Two cases of one child tell less than those of two: children are drawn, not cases (paired cluster bootstrap; Field and
Welsh 2007). Its spread gives the standard error; limits are the normal ones, since a tail of one in a thousand would
need more draws than are worth their time.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from models.ordinal import Floats, Integers

DRAWS = 2000
Z95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Ours less theirs, its standard error, and both figures."""

    ours: float
    theirs: float
    error: float

    @property
    def size(self) -> float:
        """Ours less theirs."""
        return self.ours - self.theirs

    def least(self, z: float = Z95) -> float:
        """Return the lower limit ``z`` standard errors below."""
        return self.size - z * self.error

    def most(self, z: float = Z95) -> float:
        """Return the upper limit ``z`` standard errors above."""
        return self.size + z * self.error


def drawn(cluster: Integers, seed: int) -> tuple[Integers, Floats]:
    """Return each entry's cluster, numbered anew, and how often each cluster is drawn, (draws x clusters)."""
    _, place = np.unique(cluster, return_inverse=True)
    count = int(place.max()) + 1
    times = np.random.default_rng(seed).multinomial(count, np.full(count, 1.0 / count), size=DRAWS)
    return place, times.astype(np.float64)


def mean_gap(ours: Floats, theirs: Floats, weight: Floats, cluster: Integers, *, seed: int) -> Gap:
    """Compare two weighted means of the same entries."""
    place, times = drawn(cluster, seed)
    mass = np.maximum(times @ np.bincount(place, weight), 1e-12)
    found = (times @ np.bincount(place, weight * (ours - theirs))) / mass
    average = [float(np.average(values, weights=weight)) for values in (ours, theirs)]
    return Gap(ours=average[0], theirs=average[1], error=float(found.std()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What people said of cases, (entries,): the category, its weight and the child; ``size`` categories in all."""

    category: Integers
    weight: Floats
    cluster: Integers
    size: int


def kappa_gap(ours: Integers, theirs: Integers, said: Said, *, seed: int) -> Gap:
    """Compare two models' quadratic weighted kappa with the same judgements; less than nothing means worse."""
    place, times = drawn(said.cluster, seed)
    pair = [_cells(given, said, place) for given in (ours, theirs)]
    drawn_ours, drawn_theirs = (_kappa(times @ cells, said.size) for cells in pair)
    whole = [float(_kappa(cells.sum(axis=0)[None, :], said.size)[0]) for cells in pair]
    return Gap(ours=whole[0], theirs=whole[1], error=float((drawn_ours - drawn_theirs).std()))


def _cells(given: Integers, said: Said, place: Integers) -> Floats:
    """Count each cluster's pairs of categories, (clusters x cells)."""
    cells = np.zeros((int(place.max()) + 1, said.size * said.size))
    np.add.at(cells, (place, given * said.size + said.category), said.weight)
    return cells


def _kappa(cells: Floats, size: int) -> Floats:
    """Return quadratic weighted kappa (Cohen 1968) of tables laid out flat, (tables,); 0 where all give one."""
    table = cells.reshape(-1, size, size) / np.maximum(cells.sum(axis=1), 1e-12)[:, None, None]
    distance = (np.arange(size)[:, None] - np.arange(size)[None, :]) ** 2
    by_chance = table.sum(axis=2)[:, :, None] * table.sum(axis=1)[:, None, :]
    expected, seen = ((distance * part).sum(axis=(1, 2)) for part in (by_chance, table))
    return np.asarray(np.where(expected > 0.0, 1.0 - seen / np.maximum(expected, 1e-12), 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One sum over another, with the standard error of its logarithm."""

    value: float
    error: float

    def limits(self, z: float = Z95) -> tuple[float, float]:
        """Return the limits ``z`` standard errors away, on the logarithmic scale."""
        far = float(np.exp(z * self.error))
        return self.value / far, self.value * far


def ratio_of(top: Floats, bottom: Floats, cluster: Integers, *, seed: int) -> Ratio:
    """Return sum(top) over sum(bottom), drawn by cluster."""
    place, times = drawn(cluster, seed)
    over, under = (np.maximum(times @ np.bincount(place, part), 1e-9) for part in (top, bottom))
    value = max(float(top.sum()), 1e-9) / max(float(bottom.sum()), 1e-9)
    return Ratio(value=value, error=float(np.log(over / under).std()))
