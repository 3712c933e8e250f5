"""What does everybody carry this week, and what are her cases? Reckoned once a week, from the board of the day."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from allocation.board import Board
from sagstyngde.case import Case, CaseId, CaseworkerId
from sagstyngde.clock import Clock, ClockState
from sagstyngde.thresholds import Thresholds
from sagstyngde.weekly_load import WeeklyLoad
from sagstyngde.weeks import monday_of

PARTNERS = "partners"
"""The fact that holds who works on a case beside the municipality's team; a scheme without it leaves them uncounted."""
CATEGORY = "category."
UNKNOWN_CATEGORY = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the open cases on a day, besides what they weigh.

    ``is_told``: the casebook is told of talks or hours at all; where it is not, its silence says nothing of a case.
    """

    cases: Collection[Case]
    clocks: Mapping[CaseId, tuple[Clock, ...]]
    signs: Mapping[CaseId, date]
    is_told: bool = True


def weekly_loads(board: Board, known: Known, thresholds: Thresholds) -> list[WeeklyLoad]:
    """Return the loads of the board's week, of everybody with hours for cases or cases.

    Hours and capacity are a month's, on average over the months that the policy looks ahead.
    """
    months = board.policy.horizon_months
    counts: defaultdict[CaseworkerId, Counter[str]] = defaultdict(Counter)
    for case in known.cases:
        if case.caseworker_id is not None:
            counts[case.caseworker_id].update(_counted(case, board, known, thresholds))
    return [
        WeeklyLoad(
            week_of=monday_of(board.on),
            caseworker_id=load.caseworker_id,
            team=board.seats[load.caseworker_id].caseworker.team,
            hours=sum(load.hours_before) / months,
            capacity_hours=sum(load.capacity_hours) / months,
            case_count=load.count_before,
            counts=dict(counts[load.caseworker_id]),
        )
        for load in board.standing
    ]


def _counted(case: Case, board: Board, known: Known, thresholds: Thresholds) -> Iterable[str]:
    """Name what a case counts as."""
    on_board = board.cases.get(case.case_id)
    yield f"{CATEGORY}{(on_board.category if on_board else None) or UNKNOWN_CATEGORY}"
    number = partners(case)
    if number is not None:
        yield "partners_known"
        yield from ("partners_many",) if number >= thresholds.many_partners else ()
    seat = board.seats.get(case.caseworker_id) if case.caseworker_id is not None else None
    if case.required_competences:
        yield "competence_needed"
        if seat is not None and not case.required_competences <= seat.caseworker.competences:
            yield "competence_missing"
    last = known.signs.get(case.case_id, case.received_on)
    if known.is_told:
        yield "told"
        yield from ("silent",) if (board.on - last).days > thresholds.silent_days else ()
    states = {clock.state for clock in known.clocks.get(case.case_id, ())}
    if ClockState.OVERDUE in states:
        yield "overdue"
    elif ClockState.SOON in states:
        yield "soon"


def partners(case: Case) -> int | None:
    """Count who works on a case beside the team, or ``None`` where nothing is told."""
    told = case.facts.get(PARTNERS)
    if isinstance(told, int) and not isinstance(told, bool):
        return told
    return len(told) if isinstance(told, frozenset) else None
