from collections import defaultdict

import numpy as np
import pytest

from models.bundle import ModelBundle
from models.explain import POINTS_PER_UNIT
from models.readable import HEADER, bin_limits, importance, table_rows
from tests.models.boosted import Boosted

Row = tuple[str, ...]


def is_in(value: float, low: str, high: str) -> bool:
    if low == "mangler" or np.isnan(value):
        return low == "mangler" and bool(np.isnan(value))
    return (low == "" or value > float(low)) and (high == "" or value <= float(high))


def points_by_hand(rows: list[Row], values: dict[str, float]) -> dict[str, float]:
    """Add a case up as a reader would: line by line of the printed table."""
    points: dict[str, float] = defaultdict(float)
    for _, part, column, low, high, second, low_2, high_2, gives, gives_2 in rows:
        value = values[column]
        if part == "linje":
            points[column] += 0.0 if np.isnan(value) else (value - float(low)) * float(gives)
        elif part == "kurve":
            points[column] += 0.0 if np.isnan(value) else (np.log1p(value) - float(low)) * float(gives)
        elif is_in(value, low, high) and (part == "trin" or is_in(values[second], low_2, high_2)):
            points[column] += float(gives)
            if part == "par":
                points[second] += float(gives_2)
    return points


@pytest.mark.parametrize("row", [0, 17, 101])
def test_the_printed_tables_recompute_the_points_of_a_case(boosted: Boosted, row: int) -> None:
    bundle = boosted.bundle
    names = [column.name for column in bundle.frame.columns]
    x = boosted.learned.data.design.X[row]
    printed = list(table_rows(bundle))

    for name, table in (("kompleksitet", bundle.category.table), ("timer", bundle.effort.table)):
        by_hand = points_by_hand([line for line in printed if line[0] == name], dict(zip(names, x, strict=True)))
        exact = table.contributions(x[None, :])[0] * POINTS_PER_UNIT
        # Four digits are printed.
        assert [by_hand[column] for column in names] == pytest.approx(exact.tolist(), abs=0.02)


def test_every_row_has_the_headers_cells(boosted: Boosted) -> None:
    rows = list(table_rows(boosted.bundle))

    assert {len(row) for row in rows} == {len(HEADER)}
    assert {row[1] for row in rows} == {"linje", "kurve", "trin", "par"}


def test_the_bins_of_a_column_cover_every_value_once(boosted: Boosted) -> None:
    binned = boosted.bundle.category.table.binned
    column = int(np.diff(binned.threshold_starts).argmax())
    limits = bin_limits(binned, column)

    for value in (-1e9, 0.0, 1.0, 2.5, 1e9, np.nan):
        assert sum(is_in(value, low, high) for low, high in limits) == 1


def test_importance_is_the_mean_absolute_points_largest_first(boosted: Boosted) -> None:
    bundle: ModelBundle = boosted.bundle
    X = boosted.learned.data.design.X

    means = importance(bundle, X)

    assert list(means) == sorted(means, key=means.__getitem__, reverse=True)
    assert set(means) == set(bundle.frame.sources)
    points = bundle.frame.by_source(bundle.category.table.contributions(X))
    first = bundle.frame.sources.index(next(iter(means)))
    assert max(means.values()) == pytest.approx(np.abs(points[:, first]).mean() * POINTS_PER_UNIT)
