"""Which earlier cases resemble this one, in what, and how did they end? Three to five, without names. Numpy only."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

import numpy as np

from models.bundle import ModelBundle
from models.earlier import NO_CATEGORY, EarlierCases
from models.mosaic import Mosaic
from models.neighbours import Nearest
from models.ordinal import Floats, Integers
from models.phrases import Told, phrase, told
from models.row_text import RARE, EarlierText, is_number
from sagstyngde.assessment import SimilarCase
from sagstyngde.case import Case
from sagstyngde.danish import count, hours, period

LEAST_SHOWN, MOST_SHOWN = 3, 5
MOST_FACTS = 3
_HARDLY_FARTHER = 1.1
"""A fourth and a fifth case are shown where they lie hardly farther away than the third."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarSearch:
    """Finds and tells similar cases, under one model.

    ``points`` (earlier cases x compared) is what each compared source adds to an earlier case's score.
    """

    bundle: ModelBundle
    words: EarlierText
    points: Floats

    @classmethod
    def of(cls, bundle: ModelBundle, mosaic: Mosaic) -> "SimilarSearch":
        """Read the earlier cases once."""
        neighbours = bundle.neighbours
        rows = neighbours.earlier.rows.astype(np.float64)
        compared = neighbours.likeness.sources
        points = np.ascontiguousarray(mosaic.read(rows).points[:, compared])
        words = EarlierText.of(bundle.frame, neighbours.earlier.rows, compared.tolist())
        return cls(bundle=bundle, words=words, points=points)

    def __call__(self, case: Case, X: Floats, points: Floats, nearest: Nearest) -> tuple[SimilarCase, ...]:
        """Return the nearest earlier cases of one case, of its row (1 x columns) and what lies nearest to that row.

        The facts that weigh most in this case's score (``points``, (sources,)) are named first, and of those that
        differ the ones whose difference weighs most.
        """
        neighbours = self.bundle.neighbours
        places = _shown(neighbours.earlier, nearest, own_year=_own_year(self.bundle, case))
        if not len(places):
            return ()
        rows, likeness = neighbours.earlier.rows[places], neighbours.likeness
        apart = likeness.by_source(X[0].astype(np.float32), rows)
        lacking = np.isnan(rows[:, likeness.firsts]) | np.isnan(X[:, likeness.firsts])
        own = points[likeness.sources]
        alike = np.argsort(-np.abs(own), kind="stable")
        different = np.lexsort((-np.abs(self.points[places] - own), lacking), axis=-1)
        frame, compared = self.bundle.frame, likeness.sources.tolist()
        tell = cache(lambda index: told(case, frame, frame.sources[compared[index]]))
        found = []
        for far, order, place in zip(apart, different, places.tolist(), strict=True):
            pair = _Pair(words=self.words, own=tell, earlier=place)
            both = alike[far[alike] == 0].tolist(), order[far[order] > 0].tolist()
            found.append(_told(self.bundle, place, pair.alike(both[0]), pair.different(both[1])))
        return tuple(found)


def outcome(earlier: EarlierCases, place: int, horizon: int, unit: str) -> str:
    """Say in Danish how many hours an earlier case took, and over what time."""
    if np.isnan(earlier.hours[place]):
        return f"{unit} er ikke opgjort"
    taken = f"{hours(float(earlier.hours[place]))} {unit}"
    months = float(earlier.months[place])
    is_whole, is_open = months > horizon - 1e-6, bool(earlier.is_open[place])
    if is_whole:
        return f"{taken} {period(horizon)}" + (", stadig åben" if is_open else "")
    if not is_open:
        return f"lukket, {taken}"
    return f"åben, {taken} efter {count(int(months), 'måned', 'måneder') if months >= 1.0 else 'under en måned'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """A case's values in words beside those of the earlier one at a place."""

    words: EarlierText
    own: Callable[[int], Told]
    earlier: int

    def alike(self, order: list[int]) -> tuple[str, ...]:
        """Name the first facts that both have known and alike."""
        return tuple(islice(self._alike(order), MOST_FACTS))

    def different(self, order: list[int]) -> tuple[str, ...]:
        """Name the first facts in which they differ."""
        return tuple(_beside(self.words(self.earlier, index), self.own(index)) for index in order[:MOST_FACTS])

    def _alike(self, order: list[int]) -> Iterator[str]:
        """Say shared values; not where both lack one, nor where a rare option hides whether they share it."""
        for index in order:
            theirs, own = self.words(self.earlier, index), self.own(index)
            if theirs.value is None or theirs.value == RARE:
                continue
            if theirs.text == own.text:
                yield phrase(own)
            elif is_number(own):
                yield _beside(theirs, own)


def _beside(theirs: Told, own: Told) -> str:
    """Say both values; of several choices only those they do not share, where they share any."""
    shared = _options(theirs) & _options(own)
    if not shared:
        return f"{own.label}: {theirs.text}; her: {own.text}"
    parts = (("desuden", theirs), ("her desuden:", own))
    only = [(head, replace(one, value=_options(one) - shared)) for head, one in parts]
    return f"{own.label}: " + "; ".join(f"{head} {one.text}" for head, one in only if one.value)


def _options(one: Told) -> frozenset[str]:
    return one.value if isinstance(one.value, frozenset) else frozenset()


def _told(bundle: ModelBundle, place: int, alike: tuple[str, ...], different: tuple[str, ...]) -> SimilarCase:
    earlier, scheme = bundle.neighbours.earlier, bundle.frame.scheme
    category, taken = int(earlier.category[place]), float(earlier.hours[place])
    return SimilarCase(
        handle=earlier.handle(place),
        received_year=int(earlier.year[place]),
        alike=alike,
        different=different,
        category=None if category == NO_CATEGORY else scheme.scale[category].code,
        hours=None if np.isnan(taken) else taken,
        outcome=outcome(earlier, place, scheme.effort.horizon_months, scheme.effort.unit),
    )


def _own_year(bundle: ModelBundle, case: Case) -> int | None:
    """Return a case's year where it may itself be among the earlier ones."""
    return case.received_on.year if case.received_on <= bundle.manifest.trained_through else None


def _shown(earlier: EarlierCases, nearest: Nearest, *, own_year: int | None) -> Integers:
    """Choose from one row's nearest: one of a family, and not the case itself, which nothing but its facts can show."""
    chosen: list[int] = []
    families: set[int] = set()
    farthest = np.inf
    for place, distance in zip(nearest.places[0].tolist(), nearest.distances[0].tolist(), strict=True):
        if distance == 0 and earlier.year[place] == own_year:
            own_year = None
            continue
        if len(chosen) == MOST_SHOWN or distance > farthest:
            break
        if int(earlier.family[place]) not in families:
            chosen.append(place)
            families.add(int(earlier.family[place]))
        if len(chosen) == LEAST_SHOWN:
            farthest = min(farthest, distance * _HARDLY_FARTHER)
    return np.array(chosen, dtype=np.intp)
