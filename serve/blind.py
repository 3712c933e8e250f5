"""What may be shown of an assessment? All of it - or, while the case awaits a blind judgement, only that it is there.

A professional who has seen a suggestion is drawn towards it. A share of the cases is therefore judged before anybody
has seen one: their categories are the only ones a model may be measured by (R51, R53). The rule is kept here, for every
reader alike, and not in a page.
"""

from serve.wire_out import AssessmentOut, WaitingOut
from storage.assessments import Answered


def shown(answered: Answered) -> AssessmentOut | WaitingOut:
    """Return an assessment as it may be read now."""
    if answered.awaits_judgement:
        return WaitingOut.of(answered.assessment)
    return AssessmentOut.of(answered.assessment)
