"""When does the model keep silent, and what does it say instead? Three reasons, each a sentence. Needs numpy only.

Silence has a price as a wrong word has (``features.scheme.SilenceRule``): a category is withheld where a person's look
is cheaper than the steps the suggestion must be expected to be off (ADR 0018).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.frame import Frame
from models.abstain import missing_facts
from models.bundle import ModelBundle
from models.neighbours import Nearest
from models.novelty import RANK
from models.ordinal import Floats, Integers
from sagstyngde.assessment import Abstention, AbstentionReason
from sagstyngde.case import Case

_WITHHELD = "Kan ikke målgruppevurderes:"
_MOST_NAMED = 3
_NODES = np.sqrt(3.0) * np.array([-1.0, 0.0, 1.0])
_OWN = 1
_NODE_WEIGHTS = np.array([1.0, 4.0, 1.0]) / 6.0
"""Three points and weights that stand for a normal distribution (Gauss-Hermite)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """What speaks for silence, case by case; (rows,) but ``is_outside`` and ``X``, which are (rows x columns).

    ``missing`` counts facts. ``steps`` is how many steps the suggestion is expected to be off; ``blurred_steps`` the
    same when what is missing beyond the usual could be anything. ``chance`` is how often an ordinary case is so
    strange.
    """

    X: Floats
    probability: Floats
    missing: Integers
    is_outside: NDArray[np.bool_]
    steps: Floats
    blurred_steps: Floats
    chance: Floats
    nearest: Nearest


def doubts_of(bundle: ModelBundle, X: Floats, score: Floats) -> Doubts:
    """Weigh cases side by side: rows of floats (rows x columns) with their scores (rows,)."""
    weighed = _weighed(bundle, X, score)
    nearest = bundle.neighbours.nearest(bundle.abstention.nearest_seen(X))
    return Doubts(
        X=X,
        probability=weighed.probability,
        missing=weighed.missing,
        is_outside=weighed.is_outside,
        steps=weighed.steps,
        blurred_steps=weighed.blurred_steps,
        chance=bundle.abstention.novelty.chances(nearest),
        nearest=nearest,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """The doubts that need no earlier cases; see ``Doubts``."""

    probability: Floats
    missing: Integers
    is_outside: NDArray[np.bool_]
    steps: Floats
    blurred_steps: Floats


def _weighed(bundle: ModelBundle, X: Floats, score: Floats) -> _Weighed:
    rule, category = bundle.abstention, bundle.category
    missing = missing_facts(bundle.frame, X)
    scores = score + _NODES[:, None] * rule.deviations(missing)
    around = category.probabilities(scores.ravel()).reshape(len(_NODES), len(score), -1)
    probability = around[_OWN]
    blurred = np.zeros_like(probability)
    for weight, chances in zip(_NODE_WEIGHTS, around, strict=True):
        blurred += weight * chances
    suggested = probability.argmax(axis=1)
    return _Weighed(
        probability=probability,
        missing=missing.sum(axis=1),
        is_outside=(rule.lowest > X) | (rule.highest < X),
        steps=expected_steps(probability, suggested),
        blurred_steps=expected_steps(blurred, suggested),
    )


def expected_steps(probability: Floats, suggested: Integers) -> Floats:
    """Return how many steps of the scale each suggestion is expected to be off; (rows,).

    >>> expected_steps(np.array([[0.1, 0.7, 0.2], [0.5, 0.0, 0.5]]), np.array([1, 0])).round(9).tolist()
    [0.3, 1.0]
    """
    distance = np.abs(np.arange(probability.shape[1]) - suggested[:, None])
    return np.asarray((probability * distance).sum(axis=1))


def withheld(bundle: ModelBundle, X: Floats, score: Floats, has_unknown: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say of many cases which reasons for silence each has, (rows x reasons, in the order of ``AbstentionReason``).

    The same as ``abstentions`` says case by case, without its sentences; ``has_unknown`` (rows,) says which cases chose
    an option that no training case had.
    """
    rule, scheme_rule = bundle.abstention, bundle.frame.scheme.abstention
    weighed = _weighed(bundle, X, score)
    tips = (weighed.steps <= scheme_rule.most_steps) & (scheme_rule.most_steps < weighed.blurred_steps)
    limit = rule.novelty.limit(scheme_rule.false_alarm_rate)
    unlike = has_unknown | weighed.is_outside.any(axis=1)
    if limit is not None:
        unlike |= bundle.neighbours.are_beyond(rule.nearest_seen(X), limit, RANK)
    return np.column_stack(
        (tips | (weighed.missing > rule.most_missing), unlike, weighed.steps > scheme_rule.most_steps)
    )


def abstentions(bundle: ModelBundle, case: Case, doubts: Doubts, row: int) -> tuple[Abstention, ...]:
    """Return the reasons for silence, if any, for one case and its row among the doubts."""
    return (
        *_too_little_known(bundle, doubts, row),
        *_unlike_earlier(bundle, case, doubts, row),
        *_too_close(bundle.frame, doubts, row),
    )


def _too_little_known(bundle: ModelBundle, doubts: Doubts, row: int) -> Iterator[Abstention]:
    missing, most_steps = int(doubts.missing[row]), bundle.frame.scheme.abstention.most_steps
    tips = doubts.steps[row] <= most_steps < doubts.blurred_steps[row]
    if tips or missing > bundle.abstention.most_missing:
        text = f"{_WITHHELD} for lidt er oplyst ({missing} af {len(bundle.frame.sources)} oplysninger mangler)."
        yield Abstention(reason=AbstentionReason.TOO_LITTLE_KNOWN, text=text)


def _unlike_earlier(bundle: ModelBundle, case: Case, doubts: Doubts, row: int) -> Iterator[Abstention]:
    frame = bundle.frame
    outside = np.flatnonzero(doubts.is_outside[row])
    names = {frame.columns[column].source for column in outside} | set(frame.unknown_options(case))
    if not names and doubts.chance[row] <= frame.scheme.abstention.false_alarm_rate:
        names = _strangest(bundle, doubts, row)
    if names:
        labels = ", ".join(frame.label(name) for name in frame.sources if name in names)
        text = f"{_WITHHELD} sagen ligner ikke tidligere sager ({labels})."
        yield Abstention(reason=AbstentionReason.UNLIKE_EARLIER, text=text)


def _strangest(bundle: ModelBundle, doubts: Doubts, row: int) -> set[str]:
    """Name the facts in which a case is farthest from those nearest to it."""
    neighbours, frame = bundle.neighbours, bundle.frame
    places = doubts.nearest.places[row, :RANK]
    apart = neighbours.likeness.by_source(doubts.X[row].astype(np.float32), neighbours.earlier.rows[places])
    total = apart.sum(axis=0)
    order = np.argsort(-total, kind="stable")[:_MOST_NAMED]
    return {frame.sources[neighbours.likeness.sources[place]] for place in order if total[place] > 0}


def _too_close(frame: Frame, doubts: Doubts, row: int) -> Iterator[Abstention]:
    if doubts.steps[row] > frame.scheme.abstention.most_steps:
        first, second = np.argsort(-doubts.probability[row], kind="stable")[:2]
        low, high = (frame.scheme.scale[index].name.lower() for index in sorted((int(first), int(second))))
        text = f"{_WITHHELD} kategorierne {low} og {high} ligger for tæt."
        yield Abstention(reason=AbstentionReason.TOO_CLOSE, text=text)
