"""How far apart are a person and the model? Two steps or more is worth a talk (R53), so the feed tells it."""

from sagstyngde.category import CategoryScale
from storage.assessments import Answered


def steps_apart(category: str | None, answered: Answered | None, scale: CategoryScale) -> int | None:
    """Return the steps between a person's category and the suggestion; ``None`` where one of them has none."""
    if category is None or answered is None or answered.assessment.suggestion.is_withheld:
        return None
    suggested = answered.assessment.suggestion.code
    return abs(scale.index(category) - scale.index(suggested)) if suggested in scale.codes else None
