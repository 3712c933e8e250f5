"""Does one person's words stand apart from everybody else's, given the facts of the cases? Bias, or spoilt labels.

Each word is held against chances that the model gave without having seen it. Two things are asked of each person,
beside all the others together. Is she further up or down the scale: the mean step from what was foreseen? And which
share of her words looks as if the scale had been turned round, or the category drawn by lot: the share that makes her
words most likely as a mixture (likelihood ratio, against the others' own share, since no model's chances are perfect)?
People differ, honestly, by tenths of a category; only what is far beyond that stops, and only where it is no chance
among as many people as were asked.

This looks at labels, not at people's work: no figure of anybody is kept, and who it is stands as a mark that only those
who hold the history can resolve.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.scheme import CategorySource
from models.ordinal import Floats, Integers
from pipelines.gate.levels import FEWEST, stop_z
from pipelines.gate.newest import Newest, Words, words_of
from pipelines.gate.taught import Taught
from sagstyngde.danish import listing, number, signed
from sagstyngde.gate import Check, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of each person: its unit, and from where it is named and stops."""

    code: str
    label: str
    unit: str
    named: float
    stop: float


STEP = Question(code="judge_step", label="Ingen vurderer for sig selv", unit="kategori", named=0.3, stop=0.5)
SPOILT = Question(
    code="judge_spoilt",
    label="Ingens vurderinger er tilfældige eller vendt om",
    unit="af vurderingerne",
    named=0.05,
    stop=0.10,
)
_SHARES = np.arange(0.0, 0.905, 0.005)
_LEAST_CHANCE = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """One person beside all others: how far apart, how many standard errors that is, and her mark."""

    mark: str
    size: float
    z: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Surprise:
    """How far each word lay from what was foreseen of the case, and how much likelier it is as a spoilt one."""

    step: Floats
    odds: Floats
    judge: Integers
    names: tuple[str, ...]

    @classmethod
    def of(cls, chance: Floats, said: Integers, judge: Integers, names: tuple[str, ...]) -> "Surprise":
        """Hold words against the chances (words x categories) of what was said.

        A spoilt word is, half and half, one turned round and one drawn by lot.
        """
        categories, entries = chance.shape[1], np.arange(len(said))
        spoilt = 0.5 * chance[:, ::-1] + 0.5 / categories
        odds = spoilt[entries, said] / np.maximum(chance[entries, said], _LEAST_CHANCE)
        return cls(step=said - chance @ np.arange(categories), odds=odds, judge=judge, names=names)


def judges(alone: Newest) -> Iterator[Check]:
    """Yield a check for how far one person lies from the others, and one for how many of her words look spoilt."""
    reason = _reason(alone)
    checks = [] if reason else asked_of_each(surprises(alone))
    yield from checks or _unmeasured(reason or "færre end to personer har nok vurderinger", alone)


def asked_of_each(found: Surprise) -> list[Check]:
    """Ask both of everybody with enough words; nothing where there are not two such people."""
    people = _asked(found)
    if len(people) < 2:
        return []
    steps, spoilt = ([ask(found, person) for person in people] for ask in (_step, _spoilt))
    return [_check(STEP, steps), _check(SPOILT, spoilt)]


def mark_of(name: str) -> str:
    """Return the mark by which a person is told of: only who has the history can tell whose it is."""
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def surprises(alone: Newest) -> Surprise:
    """Hold every word against chances learned without it: older cases by folds, the newest by the model itself."""
    taught, newest = Taught.of(alone.trial), alone.cohort.labels
    words = [words_of(alone.trial, alone.trial.challenger.parts.develop), alone.words]
    names = tuple(sorted({name for one in words for name in one.names}))
    return Surprise.of(
        np.concatenate([taught.unseen(), alone.ours.probability[newest.rows]]),
        np.concatenate([taught.labels.category, newest.category]),
        np.concatenate([_renumbered(one, names) for one in words]),
        names,
    )


def _renumbered(words: Words, names: tuple[str, ...]) -> Integers:
    place = np.array([names.index(name) for name in words.names] + [-1], dtype=np.intp)
    return place[words.judge]


def _asked(found: Surprise) -> tuple[int, ...]:
    """Return the people with enough words to be told apart from chance."""
    counts = np.bincount(found.judge[found.judge >= 0], minlength=len(found.names))
    return tuple(np.flatnonzero(counts >= FEWEST).tolist())


def _step(found: Surprise, person: int) -> Apart:
    """Lay a person's mean step up or down the scale beside the others'."""
    own, theirs = (found.step[side] for side in _sides(found, person))
    error = float(np.hypot(*(steps.std(ddof=1) / np.sqrt(len(steps)) for steps in (own, theirs))))
    size = float(own.mean() - theirs.mean())
    return Apart(mark=mark_of(found.names[person]), size=size, z=abs(size) / max(error, 1e-9))


def _spoilt(found: Surprise, person: int) -> Apart:
    """Lay the share of a person's words that look spoilt beside the others'; z is the root of the likelihood ratio."""
    own, theirs = (_likelihoods(found.odds[side]) for side in _sides(found, person))
    usual, mine = int(theirs.argmax()), int(own.argmax())
    size = float(_SHARES[mine] - _SHARES[usual])
    return Apart(
        mark=mark_of(found.names[person]), size=size, z=float(np.sqrt(max(2.0 * (own[mine] - own[usual]), 0.0)))
    )


def _likelihoods(odds: Floats) -> Floats:
    """Return the log likelihood of some words for each share of spoilt ones."""
    return np.asarray(np.log1p(np.outer(_SHARES, odds - 1.0)).sum(axis=1))


def _sides(found: Surprise, person: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    mine = found.judge == person
    return mine, ~mine


def _check(asked: Question, people: list[Apart]) -> Check:
    sure = [one for one in people if one.z > stop_z(2 * len(people))]
    stopped, noted = ([one for one in sure if _far(one, asked, limit)] for limit in (asked.stop, asked.named))
    worst = max(people, key=lambda one: abs(one.size))
    marks = listing([one.mark for one in stopped or noted])
    return Check(
        code=asked.code,
        label=asked.label,
        outcome=Outcome.STOPPED if stopped else Outcome.NAMED if noted else Outcome.PASSED,
        figure=f"længst fra de andre: {signed(worst.size, 2)} {asked.unit} ({number(worst.z, 1)} standardfejl), "
        f"{len(people)} personer",
        limit=f"{number(asked.stop, 2)} stopper, {number(asked.named, 2)} nævnes",
        told=f"Se vurderingerne fra den, der her står som {marks}, igennem med vedkommende." if marks else "",
    )


def _far(one: Apart, asked: Question, limit: float) -> bool:
    """A step may go either way; fewer spoilt words than the others' are no fault."""
    return (one.size if asked is SPOILT else abs(one.size)) >= limit


def _reason(alone: Newest) -> str | None:
    history = alone.trial.history
    if history.scheme.category.source is not CategorySource.JUDGED:
        return "ingen vurderer kategorien"
    if not any(word.judged_by for word in history.judgements):
        return "ingen ved, hvem der har vurderet"
    return None


def _unmeasured(reason: str, alone: Newest) -> Iterator[Check]:
    by_hours = alone.trial.history.scheme.category.source is not CategorySource.JUDGED
    outcome = Outcome.PASSED if by_hours else Outcome.UNMEASURED
    told = "Kategorierne er skåret efter timer." if by_hours else "Så kan ingen se, om én persons ord står alene."
    limit = f"mindst to personer med {FEWEST} vurderinger"
    for asked in (STEP, SPOILT):
        yield Check(code=asked.code, label=asked.label, outcome=outcome, figure=reason, limit=limit, told=told)
