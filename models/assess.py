"""What does a bundle say of a case? A case in, an assessment out. Needs numpy and pydantic; no learning library."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from features.scheme import Scheme
from models import bundle as bundles
from models.bundle import Manifest, ModelBundle
from models.contrast import Limits, contrast
from models.explain import POINTS_PER_UNIT, hours_shares, reasons
from models.fill_sheet import sheet_of
from models.interactions import Together
from models.lay_mosaic import lay_mosaic
from models.mosaic import Mosaic
from models.ordinal import Floats
from models.purified import Purified
from models.sheet import Sheet
from models.sheet_diff import SheetDiff, compare
from models.shift import Reference, Shifts
from models.silence import Doubts, abstentions, doubts_of
from models.similar import SimilarSearch
from models.what_if import WhatIfSearch
from sagstyngde.assessment import Assessment, AssessmentId, CategorySuggestion, Reason, WhatIf
from sagstyngde.case import Case
from sagstyngde.effort import Effort, Interval
from sagstyngde.errors import ExplanationMismatch

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Numbers for many cases side by side; ``points`` and ``index_points`` are (rows x sources)."""

    X: Floats
    score: Floats
    probability: Floats
    hours: Floats
    low: Floats
    high: Floats
    monthly: Floats
    points: Floats
    index_points: Floats


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Assessor:
    """Answers from one bundle."""

    bundle: ModelBundle
    mosaic: Mosaic = field(init=False)
    limits: Limits = field(init=False)
    what_if: WhatIfSearch = field(init=False)
    similar: SimilarSearch = field(init=False)
    together: Together = field(init=False)
    average_index: float = field(init=False)
    average_hours: float = field(init=False)

    def __post_init__(self) -> None:
        """Find once what every answer and its explanation need.

        The average case's effort index and hours are where every explanation starts.
        """
        frame, category, effort = self.bundle.frame, self.bundle.category, self.bundle.effort
        mosaic = lay_mosaic(category.table, effort.table, effort.beta, frame=frame, rule=self.bundle.abstention)
        object.__setattr__(self, "mosaic", mosaic)
        limits, earlier = Limits.of(category), self.bundle.neighbours.earlier.rows
        score, index = Purified.of(category.table, earlier), Purified.of(effort.table, earlier)
        object.__setattr__(self, "limits", limits)
        object.__setattr__(self, "what_if", WhatIfSearch.of(self.bundle, mosaic, limits))
        object.__setattr__(self, "similar", SimilarSearch.of(self.bundle, mosaic))
        average = effort.average(category.table.average)
        object.__setattr__(self, "average_index", average)
        object.__setattr__(self, "average_hours", float(effort.hours(np.array([average]))[0]))
        object.__setattr__(self, "together", Together.of(frame, score, index, effort.beta))

    @classmethod
    def load(cls, folder: Path) -> "Assessor":
        """Read a bundle from a folder; raises ``BundleRefused``."""
        return cls(bundles.load(folder))

    @property
    def scheme(self) -> Scheme:
        """The scheme the bundle was trained under."""
        return self.bundle.frame.scheme

    @property
    def bundle_hash(self) -> str:
        """The bundle's content hash."""
        return self.bundle.content_hash

    @property
    def manifest(self) -> Manifest:
        """The bundle's numbers and names."""
        return self.bundle.manifest

    @property
    def figures(self) -> dict[str, Any] | None:
        """How good it was on the newest cases; ``None`` where nobody has tried."""
        return self.bundle.figures

    def answers(self, X: Floats) -> Answers:
        """Return numbers and contributions for rows of floats (rows x columns).

        A value beyond those seen in training counts as the nearest seen one.
        """
        category, effort = self.bundle.category, self.bundle.effort
        reading = self.mosaic.read(X)
        hours = effort.hours(reading.index)
        probability = category.probabilities(reading.score)
        low, high = effort.interval.limits(hours, probability.argmax(axis=1))
        return Answers(
            X=X,
            score=reading.score,
            probability=probability,
            hours=hours,
            low=low,
            high=high,
            monthly=effort.monthly(hours, probability),
            points=reading.points,
            index_points=reading.index_points,
        )

    def sheet(self) -> Sheet:
        """Write the point table out as people read it."""
        return sheet_of(self.bundle, self.bundle.neighbours.earlier.rows)

    def changed_since(self, older: ModelBundle) -> SheetDiff:
        """Tell its point table from an older bundle's."""
        rows = (older.neighbours.earlier.rows, self.bundle.neighbours.earlier.rows)
        return compare(older, rows[0], self.bundle, rows[1])

    def shifts(self, cases: Sequence[Case]) -> Shifts:
        """Lay newer cases beside those it learned from, fact by fact."""
        earlier = np.asarray(self.bundle.neighbours.earlier.rows, dtype=np.float64)
        newer = self.bundle.frame.rows(cases)
        reference = Reference.of(self.bundle.frame, earlier, self.mosaic.read(earlier).score)
        return reference.shifts(newer, self.mosaic.read(newer).score)

    def assess(self, case: Case, *, assessment_id: AssessmentId, at: datetime) -> Assessment:
        """Assess one case.

        Raises:
            ExplanationMismatch: the reasons do not add up to the answer; it is withheld rather than misleading.
        """
        answers = self.answers(self.bundle.frame.rows([case]))
        doubts = doubts_of(self.bundle, answers.X, answers.score)
        assessment = self._assessments([case], answers, doubts, ids=[assessment_id], at=at)[0]
        return replace(
            assessment,
            what_if=self._what_if(case, answers, assessment.suggestion),
            similar=self.similar(case, answers.X, answers.points[0], doubts.nearest),
        )

    def assess_many(self, cases: Sequence[Case], *, ids: Sequence[AssessmentId], at: datetime) -> list[Assessment]:
        """Assess cases side by side: as one by one, but without similar cases and what would have to be different."""
        answers = self.answers(self.bundle.frame.rows(cases))
        return self._assessments(cases, answers, doubts_of(self.bundle, answers.X, answers.score), ids=ids, at=at)

    def _assessments(
        self, cases: Sequence[Case], answers: Answers, doubts: Doubts, *, ids: Sequence[AssessmentId], at: datetime
    ) -> list[Assessment]:
        sets = self.bundle.category.likely(answers.probability)
        weights = self.together.weights(self.bundle.abstention.nearest_seen(answers.X))
        return [
            _checked(
                Assessment(
                    assessment_id=ids[row],
                    case_id=case.case_id,
                    assessed_at=at,
                    bundle_hash=self.bundle_hash,
                    scheme_version=self.scheme.version,
                    suggestion=self._suggestion(case, doubts, row, sets[row]),
                    effort=self._effort(answers, row),
                    points=float(answers.score[row]) * POINTS_PER_UNIT,
                    average_points=self.bundle.category.table.average * POINTS_PER_UNIT,
                    average_hours=self.average_hours,
                    reasons=self._reasons(case, answers, row, weights[row]),
                    contrast=self._contrast(case, answers, row),
                )
            )
            for row, case in enumerate(cases)
        ]

    def _suggestion(self, case: Case, doubts: Doubts, row: int, likely: tuple[int, ...]) -> CategorySuggestion:
        probability = doubts.probability[row]
        codes = self.scheme.scale.codes
        return CategorySuggestion(
            code=codes[int(probability.argmax())],
            probabilities=tuple(probability.tolist()),
            likely_codes=tuple(codes[index] for index in likely),
            abstentions=abstentions(self.bundle, case, doubts, row),
        )

    def _contrast(self, case: Case, answers: Answers, row: int) -> str | None:
        points, score = answers.points[row], float(answers.score[row])
        return contrast(case, self.bundle.frame, self.limits, points=points, score=score)

    def _what_if(self, case: Case, answers: Answers, suggestion: CategorySuggestion) -> WhatIf | None:
        """Look for another category only where one is suggested."""
        return None if suggestion.is_withheld else self.what_if(case, answers.X[0], float(answers.score[0]))

    def _reasons(self, case: Case, answers: Answers, row: int, weights: Floats) -> tuple[Reason, ...]:
        index_points = answers.index_points[row]
        shares = hours_shares(index_points, self.average_index, self.bundle.effort)
        together = self.together.named(weights, index_points)
        return reasons(case, self.bundle.frame, answers.points[row], shares, together=together)

    def _effort(self, answers: Answers, row: int) -> Effort:
        interval = Interval(
            low=float(answers.low[row]), high=float(answers.high[row]), level=self.bundle.effort.interval.level
        )
        return Effort(
            hours=float(answers.hours[row]),
            interval=interval,
            monthly_hours=tuple(answers.monthly[row].tolist()),
            horizon_months=self.bundle.effort.horizon,
        )


def _checked(assessment: Assessment) -> Assessment:
    """Refuse an answer whose reasons do not add up to it."""
    points = assessment.average_points + sum(reason.points for reason in assessment.reasons)
    hours = assessment.average_hours + sum(reason.hours for reason in assessment.reasons)
    off = max(abs(points - assessment.points), abs(hours / max(assessment.effort.hours, 1e-9) - 1.0))
    if off > TOLERANCE:
        raise ExplanationMismatch(
            english="the reasons do not add up to the answer; the answer is withheld",
            danish="begrundelsen stemmer ikke med svaret; svaret holdes tilbage",
        )
    return assessment
