"""What would have to be different for another category? The smallest change of facts that can change.

One fact is tried before two, and a small step before a large one. Values are those that training cases had. Facts that
are not known stay so; audit facts are never tried, nor what a scheme calls unchangeable. Numpy only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from features.changed_rows import Change as Changed
from features.changed_rows import ChangedRows
from features.frame import Frame
from features.scheme import Fact, Kind, Known, Scale, Use
from models.abstain import AbstentionRule
from models.bundle import ModelBundle
from models.category import CategoryModel
from models.contrast import Limits
from models.mosaic import Mosaic
from models.ordinal import Floats, Integers
from models.phrases import changed_clause
from models.silence import expected_steps
from sagstyngde.assessment import Change, WhatIf
from sagstyngde.case import Case, FactValue
from sagstyngde.danish import inside, listing

_NUMBERS = 9
"""So many numbers, evenly over those seen, are tried of a fact that is no whole count."""
_MOST_COUNTS = 8
_MOST_LAID_OUT = 40
_MOST_PAIRS = 24
"""So many pairs of changes, smallest first, are looked up exactly."""
NONE_FOUND = "Ingen ændring af én eller to oplysninger alene ville flytte sagen til en anden kategori."


class _Try(NamedTuple):
    """One fact given another value; ``step`` is 1 for yes to no, for one option, one level or one more."""

    fact: Fact
    change: Changed
    step: float


_Tries = tuple[_Try, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfSearch:
    """Looks for the smallest change, under one model.

    ``values`` are what may be tried of each changeable fact; ``tries`` are the same, laid out once for each value
    that the fact may have now, where there are few.
    """

    frame: Frame
    model: CategoryModel
    mosaic: Mosaic
    limits: Limits
    changed: ChangedRows
    values: dict[str, tuple[FactValue, ...]]
    tries: dict[str, dict[FactValue, _Tries]]

    @classmethod
    def of(cls, bundle: ModelBundle, mosaic: Mosaic, limits: Limits) -> "WhatIfSearch":
        """Lay out what can be tried."""
        frame, rule, changed = bundle.frame, bundle.abstention, ChangedRows.of(bundle.frame)
        facts = [fact for fact in frame.scheme.facts if _is_changeable(fact)]
        values = {fact.name: _values(fact, frame, rule) for fact in facts}
        return cls(
            frame=frame,
            model=bundle.category,
            mosaic=mosaic,
            limits=limits,
            changed=changed,
            values=values,
            tries={
                fact.name: {now: tuple(_tries(fact, now, values[fact.name], changed)) for now in values[fact.name]}
                for fact in facts
                if fact.kind is not Kind.CHOICES and len(values[fact.name]) <= _MOST_LAID_OUT
            },
        )

    def __call__(self, case: Case, row: Floats, score: float) -> WhatIf:
        """Return the smallest change that moves a case (with its row and score) to another category."""
        category = int(self._categories(np.array([score]))[0])
        tries = [one for name in self.values if name in case.facts for one in self._tries(name, case.facts[name])]
        if not tries or not len(self.limits.scores):
            return WhatIf(code=None, changes=(), text=NONE_FOUND)
        singles: list[_Tries] = [(one,) for one in tries]
        scores = self._scores(case, row, singles)
        found = self._smallest(singles, scores, category, score)
        if found is None:
            pairs = self._pairs(tries, scores - score, category, score)
            found = self._smallest(pairs, self._scores(case, row, pairs), category, score)
        return WhatIf(code=None, changes=(), text=NONE_FOUND) if found is None else self._told(case, *found)

    def _tries(self, name: str, now: FactValue) -> _Tries:
        """Return what can be tried of a fact."""
        laid_out = self.tries.get(name, {}).get(now)
        if laid_out is not None:
            return laid_out
        return tuple(_tries(self.frame.scheme.fact(name), now, self.values[name], self.changed))

    def _scores(self, case: Case, row: Floats, sets: Sequence[_Tries]) -> Floats:
        changes = [[one.change for one in tried] for tried in sets]
        return self.mosaic.read(self.changed.rows(case, row, changes)).score

    def _categories(self, scores: Floats) -> Integers:
        return self.limits.categories[np.searchsorted(self.limits.scores, scores, side="right")]

    def _is_clear(self, scores: Floats, categories: Integers) -> NDArray[np.bool_]:
        """Say where the model would suggest a category, rather than keep silent because two lie too close."""
        steps = expected_steps(self.model.probabilities(scores), categories)
        return np.asarray(steps <= self.frame.scheme.abstention.most_steps)

    def _smallest(
        self, sets: Sequence[_Tries], scores: Floats, category: int, score: float
    ) -> tuple[_Tries, int] | None:
        """Return the set with the smallest step that moves the category; of equals, the one that moves it clearest."""
        categories = self._categories(scores)
        moved = np.flatnonzero(categories != category)
        moved = moved[self._is_clear(scores[moved], categories[moved])]
        if not len(moved):
            return None
        best = min(moved.tolist(), key=lambda place: (_step(sets[place]), -abs(float(scores[place]) - score), place))
        return sets[best], int(categories[best])

    def _pairs(self, tries: Sequence[_Try], gains: Floats, category: int, score: float) -> list[_Tries]:
        """Return the smallest pairs of changes that would move the category, were their gains to add up."""
        facts = np.array([id(one.fact) for one in tries])
        steps = np.array([one.step for one in tries])
        first, second = np.triu_indices(len(tries), 1)
        scores = score + gains[first] + gains[second]
        categories = self._categories(scores)
        moves = (categories != category) & (facts[first] != facts[second])
        moves[moves] = self._is_clear(scores[moves], categories[moves])
        first, second = first[moves], second[moves]
        order = np.lexsort((-np.abs(gains[first] + gains[second]), steps[first] + steps[second]))[:_MOST_PAIRS]
        return [(tries[first[place]], tries[second[place]]) for place in order]

    def _told(self, case: Case, tried: _Tries, category: int) -> WhatIf:
        scale = self.frame.scheme.scale
        changes = tuple(
            Change(fact=one.fact.name, text=changed_clause(one.fact, case.facts[one.fact.name], one.change.value))
            for one in tried
        )
        conditions = listing([change.text for change in changes])
        text = f"Sagen ville ligge som {inside(scale[category].name)}, hvis {conditions}."
        return WhatIf(code=scale[category].code, changes=changes, text=text)


def _is_changeable(fact: Fact) -> bool:
    is_read = fact.use is Use.MODEL and fact.known is Known.INTAKE and fact.kind is not Kind.DATE
    return is_read and fact.changeable


def _values(fact: Fact, frame: Frame, abstention: AbstentionRule) -> tuple[FactValue, ...]:
    """Return what training cases had of a fact; of several choices, each option alone."""
    if fact.has_options:
        return tuple(option for option in frame.options.get(fact.name, ()) if option not in fact.former_options)
    column = next(place for place, column in enumerate(frame.columns) if column.source == fact.name)
    low, high = float(abstention.lowest[column]), float(abstention.highest[column])
    if low > high:
        return ()
    if fact.scale is Scale.LOG:
        low, high = float(np.expm1(low)), float(np.expm1(high))
    if fact.kind is Kind.NUMBER:
        return tuple(np.linspace(low, high, _NUMBERS).tolist())
    whole = range(round(low), round(high) + 1)
    return tuple(bool(value) for value in whole) if fact.kind is Kind.FLAG else tuple(whole)


def _tries(fact: Fact, now: FactValue, values: Sequence[FactValue], changed: ChangedRows) -> Iterator[_Try]:
    """Yield the other values a known fact could have, none further off than is asked about."""
    match now:
        case frozenset():
            yield from _toggles(fact, now, values, changed)
        case bool() | str():
            for value in values:
                if value != now:
                    yield _Try(fact=fact, change=changed.change(fact.name, value), step=1.0)
        case int() | float():
            for value, step in _other_numbers(fact, float(now), values):
                yield _Try(fact=fact, change=changed.change(fact.name, value), step=step)
        case _:
            return


def _toggles(fact: Fact, now: frozenset[str], options: Sequence[FactValue], changed: ChangedRows) -> Iterator[_Try]:
    """Yield the choice with one option more or one less, but never with none left."""
    for option in map(str, options):
        if now != {option}:
            yield _Try(fact=fact, change=changed.toggle(fact.name, now, option), step=1.0)


def _other_numbers(fact: Fact, now: float, values: Sequence[FactValue]) -> Iterator[tuple[FactValue, float]]:
    """Yield the other numbers nearest to the one now, and how many steps away each is."""
    numbers = [float(value) for value in values if isinstance(value, (int, float))]
    unit = 1.0 if fact.kind is not Kind.NUMBER or len(numbers) < 2 else max(numbers[1] - numbers[0], 1e-12)
    nearest = sorted(range(len(numbers)), key=lambda place: abs(numbers[place] - now))
    for place in nearest[: _MOST_COUNTS + 1]:
        if numbers[place] != now:
            yield values[place], abs(numbers[place] - now) / unit


def _step(tried: _Tries) -> float:
    return sum(one.step for one in tried)
