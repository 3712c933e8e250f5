"""Did an outcome change when the arrangement began, beyond its trend and season? An interrupted time series.

The effect is the mean over the months under the arrangement of what came over what the trend and season before would
have led to: a step and a change of slope together, which is what a margin is about. ADR 0045 tells what was tried.
"""

import numpy as np

from mandate.finding import CONFIDENCE, Design, Estimate, OutcomeName, Scale, Series, Undecidable
from mandate.interrupted_words import METHOD, NO_CHANCE, NOT_BEGUN, notes, too_little
from mandate.lasting import Mixture, mixture
from mandate.monthly import Monthly, monthly
from mandate.panel import Floats, Panel
from mandate.segments import Segments, segments


def interrupted(panel: Panel, outcome: OutcomeName, confidence: float = CONFIDENCE) -> Estimate | Undecidable:
    """Return the effect by an interrupted time series with an interval of that coverage, or why none can be told."""
    laid_out = _laid_out(panel, outcome)
    if isinstance(laid_out, Undecidable):
        return laid_out
    series, parts = laid_out
    try:
        found = mixture(parts.X, series.values, series.at, parts.effect[None])
    except ValueError:
        return _undecidable(outcome, NO_CHANCE)
    tail = (1.0 - confidence) / 2.0
    said = np.exp if outcome.scale is Scale.RATIO else np.asarray
    below = found.below(np.zeros(1)).item()
    return Estimate(
        outcome=outcome,
        design=Design.INTERRUPTED,
        scale=outcome.scale,
        effect=said(found.mean).item(),
        low=said(found.quantile(tail)).item(),
        high=said(found.quantile(1.0 - tail)).item(),
        confidence=confidence,
        p_value=2.0 * min(below, 1.0 - below),
        method=METHOD,
        months=len(series.at),
        teams=len(series.teams(panel)),
        decisions=int(series.counts.sum()),
        notes=notes(panel, series, parts.season),
    )


def interrupted_series(panel: Panel, outcome: OutcomeName) -> Series | Undecidable:
    """Return the series beside what it would have been, as a figure shows them, or why that cannot be told."""
    laid_out = _laid_out(panel, outcome)
    if isinstance(laid_out, Undecidable):
        return laid_out
    series, parts = laid_out
    try:
        fitted, without = (mixture(parts.X, series.values, series.at, rows) for rows in (parts.X, parts.without))
    except ValueError:
        return _undecidable(outcome, NO_CHANCE)
    return _drawn(panel, outcome, series, (fitted, without))


def _laid_out(panel: Panel, outcome: OutcomeName) -> tuple[Monthly, Segments] | Undecidable:
    """Return the series and the columns it is laid out in, or why they are not enough."""
    series = monthly(panel, outcome)
    if series is None:
        return _undecidable(outcome, NOT_BEGUN)
    parts = segments(series.at, series.start, panel.months[0])
    reason = too_little(series, parts)
    return (series, parts) if reason is None else _undecidable(outcome, reason)


def _undecidable(outcome: OutcomeName, reason: str) -> Undecidable:
    return Undecidable(outcome=outcome, design=Design.INTERRUPTED, reason=reason)


def _drawn(panel: Panel, outcome: OutcomeName, series: Monthly, found: tuple[Mixture, Mixture]) -> Series:
    (fitted, without), tail = found, (1.0 - CONFIDENCE) / 2.0
    return Series(
        outcome=outcome,
        starts_on=panel.months[series.start],
        months=tuple(panel.months[at] for at in series.at),
        observed=_said(outcome, series.values),
        fitted=_said(outcome, fitted.mean),
        without=_said(outcome, without.mean),
        without_low=_said(outcome, without.quantile(tail)),
        without_high=_said(outcome, without.quantile(1.0 - tail)),
        confidence=CONFIDENCE,
    )


def _said(outcome: OutcomeName, values: Floats) -> tuple[float, ...]:
    """Return values as people say them: days and kroner out of their logarithms."""
    if outcome.scale is Scale.DIFFERENCE:
        return tuple(values.tolist())
    return tuple((np.expm1(values) if outcome is OutcomeName.DAYS else np.exp(values)).tolist())
