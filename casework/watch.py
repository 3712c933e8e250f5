"""What has come about that somebody should look at? Every rule asked of everything that stands in the casebook."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from allocation.policy import Policy
from casework.alarm_rules import due, far_apart, leaving, overloaded, split_siblings, unplaced_too_long
from casework.caseload import board_of
from sagstyngde.alarm import Finding
from sagstyngde.case import CaseId
from sagstyngde.judgement import Confirmation
from storage.alarms import raise_alarms
from storage.assessments import newest_answers
from storage.engine import Connection
from storage.placements import open_records, open_with
from storage.staff import staff_records
from storage.stamp import Stamp
from storage.words import last_words


def watch(connection: Connection, policy: Policy, *, on: date, stamp: Stamp, scale: Sequence[str] = ()) -> int:
    """Raise every alarm there is reason for and that is not raised yet; return how many were new.

    ``scale`` are the categories in their order; without them no disagreement can be measured.
    """
    return raise_alarms(connection, findings(connection, policy, on=on, scale=scale), stamp)


def findings(connection: Connection, policy: Policy, *, on: date, scale: Sequence[str] = ()) -> list[Finding]:
    """Ask every rule."""
    cases = [record.case for record in open_records(connection)]
    staff = [one.on(on) for one in staff_records(connection)]
    names = {one.caseworker_id: one.name or str(one.caseworker_id) for one in staff}
    board = board_of(connection, policy, on)
    held = Counter(who for who, _ in open_with(connection, list(names)))
    apart = _apart(connection, [case.case_id for case in cases], scale)
    return [
        *overloaded(board.loads(board.held), names, most_share=policy.capacity.most_share or 1.0),
        *unplaced_too_long(cases, on),
        *due(cases, on),
        *leaving(staff, held, on),
        *split_siblings(cases),
        *apart,
    ]


def _apart(connection: Connection, case_ids: Sequence[CaseId], scale: Sequence[str]) -> list[Finding]:
    """Compare what people said with what the newest assessment suggests, where it has been shown."""
    answers, said = newest_answers(connection, case_ids), last_words(connection, case_ids)
    found = []
    for case_id, word in sorted(said.items()):
        answered = answers.get(case_id)
        if answered is None or answered.awaits_judgement or isinstance(word, Confirmation):
            continue
        suggestion = answered.assessment.suggestion
        found += far_apart(case_id, None if suggestion.is_withheld else suggestion.code, word.category, scale)
    return found
