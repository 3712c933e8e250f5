"""What is on the board of a proposal? Desks with their cases and loads, what is not placed, what has been changed.

Looks things up and puts them in order; the words are in ``serve.board_words``, the drawing in ``serve.board_charts``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from markupsafe import Markup

from sagstyngde.case import CaseId, CaseworkerId
from sagstyngde.caseworker import Caseworker
from sagstyngde.months import add_months
from sagstyngde.plan import Load, Placement, Plan, Unplaced, Violation
from serve.board_charts import Cell, desk_months, month_cells
from storage.plans import PlanEdit, not_undone

MOST_DESKS = 16
"""So many desks are shown side by side; beyond that only those that get a case, and the others folded away."""
MOST_EXPLAINED = 100
"""So many cards carry their reasons with them; those of a longer board are fetched when they are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One case on the board: where it is proposed to go and why, or why it could not be placed.

    ``edit`` is the leader's newest word on it, where it still stands.
    """

    case_id: CaseId
    anchor: str
    weight: str
    placement: Placement | None = None
    unplaced: Unplaced | None = None
    edit: PlanEdit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One caseworker's column, which is also her row in the table underneath."""

    caseworker_id: CaseworkerId
    name: str
    load: Load
    cards: tuple[Card, ...]
    chart: Markup
    cells: tuple[Cell, ...]

    @property
    def is_touched(self) -> bool:
        """Whether the proposal gives her a case or takes one from her."""
        return bool(self.cards) or self.load.hours_before != self.load.hours_after


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """The board, in the order it is read: what has no place, the desks, and what the proposal does not keep."""

    desks: tuple[Desk, ...]
    unplaced: tuple[Card, ...]
    months: tuple[date, ...]
    breaches: tuple[Violation, ...]
    remarks: tuple[Violation, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_long(self) -> bool:
        """Whether there are so many cards that their reasons would make the page heavy."""
        return sum(len(desk.cards) for desk in self.desks) > MOST_EXPLAINED

    @property
    def shown(self) -> tuple[Desk, ...]:
        """The desks that stand side by side."""
        return self.desks if len(self.desks) <= MOST_DESKS else tuple(desk for desk in self.desks if desk.is_touched)

    @property
    def folded(self) -> tuple[Desk, ...]:
        """The others."""
        shown = {desk.caseworker_id for desk in self.shown}
        return tuple(desk for desk in self.desks if desk.caseworker_id not in shown)


def board_view(
    plan: Plan, staff: Sequence[Caseworker], weights: Mapping[CaseId, str], edits: Sequence[PlanEdit]
) -> BoardView:
    """Lay a proposal out."""
    names, told = shown_names(staff), standing(edits)
    cards = {one.case_id: _card(one, weights, told) for one in plan.placements}
    gaining = {one.caseworker_id for one in plan.placements}
    loads = sorted(plan.loads, key=lambda load: (load.caseworker_id not in gaining, _name(load, names)))
    return BoardView(
        desks=tuple(
            Desk(
                caseworker_id=load.caseworker_id,
                name=_name(load, names),
                load=load,
                cards=tuple(cards[one.case_id] for one in plan.placements if one.caseworker_id == load.caseworker_id),
                chart=desk_months(load, _name(load, names)),
                cells=month_cells(load),
            )
            for load in loads
        ),
        unplaced=tuple(
            Card(
                case_id=one.case_id,
                anchor=anchor(one.case_id),
                weight=weights.get(one.case_id, ""),
                unplaced=one,
                edit=told.get(one.case_id),
            )
            for one in plan.unplaced
        ),
        months=tuple(add_months(plan.proposed_on, month) for month in range(_months(plan.loads))),
        breaches=tuple(one for one in plan.violations if one.hard),
        remarks=tuple(one for one in plan.violations if not one.hard),
        names=names,
    )


def anchor(case_id: CaseId) -> str:
    """Return the name of a case's place on the page: the same after every change, whatever the case is called.

    >>> anchor(CaseId("2026/0412"))
    'sag-4155bcab'
    """
    return f"sag-{sha256(case_id.encode()).hexdigest()[:8]}"


def shown_names(staff: Sequence[Caseworker]) -> dict[str, str]:
    """Return how people see each caseworker: her name, with her id where two share it."""
    names = [one.name for one in staff]
    return {one.caseworker_id: one.name if one.name and names.count(one.name) == 1 else _with_id(one) for one in staff}


def standing(edits: Sequence[PlanEdit]) -> dict[CaseId, PlanEdit]:
    """Return by case the newest edit that has not been taken back."""
    return {case_id: one for one in not_undone(edits) for case_id, _ in one.edits}


def named_in(plan: Plan, edits: Collection[PlanEdit]) -> tuple[CaseId, ...]:
    """Return every case the page names."""
    told = [case_id for one in edits for case_id, _ in one.edits]
    return tuple(dict.fromkeys([*plan.case_ids, *told]))


def gap(loads: Sequence[Load]) -> tuple[float, float]:
    """Return the largest load after, and how far it is from the smallest, among those with hours for cases."""
    shares = [load.share_after for load in loads if sum(load.capacity_hours) > 0.0]
    return (max(shares), max(shares) - min(shares)) if shares else (0.0, 0.0)


def _card(one: Placement, weights: Mapping[CaseId, str], told: Mapping[CaseId, PlanEdit]) -> Card:
    edit = told.get(one.case_id)
    return Card(
        case_id=one.case_id,
        anchor=anchor(one.case_id),
        weight=weights.get(one.case_id, ""),
        placement=one,
        edit=edit,
    )


def _name(load: Load, names: Mapping[str, str]) -> str:
    return names.get(load.caseworker_id, load.caseworker_id)


def _with_id(one: Caseworker) -> str:
    return f"{one.name} ({one.caseworker_id})" if one.name else str(one.caseworker_id)


def _months(loads: Sequence[Load]) -> int:
    return max((len(load.hours_after) for load in loads), default=0)
