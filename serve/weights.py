"""What does a case weigh now, as far as anybody may be told? The person's word, else the suggestion once it is open."""

from collections.abc import Mapping, Sequence

from sagstyngde.case import CaseId
from sagstyngde.judgement import weight_of
from serve.wire_case import Shown
from storage.assessments import newest_answers
from storage.engine import Connection
from storage.words import last_words


def shown_of(connection: Connection, case_ids: Sequence[CaseId]) -> Mapping[CaseId, Shown]:
    """Return of each of these cases what it weighs: without hours where nothing is estimated, or may be told."""
    answers, said = newest_answers(connection, case_ids), last_words(connection, case_ids)
    found = {}
    for case_id in case_ids:
        answered = answers.get(case_id)
        awaits = answered is not None and answered.awaits_judgement
        assessment = None if answered is None or awaits else answered.assessment
        weight = weight_of(case_id, assessment, said.get(case_id))
        found[case_id] = Shown(weight=weight, awaits_judgement=awaits)
    return found
