"""Does the model in use still fit what the casebook has seen since it was learned? A look, its alarms, and its keeping.

An alarm is about the model, never about a person, and goes to those who answer for it: a caseworker who judges is not
told that others disagree with the model.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from features.history import History, Work
from features.panel import Panel, panel
from features.scheme import EffortSource
from models.assess import Assessor
from models.monitored import Disagreement, Monitored, Part, Statistic, monitored_to_json
from models.watch_model import Answered, Seen, watch_model
from sagstyngde.alarm import AlarmKind, Finding
from sagstyngde.case import Case
from sagstyngde.danish import day, number, percent
from sagstyngde.thresholds import DEFAULT
from storage.alarms import mark_ceased, raise_alarms
from storage.engine import Connection
from storage.monitor_runs import keep_monitor_run
from storage.shadow_figures import shadow_beside
from storage.since_learned import blind_judgements, cases_received, recorded_through, stands, worked_days
from storage.stamp import Stamp

MOST = 10_000
"""Of more cases the newest are watched."""
STALE = timedelta(days=60)
_EARLIER = timedelta(days=3 * 365)
_FACTS_KEPT, _SIGN_KEPT = 10, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What storing a look came to: alarms raised, alarms whose cause has gone."""

    raised: int
    ceased: int


def look_at_model(connection: Connection, assessor: Assessor, on: date) -> Monitored:
    """Look at all that has come since the model was learned. Nothing is stored."""
    since = assessor.manifest.trained_through
    cases = cases_received(connection, since, on + timedelta(days=1))[-MOST:]
    seen = Seen(
        on=on,
        since=since,
        cases=cases,
        judged=blind_judgements(connection, since),
        answered=tuple(
            Answered(case_id=one.case_id, is_changed=one.is_changed, category=one.category, on=one.on)
            for one in stands(connection, since, assessor.bundle_hash)
        ),
    )
    look = watch_model(assessor, _with_hours(connection, assessor, seen))
    return replace(look, shadow=_shadow(connection))


def findings(look: Monitored) -> list[Finding]:
    """Return an alarm for each thing that has reached its limit; one a fact, whichever of its values it is."""
    found: dict[str, Finding] = {}
    for one in look.crossed:
        subject = f"model:{look.bundle_hash[:12]}:{one.about}"
        if subject not in found:
            found[subject] = Finding(
                kind=AlarmKind.MODEL,
                subject=subject,
                text=told(one),
                content={
                    "code": one.code,
                    "found": one.found,
                    "expected": one.expected,
                    "since": None if one.crossed_on is None else one.crossed_on.isoformat(),
                },
            )
    return list(found.values())


def keep_look(connection: Connection, look: Monitored, stamp: Stamp, *, quiet_days: int = DEFAULT.quiet_days) -> Kept:
    """Store a look and its alarms: done twice in a day it is done once. ``stamp`` is of the moment it began."""
    found = findings(look)
    keep_monitor_run(connection, look.bundle_hash, monitored_to_json(brief(look)), stamp)
    return Kept(
        raised=raise_alarms(connection, found, stamp, quiet=timedelta(days=quiet_days)),
        ceased=mark_ceased(connection, found, stamp, about_model=True),
    )


def brief(look: Monitored) -> Monitored:
    """Return a look without the facts and groups that are far from anything."""
    kept = [
        one
        for part in Part
        for place, one in enumerate(look.of(part))
        if part is not Part.FACTS or place < _FACTS_KEPT or one.sign >= _SIGN_KEPT
    ]
    return replace(look, statistics=tuple(kept))


def told(one: Statistic) -> str:
    """Say in Danish what has been found."""
    since = "" if one.crossed_on is None else f" Tegnet blev tydeligt den {day(one.crossed_on)}."
    match one.part:
        case Part.SCORE:
            way = "tungere" if one.found > 0.0 else "lettere"
            text = f"De nye sager er {way} end dem, modellen har lært af ({number(abs(one.found), 1)} spredning)."
        case Part.FACTS:
            text = f"»{one.label}« har flyttet sig mere, end tilfældet kan forklare{_shares(one)}."
        case Part.HOURS:
            text = (
                f"{one.label}: for hver 100 timer, modellen ventede, er der registreret {number(100.0 * one.found)}"
                f" mod {number(100.0 * one.expected)} i de tidligere sager."
            )
        case Part.GROUPS if one.code.endswith(":hours"):
            text = f"{one.label}: for hver 100 timer, modellen ventede, er der registreret "
            text += f"{number(100.0 * one.found)}."
        case _:
            text = f"{one.label}: {percent(one.found)}, hvor modellen ventede {percent(one.expected)}."
    return text + since


def _shares(one: Statistic) -> str:
    if one.unit == "share":
        return f": {percent(one.expected)} før, {percent(one.found)} nu"
    return ""


def _with_hours(connection: Connection, assessor: Assessor, seen: Seen) -> Seen:
    """Lay recorded hours beside the cases, and beside earlier ones where the casebook has theirs."""
    if assessor.scheme.effort.source is not EffortSource.HOURS:
        return replace(seen, hours_said="Timerne kan ikke følges måned for måned: de registreres ikke dag for dag.")
    recorded = recorded_through(connection)
    if recorded is None:
        return replace(seen, hours_said="Der er ikke registreret timer i sagsbogen endnu.")
    begun, last = recorded
    through = min(last, seen.on)
    before = tuple(
        case for case in cases_received(connection, seen.since - _EARLIER, seen.since) if case.received_on >= begun
    )
    is_stale = seen.on - last > STALE
    return replace(
        seen,
        panel=_panel(connection, assessor, seen.cases, begun=begun, through=through),
        earlier=(before, _panel(connection, assessor, before, begun=begun, through=through)) if before else None,
        hours_through=through,
        hours_said=f"Der er ikke registreret timer siden {day(last)}." if is_stale else "",
    )


def _panel(connection: Connection, assessor: Assessor, cases: Sequence[Case], *, begun: date, through: date) -> Panel:
    """Lay out the hours of cases, in order of receipt; one received before hours were recorded shows nothing."""
    place = {case.case_id: row for row, case in enumerate(cases)}
    first, last = (cases[0].received_on, cases[-1].received_on) if cases else (through, through)
    days = [one for one in worked_days(connection, first, last + timedelta(days=1)) if one.case_id in place]
    index = np.array([place[one.case_id] for one in days], dtype=np.intp)
    worked = np.array([one.on for one in days], dtype="datetime64[D]")
    order = np.lexsort((worked, index))
    work = Work(
        case_index=index[order],
        day=worked[order],
        hours=np.array([one.hours for one in days], dtype=np.float64)[order],
        caseworker=np.full(len(days), -1, dtype=np.intp),
    )
    end = through + timedelta(days=1)
    history = History(scheme=assessor.scheme, cases=tuple(cases), work=work, judgements=(), ends_on=end)
    laid = panel(history)
    is_before = np.array([case.received_on < begun for case in cases], dtype=np.bool_)
    exposure = np.where(is_before[:, None], 0.0, laid.exposure) if cases else laid.exposure
    return replace(laid, exposure=exposure)


def _shadow(connection: Connection) -> Disagreement | None:
    beside = shadow_beside(connection)
    if beside is None:
        return None
    return Disagreement(
        bundle_hash=beside.bundle_hash,
        since=beside.since,
        answers=beside.answers,
        other_category=beside.other_category,
        silent=beside.silent,
        hours=beside.hours,
        shadow_hours=beside.shadow_hours,
    )
