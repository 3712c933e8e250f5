"""Can one person's labels move a group of children? The score is learned anew without them, and the groups are asked.

Everybody with labels enough is left out in turn, and the line of the score is fitted on what is left, with the size
that validation chose; a booster corrects by less than what is asked here. What is measured is the mean chance of each
category among a group's newest cases, with all labels and without hers. Leaving out any labels moves something: as many
are left out by lot a few times, and only what lies beyond two points by more than such chance stops (R51).
"""

from dataclasses import dataclass

import numpy as np

from features.scheme import CategorySource
from models.fit_category import fit_score
from models.ordinal import Floats, Integers, probabilities
from pipelines.gate.groups import all_groups
from pipelines.gate.levels import FEWEST, stop_z
from pipelines.gate.newest import Newest, words_of
from pipelines.gate.taught import Taught
from sagstyngde.danish import number
from sagstyngde.gate import Check, Outcome

MOST = 0.02
LOTS = 8
MOST_PEOPLE = 12
"""Those with most labels; who has fewer can move less."""

_CODE, _LABEL = "judge_influence", "Én persons vurderinger flytter ingen gruppe"
_LIMIT = f"højst {100 * MOST:.0f} procentpoint, ud over det tilfældige"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refit:
    """What is fitted again and again, and the groups' rows to ask of."""

    taught: Taught
    asked: Floats
    groups: tuple[tuple[str, Integers], ...]

    def shares(self, kept: Integers) -> Floats:
        """Return each group's mean chance of each category, learned from some of the labels, (groups x categories)."""
        score = fit_score(self.taught.design, self.taught.labels.take(kept), self.taught.size)
        chance = probabilities(score.points.contributions(self.asked).sum(axis=1), score.cuts)
        return np.stack([chance[rows].mean(axis=0) for _, rows in self.groups])


def influence(alone: Newest, seed: int) -> Check:
    """Leave out each person's labels in turn."""
    if alone.trial.history.scheme.category.source is not CategorySource.JUDGED:
        told = "Kategorierne er skåret efter timer; ingen person vurderer dem."
        return _check(Outcome.PASSED, "ingen vurderer kategorien", told)
    words = words_of(alone.trial, alone.trial.challenger.parts.develop)
    counts = np.bincount(words.judge[words.judge >= 0], minlength=len(words.names))
    people = [int(one) for one in np.argsort(-counts, kind="stable")[:MOST_PEOPLE] if counts[one] >= FEWEST]
    if len(people) < 2:
        told = "Så kan ingen se, hvad modellen var blevet uden den, der har vurderet mest."
        return _check(Outcome.UNMEASURED, f"færre end to personer med {FEWEST} vurderinger", told)
    return moved(_refit(alone), words.judge, people, seed)


def _refit(alone: Newest) -> Refit:
    everyone = ("alle sager", np.arange(len(alone.cohort.cases)))
    large = [(name, group.rows) for name, group, is_large in all_groups(alone) if is_large]
    return Refit(taught=Taught.of(alone.trial), asked=alone.ours.X, groups=(everyone, *large))


def moved(refit: Refit, judge: Integers, people: list[int], seed: int) -> Check:
    """Return how far leaving each of some people out moves a group, beyond what lots of as many labels do."""
    count = len(judge)
    whole = refit.shares(np.arange(count))
    usual = int(np.median([(judge == person).sum() for person in people]))
    noise = _by_lot(refit, whole, usual, seed)
    moves = np.stack([refit.shares(np.flatnonzero(judge != person)) - whole for person in people])
    # Chance grows with how much is left out: as the odds of being left out (finite sampling).
    parts = np.array([(judge == person).sum() for person in people]) / count
    scale = np.sqrt(parts / (1.0 - parts) / (usual / count / (1.0 - usual / count)))
    least = np.abs(moves) - stop_z(2 * moves.size) * noise * scale[:, None, None]
    place = np.unravel_index(int(np.abs(moves).argmax()), moves.shape)
    outcome, told = Outcome.PASSED, ""
    if least.max() > MOST:
        place = np.unravel_index(int(least.argmax()), moves.shape)
        outcome, told = (
            Outcome.STOPPED,
            "Én persons vurderinger flytter en hel gruppe: få flere til at vurdere dens sager.",
        )
    elif np.abs(moves).max() > MOST:
        outcome, told = Outcome.NAMED, "En enkelt person fylder meget, men ikke sikkert mere end tilfældet."
    figure = f"{number(100 * float(abs(moves[place])), 1)} procentpoint ({refit.groups[place[1]][0]}), "
    return _check(outcome, f"{figure}{len(people)} personer udeladt på skift", told)


def _by_lot(refit: Refit, whole: Floats, leave: int, seed: int) -> Floats:
    """Return how far each share moves, as a standard deviation, when so many labels are left out by lot."""
    rng = np.random.default_rng(seed)
    count = len(refit.taught.labels.rows)
    kept = [np.sort(rng.permutation(count)[leave:]) for _ in range(LOTS)]
    moves = np.stack([refit.shares(rows) - whole for rows in kept])
    # Pooled over the categories of a group: eight lots alone tell a spread poorly.
    pooled = np.sqrt((moves**2).mean(axis=(0, 2)))
    return np.repeat(pooled[:, None], whole.shape[1], axis=1)


def _check(outcome: Outcome, figure: str, told: str) -> Check:
    return Check(code=_CODE, label=_LABEL, outcome=outcome, figure=figure, limit=_LIMIT, told=told)
