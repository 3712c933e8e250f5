"""Does a hand-over note wait for the reader of a case's page? Told to her it waits for, and to nobody else."""

from casework.handing_over import hand_overs, to_read
from sagstyngde.allowed import reaches
from sagstyngde.operations import Operation
from serve.work import Work
from storage.cases import CaseRecord


def a_note_waits(work: Work, record: CaseRecord) -> bool:
    """Whether the reader has the case, and has not yet said that she has read what was written to her."""
    who = work.visit.principal
    if who.caseworker_id is None or who.caseworker_id != record.case.caseworker_id:
        return False
    if not reaches(who, Operation.HAND_OVER_PAGE, record.marks):
        return False
    return bool(to_read(hand_overs(work.connection, record.case.case_id), record))
