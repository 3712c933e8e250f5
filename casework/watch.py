"""What has come about that somebody should look at? Every rule asked of everything that stands in the casebook.

Some rules are asked at once of what was just done (``watch_at_once``), all of them every night (``look``, ``keep``),
when the week's loads are recorded too: the rule of weeks in a row rests on them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from allocation.board import Board
from allocation.policy import Policy
from casework.alarm_rules import far_apart, leaving, split_siblings, unplaced_too_long
from casework.clock_rules import STATUTORY, ClockRules
from casework.clocks import clocks_of
from casework.follow_up_rules import (
    clocks_due,
    is_ramping,
    over_for_weeks,
    over_while_ramping,
    unanswered,
    without_contact,
)
from casework.spells import running
from casework.weekly import Known, weekly_loads
from sagstyngde.alarm import Finding
from sagstyngde.case import Case, CaseId, CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.judgement import Confirmation
from sagstyngde.plan import Load
from sagstyngde.thresholds import DEFAULT, Thresholds
from sagstyngde.weekly_load import WeeklyLoad
from sagstyngde.weeks import monday_of
from storage.alarms import mark_ceased, raise_alarms
from storage.dissents import open_dissents
from storage.engine import Connection
from storage.placements import open_with
from storage.read_once import every_open_record, newest_estimates
from storage.signs_of_work import is_told_since, last_signs
from storage.staff import staff_records
from storage.stamp import Stamp
from storage.weekly_loads import record_weekly_loads, weekly_loads_of
from storage.words import last_words

_WEEKS_BACK = timedelta(weeks=53)
_EVER = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What one look at everything came to, before any of it is stored: the week's loads, and all that was found.

    ``lasting`` are clocks that ran out so long ago that no alarm is raised; one that is open still has its cause.
    """

    loads: tuple[WeeklyLoad, ...]
    found: tuple[Finding, ...]
    lasting: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What was stored: caseworkers whose week was recorded, alarms raised, alarms whose cause was seen to have gone."""

    recorded: int
    raised: int
    ceased: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the rules are asked of: a day, the open cases, the staff by id, and what to call them."""

    on: date
    cases: tuple[Case, ...]
    staff: Mapping[CaseworkerId, Caseworker]

    @property
    def names(self) -> dict[CaseworkerId, str]:
        """What each caseworker is called."""
        return {key: one.name or str(key) for key, one in self.staff.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What lies on the table just after something was done to some people's desks or terms.

    ``board`` lays it out, by the policy that holds: seconds in a large municipality, where it was just written to.
    """

    on: date
    policy: Policy
    board: Callable[[], Board]
    touched: Collection[CaseworkerId]


def look(
    connection: Connection,
    board: Board,
    *,
    scale: Sequence[str] = (),
    thresholds: Thresholds = DEFAULT,
    clocks: ClockRules = STATUTORY,
) -> Night:
    """Reckon the week's loads and ask every rule. Nothing is stored: it takes seconds, and others write meanwhile.

    ``scale`` are the categories in their order; without them no disagreement can be measured.
    """
    standing = _standing(connection, board.on)
    known = Known(
        cases=standing.cases,
        clocks=clocks_of(connection, standing.cases, board.on, rules=clocks),
        signs=last_signs(connection),
        is_told=is_told_since(connection, board.on - timedelta(days=thresholds.silent_days)),
    )
    loads = tuple(weekly_loads(board, known, thresholds))
    earlier = weekly_loads_of(connection, since=monday_of(standing.on - _WEEKS_BACK), until=monday_of(standing.on))
    limit = limit_of(board.policy, thresholds)
    over = running(_with_this_week(earlier, loads), limit, least=thresholds.over_weeks, on=standing.on)
    found = (
        *_now(connection, board.standing, standing, board.policy, thresholds=thresholds),
        *_apart(connection, [case.case_id for case in standing.cases], scale),
        *over_for_weeks(over, standing.names, limit),
        *clocks_due(known.clocks, board.on, days=thresholds.deadline_days, past=thresholds.overdue_days),
        *(without_contact(known.cases, known.signs, board.on, days=thresholds.silent_days) if known.is_told else ()),
        *unanswered(open_dissents(connection), standing.names, board.on, days=thresholds.dissent_days),
    )
    lasting = clocks_due(known.clocks, board.on, days=-thresholds.overdue_days - 1, past=_EVER)
    return Night(loads=loads, found=found, lasting=tuple(lasting))


def keep(connection: Connection, night: Night, stamp: Stamp, *, thresholds: Thresholds = DEFAULT) -> Watched:
    """Store what a look came to: done twice it is done once. ``stamp`` is of the moment the look began."""
    return Watched(
        recorded=record_weekly_loads(connection, night.loads, stamp),
        raised=raise_alarms(connection, night.found, stamp, quiet=timedelta(days=thresholds.quiet_days)),
        ceased=mark_ceased(connection, (*night.found, *night.lasting), stamp),
    )


def watch_at_once(
    connection: Connection,
    table: Table,
    *,
    stamp: Stamp,
    thresholds: Thresholds = DEFAULT,
) -> int:
    """Raise the alarms that follow from what was just done; return how many were new."""
    found = at_once(connection, table, thresholds=thresholds)
    return raise_alarms(connection, found, stamp, quiet=timedelta(days=thresholds.quiet_days))


def at_once(connection: Connection, table: Table, *, thresholds: Thresholds = DEFAULT) -> list[Finding]:
    """Ask the rules that look at who has which case on which terms, and not at how long it has been so.

    Loads are asked of the newly employed alone: where none of those touched is new, no board is laid out. What people
    said of cases is not asked, for nobody has said anything. Every night all of it is asked.
    """
    standing, rules = _standing(connection, table.on), table.policy.capacity
    touched = (standing.staff[key] for key in table.touched if key in standing.staff)
    loads = table.board().standing if any(is_ramping(one, table.on, rules) for one in touched) else ()
    return _now(connection, loads, standing, table.policy, thresholds=thresholds)


def limit_of(policy: Policy, thresholds: Thresholds) -> float:
    """Return the load that is too much: the municipality's own word, else the policy's full desk, else all hours."""
    return thresholds.over_share or policy.capacity.most_share or 1.0


def _standing(connection: Connection, on: date) -> Standing:
    return Standing(
        on=on,
        cases=tuple(record.case for record in every_open_record(connection)),
        staff={one.caseworker_id: one.on(on) for one in staff_records(connection)},
    )


def _now(
    connection: Connection,
    loads: Sequence[Load],
    standing: Standing,
    policy: Policy,
    *,
    thresholds: Thresholds,
) -> list[Finding]:
    on, rules = standing.on, policy.capacity
    held = Counter(who for who, _ in open_with(connection, list(standing.staff)))
    limit = limit_of(policy, thresholds)
    return [
        *unplaced_too_long(standing.cases, on, days=thresholds.unplaced_days),
        *leaving(standing.staff.values(), held, on, days=thresholds.leaving_days),
        *over_while_ramping(loads, standing.staff, on, rules, limit=limit),
        *split_siblings(standing.cases),
    ]


def _with_this_week(earlier: Sequence[WeeklyLoad], loads: Sequence[WeeklyLoad]) -> list[WeeklyLoad]:
    """Put the week's loads after those recorded; one that is recorded already stands as it is."""
    recorded = {(one.caseworker_id, one.week_of) for one in earlier}
    return [*earlier, *(one for one in loads if (one.caseworker_id, one.week_of) not in recorded)]


def _apart(connection: Connection, case_ids: Sequence[CaseId], scale: Sequence[str]) -> list[Finding]:
    """Compare what people said with what the newest assessment suggests, where it has been shown."""
    answers, said = newest_estimates(connection), last_words(connection, case_ids)
    found = []
    for case_id, word in sorted(said.items()):
        answered = answers.get(case_id)
        if answered is None or answered.awaits_judgement or isinstance(word, Confirmation):
            continue
        suggestion = answered.assessment.suggestion
        found += far_apart(case_id, None if suggestion.is_withheld else suggestion.code, word.category, scale)
    return found
