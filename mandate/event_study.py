"""How did the effect come, month by month, and had the teams that began drawn apart from the others before they did?

The limits are each month's own: of twenty such, one lies beside the truth. All months before the start are tested at
once by ``before_start``.
"""

import numpy as np

from mandate.before_start import no_trend_p
from mandate.event_cells import EventCells, event_cells, leads
from mandate.finding import Design, EventMonth, EventStudy, OutcomeName, Undecidable
from mandate.imputation import parting
from mandate.panel import Panel
from mandate.staggered import Staggered, on_scale
from mandate.staggered_words import event_remarks, hindrance, reference, too_few
from mandate.two_way import projection
from mandate.wild_bootstrap import team_shares, team_signs, wild_bootstrap

EVENT_DRAWS = 999


def event_study(panel: Panel, outcome: OutcomeName, asked: Staggered | None = None) -> EventStudy | Undecidable:
    """Return the effect by months since the start, and the test of the months before it."""
    asked = asked or Staggered(draws=EVENT_DRAWS)
    whole = parting(panel, outcome, anticipation=asked.anticipation, by_provision=asked.by_provision)
    reason = hindrance(whole, whole.cell_weights(whole.under))
    if reason is not None:
        return Undecidable(outcome=outcome, design=Design.STAGGERED, reason=reason)
    apart = leads(whole)
    parted = parting(panel, outcome, anticipation=asked.anticipation, leads=apart, by_provision=asked.by_provision)
    about = event_cells(parted, team_signs(len(parted.names), asked.draws, asked.seed))
    months = [_month(about, place, outcome, asked.confidence) for place in range(len(about.since))]
    bounded = tuple(month for month in months if month is not None)
    if not bounded:
        return Undecidable(outcome=outcome, design=Design.STAGGERED, reason=too_few(whole))
    return EventStudy(
        outcome=outcome,
        scale=outcome.scale,
        months=bounded,
        confidence=asked.confidence,
        reference=reference(max(apart, asked.anticipation)),
        no_trend_p=no_trend_p(about, anticipation=asked.anticipation),
        notes=event_remarks(tested=apart - asked.anticipation, unbounded=len(months) - len(bounded)),
    )


def _month(about: EventCells, place: int, outcome: OutcomeName, confidence: float) -> EventMonth | None:
    """Return a month's effect, the others' left free, or nothing where the teams are too few to bound it."""
    parted, cells = about.parted, about.cells[place]
    others = projection(about.levels, np.delete(about.cells, place, axis=0))
    shares = team_shares(about.weights[place], others, parted.team, (parted.values, cells))
    limits = wild_bootstrap(shares, about.signs).interval(confidence)
    if limits is None:
        return None
    low, effect, high = (on_scale(value, outcome.scale) for value in (limits[0], shares.estimate, limits[1]))
    return EventMonth(
        since=about.since[place],
        effect=effect,
        low=low,
        high=high,
        teams=len(parted.teams_of(cells > 0.0)),
        decisions=int(parted.counts[cells > 0.0].sum()),
    )
