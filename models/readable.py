"""How can a point table be read by people? As rows of a spreadsheet: which value gives how many points."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from features.frame import Frame
from models.bundle import ModelBundle
from models.explain import POINTS_PER_UNIT
from models.point_table import BinnedTables, Floats, LinearPoints, PointTable

HEADER = ("tavle", "del", "kolonne", "fra", "til", "kolonne_2", "fra_2", "til_2", "point", "point_2")


def table_rows(bundle: ModelBundle) -> Iterator[tuple[str, ...]]:
    """Yield the rows of both tables under ``HEADER``: complexity in points, hours in log hours times ten."""
    for name, table in (("kompleksitet", bundle.category.table), ("timer", bundle.effort.table)):
        for row in _rows(table, bundle.frame):
            yield (name, *row)


def _rows(table: PointTable, frame: Frame) -> Iterator[tuple[str, ...]]:
    names = [column.name for column in frame.columns]
    yield from _line_rows(table.linear, names)
    yield from _strip_rows(table.binned, names)
    yield from _grid_rows(table.binned, names)


def _line_rows(linear: LinearPoints, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Write a line as points per unit, and a curve as points per unit of log(1 + value), counted from the average."""
    for name, weight, centre in zip(names, linear.weights, linear.centres, strict=True):
        if weight != 0.0:
            yield ("linje", name, _number(centre), "pr. enhed", "", "", "", _number(weight * POINTS_PER_UNIT), "")
    for column in linear.curved.tolist():
        points = _number(linear.curves[column] * POINTS_PER_UNIT)
        start = _number(linear.curve_centres[column])
        yield ("kurve", names[column], start, "pr. log(1 + værdi)", "", "", "", points, "")


def _strip_rows(binned: BinnedTables, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for column, name in enumerate(names):
        start, stop = binned.strip_starts[column : column + 2]
        strip = binned.strips[start:stop]
        if strip.any():
            for (low, high), points in zip(bin_limits(binned, column), strip, strict=True):
                yield ("trin", name, low, high, "", "", "", _number(points * POINTS_PER_UNIT), "")


def _grid_rows(binned: BinnedTables, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for (first, second), start in zip(binned.pairs.tolist(), binned.grid_starts, strict=False):
        columns = bin_limits(binned, second)
        for row, (low, high) in enumerate(bin_limits(binned, first)):
            for place, (low_2, high_2) in enumerate(columns):
                cell = start + row * len(columns) + place
                points = (binned.grid_first[cell] * POINTS_PER_UNIT, binned.grid_second[cell] * POINTS_PER_UNIT)
                yield ("par", names[first], low, high, names[second], low_2, high_2, *map(_number, points))


def bin_limits(binned: BinnedTables, column: int) -> list[tuple[str, str]]:
    """Return each bin of a column as (above, up to); the last bin is the missing value."""
    start, stop = binned.threshold_starts[column : column + 2]
    edges = ["", *map(_number, binned.thresholds[start:stop]), ""]
    return [*pairwise(edges), ("mangler", "mangler")]


def importance(bundle: ModelBundle, X: Floats) -> dict[str, float]:
    """Return each source's mean absolute points over rows, largest first."""
    points = bundle.frame.by_source(bundle.category.table.contributions(X)) * POINTS_PER_UNIT
    means = np.abs(points).mean(axis=0)
    order = np.argsort(-means, kind="stable")
    return {bundle.frame.sources[index]: float(means[index]) for index in order}


def _number(value: float) -> str:
    return f"{value:.4g}"
