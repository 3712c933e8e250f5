"""What would have to be different for another category? The smallest change of facts that can change.

One fact is tried before two, and a small step before a large one. Values are those that training cases had. Facts that
are not known stay so; audit facts are never tried, nor what a scheme calls unchangeable. Numpy only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
_MOST_PAIRS = 24
"""So many pairs of changes, smallest first, are looked up exactly."""
NONE_FOUND = "Ingen ændring af én eller to oplysninger alene ville flytte sagen til en anden kategori."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    """One fact given another value; ``step`` is 1 for yes to no, for one option, one level or one more."""

    fact: Fact
    value: FactValue
    step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfSearch:
    """Looks for the smallest change, under one model; ``values`` are what may be tried of each changeable fact."""

    frame: Frame
    model: CategoryModel
    mosaic: Mosaic
    limits: Limits
    changed: ChangedRows
    values: dict[str, tuple[FactValue, ...]]

    @classmethod
    def of(cls, bundle: ModelBundle, mosaic: Mosaic, limits: Limits) -> "WhatIfSearch":
        """Lay out what can be tried."""
        frame, rule = bundle.frame, bundle.abstention
        values = {fact.name: _values(fact, frame, rule) for fact in frame.scheme.facts if _is_changeable(fact)}
        return cls(
            frame=frame,
            model=bundle.category,
            mosaic=mosaic,
            limits=limits,
            changed=ChangedRows.of(frame),
            values=values,
        )

    def __call__(self, case: Case, row: Floats, score: float) -> WhatIf:
        """Return the smallest change that moves a case (with its row and score) to another category."""
        category = self._categories(np.array([score]))[0]
        tries = [
            one
            for name, values in self.values.items()
            if name in case.facts
            for one in _tries(self.changed.reaches[name].fact, case, values)
        ]
        if not tries or not len(self.limits.scores):
            return WhatIf(code=None, changes=(), text=NONE_FOUND)
        scores = self._scores(case, row, [(one,) for one in tries])
        found = self._smallest([(one,) for one in tries], scores, int(category), score)
        if found is None:
            pairs = self._pairs(tries, scores - score, int(category), score)
            found = self._smallest(pairs, self._scores(case, row, pairs), int(category), score)
        return WhatIf(code=None, changes=(), text=NONE_FOUND) if found is None else self._told(case, *found)

    def _scores(self, case: Case, row: Floats, sets: Sequence[tuple[_Try, ...]]) -> Floats:
        changes = [{one.fact.name: one.value for one in tried} for tried in sets]
        return self.mosaic.read(self.changed.rows(case, row, changes)).score

    def _categories(self, scores: Floats) -> Integers:
        return self.limits.categories[np.searchsorted(self.limits.scores, scores, side="right")]

    def _is_clear(self, scores: Floats, categories: Integers) -> NDArray[np.bool_]:
        """Say where the model would suggest a category, rather than keep silent because two lie too close."""
        steps = expected_steps(self.model.probabilities(scores), categories)
        return np.asarray(steps <= self.frame.scheme.abstention.most_steps)

    def _smallest(
        self, sets: Sequence[tuple[_Try, ...]], scores: Floats, category: int, score: float
    ) -> tuple[tuple[_Try, ...], int] | None:
        """Return the set with the smallest step that moves the category; of equals, the one that moves it clearest."""
        categories = self._categories(scores)
        moved = np.flatnonzero((categories != category) & self._is_clear(scores, categories))
        if not len(moved):
            return None
        best = min(moved.tolist(), key=lambda place: (_step(sets[place]), -abs(float(scores[place]) - score), place))
        return sets[best], int(categories[best])

    def _pairs(self, tries: Sequence[_Try], gains: Floats, category: int, score: float) -> list[tuple[_Try, ...]]:
        """Return the smallest pairs of changes that would move the category, were their gains to add up."""
        names = np.array([one.fact.name for one in tries])
        steps = np.array([one.step for one in tries])
        first, second = np.triu_indices(len(tries), 1)
        scores = score + gains[first] + gains[second]
        categories = self._categories(scores)
        moves = (categories != category) & (names[first] != names[second])
        moves[moves] = self._is_clear(scores[moves], categories[moves])
        first, second = first[moves], second[moves]
        order = np.lexsort((-np.abs(gains[first] + gains[second]), steps[first] + steps[second]))[:_MOST_PAIRS]
        return [(tries[first[place]], tries[second[place]]) for place in order]

    def _told(self, case: Case, tried: tuple[_Try, ...], category: int) -> WhatIf:
        scale = self.frame.scheme.scale
        changes = tuple(
            Change(fact=one.fact.name, text=changed_clause(one.fact, case.facts[one.fact.name], one.value))
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
    if fact.kind in {Kind.CHOICE, Kind.CHOICES}:
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


def _tries(fact: Fact, case: Case, values: Sequence[FactValue]) -> Iterator[_Try]:
    """Yield the other values a known fact could have, none further off than is asked about."""
    now = case.facts.get(fact.name)
    match now:
        case None:
            return
        case frozenset():
            yield from (_Try(fact=fact, value=value, step=1.0) for value in _toggled(now, values))
        case bool() | str():
            yield from (_Try(fact=fact, value=value, step=1.0) for value in values if value != now)
        case int() | float():
            yield from _other_numbers(fact, float(now), values)
        case _:
            return


def _toggled(now: frozenset[str], options: Sequence[FactValue]) -> Iterator[frozenset[str]]:
    """Yield the choice with one option more or one less, but never with none left."""
    for option in options:
        changed = now ^ {str(option)}
        if changed:
            yield changed


def _other_numbers(fact: Fact, now: float, values: Sequence[FactValue]) -> Iterator[_Try]:
    numbers = [float(value) for value in values if isinstance(value, (int, float))]
    unit = 1.0 if fact.kind is not Kind.NUMBER or len(numbers) < 2 else max(numbers[1] - numbers[0], 1e-12)
    nearest = sorted(range(len(numbers)), key=lambda place: abs(numbers[place] - now))
    for place in nearest[: _MOST_COUNTS + 1]:
        if numbers[place] != now:
            yield _Try(fact=fact, value=values[place], step=abs(numbers[place] - now) / unit)


def _step(tried: tuple[_Try, ...]) -> float:
    return sum(one.step for one in tried)
