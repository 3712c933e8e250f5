"""What are a policy's figures? One function each, ``nan`` where a world holds nothing to measure it by.

The figures' Danish names and definitions stand in ``allocation.figures``.
"""

from collections.abc import Callable

import numpy as np

from allocation.columns import UNKNOWN, Flags, Floats, Integers
from allocation.supply import DAYS_PER_WEEK
from allocation.yardstick import Outcome, together

DAYS_PER_YEAR = 365.25
ASSESSMENT_DAYS = 122
"""Four months: the børnefaglige undersøgelse is to be finished by then (barnets lov § 20, stk. 3)."""

ASSESSMENT_WORK_DAYS = 91
"""Work that falls due in the first three months is taken to be the assessment's: histories do not mark it."""

FEWEST_WEEKS = 26


def _over_weeks(weekly: Floats) -> float:
    return float(np.nanmean(weekly)) if np.isfinite(weekly).any() else float("nan")


def counted(table: Floats, least: int = 2) -> Floats:
    """Keep the weeks in which at least so many caseworkers count."""
    enough = np.isfinite(table).sum(axis=1) >= least
    return np.asarray(table[enough])


def spread(table: Floats) -> float:
    """Return standard deviation over mean of each week, averaged over the weeks in which there is anything."""
    mean = np.nanmean(table, axis=1) if len(table) else np.empty(0)
    deviation = np.nanstd(table, axis=1)[mean > 0.0] if len(table) else np.empty(0)
    return _over_weeks(deviation / mean[mean > 0.0])


def peak(table: Floats) -> float:
    """Return the largest of each week, averaged over the weeks."""
    known = counted(table, least=1)
    return _over_weeks(np.nanmax(known, axis=1)) if len(known) else float("nan")


def load_cv(outcome: Outcome) -> float:
    """Return the spread between caseworkers over their mean, averaged over the weeks."""
    return spread(counted(outcome.load))


def load_range(outcome: Outcome) -> float:
    """Return the largest load minus the least, averaged over the weeks."""
    loads = counted(outcome.load)
    return _over_weeks(np.nanmax(loads, axis=1) - np.nanmin(loads, axis=1)) if len(loads) else float("nan")


def load_peak(outcome: Outcome) -> float:
    """Return the largest load of each week, averaged over the weeks."""
    return peak(outcome.load)


def over(limit: float) -> Callable[[Outcome], float]:
    """Return the measure of caseworker-weeks above a load."""

    def share(outcome: Outcome) -> float:
        loads = outcome.load[np.isfinite(outcome.load)]
        return float(np.mean(loads > limit)) if len(loads) else float("nan")

    return share


def _open_counts(outcome: Outcome, which: Integers) -> Floats:
    """Count some of the cases at each caseworker in each week, (T, W)."""
    weeks, seats = outcome.capacity.shape
    week, column = np.nonzero(outcome.holding[:, which] != UNKNOWN)
    flat = week * seats + outcome.holding[week, which[column]]
    return np.asarray(np.bincount(flat, minlength=weeks * seats), dtype=np.float64).reshape(weeks, seats)


def count_cv(outcome: Outcome) -> float:
    """Return the spread between the numbers of open cases over their mean, averaged over the weeks."""
    counts = _open_counts(outcome, np.arange(outcome.holding.shape[1]))
    return spread(counted(np.where(np.isfinite(outcome.load), counts, np.nan)))


def heaviest_share(outcome: Outcome) -> float:
    """Compare each caseworker's heavy cases per hour of capacity, over the weeks in which she counts."""
    counted = np.isfinite(outcome.load)
    heavy = np.where(counted, _open_counts(outcome, np.flatnonzero(outcome.yardstick.heavy[outcome.world.source])), 0.0)
    enough = counted.sum(axis=0) >= min(FEWEST_WEEKS, len(counted))
    hours = np.where(counted, outcome.capacity, 0.0).sum(axis=0)[enough]
    rates = heavy.sum(axis=0)[enough] / hours
    return float(rates.max() / rates.mean()) if enough.any() and rates.any() else float("nan")


def _case_years(outcome: Outcome) -> float:
    return float((outcome.holding != UNKNOWN).sum()) * DAYS_PER_WEEK / DAYS_PER_YEAR


def _changes(outcome: Outcome, *, away: bool) -> float:
    """Count changes of caseworker of open cases per year open; ``away``: she had no hours the week of the change."""
    before, after = outcome.holding[:-1], outcome.holding[1:]
    week, case = np.nonzero((before != UNKNOWN) & (after != UNKNOWN) & (before != after))
    was_away = outcome.capacity[week + 1, before[week, case]] <= 0.0
    years = _case_years(outcome)
    return float((was_away == away).sum()) / years if years else float("nan")


def handovers(outcome: Outcome) -> float:
    """Return changes from someone who was away or had left, per case-year."""
    return _changes(outcome, away=True)


def moves(outcome: Outcome) -> float:
    """Return changes from someone who was still at work, per case-year."""
    return _changes(outcome, away=False)


def sibling_splits(outcome: Outcome) -> float:
    """Return the share of weeks with two siblings' open cases in which two caseworkers had them."""
    both, apart = together(outcome)
    return float(apart.sum() / both.sum()) if both.any() else float("nan")


def competence_misses(outcome: Outcome) -> float:
    """Return the share of newcomers that ask for a competence and came to someone without it."""
    source = outcome.world.source[outcome.newcomers]
    misses = outcome.yardstick.lacks_competence[source, outcome.first_holder]
    return _mean(misses[outcome.yardstick.asks_competence[source]])


def district_crossings(outcome: Outcome) -> float:
    """Return the share of newcomers with a district that came to someone of other districts."""
    source = outcome.world.source[outcome.newcomers]
    outside = outcome.yardstick.outside_district[source, outcome.first_holder]
    return _mean(outside[outcome.yardstick.has_district[source]])


def bent(outcome: Outcome) -> float:
    """Return the share of newcomers for which a condition of the policy was set aside."""
    return _mean(outcome.bent[outcome.newcomers])


def _waits(outcome: Outcome) -> Floats:
    """Return the days from receipt to the first work done of each newcomer whose work fell due within the weeks.

    A case not yet begun at the end counts with the days it has waited by then.
    """
    world = outcome.world
    end = DAYS_PER_WEEK * (outcome.since + len(outcome.holding))
    first = np.full(len(world.cases), np.nan)
    begun = np.where(np.isnan(outcome.done.begun), end, outcome.done.begun)
    np.fmin.at(first, world.work_case, begun)
    waits = np.asarray(first - world.received, dtype=np.float64)[outcome.newcomers]
    return waits[np.isfinite(waits)]


def wait_mean(outcome: Outcome) -> float:
    """Return the mean days from receipt to the first work."""
    return _mean(_waits(outcome))


def wait_p90(outcome: Outcome) -> float:
    """Return the days from receipt to the first work that nine of ten newcomers wait at most."""
    waits = _waits(outcome)
    return float(np.quantile(waits, 0.9)) if len(waits) else float("nan")


def deadline_missed(outcome: Outcome) -> float:
    """Return the share of newcomers with early work undone after four months, of those whose four months were seen."""
    world = outcome.world
    end = DAYS_PER_WEEK * (outcome.since + len(outcome.holding))
    age = world.work_day - world.received[world.work_case]
    late = ~(outcome.done.finished - world.received[world.work_case] <= ASSESSMENT_DAYS)
    missed = np.zeros(len(world.cases), dtype=bool)
    np.logical_or.at(missed, world.work_case, late & (age <= ASSESSMENT_WORK_DAYS))
    seen = outcome.newcomers[world.received[outcome.newcomers] + ASSESSMENT_DAYS <= end]
    return _mean(missed[seen])


def _mean(values: Floats | Flags) -> float:
    return float(np.mean(values)) if len(values) else float("nan")
