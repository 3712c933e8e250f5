"""How does a case come in? As a new one, or as one we know just so; what may not be seen is not told apart from new.

Whoever may not see a case gets the same answer for it as for one she may not create.
"""

from serve.visits import Work
from serve.wire import CaseIn
from storage.assessments import known_as_told
from storage.cases import CaseRecord, find_record, insert_case


def known_or_created(work: Work, case_in: CaseIn) -> tuple[CaseRecord, bool]:
    """Return the case as it is stored, and whether it is new.

    Raises:
        Unseen: it is not one that this visit may touch.
        CaseDiffers: its id is known already, with other facts.

    """
    case = case_in.case()
    known = find_record(work.connection, case.case_id)
    if known is None:
        known = insert_case(work.connection, case, work.stamp, classification=case_in.classification())
        work.saw(known)
        return known, True
    work.saw(known)
    return known_as_told(known, case), False
