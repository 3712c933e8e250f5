"""How does each outcome look by team, provision and month? From decisions to the panels that the designs take in."""

from dataclasses import dataclass

import numpy as np

from mandate.counted_months import CountedMonths, counted_months, start_months
from mandate.decision_columns import DecisionColumns, month_of
from mandate.finding import OutcomeName
from mandate.panel import Floats, Integers, Panel, PanelUnit
from mandate.trial_plan import TrialPlan
from sagstyngde.months import add_months

ALL_PROVISIONS = "alle bestemmelser"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Laid:
    """An outcome's panel, and what a reader must know of how it was laid: Danish sentences."""

    panel: Panel
    notes: tuple[str, ...]


def lay(outcome: OutcomeName, columns: DecisionColumns, plan: TrialPlan) -> Laid | None:
    """Lay an outcome by unit and month; ``None`` where no whole month is left."""
    cut = counted_months(outcome, columns, plan)
    if cut.length < 1:
        return None
    units, unit = _units(outcome, columns)
    since = cut.month - start_months(columns, plan)
    between = (since < 0) & (since >= -cut.transition)
    inside = cut.counted & (cut.month >= cut.first) & (cut.month <= cut.last) & ~between
    kept = np.unique(unit[inside])
    if not len(kept):
        return None
    shape = (len(units), cut.length)
    cell = (unit * shape[1] + cut.month - cut.first)[inside]
    counts: Integers = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)[kept].astype(np.intp)
    summed = np.bincount(cell, _values(outcome, columns)[inside], shape[0] * shape[1])
    sums = np.asarray(summed, dtype=np.float64).reshape(shape)[kept]
    shown = tuple(units[row] for row in kept)
    panel = Panel(
        units=shown,
        months=tuple(add_months(plan.starts_on, month) for month in range(cut.first, cut.last + 1)),
        values=_cells(outcome, sums, counts),
        counts=counts,
        starts=_starts(shown, plan, cut),
    )
    return Laid(panel=panel, notes=cut.notes)


def _values(outcome: OutcomeName, columns: DecisionColumns) -> Floats:
    """Return what is summed of each decision."""
    match outcome:
        case OutcomeName.DAYS:
            return np.asarray(np.log1p(columns.days))
        case OutcomeName.GRANTED:
            return columns.granted.astype(np.float64)
        case OutcomeName.OVERTURNED:
            return columns.overturned.astype(np.float64)
        case OutcomeName.AMOUNT:
            return np.asarray(np.log(np.where(np.isnan(columns.kroner), 1.0, columns.kroner)))
        case OutcomeName.SPENDING:
            return np.asarray(np.nan_to_num(columns.kroner))


def _cells(outcome: OutcomeName, sums: Floats, counts: Integers) -> Floats:
    empty = np.full(counts.shape, np.nan)
    if outcome is OutcomeName.SPENDING:
        return np.asarray(np.log(sums, out=empty, where=sums > 0.0))
    return np.asarray(np.divide(sums, counts, out=empty, where=counts > 0))


def _units(outcome: OutcomeName, columns: DecisionColumns) -> tuple[tuple[PanelUnit, ...], Integers]:
    """Return whose figures, and each decision's place among them: what is spent is a team's, over all provisions."""
    if outcome is not OutcomeName.SPENDING:
        return columns.units, columns.unit
    teams = tuple(sorted({unit.team for unit in columns.units}))
    of_unit = np.array([teams.index(unit.team) for unit in columns.units], dtype=np.intp)
    return tuple(PanelUnit(team=team, provision=ALL_PROVISIONS) for team in teams), of_unit[columns.unit]


def _starts(units: tuple[PanelUnit, ...], plan: TrialPlan, cut: CountedMonths) -> Integers:
    """Return each unit's first month under the arrangement; one that begins later has none within the panel."""
    begins = {team.name: team.starts_on for team in plan.teams}
    width = cut.length

    def column(team: str) -> int:
        day = begins[team]
        return width if day is None else min(max(month_of(day, plan.starts_on) - cut.first, 0), width)

    return np.array([column(unit.team) for unit in units], dtype=np.intp)
