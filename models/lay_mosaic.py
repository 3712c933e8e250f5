"""How are a bundle's two point tables laid out for reading? Strips and grids of one source are put together into tiles.

The fewer tiles, the fewer look-ups. Which strips and grids share a tile is found greedily, source by source: begin with
the largest, and add the columns that bring most others into the tile for the cells they cost.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import log, prod
from typing import Any

import numpy as np

from features.catalogue import CATALOGUE
from features.frame import Column, Frame
from features.scheme import Kind, Scale
from models.abstain import AbstentionRule
from models.explain import POINTS_PER_UNIT
from models.few_rows import FewRows
from models.mosaic import Mosaic
from models.mosaic_parts import INDEX, SCORE, Numbers, SourceParts, Tiles
from models.point_table import BinnedTables, Floats, Integers, LinearPoints, PointTable

LARGEST_TILE = 8192
"""Cells of a tile put together from several parts: two doubles a cell, and it stays in the processor's cache."""
HIGHEST_CODE = 40
"""Whole numbers up to this are codes; a column that reaches higher is read by its thresholds."""
LONGEST_RUN = 16
"""So many columns are turned into codes at once."""

_WHOLE = frozenset({Kind.FLAG, Kind.LEVEL, Kind.COUNT})

Columns = tuple[int, ...]
"""Columns in their order: one for a strip, two for a grid, more for a tile."""

Parts = dict[Columns, Floats]
"""What is added to one source: by its columns, over their codes, (codes of each column ..., 2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """How one column becomes codes: a value that stands for each, missing last; and whether values are codes."""

    values: Floats
    is_coded: bool

    @property
    def width(self) -> int:
        """How many codes there are."""
        return len(self.values)

    @property
    def thresholds(self) -> Floats:
        """Where a number's code rises."""
        return self.values[:-2]


def lay_mosaic(category: PointTable, effort: PointTable, beta: float, *, frame: Frame, rule: AbstentionRule) -> Mosaic:
    """Lay out the table of the complexity score and that of the facts' own part in the index."""
    # What nobody filled in is not bounded.
    is_seen = rule.lowest <= rule.highest
    lowest, highest = np.where(is_seen, rule.lowest, -np.inf), np.where(is_seen, rule.highest, np.inf)
    ranges = list(zip(lowest.tolist(), highest.tolist(), strict=True))
    codings = list(_codings(frame, (category.binned, effort.binned), ranges))
    layout = _Layout(codings, frame.source_index)
    layout.add(category, (POINTS_PER_UNIT, beta))
    layout.add(effort, (0.0, 1.0))
    tiles = layout.tiles()
    numbers = np.flatnonzero([not coding.is_coded for coding in codings])
    number_sources = frame.source_index[numbers]
    score, own = (_line_parts(table.linear.take(numbers)) for table in (category, effort))
    weights, curves, constants, gaps = np.stack((POINTS_PER_UNIT * score, beta * score + own), axis=1)[..., None]
    lines = Numbers(
        columns=numbers,
        sources=number_sources,
        lowest=lowest[numbers, None],
        highest=highest[numbers, None],
        thresholds=tuple(codings[place].thresholds for place in numbers.tolist()),
        weights=weights,
        curves=curves,
        constants=constants,
        gaps=gaps,
    )
    missing = np.array([[coding.width - 1.0] for coding in codings])
    return Mosaic(
        coded=tuple(_runs([coding.is_coded for coding in codings])),
        highest=highest[:, None].astype(np.float32),
        missing=missing.astype(np.float32),
        numbers=lines,
        tiles=tiles,
        few=FewRows.of(tiles, lines, highest[:, None], missing, sources=len(frame.sources)),
        averages=(category.average, beta * category.average + effort.average),
        parts=tuple(
            SourceParts(tiles=_places(tiles.sources, source), numbers=_places(number_sources, source))
            for source in range(len(frame.sources))
        ),
    )


def _codings(frame: Frame, tables: Sequence[BinnedTables], ranges: Sequence[tuple[float, float]]) -> Iterator[Coding]:
    for place, (column, (lowest, highest)) in enumerate(zip(frame.columns, ranges, strict=True)):
        if _is_whole(frame, column) and lowest >= 0.0 and highest <= HIGHEST_CODE:
            # A code that was not seen stands for the nearest that was.
            yield Coding(values=np.array([*np.maximum(np.arange(highest + 1.0), lowest), np.nan]), is_coded=True)
        else:
            cuts = np.unique(np.concatenate([_thresholds(binned, place) for binned in tables]))
            yield Coding(values=np.array([*cuts, np.inf, np.nan]), is_coded=False)


def _is_whole(frame: Frame, column: Column) -> bool:
    """Tell whether a column holds whole numbers only; each option of a choice is a yes or no."""
    for feature in frame.scheme.features:
        if feature.name == column.source:
            return CATALOGUE[feature.function].gives in _WHOLE
    fact = frame.scheme.fact(column.source)
    return column.option is not None or (fact.kind in _WHOLE and fact.scale is Scale.PLAIN)


def _thresholds(binned: BinnedTables, column: int) -> Floats:
    return binned.thresholds[binned.threshold_starts[column] : binned.threshold_starts[column + 1]]


def _line_parts(points: LinearPoints) -> Floats:
    """Return weights, curves, constants and what a gap adds, (4, columns)."""
    curves = points.curves if len(points.curves) else np.zeros_like(points.weights)
    curve_centres = points.curve_centres if len(points.curves) else curves
    constants = -points.weights * points.centres - curves * curve_centres
    return np.stack((points.weights, curves, constants, points.weights * (points.fills - points.centres)))


def _places(sources: Integers, source: int) -> tuple[int, ...]:
    return tuple(np.flatnonzero(sources == source).tolist())


def _runs(is_coded: Sequence[bool]) -> Iterator[slice]:
    """Yield runs of coded columns, none of them long: their values are copied a run at a time."""
    edges = np.flatnonzero(np.diff([False, *is_coded, False]))
    for start, stop in edges.reshape(-1, 2).tolist():
        for part in range(start, stop, LONGEST_RUN):
            yield slice(part, min(part + LONGEST_RUN, stop))


def _narrowest(cell_count: int) -> np.dtype[np.signedinteger[Any]]:
    """Return the narrowest whole number that names so many cells."""
    return np.dtype(np.int16) if cell_count <= np.iinfo(np.int16).max else np.dtype(np.int32)


class _Layout:
    """Gathers the parts of both tables by source, and puts them together into tiles."""

    def __init__(self, codings: Sequence[Coding], source_index: Integers) -> None:
        self._codings = codings
        self._widths = [coding.width for coding in codings]
        self._source_index = source_index.tolist()
        self._parts: dict[int, Parts] = {source: {} for source in self._source_index}

    def add(self, table: PointTable, shares: tuple[float, float]) -> None:
        """Add a table, of which the score and the index take the shares given."""
        for column, coding in enumerate(self._codings):
            # A number's line is added to its value itself, not to its code.
            if coding.is_coded:
                line = table.linear.take(np.array([column])).contributions(coding.values[:, None])
                self._add(column, (column,), line[:, 0], shares)
        binned = table.binned
        bins = [self._bins(binned, column) for column in range(len(self._codings))]
        counts = binned.bin_counts
        for column in np.flatnonzero(np.diff(binned.threshold_starts)).tolist():
            strip = binned.strips[binned.strip_starts[column] : binned.strip_starts[column + 1]]
            self._add(column, (column,), strip[bins[column]], shares)
        for place, (first, second) in enumerate(binned.pairs.tolist()):
            cells = slice(binned.grid_starts[place], binned.grid_starts[place + 1])
            for column, grid in ((first, binned.grid_first), (second, binned.grid_second)):
                points = grid[cells].reshape(counts[first], counts[second])[np.ix_(bins[first], bins[second])]
                self._add(column, (first, second), points, shares)

    def tiles(self) -> Tiles:
        """Put the parts together; the tiles with most columns come first."""
        made = [
            (source, columns, points)
            for source, parts in sorted(self._parts.items())
            for columns, points in self._tiles_of(parts)
        ]
        made.sort(key=lambda tile: -len(tile[1]))
        sizes = [points.size // 2 for _, _, points in made]
        code = _narrowest(max(sizes, default=0))
        steps = range(len(made[0][1]) if made else 0)
        with_step = [[columns for _, columns, _ in made if len(columns) > step] for step in steps]
        return Tiles(
            digits=tuple(np.array([c[step] for c in some], dtype=np.intp) for step, some in enumerate(with_step)),
            widths=tuple(
                np.array([[self._widths[c[step]]] for c in some], dtype=code) for step, some in enumerate(with_step)
            ),
            sources=np.array([source for source, _, _ in made], dtype=np.intp),
            cells=np.concatenate([*(points.reshape(-1, 2) for _, _, points in made), np.empty((0, 2))]),
            starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp),
            code=code,
        )

    def _bins(self, binned: BinnedTables, column: int) -> Integers:
        """Return the bin of a table in which each code lies."""
        thresholds, values = _thresholds(binned, column), self._codings[column].values
        found = np.searchsorted(thresholds, values, side="left")
        return np.where(np.isnan(values), len(thresholds) + 1, found)

    def _add(self, column: int, columns: Columns, points: Floats, shares: tuple[float, float]) -> None:
        if points.any():
            parts = self._parts[self._source_index[column]]
            whole = parts.setdefault(columns, np.zeros((*points.shape, 2)))
            for place in (SCORE, INDEX):
                whole[..., place] += shares[place] * points

    def _tiles_of(self, parts: Parts) -> Iterator[tuple[Columns, Floats]]:
        left = dict(parts)
        while left:
            columns = self._grown(max(left, key=self._rank), list(left))
            tile = np.zeros((*(self._widths[column] for column in columns), 2))
            for part in [part for part in left if set(part) <= set(columns)]:
                shape = (*(self._widths[column] if column in part else 1 for column in columns), 2)
                tile += left.pop(part).reshape(shape)
            yield columns, tile

    def _grown(self, columns: Columns, parts: Sequence[Columns]) -> Columns:
        """Add columns to a tile as long as they bring parts into it and it stays small."""
        inside = set(columns)
        while True:
            choices: set[Columns] = {tuple(sorted(set(part) - inside)) for part in parts} - {()}
            ranked = {
                new: self._gain(inside, new, parts) for new in choices if self._size((*inside, *new)) <= LARGEST_TILE
            }
            if not ranked:
                return tuple(sorted(inside))
            best: Columns = max(ranked, key=lambda new: (ranked[new], new))
            inside.update(best)

    def _gain(self, inside: set[int], new: Columns, parts: Sequence[Columns]) -> float:
        """Return how many more parts a tile would hold with new columns, for what they multiply its cells by."""
        wider = inside.union(new)
        brought = sum(wider.issuperset(part) for part in parts) - sum(inside.issuperset(part) for part in parts)
        return brought / log(self._size(new))

    def _rank(self, columns: Columns) -> tuple[int, Columns]:
        return self._size(columns), columns

    def _size(self, columns: Collection[int]) -> int:
        return prod(self._widths[column] for column in columns)
