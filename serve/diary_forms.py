"""How does a caseworker write her day down? A tap adds, once however often it is sent; what stands can be corrected."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from casework.diary import add_minutes, mark_day, take_back
from casework.diary_rules import DiaryFault, Pen, Written, write_entries
from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.diary import DayMark, DiaryEntry
from sagstyngde.duration import minutes_of
from sagstyngde.errors import StateRefused
from sagstyngde.operations import Operation
from sagstyngde.work_kind import WorkKind
from serve.dependencies import CaseScheme, today
from serve.diary_access import own_id
from serve.diary_pages import ADDRESS, Shown, diary_shown
from serve.diary_view import STEPS, place_of
from serve.diary_wording import fault_text
from serve.form_once import KEY_PATTERN
from serve.form_reading import Filling
from serve.language import _
from serve.visits import Visit, Visiting
from serve.work import Work
from storage.answered import Reply
from storage.diary_entries import entries_of

router = APIRouter(include_in_schema=False)
FIELDS = {"familien": WorkKind.FAMILY, "samarbejde": WorkKind.PARTNERS}
FIELDS |= {"skrivebord": WorkKind.DESK, "transport": WorkKind.TRAVEL}
"""The fields of a case's correction, one a kind of work."""
MARKS = {"intet": DayMark.NOTHING, "udelad": DayMark.LEFT_OUT, "fortryd": DayMark.TAKEN_BACK}
_Short = Annotated[str, StringConstraints(max_length=64, strip_whitespace=True)]
_Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
_Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}$")]


class _Sent(BaseModel):
    """Fields that every form of a day has."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: _Key
    dag: date
    sag: _Short = ""


class TapForm(_Sent):
    """A tap: the kind of work and the minutes it adds, ``desk:15``."""

    mere: Annotated[str, StringConstraints(pattern=f"^(?:{'|'.join(WorkKind)}):(?:{'|'.join(map(str, STEPS))})$")]


class UndoForm(_Sent):
    """The number of the entry that is taken back."""

    nummer: _Number


class CorrectForm(_Sent):
    """All minutes of a case's day as they are typed, and what stood when they were."""

    udgave: _Number
    familien: _Short = ""
    samarbejde: _Short = ""
    skrivebord: _Short = ""
    transport: _Short = ""


class MarkForm(_Sent):
    """What an empty day means."""

    betyder: Annotated[str, StringConstraints(pattern=f"^(?:{'|'.join(MARKS)})$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tap:
    """A form on its way: who sent it, from which page, and on which day it came."""

    request: Request
    visit: Visit
    sent: _Sent
    on: date

    @property
    def case_id(self) -> CaseId:
        """The case it is about."""
        return CaseId(self.sent.sag)

    def pen(self, work: Work) -> Pen:
        """Who writes, and when."""
        return Pen(today=self.on, stamp=work.stamp)


@router.post(f"{ADDRESS}/laeg-til", operation_id=Operation.DIARY_RECORD)
def add(request: Request, visit: Visiting, scheme: CaseScheme, *, sent: Annotated[TapForm, Form()]) -> Response:
    """Add minutes to a case's day."""
    tap = _Tap(request=request, visit=visit, sent=sent, on=today(scheme))
    kind, minutes = sent.mere.split(":")

    def act(work: Work, whom: CaseworkerId) -> Written:
        entry = DiaryEntry(
            case_id=tap.case_id, caseworker_id=whom, worked_on=sent.dag, kind=WorkKind(kind), minutes=int(minutes)
        )
        return add_minutes(work.connection, entry, tap.pen(work))

    return _answered(tap, act)


@router.post(f"{ADDRESS}/fortryd", operation_id=Operation.DIARY_RECORD)
def undo(request: Request, visit: Visiting, scheme: CaseScheme, *, sent: Annotated[UndoForm, Form()]) -> Response:
    """Take an entry back."""
    tap = _Tap(request=request, visit=visit, sent=sent, on=today(scheme))

    def act(work: Work, whom: CaseworkerId) -> Written:
        fault = take_back(work.connection, whom, int(sent.nummer), tap.pen(work))
        return Written(numbers=(), faults={} if fault is None else {0: fault})

    return _answered(tap, act)


@router.post(f"{ADDRESS}/ret", operation_id=Operation.DIARY_RECORD)
def correct(request: Request, visit: Visiting, scheme: CaseScheme, *, sent: Annotated[CorrectForm, Form()]) -> Response:
    """Let these be all minutes of a case's day, where nobody has written in it since they were typed."""
    tap = _Tap(request=request, visit=visit, sent=sent, on=today(scheme))
    typed = {name: getattr(sent, name) for name in FIELDS}
    minutes = {name: minutes_of(text or "0") for name, text in typed.items()}
    faults = {name: _("skriv tiden som 1:30, 1,5 t eller 90 min") for name, told in minutes.items() if told is None}
    if faults:
        return _again(tap, Filling(values=typed, faults=faults))

    def act(work: Work, whom: CaseworkerId) -> Written:
        _refuse_old(work, whom, sent)
        entries = [
            DiaryEntry(
                case_id=tap.case_id, caseworker_id=whom, worked_on=sent.dag, kind=kind, minutes=minutes[name] or 0
            )
            for name, kind in FIELDS.items()
        ]
        return write_entries(work.connection, entries, tap.pen(work), whole=True)

    return _answered(tap, act, typed)


@router.post(f"{ADDRESS}/dag", operation_id=Operation.DIARY_RECORD)
def mark(request: Request, visit: Visiting, scheme: CaseScheme, *, sent: Annotated[MarkForm, Form()]) -> Response:
    """Say what an empty day means, or take it back."""
    tap = _Tap(request=request, visit=visit, sent=sent, on=today(scheme))

    def act(work: Work, whom: CaseworkerId) -> Written:
        fault = mark_day(work.connection, whom, tap.pen(work), day=sent.dag, mark=MARKS[sent.betyder])
        return Written(numbers=(), faults={} if fault is None else {0: fault})

    return _answered(tap, act)


def _answered(
    tap: _Tap, act: Callable[[Work, CaseworkerId], Written], typed: Mapping[str, str] | None = None
) -> Response:
    """Do what a form asks for, once, and show the case's row again, or the whole page where no script asks."""

    def whole(work: Work) -> Reply:
        whom = own_id(work)
        case_ids = (work.case(tap.case_id).case.case_id,) if tap.sent.sag else ()
        written = act(work, whom)
        if written.faults:
            raise StateRefused(english="not written", danish=_faults_said(list(written.faults.values())))
        return Reply(status=303, body=str(max(written.numbers, default=0)).encode(), case_ids=case_ids)

    try:
        number = int(_once(tap, whole).body)
    except StateRefused as refused:
        return _again(tap, Filling(values=typed or {}, general=refused.danish))
    if "hx-request" in tap.request.headers and tap.sent.sag:
        shown = Shown(day=tap.sent.dag, newest=number, only=tap.case_id)
        return diary_shown(tap.request, tap.visit, tap.on, shown)
    asked = {"dag": tap.sent.dag.isoformat()} | ({"ny": str(number)} if number else {})
    section = f"#{place_of(tap.sent.sag)}" if tap.sent.sag else "#dagen"
    return RedirectResponse(f"{ADDRESS}?{urlencode(asked)}{section}", status_code=303)


def _once(tap: _Tap, act: Callable[[Work], Reply]) -> Reply:
    """Carry a tap out once. A page has one key for all its buttons: the same one counts once, another is another."""
    sent = "\n".join(str(value) for value in tap.sent.model_dump().values())
    print_of = sha256(f"{tap.request.url.path}\n{sent}".encode()).hexdigest()
    return replace(tap.visit, key=tap.sent.noegle, fingerprint=print_of).once(act, part=print_of[:16])


def _again(tap: _Tap, form: Filling) -> Response:
    shown = Shown(day=tap.sent.dag, about=tap.sent.sag, form=form)
    return diary_shown(tap.request, tap.visit, tap.on, shown, status=422)


def _refuse_old(work: Work, whom: CaseworkerId, sent: CorrectForm) -> None:
    """Go on only where nothing was written on the case's day since the form was shown.

    Raises:
        StateRefused: something was, in another tab or on another device.

    """
    work.caseworker(whom, lock=True)
    own = [
        one.number for one in entries_of(work.connection, [whom], sent.dag, sent.dag) if one.entry.case_id == sent.sag
    ]
    if max(own, default=0) != int(sent.udgave):
        raise StateRefused(
            english="written in since the form was shown",
            danish=_("der er skrevet tid på sagen et andet sted, siden du åbnede siden; se tiderne nu, og gem igen"),
        )


def _faults_said(faults: Sequence[DiaryFault]) -> str:
    return "; ".join(dict.fromkeys(map(fault_text, faults)))
