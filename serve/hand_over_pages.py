"""What does one write for whoever takes a case on, and where does she read it? One page for both."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from casework.handing_over import hand_overs, own_newest, to_read
from sagstyngde.allowed import may
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.errors import CaseRefused, InputRefused, StateRefused, VersionDiffers
from sagstyngde.hand_over import HandOver, HandOverId, Heading
from sagstyngde.operations import Operation
from serve.api.hand_overs import hand_over_received, hand_over_written
from serve.api.wire_desk import HandOverIn
from serve.dependencies import CaseScheme
from serve.desk_wording import heading_names
from serve.form_once import KEY_PATTERN, case_address, once_sent
from serve.form_reading import BLANK, Filling, told
from serve.long_text import LongText
from serve.rendering import page
from serve.visits import Visit, Visiting
from serve.work import Work
from storage.cases import CaseRecord
from storage.staff import all_staff

router = APIRouter(include_in_schema=False)
FIELDS = {
    Heading.STATUS: "status",
    Heading.NEXT: "det_naeste",
    Heading.AGREEMENTS: "aftaler",
    Heading.DEADLINES: "frister",
    Heading.COOPERATION: "samarbejdet",
}
NAMES = {heading.value: field for heading, field in FIELDS.items()} | {"after": "efter"}
_Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
_Id = Annotated[str, StringConstraints(max_length=64)]


class NoteForm(BaseModel):
    """A note as it was typed, and the version it follows."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: _Key
    status: LongText = ""
    det_naeste: LongText = ""
    aftaler: LongText = ""
    frister: LongText = ""
    samarbejdet: LongText = ""
    efter: _Id = ""

    def fields(self) -> dict[str, str]:
        """Return what was typed."""
        return self.model_dump(exclude={"noegle"})


class ReadForm(BaseModel):
    """That a note has been read."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: _Key
    notat: _Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A version as it is read: its texts under their headings, who wrote it when, and who has read it."""

    hand_over_id: HandOverId
    writer: str
    written_at: datetime
    texts: tuple[tuple[str, str], ...]
    reader: str
    read_at: datetime | None
    is_waiting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """All that the page shows. ``mine`` is the reader's own form, where she may write."""

    record: CaseRecord
    notes: tuple[Note, ...]
    may_write: bool
    may_receive: bool
    mine: Filling
    key: str


@router.get("/sager/{case_id:path}/overdragelse", operation_id=Operation.HAND_OVER_PAGE, response_class=HTMLResponse)
def notes(request: Request, case_id: str, visit: Visiting, scheme: CaseScheme) -> HTMLResponse:
    """Show what has been written for whoever takes a case on, and the form to write it with."""
    return _page(request, visit, CaseId(case_id), ZoneInfo(scheme.time_zone))


@router.post("/sager/{case_id:path}/overdragelse", operation_id=Operation.HAND_OVER_WRITE)
def write(
    request: Request, case_id: str, visit: Visiting, scheme: CaseScheme, *, sent: Annotated[NoteForm, Form()]
) -> Response:
    """Save a version, and show it; what cannot be used, and what a newer version would cover, is sent back."""
    fields = sent.fields()
    read = told(HandOverIn, fields, names=NAMES)
    form = Filling(values=fields, faults=read.faults)
    if (value := read.value) is not None:

        def act(work: Work) -> tuple[CaseId, ...]:
            return (hand_over_written(work, CaseId(case_id), value).case_id,)

        try:
            once_sent(visit, sent.noegle, (case_id, *fields.values()), act)
        except CaseRefused as refused:
            form = Filling(values=fields, faults={"status": refused.danish})
        except (InputRefused, StateRefused, VersionDiffers) as refused:
            form = Filling(values=fields, general=refused.danish)
        else:
            return RedirectResponse(case_address(case_id, "/overdragelse"), status_code=303)
    return _page(request, visit, CaseId(case_id), ZoneInfo(scheme.time_zone), form=form)


@router.post("/sager/{case_id:path}/overdragelse/laest", operation_id=Operation.HAND_OVER_RECEIVE)
def received(case_id: str, visit: Visiting, *, sent: Annotated[ReadForm, Form()]) -> Response:
    """Write down that she who has the case now has read a note, and show the page again."""

    def act(work: Work) -> tuple[CaseId, ...]:
        return (hand_over_received(work, CaseId(case_id), HandOverId(sent.notat)).case_id,)

    once_sent(visit, sent.noegle, (case_id, sent.notat), act)
    return RedirectResponse(case_address(case_id, "/overdragelse"), status_code=303)


def _page(request: Request, visit: Visit, case_id: CaseId, zone: ZoneInfo, *, form: Filling = BLANK) -> HTMLResponse:
    found = visit.do(lambda work: notes_of(work, work.case(case_id), zone, form=form))
    status = 422 if form.faults or form.general else 200
    names = heading_names()
    fields = [(field, names[heading]) for heading, field in FIELDS.items()]
    context = {
        "shown": found,
        "case": found.record.case,
        "form": found.mine,
        "fields": fields,
        "ids": {field: (field, label) for field, label in fields},
    }
    return page(request, "hand_over.html", context, status=status)


def notes_of(work: Work, record: CaseRecord, zone: ZoneInfo, *, form: Filling = BLANK) -> Notes:
    """Return the notes on a case as this visit may read them; of a form that was sent back what was typed."""
    found, who = hand_overs(work.connection, record.case.case_id), work.visit.principal
    own = who.caseworker_id
    waiting = {one.hand_over_id for one in to_read(found, record)}
    names = {one.caseworker_id: one.name or str(one.caseworker_id) for one in all_staff(work.connection)}
    mine = None if own is None else own_newest(found, own)
    return Notes(
        record=record,
        notes=tuple(_note(one, names, zone, is_waiting=one.hand_over_id in waiting) for one in reversed(found)),
        may_write=own in record.caseworkers and may(who, Operation.HAND_OVER_WRITE) and record.case.closed_on is None,
        may_receive=own == record.case.caseworker_id and may(who, Operation.HAND_OVER_RECEIVE),
        mine=_filling(mine, form),
        key=str(uuid4()),
    )


def _filling(mine: HandOver | None, form: Filling) -> Filling:
    """Return the form as it was typed, or else as it was saved; it follows the version that is newest now."""
    after = {"efter": "" if mine is None else mine.hand_over_id}
    saved: dict[str, str] = {} if mine is None else {FIELDS[heading]: text for heading, text in mine.notes.items()}
    return replace(form, values={**(form.values or saved), **after})


def _note(one: HandOver, names: Mapping[CaseworkerId, str], zone: ZoneInfo, *, is_waiting: bool) -> Note:
    headings = heading_names()
    return Note(
        hand_over_id=one.hand_over_id,
        writer=names.get(one.from_id, one.from_id),
        written_at=one.written_at.astimezone(zone),
        texts=tuple((headings[heading], text) for heading, text in one.notes.items()),
        reader="" if one.received_id is None else names.get(one.received_id, one.received_id),
        read_at=None if one.received_at is None else one.received_at.astimezone(zone),
        is_waiting=is_waiting,
    )
