"""On which cases are both models tried, and whose words are they held against? Cases neither of them learned from."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from features.scheme import CategorySource
from models.assess import Answers, Assessor
from models.cohort import Cohort
from models.labels import Labels
from models.ordinal import Integers
from pipelines.gate.trial import Trial
from sagstyngde.judgement import Judgement

FEWEST_BLIND = 100
"""With so many blind judgements or more, the two models are held against those alone."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Who gave each label of a cohort, and whether before a suggestion was seen; side by side with its labels.

    ``judge`` points into ``names``; -1 where nobody is named.
    """

    judge: Integers
    names: tuple[str, ...]
    blind: Flags


@dataclass(frozen=True, kw_only=True)
class Newest:
    """The newest cases as both models answer them; without a champion its answers are ``None``."""

    trial: Trial
    cohort: Cohort
    ours: Answers
    theirs: Answers | None

    @classmethod
    def of(cls, trial: Trial) -> "Newest":
        """Leave out what the champion has learned from, and ask both."""
        champion = None if trial.champion is None else Assessor(trial.champion)
        return cls._asked(trial, unseen(trial), champion)

    @classmethod
    def alone(cls, trial: Trial) -> "Newest":
        """Ask the challenger of all its newest cases: how good it is by itself."""
        return cls._asked(trial, trial.challenger.parts.test, None)

    @classmethod
    def _asked(cls, trial: Trial, cohort: Cohort, champion: Assessor | None) -> "Newest":
        ours = Assessor(trial.challenger.bundle)
        return cls(
            trial=trial,
            cohort=cohort,
            ours=ours.answers(ours.bundle.frame.rows(cohort.cases)),
            theirs=None if champion is None else champion.answers(champion.bundle.frame.rows(cohort.cases)),
        )

    @cached_property
    def words(self) -> Words:
        """Whose words the labels are."""
        return words_of(self.trial, self.cohort)

    @cached_property
    def children(self) -> Integers:
        """Each case's child, by number (cases,)."""
        names = [case.child_id or f"sag {case.case_id}" for case in self.cohort.cases]
        return np.unique(names, return_inverse=True)[1] if names else np.zeros(0, dtype=np.intp)

    @cached_property
    def compared(self) -> Labels:
        """The labels that the models are held against: blind ones alone where there are enough of them.

        An accepted suggestion is the champion's own echo: it would favour the champion, and hide what it gets wrong.
        """
        blind = np.flatnonzero(self.words.blind)
        return self.cohort.labels.take(blind) if len(blind) >= FEWEST_BLIND else self.cohort.labels

    @property
    def is_blind(self) -> bool:
        """Whether the models are held against blind judgements alone."""
        return int(self.words.blind.sum()) >= FEWEST_BLIND

    @property
    def same_scale(self) -> bool:
        """Whether both models speak of the same categories; bands of hours are each model's own."""
        champion = self.trial.champion
        if champion is None:
            return False
        ours, theirs = self.trial.challenger.bundle.frame.scheme, champion.frame.scheme
        return ours.scale.codes == theirs.scale.codes and ours.category.source is CategorySource.JUDGED


def unseen(trial: Trial) -> Cohort:
    """Return the challenger's newest cases, less those the champion had learned from."""
    test = trial.challenger.parts.test
    if trial.champion is None:
        return test
    through = trial.champion.manifest.trained_through
    rows = np.flatnonzero([case.received_on >= through for case in test.cases])
    return test if len(rows) == len(test.cases) else test.take(rows)


def words_of(trial: Trial, cohort: Cohort) -> Words:
    """Lay the judgements of a cohort's cases out in the order of its labels; bands of hours are nobody's words."""
    count = len(cohort.labels.rows)
    if trial.history.scheme.category.source is not CategorySource.JUDGED:
        return Words(judge=np.full(count, -1), names=(), blind=np.zeros(count, dtype=np.bool_))
    places = {case.case_id: row for row, case in enumerate(cohort.cases)}
    mine = [item for item in trial.history.judgements if item.case_id in places]
    mine.sort(key=lambda item: (places[item.case_id], item.judged_on, item.judged_by or ""))
    # What was judged after a slice ended is no label of it: the oldest of a case's words come first.
    kept = _known(mine, cohort, trial)
    names = tuple(sorted({item.judged_by for item in kept if item.judged_by}))
    number = {name: place for place, name in enumerate(names)}
    return Words(
        judge=np.array([number.get(item.judged_by or "", -1) for item in kept], dtype=np.intp),
        names=names,
        blind=np.array([is_blind(item, trial) for item in kept], dtype=np.bool_),
    )


def is_blind(word: Judgement, trial: Trial) -> bool:
    """Tell whether a judgement was given before a suggestion was seen: so marked, or given before there was any."""
    if word.blind or trial.champion is None:
        return True
    return trial.suggesting_since is not None and word.judged_on < trial.suggesting_since


def _known(words: list[Judgement], cohort: Cohort, trial: Trial) -> list[Judgement]:
    if len(words) == len(cohort.labels.rows):
        return words
    return [item for item in words if item.judged_on < trial.challenger.parts.trained_through]
