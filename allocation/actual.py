"""Who really had the cases? The history's own allocation, laid out week by week so that it is measured like a policy.

A history does not always tell: a caseworker may be unknown, or away for long when a drawn world lets a case come. Then
whoever has the case keeps it while she is at work; otherwise it goes where the nearest other case went, in order of
receipt, whose caseworker was at work.
"""

import numpy as np

from allocation.backlog import Holding
from allocation.columns import UNKNOWN, Flags, Integers
from allocation.record import Holders
from allocation.supply import DAYS_PER_WEEK
from allocation.world import World


def actual_holding(world: World, away: Flags) -> Holding:
    """Return who had each case in each week, (T, N); ``away`` (T, W) says who cannot have cases.

    Raises:
        ValueError: the record does not tell who had the cases.

    """
    holders = world.record.holders
    if holders is None:
        raise ValueError("the record does not tell who had the cases")
    weeks = np.arange(len(away))[:, None]
    open_ = (weeks >= world.arrives) & (weeks < world.leaves)
    told = _told(world, holders, weeks)
    good = (told != UNKNOWN) & ~away[weeks, told]
    holding = np.where(open_ & good, told, UNKNOWN)
    for case in np.flatnonzero((open_ & ~good).any(axis=0)).tolist():
        holding[:, case] = _filled(holding, case, np.flatnonzero(open_[:, case]), away)
    return holding.astype(np.int32)


def _told(world: World, holders: Holders, weeks: Integers) -> Integers:
    """Return whom the record names for each case and week."""
    age = DAYS_PER_WEEK * weeks - world.received
    at = Holders(
        first=holders.first[world.source],
        second=holders.second[world.source],
        changed=holders.changed[world.source],
    )
    return at.at(age)


def _filled(holding: Integers, case: int, weeks: Integers, away: Flags) -> Integers:
    """Return one case's holders with the gaps filled."""
    filled = holding[:, case].copy()
    held = UNKNOWN
    for week in weeks.tolist():
        if filled[week] == UNKNOWN:
            kept = held != UNKNOWN and not away[week, held]
            filled[week] = held if kept else _neighbour(holding[week], case, away[week])
        held = filled[week]
    return filled


def _neighbour(holders: Integers, case: int, away: Flags) -> int:
    """Return who has the nearest case that week; the first who is at work where nobody has any."""
    known = np.flatnonzero(holders != UNKNOWN)
    known = known[np.argsort(np.abs(known - case), kind="stable")]
    at_work = [int(holders[place]) for place in known.tolist() if not away[holders[place]]]
    return at_work[0] if at_work else int(np.argmin(away))
