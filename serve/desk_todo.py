"""What must a caseworker do next? What has been passed, what is new, what waits for her, in that order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from casework.handing_over import to_read_by
from sagstyngde.case import CaseworkerId
from sagstyngde.clock import ClockState
from sagstyngde.diary import DiaryWindow
from serve.desk_cases import OwnCases
from serve.desk_wording import answer_names
from serve.dissents_seen import SeenDissent
from serve.language import _, ngettext
from serve.work import Work
from serve.written import day, listing

SHOWN = 4
"""So many days that were passed or are near stand on top."""
ANSWER_DAYS = 14
"""For so long an answer stands among what is new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One thing to do: what it is, about what, and where it is done. ``is_late``: its day has been passed."""

    tag: str
    text: str
    address: str
    label: str
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Errands:
    """What is looked through for things to do."""

    own: OwnCases
    dissents: Sequence[SeenDissent]
    felt_is_told: bool
    windows: Sequence[DiaryWindow]
    whom: CaseworkerId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """What stands on top, and the days that are told when they are asked for: a wall of them would hide the rest."""

    first: tuple[Todo, ...]
    later: tuple[Todo, ...]
    lead: str


def to_do(work: Work, errands: Errands, *, is_self: bool) -> ToDo:
    """Return what is to be done, the most urgent first; what only she can do is left out for others."""
    late, soon = tuple(_clocks(errands, ClockState.OVERDUE)), tuple(_clocks(errands, ClockState.SOON))
    new, notes = tuple(_new(errands)), tuple(_notes(work, errands))
    own = (*_answers(errands), *_diary(errands), *_felt(errands)) if is_self else ()
    return ToDo(
        first=(*late[:SHOWN], *soon[: SHOWN - len(late[:SHOWN])], *notes, *new, *own),
        later=(*late[SHOWN:], *soon[SHOWN - len(late[:SHOWN]) :]),
        lead=_lead(len(late), len(soon), len(new), len(notes)),
    )


def _lead(late: int, soon: int, new: int, notes: int) -> str:
    """Say in a line what there is to do."""
    parts = [
        ngettext("{n} frist er overskredet", "{n} frister er overskredet", late).format(n=late) if late else "",
        ngettext("{n} frist er nær", "{n} frister er nær", soon).format(n=soon) if soon else "",
        ngettext("{n} sag er ny", "{n} sager er nye", new).format(n=new) if new else "",
        ngettext("{n} notat er ikke læst", "{n} notater er ikke læst", notes).format(n=notes) if notes else "",
    ]
    told = listing([part for part in parts if part])
    return f"{told[:1].upper()}{told[1:]}." if told else _("Ingen frister presser.")


def _clocks(errands: Errands, state: ClockState) -> Iterator[Todo]:
    """Yield the nearest day of each case that stands so."""
    found = [
        (min(clocks, key=lambda clock: clock.due_on), case)
        for case in errands.own.cases
        if (clocks := [clock for clock in case.clocks if clock.state is state])
    ]
    for clock, case in sorted(found, key=lambda pair: (pair[0].due_on, pair[1].case_id)):
        yield Todo(
            tag=_("Frist overskredet") if state is ClockState.OVERDUE else _("Frist snart"),
            text=clock.text,
            address=case.address,
            label=_("Sag {case}").format(case=case.case_id),
            is_late=state is ClockState.OVERDUE,
        )


def _notes(work: Work, errands: Errands) -> Iterator[Todo]:
    waiting = to_read_by(work.connection, list(errands.own.records.values()), errands.whom)
    for case in errands.own.cases:
        for note in waiting.get(case.case_id, ()):
            yield Todo(
                tag=_("Overdragelse"),
                text=_("Et notat fra den, der havde sagen før, er ikke læst; skrevet {day}.").format(
                    day=day(note.written_at.date())
                ),
                address=f"{case.address}/overdragelse",
                label=_("Læs notatet om sag {case}").format(case=case.case_id),
            )


def _new(errands: Errands) -> Iterator[Todo]:
    for case in errands.own.cases:
        if case.held is not None and case.is_new(errands.on):
            why = f" {case.held.reason}" if case.held.reason else ""
            since = day(case.held.starts_on)
            text = _("Givet {day}.") if case.held.is_primary else _("Medhjælper fra {day}.")
            yield Todo(
                tag=_("Ny sag"),
                text=text.format(day=since) + why,
                address=case.address,
                label=_("Sag {case}").format(case=case.case_id),
            )


def _answers(errands: Errands) -> Iterator[Todo]:
    for one in errands.dissents:
        said = one.dissent
        if said.answer is None or said.answered_at is None:
            continue
        if (errands.on - said.answered_at.date()).days <= ANSWER_DAYS:
            yield Todo(
                tag=_("Svar på indsigelse"),
                text=answer_names()[said.answer] + ".",
                address="#uenig",
                label=_("Læs svaret"),
            )


def _diary(errands: Errands) -> Iterator[Todo]:
    window = next((one for one in errands.windows if one.holds(errands.on) and one.closed_at is None), None)
    if window is not None:
        yield Todo(
            tag=_("Tidsdagbog"),
            text=_("Du skriver timer på dine sager til og med {day}.").format(day=day(window.ends_on)),
            address="/tidsdagbog",
            label=_("Skriv dagens timer"),
        )


def _felt(errands: Errands) -> Iterator[Todo]:
    if not errands.felt_is_told:
        yield Todo(
            tag=_("Oplevet belastning"),
            text=_("Ugens svar mangler. Det tager ét klik."),
            address="#oplevet",
            label=_("Svar"),
        )
