"""Who else could have had a case, and what would each have cost? The two best, by the policy's own order.

First those who may have it, by what the move would do to the goals: to the first goal's number, then the second's, and
so on; then what decides between equals. Behind them those who may not, by how many conditions stand in the way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from allocation.changes import batches, changes, grain
from allocation.columns import Floats
from allocation.principles import Filter
from allocation.scene import IMPROVED, Scene
from allocation.seat import Option, Seat, total
from allocation.seating import PRECISION
from allocation.table import Question, tabulated
from allocation.units import Unit
from allocation.wording import case_list, clauses, listed
from sagstyngde.plan import Alternative, CaseToPlace, GoalChange

ALTERNATIVE_COUNT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Another seat for a unit: why it may not be, what it would do to the goals, and her load if it were."""

    seat: Seat
    objections: tuple[str, ...]
    changes: tuple[GoalChange, ...]
    load: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Consequences:
    """What moving one unit to each of the W seats would do to the goals' numbers and to what decides between equals.

    ``risen`` is (M, W), in the order of ``Scene.measures``; ``steps`` are the same in whole steps that differ.
    """

    unit: int
    able: np.ndarray
    risen: Floats
    steps: Floats

    def of_goals(self, place: int, goal_count: int) -> Sequence[float]:
        """Return by how much each goal's number rises."""
        rises: list[float] = self.risen[:goal_count, place].tolist()
        return rises


def consequences(scene: Scene) -> Iterator[Consequences]:
    """Return for every unit what each seat would mean, in order of unit."""
    measures, seating = scene.measures, scene.seating
    grains = np.array([grain(seating, measure) for measure in measures])
    for units in batches(seating, measures):
        risen = np.stack([changes(seating, measure, units) for measure in measures])
        steps = np.rint(risen / grains[:, None, None])
        able = scene.able(units)
        for row, unit in enumerate(units.tolist()):
            yield Consequences(unit=unit, able=able[row], risen=risen[:, row], steps=steps[:, row])


def rivals(scene: Scene, found: Consequences) -> list[Rival]:
    """Return the best other seats for a unit."""
    unit, chosen = scene.grouping.units[found.unit], int(scene.seating.seat_of[found.unit])
    order = [place for place in np.lexsort(found.steps[::-1]).tolist() if place != chosen]
    seats = [scene.grouping.seats[place] for place in order]
    able = [seat for place, seat in zip(order, seats, strict=True) if found.able[place]][:ALTERNATIVE_COUNT]
    rest = _barred(scene, found, seats) if len(able) < ALTERNATIVE_COUNT else []
    best = [*((seat, True) for seat in able), *((seat, False) for seat in rest)][:ALTERNATIVE_COUNT]
    return [_rival(scene, unit, found, seat, may=may) for seat, may in best]


def _barred(scene: Scene, found: Consequences, seats: Sequence[Seat]) -> list[Seat]:
    """Return the seats that may not have the unit, fewest objections first; those without any hours among the last."""
    unit = scene.grouping.units[found.unit]
    without = [seat for key, seat in scene.board.seats.items() if key not in scene.place_of]
    barred = [seat for seat in seats if not found.able[scene.place_of[seat.caseworker_id]]] + without
    count = _objection_counts(scene, unit, barred)
    return [barred[place] for place in np.argsort(count, kind="stable").tolist()]


def _objection_counts(scene: Scene, unit: Unit, seats: Sequence[Seat]) -> np.ndarray:
    """Return how many conditions stand between a unit and each seat."""
    count = np.zeros(len(seats), dtype=np.intp)
    for item in scene.board.filters:
        if item in scene.pair_rules:
            answers = [[item.objection(scene.option(case, seat, unit)) is not None for seat in seats] for case in unit]
            count += np.array(answers, dtype=bool).any(axis=0)
            continue
        count += tabulated(_objected(item), unit, seats, bool).rows.any(axis=0)
    return count


def _objected(item: Filter) -> Question:
    return Question(
        asks=item.asks,
        offers=item.offers,
        answer=lambda case, seat: item.objection(Option(case=case, seat=seat)) is not None,
    )


def _rival(scene: Scene, unit: Unit, found: Consequences, seat: Seat, *, may: bool) -> Rival:
    place, goal_count = scene.place_of.get(seat.caseworker_id), len(scene.aims)
    return Rival(
        seat=seat,
        objections=() if may else scene.objections(unit, seat),
        changes=() if place is None else scene.goal_changes(found.of_goals(place, goal_count)),
        load=scene.share_with(seat, total(unit, scene.board.policy.horizon_months)),
    )


def alternative(scene: Scene, case: CaseToPlace, unit: Unit, rival: Rival) -> Alternative:
    """Word one rival for one case of a unit."""
    chosen = scene.board.seats[scene.positions[case.case_id]]
    others = [other.case_id for other in unit if other is not case]
    together = f" (sammen med {case_list(others)})" if others else ""
    told = listed(rival.objections) or cost(rival, scene.share_with(chosen, 0.0), together)
    return Alternative(
        caseworker_id=rival.seat.caseworker_id,
        text=f"{rival.seat.shown} – {told}",
        allowed=not rival.objections,
        changes=rival.changes,
    )


def cost(rival: Rival, chosen_load: float, together: str = "") -> str:
    """Say how the rival's load compares with the chosen one's, and which goals would suffer or gain."""
    points = round(round(100.0 * (rival.load - chosen_load), 6))
    how = "højere" if points > 0 else "lavere"
    load = f"{abs(points)} procentpoint {how}" if points else "samme"
    worse = [change.text for change in rival.changes if change.after > change.before]
    better = [change.text.removesuffix(IMPROVED) for change in rival.changes if change.after < change.before]
    told = f"{load} belastning{together}"
    if worse:
        told += f", {'og' if points > 0 else 'men'} {clauses(worse)}"
    elif points <= 0 and not better:
        told += ", og fordelingen bliver lige så god"
    return f"{told}; til gengæld bliver {listed(better)} bedre" if better else told


def standing(own: float, others: Floats) -> list[str]:
    """Say how the chosen one's load stands to those (N,) of the others who may have the case, where that is a reason.

    >>> standing(0.5, np.array([])), standing(0.5, np.array([0.6, 0.5]))
    (['den eneste, der opfylder kravene'], ['laveste belastning blandt de 3, der kan tage sagen'])
    """
    if not len(others):
        return ["den eneste, der opfylder kravene"]
    lowest = own <= others.min() + PRECISION
    return [f"laveste belastning blandt de {len(others) + 1}, der kan tage sagen"] if lowest else []
