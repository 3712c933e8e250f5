"""What would a new model change for the cases that are open now, and for those who have them? Counts and sums only.

No case and no person is named, and no pace is reckoned: a load is what the models expect of the cases somebody has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from allocation.capacity import DAYS_PER_MONTH
from features.groups import groupings
from features.history import History
from models.assess import Assessor
from models.bundle import ModelBundle
from models.groups import FEWEST
from models.hours_left import hours_left, tell
from models.ordinal import Floats, Integers
from models.remaining import WINDOW
from sagstyngde.case import Case

MONTHS = 6
SAME_LOAD = 0.1
"""A caseworker's hours that change by less are as before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEffect:
    """What becomes of a group of open cases: how many, and their hours to come over what they were."""

    grouping: str
    label: str
    cases: int
    hours_ratio: float
    other_category: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What changes for open cases from one model to another.

    ``moves`` (categories x categories) counts suggestions before and now; ``None`` where the scales differ. Hours are
    those of all open cases in each month to come, before and now. ``moved_hours`` a month: what would have to change
    hands for everybody to have the part of all hours that they had. ``judged``: cases on which a person's word stands.
    """

    open_cases: int
    judged: int
    codes: tuple[str, ...]
    moves: tuple[tuple[int, ...], ...] | None
    hours_before: tuple[float, ...]
    hours_after: tuple[float, ...]
    caseworkers: int
    more: int
    less: int
    moved_hours: float
    groups: tuple[GroupEffect, ...]

    @property
    def heavier(self) -> int:
        """How many suggestions are of a heavier category."""
        return sum(count for i, row in enumerate(self.moves or ()) for j, count in enumerate(row) if j > i)

    @property
    def lighter(self) -> int:
        """How many suggestions are of a lighter category."""
        return sum(count for i, row in enumerate(self.moves or ()) for j, count in enumerate(row) if j < i)


def effects_of(history: History, champion: ModelBundle, challenger: ModelBundle) -> Effects | None:
    """Ask both models of every open case on the day the history ends; ``None`` where none is open."""
    cases = [case for case in history.cases if case.closed_on is None]
    if not cases or not history.has_dates:
        return None
    models = (Assessor(champion), Assessor(challenger))
    before, after = (_hours(model, cases, history) for model in models)
    same_scale = champion.frame.scheme.scale.codes == challenger.frame.scheme.scale.codes
    places = [_places(model, cases) for model in models] if same_scale else None
    judged = {one.case_id for one in history.judgements}
    more, less, people, moved = _desks(cases, before.sum(axis=1), after.sum(axis=1))
    codes = tuple(challenger.frame.scheme.scale.codes)
    return Effects(
        open_cases=len(cases),
        judged=sum(case.case_id in judged for case in cases),
        codes=codes,
        moves=None if places is None else _counted(places[0], places[1], len(codes)),
        hours_before=tuple(before.sum(axis=0).tolist()),
        hours_after=tuple(after.sum(axis=0).tolist()),
        caseworkers=people,
        more=more,
        less=less,
        moved_hours=moved / MONTHS,
        groups=_groups(history, cases, (before.sum(axis=1), after.sum(axis=1)), places),
    )


def _hours(assessor: Assessor, cases: Sequence[Case], history: History) -> Floats:
    """Return what each open case still takes in each month to come, (cases x months)."""
    codes = assessor.scheme.scale.codes
    said = {one.case_id: one.category for one in history.judgements}
    judged = np.array([codes.index(one) if (one := said.get(case.case_id)) in codes else -1 for case in cases])
    age = np.array([_months(case, history.ends_on) for case in cases])
    reach = int(age.max()) + 2 + max(MONTHS, WINDOW)
    told = tell(assessor, cases, judged, history.ends_on, months=reach)
    return hours_left(assessor.bundle.remaining, told, age, MONTHS)


def _months(case: Case, on: date) -> float:
    return max((on - case.received_on).days, 0) / DAYS_PER_MONTH


def _places(assessor: Assessor, cases: Sequence[Case]) -> Integers:
    return np.asarray(assessor.answers(assessor.bundle.frame.rows(cases)).probability.argmax(axis=1))


def _counted(before: Integers, after: Integers, codes: int) -> tuple[tuple[int, ...], ...]:
    counts = np.bincount(before * codes + after, minlength=codes * codes).reshape(codes, codes)
    return tuple(tuple(row) for row in counts.tolist())


def _desks(cases: Sequence[Case], before: Floats, after: Floats) -> tuple[int, int, int, float]:
    """Return how many people get more and less, of how many, and the hours that would have to change hands."""
    people = sorted({case.caseworker_id for case in cases if case.caseworker_id is not None})
    place = {person: number for number, person in enumerate(people)}
    rows = [row for row, case in enumerate(cases) if case.caseworker_id is not None]
    whose = np.array([place[who] for case in cases if (who := case.caseworker_id) is not None], dtype=np.intp)
    then, now = (np.bincount(whose, hours[rows], minlength=len(people)) for hours in (before, after))
    if not people or not then.sum() or not now.sum():
        return 0, 0, len(people), 0.0
    ratio = np.divide(now, then, out=np.ones_like(now), where=then > 0.0)
    moved = 0.5 * float(np.abs(now - then * now.sum() / then.sum()).sum())
    return int((ratio > 1.0 + SAME_LOAD).sum()), int((ratio < 1.0 - SAME_LOAD).sum()), len(people), moved


def _groups(
    history: History, cases: Sequence[Case], hours: tuple[Floats, Floats], places: Sequence[Integers] | None
) -> tuple[GroupEffect, ...]:
    """Return groups large enough to be told of."""
    changed = np.zeros(len(cases), dtype=bool) if places is None else places[0] != places[1]
    return tuple(
        GroupEffect(
            grouping=grouping.label,
            label=group.label,
            cases=len(group.rows),
            hours_ratio=float(hours[1][group.rows].sum() / max(hours[0][group.rows].sum(), 1e-9)),
            other_category=int(changed[group.rows].sum()),
        )
        for grouping in groupings(history.scheme, cases)
        for group in grouping.groups
        if len(group.rows) >= FEWEST
    )
