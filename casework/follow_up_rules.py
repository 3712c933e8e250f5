"""When has something gone on for too long? Rules that look back: at weeks, clocks, what was last done, who waits.

As in ``casework.alarm_rules``, what stands goes in and what is found comes out. Each limit is a threshold.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from allocation.capacity import DAYS_PER_MONTH, CapacityRules
from casework.spells import Spell
from sagstyngde.alarm import AlarmKind, Finding
from sagstyngde.case import Case, CaseId, CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.clock import Clock, ClockKind, ClockState
from sagstyngde.danish import count, day, percent
from sagstyngde.dissent import Dissent
from sagstyngde.plan import Load

_ROUNDING = 1e-9
_BIRTHDAYS = frozenset({ClockKind.SIXTEEN, ClockKind.EIGHTEEN})


def over_for_weeks(spells: Iterable[Spell], names: Mapping[CaseworkerId, str], limit: float) -> list[Finding]:
    """Say who has been over the limit for so many weeks in a row that it is no single bad week."""
    return [
        Finding(
            kind=AlarmKind.OVERLOAD,
            subject=f"overload:{spell.caseworker_id}",
            caseworker_id=spell.caseworker_id,
            text=_over(spell, names[spell.caseworker_id], limit),
            content={
                "weeks": len(spell.weeks),
                "since": spell.first.isoformat(),
                "limit": limit,
                "share": _finite(spell.weeks[-1].share),
                "peak": _finite(spell.peak),
            },
        )
        for spell in spells
    ]


def over_while_ramping(
    loads: Iterable[Load], staff: Mapping[CaseworkerId, Caseworker], on: date, rules: CapacityRules, *, limit: float
) -> list[Finding]:
    """Find the newly employed whose cases take more hours than she yet has for them.

    Her net hours grow over the ramp, so a load at the limit is a desk as full as it is to be today.
    """
    found = []
    for load in loads:
        who = staff.get(load.caseworker_id)
        if who is None or not is_ramping(who, on, rules) or load.share_after <= limit + _ROUNDING:
            continue
        name = who.name or who.caseworker_id
        found.append(
            Finding(
                kind=AlarmKind.RAMP,
                subject=f"ramp:{who.caseworker_id}",
                caseworker_id=who.caseworker_id,
                text=f"{name} er ansat {day(who.employed_on)} og har allerede {_load(load.share_after)}: "
                "sagerne er kommet hurtigere end indfasningen.",
                content={"share": _finite(load.share_after), "employed_on": who.employed_on.isoformat()},
            )
        )
    return found


def is_ramping(who: Caseworker, on: date, rules: CapacityRules) -> bool:
    """Whether a day lies in the first months of an employment, in which hours for cases grow."""
    return 0 <= (on - who.employed_on).days < rules.ramp_months * DAYS_PER_MONTH


def clocks_due(clocks: Mapping[CaseId, Iterable[Clock]], on: date, *, days: int, past: int) -> list[Finding]:
    """Find clocks that will run out within so many days, or have done so within so many ``past`` ones.

    What ran out long ago and was never recorded as done is a gap in the records: it is counted, and no alarm.
    """
    return [
        Finding(
            kind=AlarmKind.DEADLINE,
            subject=f"deadline:{case_id}:{clock.kind.value}:{clock.due_on.isoformat()}",
            case_id=case_id,
            text=_due(case_id, clock),
            content={"due_on": clock.due_on.isoformat(), "clock": clock.kind.value},
        )
        for case_id, several in sorted(clocks.items())
        for clock in several
        if clock.state is not ClockState.MET and -past <= (clock.due_on - on).days <= days
    ]


def without_contact(cases: Iterable[Case], signs: Mapping[CaseId, date], on: date, *, days: int) -> list[Finding]:
    """Find cases with a caseworker on which nothing is recorded for so many days: no talk, follow-up or hours."""
    found = []
    for case in cases:
        since = max(case.received_on, signs.get(case.case_id, case.received_on))
        if case.caseworker_id is None or (on - since).days <= days:
            continue
        found.append(
            Finding(
                kind=AlarmKind.NO_CONTACT,
                subject=f"no_contact:{case.case_id}:{since.isoformat()}",
                case_id=case.case_id,
                caseworker_id=case.caseworker_id,
                text="Der er ikke registreret samtale, opfølgning eller timer på "
                f"sag {case.case_id} siden {day(since)}.",
                content={"since": since.isoformat()},
            )
        )
    return found


def unanswered(dissents: Iterable[Dissent], names: Mapping[CaseworkerId, str], on: date, *, days: int) -> list[Finding]:
    """Find dissents that nobody has answered for so many days."""
    return [
        Finding(
            kind=AlarmKind.DISSENT,
            subject=f"dissent:{one.dissent_id}",
            case_id=one.case_id,
            caseworker_id=one.caseworker_id,
            text=f"{names.get(one.caseworker_id, one.caseworker_id)} er uenig i at have sag {one.case_id} og har "
            f"ventet på svar siden {day(one.told_at.date())}.",
            content={"since": one.told_at.date().isoformat(), "dissent_id": one.dissent_id},
        )
        for one in dissents
        if (on - one.told_at.date()).days >= days
    ]


def _over(spell: Spell, name: str, limit: float) -> str:
    """Say it so that it stays true while the weeks go on."""
    weeks, since = count(len(spell.weeks), "uge", "uger"), day(spell.first)
    if spell.weeks[-1].capacity_hours <= 0.0:
        return f"{name} har haft sager og ingen timer til dem i mindst {weeks}, siden {since}."
    return f"{name} har været over {percent(limit)} i mindst {weeks} i træk, siden {since}."


def _due(case_id: CaseId, clock: Clock) -> str:
    if clock.kind in _BIRTHDAYS:
        return f"Barnet i sag {case_id} fylder {clock.label} den {day(clock.due_on)}."
    return f"{clock.label} i sag {case_id} har frist den {day(clock.due_on)}."


def _load(share: float) -> str:
    return "sager uden timer til dem" if share == float("inf") else f"en belastning på {percent(share)}"


def _finite(share: float) -> float | None:
    return share if share < float("inf") else None
