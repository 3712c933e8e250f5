"""Whose word counts? The person's."""

from dataclasses import replace
from datetime import UTC, datetime

from sagstyngde.assessment import Abstention, AbstentionReason, Assessment
from sagstyngde.judgement import Confirmation, Override, OverrideReason, settled
from tests.answers import an_assessment

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def _withheld() -> Assessment:
    assessment = an_assessment()
    silence = Abstention(reason=AbstentionReason.TOO_CLOSE, text="Kan ikke målgruppevurderes: …")
    return replace(assessment, suggestion=replace(assessment.suggestion, abstentions=(silence,)))


def _overridden(assessment: Assessment, category: str | None) -> Override:
    return Override(
        assessment_id=assessment.assessment_id,
        category=category,
        reason=OverrideReason.KNOWS_THE_FAMILY,
        note="",
        overridden_by="konsulent-1",
        overridden_at=NOW,
    )


def test_an_unanswered_suggestion_settles_the_category() -> None:
    assessment = an_assessment()

    assert settled(assessment, None).category == assessment.suggestion.code


def test_a_withheld_suggestion_settles_nothing_until_a_person_has_answered() -> None:
    assessment = _withheld()
    confirmed = Confirmation(assessment_id=assessment.assessment_id, confirmed_by="konsulent-1", confirmed_at=NOW)

    assert settled(assessment, None).category is None
    assert settled(assessment, confirmed).category == assessment.suggestion.code


def test_an_override_sets_the_category_and_keeps_the_predicted_hours() -> None:
    assessment = an_assessment()

    weight = settled(assessment, _overridden(assessment, "D"))

    assert weight.category == "D"
    assert weight.monthly_hours == assessment.effort.monthly_hours


def test_a_person_may_say_that_a_case_cannot_be_assessed() -> None:
    assessment = an_assessment()

    assert settled(assessment, _overridden(assessment, None)).category is None
