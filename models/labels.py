"""What did people judge, or bands of effort say? Labels of cases, each with its weight. Needs numpy only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.ordinal import Floats, Integers

SIGHTED = 0.5
"""What a judgement weighs that was given after the suggestion was seen, next to a blind one: a stated default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Judged categories: case rows (into X), categories and weights, side by side, in order of time.

    A case judged by two people stands twice with half the weight each, or more for the one who judged blind.
    """

    rows: Integers
    category: Integers
    weight: Floats
    categories: int

    def take(self, index: Integers) -> "Labels":
        """Return some of the labels."""
        return replace(self, rows=self.rows[index], category=self.category[index], weight=self.weight[index])

    def among(self, rows: Integers) -> "Labels":
        """Return the labels of some case rows."""
        return self.take(np.flatnonzero(np.isin(self.rows, rows)))


def judgement_weights(rows: Integers, raters: Sequence[str | None], is_blind: NDArray[np.bool_]) -> Floats:
    """Return each judgement's weight, (judgements,): a case's judgements together weigh one, or less if none was blind.

    A judgement given after the suggestion was seen is partly its echo: it weighs ``SIGHTED`` of a blind one. Where no
    judgement is known to be blind, that says nothing of any of them. And nobody's word outweighs all others': the
    model is to learn the municipality's scale, not one person's.
    """
    trust = np.where(is_blind, 1.0, SIGHTED) if is_blind.any() else np.ones(len(rows))
    if not len(rows):
        return trust
    of_case = np.bincount(rows, trust)
    most = np.zeros(len(of_case))
    np.maximum.at(most, rows, trust)
    return _nobody_above_half(trust * (most / np.maximum(of_case, 1e-12))[rows], raters)


def _nobody_above_half(weight: Floats, raters: Sequence[str | None]) -> Floats:
    """Lower the weight of one who judged more than all others together to theirs, where there are known others."""
    names, number = np.unique([name or "" for name in raters], return_inverse=True)
    by_person = np.bincount(number, weight)
    heaviest = int(by_person.argmax())
    others = float(by_person.sum() - by_person[heaviest])
    if names[heaviest] == "" or others == 0.0 or by_person[heaviest] <= others:
        return weight
    return np.where(number == heaviest, weight * others / by_person[heaviest], weight)
