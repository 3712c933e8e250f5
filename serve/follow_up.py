"""What of the follow-up does a reader see? The alarms within reach with their past, and loads week by week."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from urllib.parse import quote

from markupsafe import Markup

from casework.spells import spells, together
from sagstyngde.alarm import Alarm, AlarmId, AlarmKind
from sagstyngde.case import CaseworkerId
from sagstyngde.felt import FeltLoad
from sagstyngde.weekly_load import WeeklyLoad
from sagstyngde.weeks import monday_of
from serve.follow_up_charts import spark, team_chart
from serve.follow_up_wording import done_text, due_text, kind_names, since_text
from serve.form_once import case_address
from serve.language import _
from serve.wording import share_text
from storage.alarms import done_before
from storage.engine import Connection
from storage.staff import StaffRecord
from storage.weekly_loads import weekly_loads_of

WEEKS = 26
_CURVE_KINDS = frozenset({AlarmKind.OVERLOAD, AlarmKind.RAMP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Who is within a reader's reach, on which day, and the load that is too much."""

    people: Mapping[CaseworkerId, StaffRecord]
    on: date
    limit: float

    def name(self, who: CaseworkerId) -> str:
        """Return what a caseworker is called."""
        known = self.people.get(who)
        return (known.employment.name if known else "") or str(who)

    @property
    def teams(self) -> list[str]:
        """The teams of those within reach; "" is none."""
        return sorted({self.team(who) for who in self.people})

    def team(self, who: CaseworkerId) -> str:
        """Return a caseworker's team on the day."""
        return self.people[who].on(self.on).team or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmView:
    """An alarm as it is read: what, since when, about whom, the curve, and what was done last time."""

    alarm_id: AlarmId
    kind: AlarmKind
    label: str
    text: str
    when: str
    about: str
    address: str
    curve: Markup | None
    curve_says: str
    ceased: date | None
    before: str
    before_note: str
    done: str
    note: str

    @property
    def action_address(self) -> str:
        """Where something is done about it."""
        place = "/model" if self.kind is AlarmKind.MODEL else "/opfoelgning"
        return f"{place}/advarsler/{quote(self.alarm_id, safe='')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """A caseworker's weeks: the curve, the newest figures, and how many weeks were over the limit."""

    name: str
    address: str
    curve: Markup
    now: str
    hours: float
    capacity_hours: float
    case_count: int
    weeks_over: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamView:
    """A team's weeks, and those of each of its caseworkers in the order of their names."""

    name: str
    chart: Markup
    people: tuple[PersonView, ...]
    weeks: tuple[date, ...]


def first_week(on: date, weeks: int = WEEKS) -> date:
    """Return the Monday from which so many weeks are shown, this one among them."""
    return monday_of(on) - timedelta(weeks=weeks - 1)


def alarm_views(connection: Connection, alarms: Sequence[Alarm], seen: Seen) -> list[AlarmView]:
    """Return alarms as they are read. Two queries, however many they are."""
    before = done_before(connection, alarms)
    whom = {
        who for one in alarms if one.finding.kind in _CURVE_KINDS and (who := one.finding.caseworker_id) is not None
    }
    last = monday_of(seen.on)
    loads = _by_person(weekly_loads_of(connection, since=first_week(seen.on), until=last, caseworkers=whom))
    return [_view(one, before.get(one.alarm_id), loads, seen) for one in alarms]


def team_view(
    team: str | None,
    loads: Sequence[WeeklyLoad],
    felt: Sequence[FeltLoad],
    seen: Seen,
    *,
    least_answers: int,
) -> TeamView:
    """Return a team's weeks. Felt load is shown as a mean, and of weeks that enough of them told of."""
    weeks = sorted({load.week_of for load in loads})
    persons = _by_person(loads)
    names = {who: seen.name(who) for who in persons}
    name = team or _("Uden team")
    told: defaultdict[date, list[int]] = defaultdict(list)
    for one in felt:
        if one.caseworker_id in persons:
            told[one.week_of].append(int(one.felt))
    means = {week: (fmean(told[week]), len(told[week])) for week in weeks if len(told[week]) >= least_answers}
    return TeamView(
        name=name,
        chart=team_chart(name, together(loads), means, seen.limit),
        people=tuple(
            _person(who, persons[who], weeks, seen) for who in sorted(persons, key=lambda who: (names[who], who))
        ),
        weeks=tuple(weeks),
    )


def caseworker_address(caseworker_id: str) -> str:
    """Return the page of what a caseworker has."""
    return f"/min-sagsstamme?sagsbehandler={quote(caseworker_id, safe='')}"


def _view(
    alarm: Alarm, before: Alarm | None, loads: Mapping[CaseworkerId, Sequence[WeeklyLoad]], seen: Seen
) -> AlarmView:
    found = alarm.finding
    about, address = _about(alarm, seen)
    own = loads.get(found.caseworker_id, ()) if found.caseworker_id is not None and found.case_id is None else ()
    shares = [(week.week_of, week.share) for week in own]
    first, last = first_week(seen.on), monday_of(seen.on)
    curve = spark("", shares, seen.limit, first=first, last=last) if own else None
    return AlarmView(
        alarm_id=alarm.alarm_id,
        kind=found.kind,
        label=kind_names()[found.kind],
        text=found.text,
        when=_when(alarm, seen.on),
        about=about,
        address=address,
        curve=curve,
        curve_says=_curve_name(about, own, seen.limit) if own else "",
        ceased=None if alarm.ceased_at is None else alarm.ceased_at.date(),
        before="" if before is None else done_text(before),
        before_note="" if before is None else before.note or "",
        done=done_text(alarm),
        note=alarm.note or "",
    )


def _about(alarm: Alarm, seen: Seen) -> tuple[str, str]:
    """Name the case, caseworker or model an alarm is about, and her page or its."""
    if alarm.finding.kind is AlarmKind.MODEL:
        return _("Modellen"), "/model/drift"
    case_id, who = alarm.finding.case_id, alarm.finding.caseworker_id
    if case_id is None and who is not None:
        return seen.name(who), caseworker_address(who)
    return f"{_('Sag')} {case_id}", case_address(case_id or "")


def _when(alarm: Alarm, on: date) -> str:
    """Say since when it has been so, as the rule found it or else since it was raised; of a clock, when it runs out."""
    told = alarm.finding.content
    due_on, since = told.get("due_on"), told.get("since", told.get("received_on"))
    if isinstance(due_on, str):
        return due_text(date.fromisoformat(due_on), on)
    return since_text(date.fromisoformat(since) if isinstance(since, str) else alarm.raised_at.date(), on)


def _person(who: CaseworkerId, own: Sequence[WeeklyLoad], weeks: Sequence[date], seen: Seen) -> PersonView:
    newest, name, limit = own[-1], seen.name(who), seen.limit
    shares = {week.week_of: week.share for week in own}
    return PersonView(
        name=name,
        address=caseworker_address(who),
        curve=spark(_curve_name(name, own, limit), list(shares.items()), limit, first=weeks[0], last=weeks[-1]),
        now=share_text(newest.share),
        hours=newest.hours,
        capacity_hours=newest.capacity_hours,
        case_count=newest.case_count,
        weeks_over=_weeks_over(own, limit),
        cells=tuple(share_text(shares[week]) if week in shares else "–" for week in weeks),
    )


def _curve_name(name: str, weeks: Sequence[WeeklyLoad], limit: float) -> str:
    return _("{name}: nu {now}; over {limit} i {n} af {weeks} uger").format(
        name=name,
        now=share_text(weeks[-1].share),
        limit=share_text(limit),
        n=_weeks_over(weeks, limit),
        weeks=len(weeks),
    )


def _weeks_over(weeks: Sequence[WeeklyLoad], limit: float) -> int:
    return sum(len(spell.weeks) for spell in spells(weeks, limit))


def _by_person(loads: Sequence[WeeklyLoad]) -> dict[CaseworkerId, list[WeeklyLoad]]:
    found: defaultdict[CaseworkerId, list[WeeklyLoad]] = defaultdict(list)
    for load in sorted(loads, key=lambda one: one.week_of):
        found[load.caseworker_id].append(load)
    return dict(found)
