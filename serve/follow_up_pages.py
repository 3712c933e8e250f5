"""What must a leader do next? The alarms that wait, what was done about them before, and loads over weeks."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from features.scheme import Scheme
from sagstyngde.alarm import AlarmKind
from sagstyngde.case import CaseId
from sagstyngde.operations import Operation
from sagstyngde.thresholds import HINTS
from sagstyngde.weeks import monday_of
from serve.alarms_seen import people_reached, saw_cases, within
from serve.cursors import cursor, read_cursor
from serve.dependencies import CaseScheme, HouseRules, today
from serve.follow_up import AlarmView, Seen, TeamView, alarm_views, first_week, team_view
from serve.follow_up_wording import kind_names, lead
from serve.house import House
from serve.language import _
from serve.ledger import policy_of
from serve.rendering import page
from serve.visits import Visiting
from serve.work import Work
from storage.alarms import Asked, Within, alarms_of, count_alarms
from storage.cases import in_ids, newest, records
from storage.dissents import open_dissents
from storage.felt_loads import felt_by_week
from storage.weekly_loads import weekly_loads_of

ADDRESS = "/opfoelgning"
SHOWN = 20
FIRST = 4
"""Of each kind, while none is picked."""
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissenting:
    """An open dissent: who, about what, since when, and where it is answered."""

    name: str
    case_id: CaseId
    since: date
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which alarms of a kind are shown: so many, after a place."""

    kind: AlarmKind
    number: int
    limit: int
    after: int | None
    keys: tuple[bytes, str]

    def cursor(self, rest: int) -> str:
        """Return where the next page begins."""
        secret, of = self.keys
        return cursor(secret, of, [str(rest)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A kind's alarms: how many there are, those that are shown, and where to go on."""

    kind: AlarmKind
    name: str
    number: int
    alarms: tuple[AlarmView, ...]
    more: str


@router.get(ADDRESS, operation_id=Operation.FOLLOW_UP_PAGE)
def follow_up(  # noqa: PLR0913  each is a parameter of the address
    request: Request,
    visit: Visiting,
    house: HouseRules,
    scheme: CaseScheme,
    *,
    slags: Annotated[str, Query(max_length=40)] = "",
    team: Annotated[str | None, Query(max_length=200)] = None,
    efter: Annotated[str | None, Query(max_length=400)] = None,
    lukket: Annotated[str, Query(max_length=4)] = "",
) -> HTMLResponse:
    """Show what waits for the leader, and loads over weeks."""
    kind = AlarmKind(slags) if slags in set(AlarmKind) else None
    keys = (house.secret, f"{visit.principal.user_id} opfoelgning {kind}")
    begin = None if efter is None or kind is None else int(read_cursor(*keys, efter)[0])
    limit = SHOWN if kind else FIRST

    def act(work: Work) -> dict[str, Any]:
        seen, connection = seen_by(work, house, scheme), work.connection
        whom = within(work, seen.people)
        counts = count_alarms(connection, whom, Asked(is_open=True))
        week = monday_of(seen.on)
        return {
            "lead": lead(sum(counts.values())),
            "kinds": [(one.value, name, counts[one]) for one, name in kind_names().items() if counts.get(one)],
            "picked": None if kind is None else kind.value,
            "groups": [
                _group(work, seen, whom, Page(kind=one, number=counts[one], limit=limit, after=begin, keys=keys))
                for one in kind_names()
                if counts.get(one) and kind in {None, one}
            ],
            "dissents": _dissents(work, seen),
            "was_closed": bool(lukket),
            "teams": seen.teams,
            "team": _team(work, house, seen, team),
            "is_stale": not weekly_loads_of(connection, since=week, until=week, caseworkers=seen.people),
            "limits": _limits(house, seen.limit),
        }

    return page(request, "follow_up.html", visit.do(act))


def _group(work: Work, seen: Seen, whom: Within, asked: Page) -> Group:
    """Return a kind's alarms, the oldest first; whoever sees them is written down."""
    own = Asked(is_open=True, kind=asked.kind, oldest_first=True)
    found, rest = alarms_of(work.connection, whom, own, limit=asked.limit, after=asked.after)
    saw_cases(work, found)
    return Group(
        kind=asked.kind,
        name=kind_names()[asked.kind],
        number=asked.number,
        alarms=tuple(alarm_views(work.connection, found, seen)),
        more="" if rest is None else asked.cursor(rest),
    )


def limit_of(work: Work, house: House) -> float:
    """Return the load that is too much, by the municipality's own word or the policy in force."""
    return house.thresholds.over_share or policy_of(work, house).policy.capacity.most_share or 1.0


def seen_by(work: Work, house: House, scheme: Scheme) -> Seen:
    """Return what a visit reaches."""
    return Seen(people=people_reached(work), on=today(scheme), limit=limit_of(work, house))


def _team(work: Work, house: House, seen: Seen, team: str | None) -> TeamView | None:
    """Return the weeks of the team that is asked for, else of the first within reach; none where none are recorded."""
    chosen = team if team in seen.teams else next(iter(seen.teams), None)
    whom = [who for who in seen.people if seen.team(who) == chosen]
    since = first_week(seen.on)
    loads = weekly_loads_of(work.connection, since=since, until=monday_of(seen.on), caseworkers=whom, with_counts=False)
    if not loads:
        return None
    felt = felt_by_week(work.connection, since, whom=whom)
    return team_view(chosen, loads, felt, seen, least_answers=house.thresholds.felt_answers)


def _dissents(work: Work, seen: Seen) -> list[Dissenting]:
    """Return the open dissents about cases within reach."""
    found = open_dissents(work.connection)
    case_ids = list(dict.fromkeys(one.case_id for one in found))
    known = work.visible(records(work.connection, newest(in_ids(case_ids)))) if case_ids else ()
    reached = {one.case.case_id for one in known}
    return [
        Dissenting(
            name=seen.name(one.caseworker_id),
            case_id=one.case_id,
            since=one.told_at.date(),
            address=f"{ADDRESS}/indsigelser/{one.dissent_id}",
        )
        for one in found
        if one.case_id in reached
    ]


def _limits(house: House, limit: float) -> list[tuple[str, Any]]:
    """Return each limit's hint and what it is here."""
    own = house.thresholds
    return [(_(hint), limit if name == "over_share" else getattr(own, name)) for name, hint in HINTS.items()]
