"""What comes of it when a person and the model are far apart? A talk about it: an alarm, raised at once (R53)."""

from collections.abc import Sequence

from casework.alarm_rules import far_apart
from storage.alarms import raise_alarms
from storage.assessments import Answered
from storage.engine import Connection
from storage.stamp import Stamp


def tell_disagreement(
    connection: Connection, said: str | None, answered: Answered | None, *, scale: Sequence[str], stamp: Stamp
) -> None:
    """Raise an alarm where a category just given lies two steps or more from the newest suggestion.

    A blind judgement opens the suggestion it was given before, so telling of it gives nothing away.
    """
    if answered is None or answered.assessment.suggestion.is_withheld:
        return
    assessment = answered.assessment
    raise_alarms(connection, far_apart(assessment.case_id, assessment.suggestion.code, said, scale), stamp)
