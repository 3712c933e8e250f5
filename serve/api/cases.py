"""How is a case kept up to date? Create it, change what is known of it, close it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

from fastapi import APIRouter, Response
from pydantic import Field

from casework.intake import filled
from features.scheme import Scheme
from sagstyngde.case import CaseId
from sagstyngde.errors import CaseRefused, NotAllowed
from sagstyngde.feed import Event, EventKind
from sagstyngde.operations import Operation
from serve.api.intake import known_or_created
from serve.api.typed import typed
from serve.dependencies import CaseScheme, today
from serve.preconditions import Expected, require
from serve.replies import etag, reply
from serve.visits import Visiting
from serve.weights import shown_of
from serve.wire import CaseIn, Day, Strict
from serve.wire_case import CaseOut, case_out
from serve.wire_patch import CasePatch
from serve.work import Work
from storage.answered import Reply
from storage.cases import CaseRecord, change_case

ADDRESS = "/api/v1/cases/"


class ClosingIn(Strict):
    """When a case was closed."""

    closed_on: Day | None = Field(None, title="Afsluttet", description="Udeladt = i dag.")


def router(case_in: type[CaseIn], case_patch: type[CasePatch]) -> APIRouter:
    """Return the routes that change cases, under a scheme's models of a case and of a change."""
    made = APIRouter(tags=["Sager"])
    made.add_api_route(
        "/cases",
        typed(_creating(), case_in=case_in),
        methods=["POST"],
        status_code=201,
        summary="Opret en sag",
        operation_id=Operation.CASE_CREATE,
        response_model=CaseOut,
        responses={200: {"model": CaseOut, "description": "Sagen var kendt, just som den blev sendt."}},
    )
    made.add_api_route(
        "/cases/{case_id:path}",
        typed(_changing(), patch=case_patch),
        methods=["PATCH"],
        summary="Ret oplysninger om en sag",
        operation_id=Operation.CASE_UPDATE,
    )
    made.add_api_route(
        "/cases/{case_id:path}/close",
        close,
        methods=["POST"],
        summary="Afslut en sag",
        operation_id=Operation.CASE_CLOSE,
        response_model=CaseOut,
    )
    return made


def _creating() -> Callable[..., Response]:
    def create(case_in: CaseIn, visit: Visiting, scheme: CaseScheme) -> Response:
        """Store a case without assessing it. The same case again changes nothing and is answered as it is stored."""

        def act(work: Work) -> Reply:
            record, is_new = known_or_created(work, case_in, scheme)
            return stored(work, record, status=201 if is_new else 200)

        return visit.effect(act)

    return create


def _changing() -> Callable[..., CaseOut]:
    def update(  # noqa: PLR0913  what a change rests on
        case_id: str, patch: CasePatch, *, visit: Visiting, expected: Expected, scheme: CaseScheme, response: Response
    ) -> CaseOut:
        """Change what is known of a case, from the version that was read. Each change is a version of its own.

        As in a JSON merge patch (RFC 7396): what is left out stays, and ``null`` says that it is not known.
        """

        def act(work: Work) -> tuple[CaseRecord, CaseOut]:
            record = changed_case(work, CaseId(case_id), patch, expected=expected, scheme=scheme)
            return record, _told(work, record)

        record, told = visit.do(act)
        response.headers["ETag"] = etag(record.version)
        return told

    return update


def close(case_id: str, closing: ClosingIn, *, visit: Visiting, expected: Expected, scheme: CaseScheme) -> Response:
    """Close a case. It stays with its caseworker, who can still read it, and weighs nothing from that day on."""
    closed_on = closing.closed_on or today(scheme)

    def act(work: Work) -> Reply:
        known = work.case(CaseId(case_id), lock=True)
        require(known.version, expected)
        if known.case.closed_on is not None:
            raise _refused("the case is closed already", "sagen er allerede afsluttet")
        if not known.case.received_on <= closed_on <= today(scheme):
            raise _refused(
                "the day must lie between the receipt and today", "dagen skal ligge mellem modtagelsen og i dag"
            )
        changed = replace(known, case=replace(known.case, closed_on=closed_on))
        record = change_case(work.connection, known, changed, work.stamp)
        work.tell(_event(EventKind.CASE_CLOSED, record))
        return stored(work, record, status=200)

    return visit.effect(act)


def changed_case(work: Work, case_id: CaseId, patch: CasePatch, *, expected: int, scheme: Scheme) -> CaseRecord:
    """Store what has changed of a case since the version that was read, and return it as it stands now.

    Raises:
        VersionDiffers: somebody else has changed it since.
        CaseRefused: it can be no case as it is told.
        NotAllowed: the change would take it out of the person's own reach.

    """
    known = work.case(case_id, lock=True)
    require(known.version, expected)
    return _changed(work, known, _applied(patch, known), scheme)


def stored(work: Work, record: CaseRecord, *, status: int) -> Reply:
    """Answer with a case as it is stored now."""
    case_id = record.case.case_id
    headers = {"location": ADDRESS + quote(case_id, safe=""), "etag": etag(record.version)}
    return reply(_told(work, record), status=status, case_ids=(case_id,), **headers)


def _told(work: Work, record: CaseRecord) -> CaseOut:
    case_id = record.case.case_id
    return case_out(record, shown_of(work.connection, [case_id])[case_id])


def _applied(patch: CasePatch, known: CaseRecord) -> CaseRecord:
    received_on = patch.received_on if "received_on" in patch.model_fields_set else known.case.received_on
    closed_on = None if "closed_on" in patch.model_fields_set else known.case.closed_on
    if closed_on is not None and received_on > closed_on:
        raise CaseRefused(
            field="received_on",
            english="a case cannot be received after it was closed",
            danish="kan ikke ligge efter den dag, sagen blev afsluttet",
        )
    return patch.applied(known)


def _changed(work: Work, known: CaseRecord, changed: CaseRecord, scheme: Scheme) -> CaseRecord:
    """Store a change, if it is one and leaves the case within reach; whoever reopens a case tells of it."""
    if changed == known:
        return known
    if not work.may_see(changed):
        raise NotAllowed(
            english="the change would take the case out of your own reach; ask somebody who reaches both",
            danish="ændringen ville flytte sagen uden for det område, du har adgang til; "
            "bed en, der har adgang til begge, om at flytte den",
        )
    changed = replace(changed, case=filled(work.connection, changed.case, scheme))
    record = change_case(work.connection, known, changed, work.stamp)
    if known.case.closed_on is not None and record.case.closed_on is None:
        work.tell(_event(EventKind.CASE_REOPENED, record))
    return record


def _event(kind: EventKind, record: CaseRecord) -> Event:
    closed_on = record.case.closed_on
    content = {"version": record.version, "closed_on": None if closed_on is None else closed_on.isoformat()}
    return Event(kind=kind, case_id=record.case.case_id, at=datetime.now(UTC), content=content)


def _refused(english: str, danish: str) -> CaseRefused:
    return CaseRefused(field="closed_on", english=english, danish=danish)
