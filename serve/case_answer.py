"""How is a case's assessment told on a page? Its sentences and charts, and each category on its scale."""

from dataclasses import dataclass
from typing import Any

from features.scheme import Scheme
from sagstyngde.assessment import AbstentionReason, Assessment
from sagstyngde.category import Category
from serve import wording
from serve.case_charts import month_strip
from serve.charts import month_bars, reason_bars
from serve.language import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One category on its scale, as a case's answer sees it."""

    category: Category
    is_suggested: bool
    is_likely: bool
    of_ten: int | None


def answer_context(assessment: Assessment, scheme: Scheme) -> dict[str, Any]:
    """Return the sentences and the chart that every view of an assessment shows."""
    unit = _(scheme.effort.unit)
    return {
        "assessment": assessment,
        "average": wording.average_sentence(assessment, unit),
        "reasons": reason_bars(assessment.reasons, unit),
        "binding": _(wording.BINDING),
    }


def whole_answer(assessment: Assessment, scheme: Scheme) -> dict[str, Any]:
    """Return what a case's own page shows besides: category, hours, and the months behind them."""
    unit, suggestion = _(scheme.effort.unit), assessment.suggestion
    reasons = {one.reason for one in suggestion.abstentions}
    return {
        "likely": wording.likely_sentence(suggestion, scheme),
        "suggestion_sentence": wording.suggestion_sentence(suggestion, scheme),
        "hours": wording.hours_sentence(assessment.effort, unit),
        "steps": _steps(assessment, scheme),
        "strip": month_strip(assessment.effort),
        "months": month_bars(assessment.effort, unit),
        "is_unlike": AbstentionReason.UNLIKE_EARLIER in reasons,
    }


def _steps(assessment: Assessment, scheme: Scheme) -> list[Step]:
    suggestion, scale = assessment.suggestion, scheme.scale
    fits = len(suggestion.probabilities) == len(scale) and not suggestion.is_withheld
    counts = wording.tenths(suggestion.probabilities) if fits else (None,) * len(scale)
    return [
        Step(
            category=category,
            is_suggested=category.code == suggestion.code and not suggestion.is_withheld,
            is_likely=category.code in suggestion.likely_codes and not suggestion.is_withheld,
            of_ten=of_ten,
        )
        for category, of_ten in zip(scale, counts, strict=True)
    ]
