"""Why can the largest load not be lower? The cases that can only go to these people, and the conditions behind it.

The floor is the balance engine's bound (``allocation.balance.floor``): a cut of the most even flow, in which cases may
even be split, or a single unit, or what somebody has already. It counts expected hours, without what a policy keeps
free for uncertainty, so it lies below the largest load of every plan under the same conditions.
"""

import numpy as np

from allocation.balance import Balance, floor
from allocation.board import Board, Positions
from allocation.columns import Integers
from allocation.cut import Cut, naming_conditions, told_conditions
from allocation.ledger import own_hours
from allocation.scarcity import best_grant
from allocation.units import Grouping
from allocation.wording import case_list, listed, percent, rounded_down, sentence
from sagstyngde.danish import count, number
from sagstyngde.plan import Floor

MOST_NAMED = 3
PROVED = 1e-9
LARGEST_FOR_GRANTS = 1_000_000
"""Beyond so many units times seats it is not asked whose added competence would lower the floor most: too slow."""


def floor_of(board: Board, grouping: Grouping, positions: Positions) -> Floor | None:
    """Say what the largest load cannot go below, and why; nothing where no hours are to be placed, or with nobody."""
    if not grouping.units:
        return None
    question = question_of(board, grouping)
    if not question.hours.any():
        return None
    bound = floor(question)
    cut = Cut.of(grouping, question, bound)
    naming = naming_conditions(board, cut)
    loads = question.loads(_seat_of(grouping, positions))
    proved = bool(loads.max() <= bound.level * (1.0 + PROVED))
    # The largest load of a proved plan is the floor: the two must read alike, so the floor is not rounded down then.
    shown = percent(bound.level if proved else rounded_down(bound.level))
    parts = [_told(cut, bound.level, shown), *told_conditions(board, cut, naming)]
    if naming and len(question.hours) * len(question.held) <= LARGEST_FOR_GRANTS:
        grant = best_grant(board, grouping, cut, question, naming=naming)
        parts += [grant.told(shown)] if grant is not None else []
    return Floor(
        share=bound.level,
        text=" ".join(sentence(part) for part in parts),
        case_ids=tuple(sorted(case.case_id for unit in cut.units for case in unit)),
        caseworker_ids=tuple(seat.caseworker_id for seat in cut.inside),
        proved=proved,
    )


def question_of(board: Board, grouping: Grouping) -> Balance:
    """Ask the balance engine about a board: hours over the horizon, others' cases among those held."""
    months, place = board.policy.horizon_months, {seat.caseworker_id: n for n, seat in enumerate(grouping.seats)}
    held = np.array([sum(seat.help_hours) for seat in grouping.seats], dtype=float)
    for case_id, key in board.staying.items():
        if key in place:
            held[place[key]] += sum(own_hours(board.cases[case_id], months))
    allowed = grouping.puzzle.allowed
    return Balance(
        hours=np.array([sum(sum(own_hours(case, months)) for case in unit) for unit in grouping.units], dtype=float),
        kind_of=allowed.kind_of,
        rows=allowed.rows.astype(bool),
        held=held,
        capacity=np.array([seat.capacity for seat in grouping.seats], dtype=float),
        apart=grouping.puzzle.apart,
    )


def _seat_of(grouping: Grouping, positions: Positions) -> Integers:
    place = {seat.caseworker_id: number for number, seat in enumerate(grouping.seats)}
    return np.array([place[positions[unit[0].case_id]] for unit in grouping.units], dtype=np.intp)


def _told(cut: Cut, level: float, shown: str) -> str:
    """Say what the floor is and what makes it."""
    lead = f"lavere end {shown} kan den største belastning ikke blive"
    if not cut.units:
        holders = listed([seat.shown for seat in cut.inside], most=MOST_NAMED)
        return f"{lead}: så meget har {holders} allerede uden nye sager"
    if cut.single is not None:
        return f"{lead}: {_cases(cut)} fylder alene så meget hos {cut.single.shown}, hvor belastningen bliver lavest"
    if not cut.outside:
        needed, there = number(cut.hours), number(cut.capacity)
        return f"{lead}: der er {needed} timers arbejde og {there} timer til sager i perioden{_more(level)}"
    they = cut.inside[0].shown if len(cut.inside) == 1 else "de"
    return f"{lead}: {_cases(cut)} {_whither(cut)}, og sammen med det, {they} har i forvejen, fylder det så meget"


def _more(level: float) -> str:
    return "; en jævn fordeling giver ikke flere timer" if level > 1.0 else ""


def _cases(cut: Cut) -> str:
    ids = sorted(case.case_id for unit in cut.units for case in unit)
    if len(ids) <= MOST_NAMED:
        return case_list(ids)
    named = ", ".join(f"sag {case_id}" for case_id in ids[:MOST_NAMED])
    return f"{count(len(ids), 'sag', 'sager')} ({named} …)"


def _whither(cut: Cut) -> str:
    """Name those who can take the cases; where they are many, those who cannot."""
    if len(cut.outside) < len(cut.inside) and len(cut.outside) <= MOST_NAMED:
        return f"kan ikke gå til {listed([seat.shown for seat in cut.outside])}"
    return f"kan kun gå til {listed([seat.shown for seat in cut.inside], most=MOST_NAMED)}"
