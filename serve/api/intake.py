"""How does a case come in? As a new one, or as one we know just so; what may not be seen is not told apart from new.

Whoever may not see a case gets the same answer for it as for one she may not create.
"""

from casework.intake import filled
from features.scheme import Scheme
from sagstyngde.assessment import Assessment
from sagstyngde.case import Case
from serve.assesses import Assesses
from serve.wire import CaseIn
from serve.work import Work
from storage.assessments import known_as_told
from storage.cases import CaseRecord, find_record, insert_case


def known_or_created(work: Work, case_in: CaseIn, scheme: Scheme) -> tuple[CaseRecord, bool]:
    """Return the case as it is stored, and whether it is new; the register fills in what nobody has said of a new one.

    Raises:
        Unseen: it is not one that this visit may touch.
        CaseDiffers: its id is known already, with other facts.

    """
    case = case_in.case()
    known = find_record(work.connection, case.case_id)
    if known is None:
        case = filled(work.connection, case, scheme)
        known = insert_case(work.connection, case, work.stamp, classification=case_in.classification())
        work.saw(known)
        return known, True
    work.saw(known)
    return known_as_told(known, case), False


def as_stored(assessor: Assesses, assessment: Assessment, told: Case, record: CaseRecord) -> Assessment:
    """Return the answer to a case as it is stored: the same, unless the register has filled something in."""
    if record.case.facts == told.facts:
        return assessment
    return assessor.assess(record.case, assessment_id=assessment.assessment_id, at=assessment.assessed_at)
