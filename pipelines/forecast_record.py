"""How far off would earlier forecasts have been? The same, made from earlier months and held against what came.

From each of some earlier months the forecast is made with what was known that morning, and the hours that were then
recorded are held against it. What its own sources of chance do not explain (practice changes, cases grow heavier) is
the *level's* uncertainty: one factor for all months, as large as the sums of the months were off.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from allocation.arrivals import Floats
from allocation.arrivals_check import LEVEL, Method
from allocation.forecast_grounds import Materials, Record
from allocation.outlook import Ahead, ahead, draw_outlook, unchanged
from features.history import History
from pipelines.forecast_cases import is_diary
from pipelines.forecast_inputs import materials
from sagstyngde.months import add_months

USUAL_LEVEL_SD = 0.08
"""What is taken where nothing can be measured, and weighs as ``USUAL_WEIGHT`` earlier forecasts where something can."""
USUAL_WEIGHT = 4.0
DIARY_LEVEL_SD = 0.12
"""What one municipality must reckon with from a diary of two weeks (ADR 0024)."""


FEWEST_PAST = 18
FEWEST_AHEAD = 6
MOST_ORIGINS = 8
STEP = 3
_DRAWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """One earlier forecast: expected hours, their interval without the level's uncertainty, and what was recorded.

    All are (months,). ``variance`` is that of the drawn sum of the months.
    """

    expected: Floats
    recorded: Floats
    load: Floats
    variance: float

    @property
    def ratio(self) -> float:
        """Recorded over expected hours, all months together."""
        return float(self.recorded.sum() / max(float(self.expected.sum()), 1e-9))


def earlier_forecasts(history: History, now: Materials, method: Method, seed: int) -> list[Earlier]:
    """Make the forecast anew from up to eight earlier months, a quarter apart.

    A diary's hours are a sample of the time, with which no month's hours can be held together: none are made.
    """
    if is_diary(history):
        return []
    full = len(now.past)
    told: list[Earlier] = []
    for back in range(STEP, full - FEWEST_PAST + 1, STEP):
        if len(told) == MOST_ORIGINS:
            break
        if back >= min(FEWEST_AHEAD, now.months):
            told.append(_made_before(history, now, back, method=method, seed=seed))
    return told


def _made_before(history: History, now: Materials, back: int, *, method: Method, seed: int) -> Earlier:
    months = min(back, now.months)
    on = add_months(now.on, -back)
    then = materials(history, on, months)
    drawn = draw(then, method, level_sd=0.0, seed=seed, draws=_DRAWS)
    recorded = now.past_hours[len(now.past_hours) - back :][:months]
    return Earlier(
        expected=drawn.expected, recorded=recorded, load=drawn.load, variance=float(drawn.load.sum(axis=1).var())
    )


def draw(then: Materials, method: Method, *, level_sd: float, seed: int, draws: int) -> Ahead:
    """Return what the months ahead hold when nothing changes."""
    outlook = draw_outlook(
        then.stock,
        then.new,
        then.courses.spread,
        starts_on=then.on,
        method=method,
        past=then.past,
        past_mix=then.past_mix,
        level_sd=level_sd,
        seed=seed,
        draws=draws,
    )
    return ahead(outlook, unchanged(len(then.codes), then.months))


def record_of(earlier: Sequence[Earlier], seed: int, usual: float = USUAL_LEVEL_SD) -> Record:
    """Set the level's uncertainty by earlier forecasts, drawn towards the usual where they are few."""
    if not earlier:
        return Record(level_sd=usual, ratios=(), coverage=None, total_coverage=None)
    beyond = float(np.mean([_beyond_chance(one) for one in earlier]))
    apart = _apart(earlier)
    squared = (apart * max(beyond, 0.0) + USUAL_WEIGHT * usual**2) / (apart + USUAL_WEIGHT)
    level_sd = float(np.sqrt(squared))
    factor = np.exp(level_sd * np.random.default_rng([seed, 29]).standard_normal(_DRAWS))
    held = [_held(one.load * factor[:, None], one.recorded) for one in earlier]
    sums = [_held((one.load * factor[:, None]).sum(axis=1, keepdims=True), one.recorded.sum()[None]) for one in earlier]
    return Record(
        level_sd=level_sd,
        ratios=tuple(one.ratio for one in earlier),
        coverage=float(np.concatenate(held).mean()),
        total_coverage=float(np.concatenate(sums).mean()),
    )


def _apart(earlier: Sequence[Earlier]) -> float:
    """Return how many forecasts these are worth: those a quarter apart share most of their months."""
    months = float(np.mean([len(one.recorded) for one in earlier]))
    return 1.0 + (len(earlier) - 1) * min(STEP / months, 1.0)


def _beyond_chance(one: Earlier) -> float:
    """Return the squared relative error of the sum, less what chance explains."""
    total = max(float(one.expected.sum()), 1e-9)
    return float(((one.recorded.sum() - total) ** 2 - one.variance) / total**2)


def _held(load: Floats, recorded: Floats) -> Floats:
    low, high = np.quantile(load, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0], axis=0)
    return np.asarray(((low <= recorded) & (recorded <= high)).astype(np.float64))
