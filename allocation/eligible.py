"""Who may take which unit under the policy's hard filters? Asked once for each kind of case and caseworker."""

from collections.abc import Sequence

import numpy as np

from allocation.board import Board, Positions
from allocation.principles import Filter, PairRule
from allocation.seat import Option, Seat
from allocation.table import Question, Table, joined, tabulated, united
from sagstyngde.plan import CaseToPlace


def eligible(board: Board, units: Sequence[Sequence[CaseToPlace]], seats: Sequence[Seat]) -> Table:
    """Return who may take which unit; who has a case may keep it.

    Siblings count where they are, if their caseworker does not change.
    """
    cases = [case for unit in units for case in unit]
    staying = board.staying
    tables = [tabulated(_asked(board, item, staying), cases, seats, bool) for item in board.filters]
    tables.append(tabulated(_KEPT, cases, seats, bool))
    by_case = joined(tables, lambda rows: np.logical_or(np.logical_and.reduce(rows[:-1]), rows[-1]))
    return united(by_case, places(units), np.logical_and)


def places(units: Sequence[Sequence[CaseToPlace]]) -> list[range]:
    """Return where each unit's cases stand when all are laid in a row."""
    ends = np.cumsum([len(unit) for unit in units]).tolist()
    return [range(end - len(unit), end) for unit, end in zip(units, ends, strict=True)]


_KEPT = Question(
    asks=lambda case: case.caseworker_id,
    offers=lambda seat: seat.caseworker_id,
    answer=lambda case, seat: case.caseworker_id == seat.caseworker_id,
)
"""Who has a case already may keep it, whatever the filters say of new cases."""


def _asked(board: Board, item: Filter, staying: Positions) -> Question:
    """Ask one filter. Only a case with siblings can differ from others in where they are."""
    if not isinstance(item, PairRule):
        return Question(
            asks=item.asks,
            offers=item.offers,
            answer=lambda case, seat: item.objection(Option(case=case, seat=seat)) is None,
        )
    return Question(
        asks=lambda case: item.asks(case) if board.siblings(case) else None,
        offers=item.offers,
        answer=lambda case, seat: item.objection(board.option(case, seat, staying)) is None,
    )
