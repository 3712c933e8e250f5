"""Which categories stay likely for a case? A limit for each category, or for neighbours where cases are few.

Class-conditional conformal prediction on unseen scores: a marginal limit would cover the rarest category, which is the
heaviest, about every second time.
"""

import numpy as np

from models.category import LikelySets, conformal_limit
from models.labels import Labels
from models.ordinal import Floats, Integers, ranked_scores
from sagstyngde.category import CategoryScale
from sagstyngde.danish import listing

LEAST_PER_CATEGORY = 20


def fit_sets(probability: Floats, labels: Labels, level: float) -> LikelySets:
    """Learn the limits on probabilities (labels x categories) of cases that the model had not seen.

    The most probable category always belongs to the set, so a judgement that names it needs no limit: it counts as
    nothing above, and the promise is kept without being overdone.
    """
    own = ranked_scores(probability)[np.arange(len(labels.rows)), labels.category]
    own = np.where(probability.argmax(axis=1) == labels.category, 0.0, own)
    counts = np.bincount(labels.category, minlength=labels.categories)
    groups = merged(counts)
    mine = groups[labels.category]
    limits = np.array([conformal_limit(own[mine == group], level) for group in range(int(groups[-1]) + 1)])
    cases = np.bincount(groups, counts).astype(np.float64)
    return LikelySets(limits=limits[groups], groups=groups, cases=cases[groups], level=level)


def merged(counts: Integers) -> Integers:
    """Number the groups of categories, merging neighbours until each has enough judgements.

    The smallest goes to the smaller of its neighbours, which it changes least of all.

    >>> merged(np.array([300, 200, 60, 12])), merged(np.array([5, 100, 4, 100])), merged(np.array([3, 4]))
    (array([0, 1, 2, 2]), array([0, 0, 0, 1]), array([0, 0]))
    """
    sizes = [int(count) for count in counts]
    starts = list(range(len(sizes)))
    while len(sizes) > 1 and min(sizes) < LEAST_PER_CATEGORY:
        smallest = sizes.index(min(sizes))
        beside = [place for place in (smallest - 1, smallest + 1) if 0 <= place < len(sizes)]
        first, second = sorted((smallest, min(beside, key=lambda place: sizes[place])))
        sizes[first : second + 1] = [sizes[first] + sizes[second]]
        del starts[second]
    ends = [*starts[1:], len(counts)]
    return np.repeat(np.arange(len(starts)), [end - start for start, end in zip(starts, ends, strict=True)])


def merged_note(sets: LikelySets, scale: CategoryScale) -> tuple[str, ...]:
    """Say in Danish which categories share a limit, if any do."""
    if not (np.diff(sets.groups) == 0).any():
        return ()
    together = [
        [category.name for category, mine in zip(scale, sets.groups == group, strict=True) if mine]
        for group in np.unique(sets.groups)
    ]
    names = "; ".join(listing(names) for names in together if len(names) > 1)
    return (
        f"Under {LEAST_PER_CATEGORY} vurderinger er for få til en grænse for sig. Når de sandsynlige kategorier "
        f"findes, er disse derfor slået sammen: {names}.",
    )
