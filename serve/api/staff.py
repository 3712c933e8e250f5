"""Who are the caseworkers, on which terms, and when are they away?"""

from fastapi import APIRouter, Response

from sagstyngde.case import CaseworkerId
from sagstyngde.errors import NotAllowed, StaffRefused
from sagstyngde.operations import Operation
from serve.api.look_around import look_around
from serve.api.wire_staff import AbsenceIn, StaffIn, TermsIn
from serve.api.wire_staff_out import AbsenceOut, CaseworkerOut, StaffOut, TakenOut
from serve.dependencies import CaseScheme, HouseRules, today
from serve.preconditions import Expected, require
from serve.replies import etag, reply
from serve.visits import Visiting
from serve.work import Work, unseen
from storage.answered import Reply
from storage.staff import add_term, find_staff, record_terms, staff_records, withdraw_term
from storage.tables.staff import TermKind
from storage.terms import Term, on_terms

router = APIRouter(tags=["Medarbejdere"])


@router.get("/staff", summary="Se sagsbehandlerne", operation_id=Operation.STAFF_LIST)
def list_staff(visit: Visiting) -> StaffOut:
    """Return the caseworkers you reach, with every term that stands agreed with them, past and coming."""

    def act(work: Work) -> StaffOut:
        seen = [one for one in staff_records(work.connection) if work.reaches_caseworker(one)]
        return StaffOut(caseworkers=[CaseworkerOut.of(one) for one in seen])

    return visit.do(act)


@router.get("/staff/{caseworker_id}", summary="Se en sagsbehandler", operation_id=Operation.STAFF_READ)
def read_caseworker(caseworker_id: str, visit: Visiting, response: Response) -> CaseworkerOut:
    """Return a caseworker. Her ETag is what a change must name in If-Match."""
    found = visit.do(lambda work: CaseworkerOut.of(work.caseworker(CaseworkerId(caseworker_id))))
    response.headers["ETag"] = etag(found.version)
    return found


@router.put("/staff/{caseworker_id}", summary="Ret en sagsbehandlers vilkår", operation_id=Operation.STAFF_WRITE)
def put_caseworker(  # noqa: PLR0913  what a route needs is what it is given
    caseworker_id: str,
    terms: TermsIn,
    *,
    visit: Visiting,
    expected: Expected,
    house: HouseRules,
    scheme: CaseScheme,
    response: Response,
) -> CaseworkerOut:
    """Let these be a caseworker's terms. What is no longer there is withdrawn and can still be read in the database.

    Absences are not touched: they have an address of their own.
    """
    whom, on = CaseworkerId(caseworker_id), today(scheme)
    own = terms.employment(whom)

    def act(work: Work) -> CaseworkerOut:
        require(work.caseworker(whom, lock=True).version, expected)
        if not work.reaches_team(on_terms(own, terms.terms(), on).team, whom):
            raise _out_of_reach()
        record_terms(work.connection, own, terms.terms(), work.stamp, keeps=terms.keeps)
        look_around(work, house, scheme, [whom])
        return CaseworkerOut.of(work.caseworker(whom))

    found = visit.do(act)
    response.headers["ETag"] = etag(found.version)
    return found


@router.post(
    "/staff",
    status_code=201,
    summary="Modtag en medarbejderliste",
    operation_id=Operation.STAFF_IMPORT,
    response_model=TakenOut,
)
def take_staff(staff: StaffIn, visit: Visiting, house: HouseRules, scheme: CaseScheme) -> Response:
    """Store caseworkers, new and known, all of them or none. Those the list leaves out keep their terms."""
    rows = [(one.employment(one.caseworker_id), one) for one in staff.caseworkers]
    if len({own.caseworker_id for own, _ in rows}) < len(rows):
        raise StaffRefused(english="a caseworker stands twice in the list", danish="en sagsbehandler står to gange")
    on = today(scheme)

    def act(work: Work) -> Reply:
        for own, told in sorted(rows, key=lambda row: row[0].caseworker_id):
            known, terms = find_staff(work.connection, own.caseworker_id), told.terms()
            is_inside = work.reaches_team(on_terms(own, terms, on).team, own.caseworker_id)
            if not is_inside or (known is not None and not work.reaches_caseworker(known)):
                raise _out_of_reach()
            record_terms(work.connection, own, terms, work.stamp, keeps=told.keeps)
        look_around(work, house, scheme, [own.caseworker_id for own, _ in rows])
        return reply(TakenOut(stored=len(rows)), status=201)

    return visit.effect(act)


@router.post(
    "/staff/{caseworker_id}/absences",
    status_code=201,
    summary="Registrér et fravær",
    operation_id=Operation.ABSENCE_WRITE,
    response_model=AbsenceOut,
)
def add_absence(
    caseworker_id: str, absence: AbsenceIn, *, visit: Visiting, house: HouseRules, scheme: CaseScheme
) -> Response:
    """Record that a caseworker is away."""
    whom = CaseworkerId(caseworker_id)
    if absence.ends_on is not None and absence.ends_on < absence.starts_on:
        raise StaffRefused(english="ends_on lies before starts_on", danish="ends_on ligger før starts_on")
    term = Term(TermKind.ABSENCE, None, absence.share, absence.starts_on, absence.ends_on)

    def act(work: Work) -> Reply:
        work.caseworker(whom, lock=True)
        number = add_term(work.connection, whom, term, work.stamp)
        look_around(work, house, scheme, [whom])
        told = AbsenceOut(number=number, share=absence.share, starts_on=absence.starts_on, ends_on=absence.ends_on)
        return reply(told, status=201, location=f"/api/v1/staff/{whom}/absences/{number}")

    return visit.effect(act)


@router.delete(
    "/staff/{caseworker_id}/absences/{number}",
    status_code=204,
    summary="Træk et fravær tilbage",
    operation_id=Operation.ABSENCE_WITHDRAW,
)
def withdraw_absence(caseworker_id: str, number: int, visit: Visiting) -> None:
    """Let an absence no longer count. It is withdrawn, never removed; a second time changes nothing more."""
    whom = CaseworkerId(caseworker_id)

    def act(work: Work) -> None:
        known = work.caseworker(whom, lock=True)
        if not any(own == number and term.kind is TermKind.ABSENCE for own, term in known.terms):
            raise unseen()
        withdraw_term(work.connection, whom, number, work.stamp)

    visit.do(act)


def _out_of_reach() -> NotAllowed:
    return NotAllowed(
        english="the team lies outside your own reach", danish="teamet ligger uden for det område, du har adgang til"
    )
