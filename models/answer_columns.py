"""What does a bundle say of very many cases? The numbers of ``Assessor.assess`` side by side, without sentences.

Every number is bit for bit the one that the same case is given alone; what is left out is what only a reader of one
case needs: phrases, similar cases, what would have to be different. Needs numpy only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.assess import TOLERANCE, Answers, Assessor
from models.explain import POINTS_PER_UNIT
from models.ordinal import Floats, Integers
from models.silence import withheld
from sagstyngde.errors import ExplanationMismatch

_AT_AVERAGE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnswerColumns:
    """Answers side by side.

    ``suggested`` (rows,) is the likeliest category's place on the scale, ``first`` and ``last`` (rows,) bound the
    likely set; ``withheld`` (rows x reasons for silence, in the order of ``AbstentionReason``) says why none is
    suggested. ``points`` and ``source_hours`` (rows x sources) are what each source adds to the average case's.
    """

    suggested: Integers
    probability: Floats
    first: Integers
    last: Integers
    withheld: NDArray[np.bool_]
    hours: Floats
    low: Floats
    high: Floats
    monthly: Floats
    score_points: Floats
    points: Floats
    source_hours: Floats


def answer_columns(assessor: Assessor, X: Floats, has_unknown: NDArray[np.bool_]) -> AnswerColumns:
    """Answer rows of floats (rows x columns); ``has_unknown`` (rows,) says which chose an option nobody had before.

    Raises:
        ExplanationMismatch: what the sources add does not come to the answer in some row.
    """
    answers = assessor.answers(X)
    first, last = assessor.bundle.category.likely_ends(answers.probability)
    found = AnswerColumns(
        suggested=answers.probability.argmax(axis=1),
        probability=answers.probability,
        first=first,
        last=last,
        withheld=withheld(assessor.bundle, X, answers.score, has_unknown),
        hours=answers.hours,
        low=answers.low,
        high=answers.high,
        monthly=answers.monthly,
        score_points=answers.score * POINTS_PER_UNIT,
        points=np.ascontiguousarray(answers.points),
        source_hours=_hours_by_source(assessor, answers),
    )
    _check(assessor, found)
    return found


def _hours_by_source(assessor: Assessor, answers: Answers) -> Floats:
    """Return what each source adds to the average case's hours, as ``models.explain.hours_shares`` does for a row."""
    effort, average = assessor.bundle.effort, assessor.average_index
    # Rows lie next to each other, so that each is added up in the order it would be alone.
    shares = np.ascontiguousarray(answers.index_points)
    index = average + shares.sum(axis=1)
    is_average = np.abs(index - average) <= _AT_AVERAGE
    apart = np.where(is_average, 1.0, index - average)
    factor = (effort.hours(index) - assessor.average_hours) / apart
    found = np.asarray(shares * factor[:, None])
    if is_average.any():
        slope = float(effort.link.slopes[effort.link.pieces(np.array([average]))[0]])
        found[is_average] = shares[is_average] * assessor.average_hours * slope
    return found


def _check(assessor: Assessor, found: AnswerColumns) -> None:
    average_points = assessor.bundle.category.table.average * POINTS_PER_UNIT
    off_points = np.abs(average_points + found.points.sum(axis=1) - found.score_points)
    told = assessor.average_hours + found.source_hours.sum(axis=1)
    off_hours = np.abs(told / np.maximum(found.hours, 1e-9) - 1.0)
    if len(told) and max(float(off_points.max()), float(off_hours.max())) > TOLERANCE:
        raise ExplanationMismatch(
            english="the reasons do not add up to the answer; the answer is withheld",
            danish="begrundelsen stemmer ikke med svaret; svaret holdes tilbage",
        )
