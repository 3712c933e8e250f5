"""What would the cells under the arrangement have been without it? Weights that set them against the others.

The levels of units and months are fitted to the cells *without* the arrangement alone, and carried over to those with
it; the effect is the mean difference (Borusyak, Jaravel & Spiess 2024, Review of Economic Studies 91; Gardner 2022).
Ordinary two-way fixed effects also compare teams with others that have the arrangement already, and go wrong when an
effect grows with time (Goodman-Bacon 2021, Journal of Econometrics 225). The estimate is linear in the outcome, so all
there is to know of the comparison is one weight a cell.
"""

from dataclasses import dataclass, replace

import numpy as np

from mandate.finding import OutcomeName
from mandate.panel import Floats, Integers, Panel, PanelUnit
from mandate.two_way import Mask, TwoWay, two_way

LEAST_TEAMS = 6
"""Five teams' signs can be turned in 32 ways, and no result is rarer than 2 of them: 6 %."""
LEAST_BEFORE = 6
"""Months with decisions a unit needs before its start: its own level is read from them."""
LEAST_UNDER = 3
"""Months in which the arrangement can be compared."""
LEAST_BEGUN = 2
"""Teams that began: one team's own luck cannot be told from the arrangement."""
COMPARED_TEAMS = 2
"""Teams without the arrangement in a month: one alone would give its own luck to everybody's comparison."""
_OFF = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parting:
    """A panel, parted into what is set against what.

    Attributes:
        units: the rows, in order of their names.
        names: the teams, in order.
        team: each unit's team, by its place in ``names``; (units,).
        values: the outcome, 0 where there was no decision; (units, months).
        counts: the decisions of each cell; (units, months).
        weights: what each cell weighs; 0: not there; (units, months).
        since: months since the unit's start, negative before; (units, months).
        before: what each cell weighs in the fit without the arrangement; (units, months).
        under: what each cell weighs in the effect, in all 1; (units, months).
        groups: the units that share a month's level.

    """

    units: tuple[PanelUnit, ...]
    names: tuple[str, ...]
    team: Integers
    values: Floats
    counts: Integers
    weights: Floats
    since: Integers
    before: Floats
    under: Floats
    groups: tuple[Mask, ...]

    @property
    def levels(self) -> TwoWay:
        """Levels of units and months by the cells without the arrangement."""
        return two_way(self.before, self.groups)

    @property
    def begun(self) -> Mask:
        """The cells with decisions under the arrangement, whether they can be compared or not; (units, months)."""
        return np.asarray((self.since >= 0) & (self.weights > 0.0))

    @property
    def used(self) -> Mask:
        """The cells that the estimate rests on; (units, months)."""
        return np.asarray((self.before > 0.0) | (self.under > 0.0))

    @property
    def lacking(self) -> Mask:
        """The units that began, with too few months before to read their own level from; (units,)."""
        return np.asarray(self.begun.any(axis=1) & ((self.before > 0.0).sum(axis=1) < LEAST_BEFORE))

    def teams_of(self, cells: Mask) -> tuple[str, ...]:
        """Return the teams that have any of these cells, (units, months)."""
        return tuple(self.names[team] for team in np.unique(self.team[cells.any(axis=1)]))

    def cell_weights(self, under: Floats) -> Floats:
        """Return what each cell counts for in a mean effect over cells weighed by ``under``; (…, units, months)."""
        return np.asarray(under - self.before * self.levels.levels(under))


def parting(
    panel: Panel, outcome: OutcomeName, *, anticipation: int = 0, leads: int = 0, by_provision: bool = False
) -> Parting:
    """Part a panel, units in the order of their names: see ``part``."""
    order = sorted(range(len(panel.units)), key=lambda row: (panel.units[row].team, panel.units[row].provision))
    units = [panel.units[row] for row in order]
    names = tuple(sorted({unit.team for unit in units}))
    provisions = np.array([unit.provision if by_provision else "" for unit in units])
    values = panel.values[order]
    counts = np.where(np.isnan(values), 0, panel.counts[order])
    parted = Parting(
        units=tuple(units),
        names=names,
        team=np.array([names.index(unit.team) for unit in units], dtype=np.intp),
        values=np.where(counts > 0, values, 0.0),
        counts=counts,
        weights=_weights(counts, outcome),
        since=np.arange(len(panel.months)) - panel.starts[order][:, None],
        before=np.zeros(values.shape),
        under=np.zeros(values.shape),
        groups=tuple(provisions == name for name in sorted(set(provisions.tolist()))),
    )
    return part(parted, anticipation=anticipation, leads=leads)


def part(whole: Parting, *, anticipation: int = 0, leads: int = 0) -> Parting:
    """Say which cells are fitted and which are set against them, by the months since each unit's start.

    The months of ``anticipation`` just before a start are neither; the months of ``leads`` before it are set against
    the others as if the arrangement held already.
    """
    before = np.where(whole.since < -max(anticipation, leads), whole.weights, 0.0)
    parted = replace(whole, before=before)
    compared = (parted.begun.any(axis=1) & ~parted.lacking)[:, None] & (parted.since >= -leads)
    under = np.where(compared & _standing(parted), parted.weights, 0.0)
    return replace(parted, under=under / max(float(under.sum()), _OFF))


def hangs_together(parted: Parting, weights: Floats) -> bool:
    """Whether cells' weights add up to nothing in every unit and month: only then do no levels enter the effect."""
    by_month = [np.abs(weights[group].sum(axis=0)).max() for group in parted.groups]
    return bool(max(np.abs(weights.sum(axis=1)).max(), *by_month) < _OFF)


def _weights(counts: Integers, outcome: OutcomeName) -> Floats:
    """Return what each cell weighs: its decisions; a month's spending weighs as the unit's months do on the whole.

    A month with many grants has much spending: weighed by its own number it would be counted up twice.
    """
    if outcome is not OutcomeName.SPENDING:
        return counts.astype(np.float64)
    return np.where(counts > 0, counts.mean(axis=1, keepdims=True), 0.0)


def _standing(parted: Parting) -> Mask:
    """Return which cells stand in a month with enough teams without the arrangement; (units, months)."""
    there = parted.before > 0.0
    enough = np.zeros(there.shape, dtype=np.bool_)
    for group in parted.groups:
        rows = [there[group & (parted.team == team)].any(axis=0) for team in range(len(parted.names))]
        enough[group] = np.sum(rows, axis=0) >= COMPARED_TEAMS
    return enough
