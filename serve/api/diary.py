"""How does a time system keep the diary with us? It reads the agreed weeks and sends minutes; people agree and close.

Nobody but the caseworker reads her minutes here, and what a system has sent she can change until she closes.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from casework.diary_rules import DiaryFault, Pen, write_entries
from casework.diary_windows import agree, close, withdraw
from sagstyngde.case import CaseworkerId
from sagstyngde.diary import DiaryEntry, WindowId
from sagstyngde.operations import Operation
from serve.api.hours import DryRun, Whole
from serve.api.wire_diary import (
    AgreedOut,
    DiaryClosingIn,
    DiaryEntryOut,
    DiaryIn,
    DiaryOut,
    DiaryRefusedOut,
    WeeksIn,
    WindowOut,
    WindowsOut,
    WithoutOut,
    WrittenOut,
)
from serve.dependencies import CaseScheme, today
from serve.diary_access import own_id, own_window, window_within
from serve.replies import reply
from serve.visits import Visiting
from serve.wire import Day
from serve.work import Work
from storage.answered import Reply
from storage.diary import all_windows
from storage.diary_entries import entries_of
from storage.staff import staff_records

router = APIRouter(tags=["Tidsdagbog"])
Since = Annotated[Day | None, Query(description="Kun perioder, der slutter den dag eller senere.")]
On = Annotated[Day, Query(description="Den dag, der spørges om.")]


@router.get("/diary/windows", summary="Se de aftalte uger", operation_id=Operation.DIARY_WINDOWS)
def list_windows(visit: Visiting, since: Since = None) -> WindowsOut:
    """Return the windows of the caseworkers you reach, and whether they are closed."""

    def act(work: Work) -> WindowsOut:
        reached = {one.caseworker_id for one in staff_records(work.connection) if work.reaches_caseworker(one)}
        found = all_windows(work.connection, since=since)
        return WindowsOut(windows=[WindowOut.of(one) for one in found if one.caseworker_id in reached])

    return visit.do(act)


@router.post(
    "/diary/windows",
    status_code=201,
    summary="Aftal uger",
    operation_id=Operation.DIARY_AGREE,
    response_model=AgreedOut,
)
def agree_weeks(weeks: WeeksIn, visit: Visiting, scheme: CaseScheme) -> Response:
    """Agree on two to four whole weeks to come. Who is not employed all the time, or has agreed already, gets none."""
    on = today(scheme)

    def act(work: Work) -> Reply:
        people = [work.caseworker(whom).on(on) for whom in sorted(set(weeks.caseworkers))]
        pen = Pen(today=on, stamp=work.stamp)
        agreed = agree(work.connection, people, pen, starts_on=weeks.starts_on, weeks=weeks.weeks)
        without = [WithoutOut(caseworker_id=whom, message=why) for whom, why in sorted(agreed.without.items())]
        return reply(AgreedOut(window_ids=list(agreed.windows), without=without), status=201)

    return visit.effect(act)


@router.delete(
    "/diary/windows/{window_id}", status_code=204, summary="Træk uger tilbage", operation_id=Operation.DIARY_WITHDRAW
)
def withdraw_weeks(window_id: str, visit: Visiting) -> None:
    """Let a window no longer hold. What was written in it counts for nothing; a closed window stays."""
    visit.do(lambda work: withdraw(work.connection, window_within(work, WindowId(window_id)), work.stamp))


@router.post(
    "/diary/windows/{window_id}/closing",
    summary="Afslut en periode",
    operation_id=Operation.DIARY_CLOSE,
    response_model=WindowOut,
)
def close_weeks(window_id: str, closing: DiaryClosingIn, visit: Visiting, scheme: CaseScheme) -> Response:
    """Say that all hours of your own window are told. It cannot be changed after that."""
    on = today(scheme)

    def act(work: Work) -> Reply:
        window, who = own_window(work, WindowId(window_id))
        close(work.connection, window, who, Pen(today=on, stamp=work.stamp), empty=closing.empty_days)
        return reply(WindowOut.of(own_window(work, window.window_id)[0]))

    return visit.effect(act)


@router.get("/diary/entries", summary="Læs din tidsdagbog", operation_id=Operation.DIARY_READ)
def read_entries(visit: Visiting, first: On, last: On) -> DiaryOut:
    """Return your own entries from one day to another, at most 31 days, on the cases you have."""

    def act(work: Work) -> DiaryOut:
        whom = own_id(work)
        found = [one.entry for one in entries_of(work.connection, [whom], first, min(last, _a_month_on(first)))]
        seen = work.cases([one.case_id for one in found])
        return DiaryOut(entries=[_told(one) for one in found if one.case_id in seen])

    return visit.do(act)


@router.post(
    "/diary/entries", summary="Skriv i tidsdagbogen", operation_id=Operation.DIARY_RECORD, response_model=WrittenOut
)
def record_entries(
    diary: DiaryIn, *, visit: Visiting, scheme: CaseScheme, dry_run: DryRun = False, all_or_nothing: Whole = False
) -> Response:
    """Let these be all minutes of their day, case and kind of work. The same entry again changes nothing."""
    entries, on = [one.entry() for one in diary.entries], today(scheme)

    def act(work: Work) -> Reply:
        seen = work.cases([one.case_id for one in entries])
        reached = _reached(work, entries)
        good = [place for place, one in enumerate(entries) if one.case_id in seen and one.caseworker_id in reached]
        faults = dict.fromkeys(set(range(len(entries))) - set(good), DiaryFault.NOT_HERS)
        pen = Pen(today=on, stamp=work.stamp, is_imported=True)
        faults |= _written(work, [(place, entries[place]) for place in good], pen, keeps=False)
        kept = not dry_run and not (all_or_nothing and faults)
        if kept:
            _written(work, [(place, entries[place]) for place in good], pen, keeps=True)
        refused = [DiaryRefusedOut.of(place, fault) for place, fault in sorted(faults.items())]
        return reply(WrittenOut(taken=len(entries) - len(faults), refused=refused, kept=kept), case_ids=tuple(seen))

    return visit.effect(act)


def _reached(work: Work, entries: Sequence[DiaryEntry]) -> frozenset[CaseworkerId]:
    named = sorted({one.caseworker_id for one in entries})
    return frozenset(one.caseworker_id for one in staff_records(work.connection, named) if work.reaches_caseworker(one))


def _written(work: Work, numbered: Sequence[tuple[int, DiaryEntry]], pen: Pen, *, keeps: bool) -> dict[int, DiaryFault]:
    """Write entries caseworker by caseworker, in the order of their ids; return what was refused, by its place."""
    by_whom: defaultdict[CaseworkerId, list[tuple[int, DiaryEntry]]] = defaultdict(list)
    for place, one in numbered:
        by_whom[one.caseworker_id].append((place, one))
    faults: dict[int, DiaryFault] = {}
    for whom in sorted(by_whom):
        written = write_entries(work.connection, [one for _, one in by_whom[whom]], pen, keeps=keeps)
        faults |= {by_whom[whom][own][0]: fault for own, fault in written.faults.items()}
    return faults


def _told(one: DiaryEntry) -> DiaryEntryOut:
    return DiaryEntryOut(
        case_id=one.case_id, worked_on=one.worked_on.isoformat(), kind=one.kind.value, minutes=one.minutes
    )


def _a_month_on(first: date) -> date:
    return date.fromordinal(min(first.toordinal() + 30, date.max.toordinal()))
