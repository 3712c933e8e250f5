"""When does the model keep silent, and what does it say instead? Three reasons, each a sentence. Needs numpy only."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from features.frame import Frame
from models.ordinal import Floats
from sagstyngde.assessment import Abstention, AbstentionReason
from sagstyngde.case import Case

_WITHHELD = "Kan ikke målgruppevurderes:"


@dataclass(frozen=True, slots=True, kw_only=True)
class AbstentionRule:
    """What the training cases looked like, and how close two categories may lie.

    ``most_missing`` is how many facts were missing in all but the least informed training cases; ``lowest`` and
    ``highest`` (columns,) bound what was seen; ``least_margin`` is the smallest lead of the most probable category.
    """

    most_missing: int
    least_margin: float
    lowest: Floats
    highest: Floats

    def nearest_seen(self, X: Floats) -> Floats:
        """Return rows with each value moved to the nearest one that a training case had; missing stays missing.

        A line must not run on beyond what it was learned from: a birth year of 1900 would weigh thousands of hours.
        """
        is_seen = self.lowest <= self.highest
        return np.clip(X, np.where(is_seen, self.lowest, -np.inf), np.where(is_seen, self.highest, np.inf))

    def abstentions(self, case: Case, frame: Frame, row: Floats, probability: Floats) -> tuple[Abstention, ...]:
        """Return the reasons for silence, if any, for one case with its row and probabilities (categories,)."""
        return (
            *self._too_little_known(frame, row),
            *self._unlike_earlier(case, frame, row),
            *self._too_close(frame, probability),
        )

    def _too_little_known(self, frame: Frame, row: Floats) -> Iterator[Abstention]:
        missing = int(missing_counts(frame, row[None, :])[0])
        if missing > self.most_missing:
            text = f"{_WITHHELD} for lidt er oplyst ({missing} af {len(frame.sources)} oplysninger mangler)."
            yield Abstention(reason=AbstentionReason.TOO_LITTLE_KNOWN, text=text)

    def _unlike_earlier(self, case: Case, frame: Frame, row: Floats) -> Iterator[Abstention]:
        outside = (row < self.lowest) | (row > self.highest)
        names = {frame.columns[column].source for column in np.flatnonzero(outside)} | set(frame.unknown_options(case))
        if names:
            labels = ", ".join(frame.label(name) for name in frame.sources if name in names)
            text = f"{_WITHHELD} sagen ligner ikke tidligere sager ({labels})."
            yield Abstention(reason=AbstentionReason.UNLIKE_EARLIER, text=text)

    def _too_close(self, frame: Frame, probability: Floats) -> Iterator[Abstention]:
        second, first = np.argsort(probability, kind="stable")[-2:]
        if probability[first] - probability[second] < self.least_margin:
            low, high = (frame.scheme.scale[index].name.lower() for index in sorted((int(first), int(second))))
            text = f"{_WITHHELD} kategorierne {low} og {high} ligger for tæt."
            yield Abstention(reason=AbstentionReason.TOO_CLOSE, text=text)


def missing_counts(frame: Frame, X: Floats) -> Floats:
    """Return how many source facts are missing in each row."""
    missing = frame.by_source(np.isnan(X).astype(np.float64)) > 0.0
    return np.asarray(missing.sum(axis=1))
