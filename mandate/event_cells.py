"""Which cells lie how many months from their team's start, and what does each count for in that month's effect?

The months just before a start are treated as those after it: the levels are fitted to still earlier months and to the
teams that have not begun, and carried over to both. So both sides of the start are measured from the same place and by
the same means, and may be read in one plot; a single reference month would lend its own luck to every point (Roth 2024,
"Interpreting event studies from recent difference-in-differences methods").
"""

from dataclasses import dataclass

import numpy as np

from mandate.imputation import COMPARED_TEAMS, LEAST_BEFORE, Parting
from mandate.panel import Floats
from mandate.two_way import TwoWay, two_way

LEADS = 6
"""Months before the start that are shown and tested."""
LAGS = 18
"""Months from the start on that are shown; later ones are but a few teams'."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EventCells:
    """The cells about the starts, by months since.

    Attributes:
        parted: with the months before the start set against the others as those after it are.
        since: the months shown.
        cells: which cells each is about, 1 or 0, and last those of no month shown, if any; (shown or one more, units,
            months).
        weights: what each cell counts for in each month's effect; (shown, units, months).
        levels: of the cells used.
        signs: to turn; (draws, teams).

    """

    parted: Parting
    since: tuple[int, ...]
    cells: Floats
    weights: Floats
    levels: TwoWay
    signs: Floats


def leads(whole: Parting) -> int:
    """Return how many months before the start can be set apart and leave enough for the levels of all that began."""
    begun = whole.under.any(axis=1)
    before = ((whole.since < 0) & (whole.weights > 0.0))[begun].sum(axis=1)
    return int(np.clip(before.min() - LEAST_BEFORE, 0, LEADS))


def event_cells(parted: Parting, signs: Floats) -> EventCells:
    """Sort the cells that are set against the others by months since the start; a month is shown that teams share."""
    under = parted.under > 0.0
    teams = {since: len(parted.teams_of(under & (parted.since == since))) for since in range(-LEADS, LAGS)}
    shown = [since for since, count in teams.items() if count >= COMPARED_TEAMS]
    cells = [under & (parted.since == since) for since in shown]
    rest = under & ~np.isin(parted.since, shown)
    weighed = np.array([np.where(cell, parted.weights, 0.0) / parted.weights[cell].sum() for cell in cells])
    return EventCells(
        parted=parted,
        since=tuple(shown),
        cells=np.array([*cells, rest] if rest.any() else cells, dtype=np.float64),
        weights=parted.cell_weights(weighed),
        levels=two_way(np.where(parted.used, parted.weights, 0.0), parted.groups),
        signs=signs,
    )
