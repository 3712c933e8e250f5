"""Does a fact know too much? One that nearly tells the outcome alone, or that is filled in when a case is over.

A leak under an innocent name is the mistake that makes a model look best and serve worst: nobody knows the fact when a
new case arrives.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from features.history import History
from features.panel import Panel
from features.quality_copies import MISSING, Codes, coded
from features.quality_notices import Notice
from features.scheme import CategorySource, Fact, Known, Use
from sagstyngde.danish import number, percent

Floats = NDArray[np.float64]

NEARLY_PERFECT = 0.9
"""Rank correlation with the outcome that no single fact known at intake has."""

FAR_ABOVE, TWICE_THE_NEXT = 0.75, 2.0
"""Suspicious is also this correlation, where every other fact is far behind."""

LEAST_CASES = 100
MOST_VALUES = 40
FOLDS = 5
_SHRINKAGE = 2.0

LEAST_OPEN = 20
HARDLY_EVER, OFTEN = 0.02, 0.5


def giveaway_notices(history: History, laid_out: Panel) -> Iterator[Notice]:
    """Name facts that know too much."""
    suspects = [fact for fact in history.scheme.facts if _may_be_used(history, fact)]
    values = {fact.name: coded([case.facts.get(fact.name) for case in history.cases]) for fact in suspects}
    outcomes = {
        "kategorien|the category": _newest_category(history),
        "tidsforbruget|the hours": np.where(laid_out.matured, laid_out.totals, np.nan),
    }
    for outcome, recorded in outcomes.items():
        yield from _telling(values, recorded, outcome)
    if history.scheme.columns.closed_on is not None:
        yield from _filled_when_over(history, values)


def telling(codes: Codes, outcome: Floats) -> float:
    """Return how well a fact alone ranks cases by their outcome, on cases it was not learned from; at most 1.

    Each value stands for the mean rank of the other folds' cases with that value, missing counted as a value; so any
    relation is found, rising or not. Outcomes are NaN where unknown.
    """
    known = np.flatnonzero(~np.isnan(outcome))
    ranks, groups = _ranks(outcome[known]), _grouped(codes[known])
    if np.ptp(groups) == 0 or np.ptp(ranks) == 0.0:
        return 0.0
    # Dealt out by a fixed shuffle: order of receipt may go in step with a fact.
    fold = np.random.default_rng(0).permutation(len(known)) % FOLDS
    guessed = np.empty(len(known))
    for own in range(FOLDS):
        others, mine = fold != own, fold == own
        mean = ranks[others].mean()
        size = np.bincount(groups[others], minlength=groups.max() + 1)
        total = np.bincount(groups[others], ranks[others], minlength=groups.max() + 1)
        guessed[mine] = ((total + _SHRINKAGE * mean) / (size + _SHRINKAGE))[groups[mine]]
    if np.ptp(guessed) == 0.0:
        return 0.0
    return float(np.corrcoef(guessed, ranks)[0, 1])


def _telling(values: dict[str, Codes], recorded: Floats, outcome: str) -> Iterator[Notice]:
    if np.count_nonzero(~np.isnan(recorded)) < LEAST_CASES:
        return
    found = {name: telling(codes, recorded) for name, codes in values.items()}
    for name, strength in found.items():
        next_best = max([0.0, *(other for one, other in found.items() if one != name)])
        if strength > NEARLY_PERFECT or (strength > FAR_ABOVE and strength > TWICE_THE_NEXT * next_best):
            danish, english = outcome.split("|")
            yield Notice(
                code="telling_fact",
                text_da=f"{name} røber næsten {danish} alene (rangkorrelation {number(strength, 2)}; næststærkest er "
                f'{number(next_best, 2)}). Er den først kendt bagefter, så sæt known = "later" og use = "audit".',
                text_en=f"{name} nearly tells {english} alone (rank correlation {strength:.2f}; the next best has "
                f'{next_best:.2f}). If it is known only afterwards, set known = "later" and use = "audit".',
            )


def _filled_when_over(history: History, values: dict[str, Codes]) -> Iterator[Notice]:
    """Compare open cases with closed ones as new as they: what only the closed have was written at the end."""
    is_open = np.array([case.closed_on is None for case in history.cases])
    if is_open.sum() < LEAST_OPEN:
        return
    # Cases are ordered by receipt; the few open ones that are very old say nothing of what was asked back then.
    newer = np.arange(len(is_open)) >= np.quantile(np.flatnonzero(is_open), 0.1)
    if (newer & ~is_open).sum() < LEAST_OPEN:
        return
    for name, codes in values.items():
        filled = codes != MISSING
        closed_share, open_share = filled[newer & ~is_open].mean(), filled[newer & is_open].mean()
        if closed_share >= OFTEN and open_share <= HARDLY_EVER:
            yield Notice(
                code="filled_when_over",
                text_da=f"{name} er udfyldt i {percent(closed_share)} af de lukkede sager, men næsten aldrig i åbne; "
                'den ser ud til at være skrevet ved afslutningen. Sæt known = "later" og use = "audit".',
                text_en=f"{name} is filled in {closed_share:.0%} of the closed cases but hardly ever in open ones; it "
                'seems to be written at the end. Set known = "later" and use = "audit".',
            )


def _may_be_used(history: History, fact: Fact) -> bool:
    """A declared estimate is meant to tell the hours; what is for audit reaches no model."""
    is_declared = fact.name == history.scheme.effort.estimate
    return fact.use is Use.MODEL and fact.known is Known.INTAKE and not is_declared


def _newest_category(history: History) -> Floats:
    """Return each case's place on the scale by its newest judgement, NaN where nobody judged it."""
    scale, place = history.scheme.scale, {case.case_id: row for row, case in enumerate(history.cases)}
    found = np.full(len(history.cases), np.nan)
    if history.scheme.category.source is CategorySource.JUDGED:
        for judgement in history.judgements:
            found[place[judgement.case_id]] = scale.index(judgement.category)
    return found


def _ranks(values: Floats) -> Floats:
    """Rank values; equal ones share their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2.0)[inverse])


def _grouped(codes: Codes) -> Codes:
    """Group many values into equal shares of the cases; missing is the first group."""
    distinct = int(codes.max()) + 1
    if distinct <= MOST_VALUES:
        return codes + 1
    edges = np.unique(np.quantile(codes[codes != MISSING], np.linspace(0.0, 1.0, MOST_VALUES + 1)[1:-1]))
    return np.where(codes == MISSING, 0, np.searchsorted(edges, codes, side="right") + 1)
