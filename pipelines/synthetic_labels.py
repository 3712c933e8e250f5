"""Which category do the invented municipality's consultants give a case? Ordered logit with people's own severities."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from pipelines.synthetic_facts import Days, Flags, Floats, Integers, working_day
from pipelines.synthetic_process import CUTS

RATERS = 6
SEVERITY_SD = 0.3
JUDGED_SHARE = 0.94
TWICE_SHARE = 0.12
BLIND_SHARE = 0.85
WORKING_DAYS_TO_JUDGE = (1, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Judgements in order of case, (judgements,) each: ``case`` and ``rater`` by number, ``category`` 0-3."""

    case: Integers
    category: Integers
    rater: Integers
    day: Days
    blind: Flags


def draw_severities(rng: Generator) -> Floats:
    """Draw how much more complex than the average colleague each rater finds a case, (raters,), adding up to zero."""
    severities = rng.normal(0.0, SEVERITY_SD, size=RATERS)
    return np.asarray(severities - severities.mean())


def draw_labels(rng: Generator, seen: Floats, severities: Floats, received: Days) -> Labels:
    """Draw who judged which case, when, and as what; ``seen`` is the score with what the facts do not tell, (n,).

    Most cases are judged, some twice by different people. A case judged by nobody could not be target-group assessed.
    """
    n = len(seen)
    first = np.flatnonzero(rng.random(n) < JUDGED_SHARE)
    again = first[rng.random(len(first)) < TWICE_SHARE]
    rater = rng.integers(0, RATERS, size=n)
    other = (rater + rng.integers(1, RATERS, size=n)) % RATERS
    case = np.concatenate([first, again])
    judge = np.concatenate([rater[first], other[again]])
    order = np.lexsort((np.arange(len(case)), case))
    case, judge = case[order], judge[order]
    latent = seen[case] + severities[judge] + rng.logistic(size=len(case))
    return Labels(
        case=case,
        category=np.searchsorted(CUTS, latent).astype(np.intp),
        rater=judge,
        day=working_day(received[case], rng.integers(*WORKING_DAYS_TO_JUDGE, size=len(case))),
        blind=rng.random(len(case)) < BLIND_SHARE,
    )
