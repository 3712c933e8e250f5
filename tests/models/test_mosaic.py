from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from models import lay_mosaic as layout
from models import mosaic
from models.assess import Assessor
from models.bundle import ModelBundle
from models.explain import POINTS_PER_UNIT
from models.lay_mosaic import lay_mosaic
from models.mosaic import Mosaic
from models.ordinal import Floats
from models.point_table import score_of
from pipelines.train import Trained
from tests.models.boosted import Boosted
from tests.models.cases import random_cases


@pytest.fixture(scope="module", params=["line", "trees"])
def bundle(request: pytest.FixtureRequest, trained: Trained, boosted: Boosted) -> ModelBundle:
    return trained.bundle if request.param == "line" else boosted.bundle


@pytest.fixture(scope="module")
def rows(trained: Trained) -> Floats:
    frame = trained.bundle.frame
    drawn = frame.rows(random_cases(frame.scheme, 600))
    return np.vstack([drawn, frame.rows(trained.parts.test.cases), np.full((1, drawn.shape[1]), np.nan)])


def laid_out(bundle: ModelBundle) -> Mosaic:
    category, effort = bundle.category, bundle.effort
    return lay_mosaic(category.table, effort.table, effort.beta, frame=bundle.frame, rule=bundle.abstention)


def read(laid: Mosaic, rows: Floats) -> tuple[Floats, ...]:
    reading = laid.read(rows)
    return reading.points, reading.index_points, reading.score, reading.index


def bits(laid: Mosaic, rows: Floats) -> Floats:
    """Return all that is read of each row, side by side."""
    return np.column_stack(read(laid, rows))


def by_tables(bundle: ModelBundle, rows: Floats) -> tuple[Floats, ...]:
    """Return what the tables say themselves, column by column."""
    seen = bundle.abstention.nearest_seen(rows)
    category, effort = bundle.category.table, bundle.effort
    to_score = category.contributions(seen)
    to_index = effort.contributions(seen, to_score)
    return (
        bundle.frame.by_source(to_score) * POINTS_PER_UNIT,
        bundle.frame.by_source(to_index),
        score_of(category.average, to_score),
        score_of(effort.average(category.average), to_index),
    )


def test_a_mosaic_says_what_its_tables_say(bundle: ModelBundle, rows: Floats) -> None:
    for ours, theirs in zip(read(laid_out(bundle), rows), by_tables(bundle, rows), strict=True):
        assert np.ptp(theirs) > 0.1
        assert np.abs(ours - theirs).max() < 1e-11


@pytest.mark.parametrize("cells", [1, 100, 60_000])
def test_the_size_of_tiles_changes_nothing(
    boosted: Boosted, rows: Floats, cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "LARGEST_TILE", cells)

    for ours, theirs in zip(read(laid_out(boosted.bundle), rows), by_tables(boosted.bundle, rows), strict=True):
        assert np.abs(ours - theirs).max() < 1e-11


def test_larger_tiles_are_fewer(boosted: Boosted, monkeypatch: pytest.MonkeyPatch) -> None:
    few = len(laid_out(boosted.bundle).tiles.sources)
    monkeypatch.setattr(layout, "LARGEST_TILE", 1)

    assert few < len(laid_out(boosted.bundle).tiles.sources) / 2


def test_alone_in_tens_in_chunks_and_all_at_once_give_the_same_bits(
    bundle: ModelBundle, rows: Floats, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid = laid_out(bundle)
    whole = bits(laid, rows)

    alone = np.vstack([bits(laid, rows[row : row + 1]) for row in range(len(rows))])
    tens = [rows[start : start + 10] for start in range(0, len(rows), 10)]
    in_tens = np.vstack([bits(laid, ten) for ten in tens])
    monkeypatch.setattr(mosaic, "_CHUNK_ROWS", 170)
    in_chunks = bits(laid_out(bundle), rows)

    assert np.array_equal(whole, alone)
    assert np.array_equal(whole, in_tens)
    assert np.array_equal(whole, in_chunks)


def test_callers_at_the_same_time_do_not_disturb_each_other(boosted: Boosted, rows: Floats) -> None:
    laid = laid_out(boosted.bundle)
    parts = [rows[start : start + 200] for start in range(0, 600, 25)]
    alone = [bits(laid, part) for part in parts]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda part: bits(laid, part), parts * 5))

    assert all(np.array_equal(one, alone[place % len(parts)]) for place, one in enumerate(together))


@pytest.mark.parametrize("beyond", [lambda rows: rows + 1000.0, lambda rows: rows - 1000.0])
def test_a_value_beyond_those_seen_counts_as_the_nearest_seen(
    bundle: ModelBundle, rows: Floats, beyond: Callable[[Floats], Floats]
) -> None:
    for ours, theirs in zip(read(laid_out(bundle), beyond(rows)), by_tables(bundle, beyond(rows)), strict=True):
        assert np.abs(ours - theirs).max() < 1e-9


def test_no_rows_have_no_answers(bundle: ModelBundle, rows: Floats) -> None:
    sources = len(bundle.frame.sources)

    assert [part.shape for part in read(laid_out(bundle), rows[:0])] == [(0, sources), (0, sources), (0,), (0,)]


def test_an_assessor_reads_from_the_mosaic_of_its_own_bundle(boosted: Boosted, rows: Floats) -> None:
    linear = boosted.bundle.category.table.linear
    doubled = replace(linear, weights=2.0 * linear.weights)
    table = replace(boosted.bundle.category.table, linear=doubled)
    other = replace(boosted.bundle, category=replace(boosted.bundle.category, table=table))

    assert np.abs(Assessor(other).answers(rows).points - Assessor(boosted.bundle).answers(rows).points).max() > 0.1
