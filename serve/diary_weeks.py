"""How does a leader agree on weeks of diary, and see who has kept them? Nobody's hours (ADR 0055)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from casework.diary_overview import Round, rounds_of
from casework.diary_rules import Pen
from casework.diary_windows import WEEKS, Agreed, agree, last_working_day, withdraw
from features.diary_basis import USUAL_BASES
from sagstyngde.case import CaseId
from sagstyngde.diary import WindowId
from sagstyngde.errors import InputRefused, StateRefused
from sagstyngde.operations import Operation
from serve.dependencies import CaseScheme, today
from serve.diary_access import window_within
from serve.diary_wording import kind_names
from serve.form_once import KEY_PATTERN, once_sent
from serve.form_reading import BLANK, Filling
from serve.language import _
from serve.rendering import page
from serve.visits import Visit, Visiting
from serve.work import Work
from serve.written import in_words, percent
from storage.staff import StaffRecord, staff_records

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ADDRESS = "/tidsdagbog/uger"
SHOWN_BACK = timedelta(days=183)
MONDAYS_AHEAD = 12
EVERYBODY = "alle"
_Short = Annotated[str, StringConstraints(max_length=220, strip_whitespace=True)]


class AgreeForm(BaseModel):
    """From which Monday, for how many weeks, and who: everybody, a team or one caseworker."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
    hvem: _Short = ""
    fra: _Short = ""
    uger: _Short = ""

    @property
    def typed(self) -> dict[str, str]:
        """What was chosen."""
        return self.model_dump(exclude={"noegle"})


class WithdrawForm(BaseModel):
    """A window that is no longer to hold."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    noegle: Annotated[str, StringConstraints(pattern=KEY_PATTERN)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What a leader sees: the rounds of those within reach, and whom she could agree with."""

    rounds: tuple[Round, ...]
    people: tuple[StaffRecord, ...]


@router.get(ADDRESS, operation_id=Operation.DIARY_WEEKS_PAGE)
def weeks(request: Request, visit: Visiting, scheme: CaseScheme, *, uden: Annotated[int, Query(ge=0)] = 0) -> Response:
    """Show who keeps a diary when, and who has closed it."""
    return _shown(request, visit, today(scheme), without=min(uden, 1_000))


@router.post(ADDRESS, operation_id=Operation.DIARY_AGREE)
def agree_weeks(
    request: Request, visit: Visiting, scheme: CaseScheme, *, sent: Annotated[AgreeForm, Form()]
) -> Response:
    """Agree on weeks, and go back."""
    on = today(scheme)
    faults = dict(_faults(sent))
    if faults:
        return _shown(request, visit, on, form=Filling(values=sent.typed, faults=faults))
    without: list[int] = []

    def act(work: Work) -> tuple[CaseId, ...]:
        agreed = agreed_with(work, sent.hvem, date.fromisoformat(sent.fra), int(sent.uger), on)
        without[:] = [len(agreed.without)]
        return ()

    try:
        once_sent(visit, sent.noegle, tuple(sent.typed.values()), act)
    except InputRefused as refused:
        return _shown(request, visit, on, form=Filling(values=sent.typed, general=refused.danish))
    told = f"?uden={without[0]}" if without and without[0] else ""
    return RedirectResponse(f"{ADDRESS}{told}", status_code=303)


@router.post(f"{ADDRESS}/{{window_id}}/tilbage", operation_id=Operation.DIARY_WITHDRAW)
def withdraw_week(
    request: Request, window_id: str, visit: Visiting, scheme: CaseScheme, *, sent: Annotated[WithdrawForm, Form()]
) -> Response:
    """Let a window no longer hold, and go back."""

    def act(work: Work) -> tuple[CaseId, ...]:
        withdraw(work.connection, window_within(work, WindowId(window_id)), work.stamp)
        return ()

    try:
        once_sent(visit, sent.noegle, (window_id,), act)
    except StateRefused as refused:
        return _shown(request, visit, today(scheme), form=Filling(general=refused.danish))
    return RedirectResponse(ADDRESS, status_code=303)


def agreed_with(work: Work, who: str, starts_on: date, weeks: int, on: date) -> Agreed:  # noqa: PLR0917  as read
    """Agree on weeks with everybody within reach, with a team, or with one caseworker.

    Raises:
        InputRefused: the weeks are none, or nobody can keep them.

    """
    chosen = [one.on(on) for one in _within(work, on) if who in {EVERYBODY, *_names_of(one, on)}]
    agreed = agree(work.connection, chosen, Pen(today=on, stamp=work.stamp), starts_on=starts_on, weeks=weeks)
    if not agreed.windows:
        raise InputRefused(
            english="nobody can keep a diary in those weeks: not employed all the time, or agreed already",
            danish="ingen af dem kan skrive i de uger: de er ikke ansat hele tiden eller har allerede aftalt uger",
        )
    return agreed


def _within(work: Work, on: date) -> tuple[StaffRecord, ...]:
    everybody = (one for one in staff_records(work.connection) if work.reaches_caseworker(one))
    return tuple(one for one in everybody if one.employment.left_on is None or one.employment.left_on >= on)


def _names_of(one: StaffRecord, on: date) -> set[str]:
    return {f"person:{one.caseworker_id}", f"team:{one.on(on).team}"}


def _faults(sent: AgreeForm) -> Iterator[tuple[str, str]]:
    if not sent.hvem:
        yield "hvem", _("vælg, hvem der skal skrive")
    try:
        date.fromisoformat(sent.fra)
    except ValueError:
        yield "fra", _("vælg en mandag")
    if sent.uger not in set(map(str, WEEKS)):
        yield "uger", _("vælg to, tre eller fire uger")


def _shown(request: Request, visit: Visit, on: date, *, form: Filling = BLANK, without: int = 0) -> Response:
    def act(work: Work) -> Overview:
        people = _within(work, on)
        return Overview(rounds=rounds_of(work.connection, people, since=on - SHOWN_BACK, today=on), people=people)

    found = visit.do(act)
    status = 422 if form.faults or form.general else 200
    return page(request, "diary_weeks.html", _context(found, on) | {"form": form, "without": without}, status=status)


def _context(found: Overview, on: date) -> dict[str, Any]:
    monday = on + timedelta(days=-on.weekday() % 7)
    return {
        "rounds": found.rounds,
        "today": on,
        "late": [one for one in found.rounds if one.open and on > _last_day(one)],
        "mondays": [(monday + timedelta(weeks=ahead)) for ahead in range(MONDAYS_AHEAD)],
        "weeks": [(number, in_words(number)) for number in WEEKS],
        "choices": _choices(found.people, on),
        "kinds": kind_names(),
        "worth": _worth(len(found.people)),
        "last_day": _last_day,
        "key": str(uuid4()),
    }


def _last_day(one: Round) -> date:
    return last_working_day(one.kept[0].window)


def _choices(people: Sequence[StaffRecord], on: date) -> list[tuple[str, str]]:
    own = [one.on(on) for one in people]
    teams = sorted({one.team for one in own if one.team})
    everybody = [(EVERYBODY, _("Alle {n} sagsbehandlere").format(n=len(own)))] if own else []
    names = sorted((one.name or one.caseworker_id, one.caseworker_id) for one in own)
    return [
        *everybody,
        *((f"team:{team}", _("Team {team}").format(team=team)) for team in teams),
        *((f"person:{who}", name) for name, who in names),
    ]


def _worth(people: int) -> str:
    """Say how well so many caseworkers' diary would tell a case's hours, by the invented municipality's spread."""
    if not people:
        return ""
    basis = USUAL_BASES[""]
    two, four = (percent(basis.half_width(weeks, people, people)) for weeks in (2, 4))
    return _(
        "Skriver {n} sagsbehandlere i to uger, kendes en sags timer om måneden omtrent med ± {two}; i fire uger med "
        "± {four} (95 %). Regnet på den opdigtede kommunes sager."
    ).format(n=people, two=two, four=four)
