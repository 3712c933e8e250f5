"""How is a point table written out as a sheet? Taken apart (``models.purified``), read at typical values, with counts.

Numpy only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from features.frame import Frame
from features.scheme import Kind
from models.bundle import ModelBundle
from models.contrast import Limits
from models.explain import POINTS_PER_UNIT
from models.ordinal import Floats, Integers
from models.purified import Purified, Rows
from models.sheet import Cell, Heat, Row, Sheet, Strip
from models.typical import Typical, kind_of, typical_values

Readings = Mapping[str, Typical]
"""Typical values by column name."""


def sheet_of(bundle: ModelBundle, rows: Rows, readings: Readings | None = None) -> Sheet:
    """Write out a bundle's tables; ``rows`` (cases x columns) are the earlier cases to count.

    ``readings`` reads columns of these names at other values than the rows' own: those of a newer model, to compare.
    """
    reader = _Reader.of(bundle, rows, readings or {})
    limits, scale = Limits.of(bundle.category), bundle.frame.scheme.scale
    names = [scale[category].name for category in limits.categories.tolist()]
    return Sheet(
        bundle_hash=bundle.content_hash,
        case_count=len(rows),
        average_points=bundle.category.table.average * POINTS_PER_UNIT,
        average_hours=float(bundle.effort.hours(np.array([reader.average_index]))[0]),
        first_category=names[0],
        limits=tuple(zip(names[1:], (limits.scores * POINTS_PER_UNIT).tolist(), strict=True)),
        strips=tuple(_strips(reader)),
        heats=tuple(sorted(_heats(reader), key=lambda heat: -heat.strength)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Both tables taken apart, each column's typical values, and to which of them every earlier case belongs.

    ``places`` is (columns x cases); ``alone`` holds, for each column, what its values add to the score and to the index
    (2 x values), *not known* last.
    """

    bundle: ModelBundle
    score: Purified
    index: Purified
    typical: tuple[Typical, ...]
    places: tuple[Integers, ...]
    alone: tuple[Floats, ...]

    @classmethod
    def of(cls, bundle: ModelBundle, rows: Rows, readings: Readings) -> "_Reader":
        own = typical_values(bundle.frame, rows)
        typical = tuple(readings.get(column.name, one) for column, one in zip(bundle.frame.columns, own, strict=True))
        score, index = Purified.of(bundle.category.table, rows), Purified.of(bundle.effort.table, rows)
        X = _side_by_side(bundle, typical)
        to_score = score.alone(X)
        to_index = bundle.effort.beta * to_score + index.alone(X)
        return cls(
            bundle=bundle,
            score=score,
            index=index,
            typical=typical,
            places=tuple(one.places(np.asarray(rows[:, place])) for place, one in enumerate(typical)),
            alone=tuple(
                np.stack([to_score[: len(one.texts), place], to_index[: len(one.texts), place]])
                for place, one in enumerate(typical)
            ),
        )

    @property
    def frame(self) -> Frame:
        return self.bundle.frame

    @property
    def average_index(self) -> float:
        return self.bundle.effort.average(self.bundle.category.table.average)

    def cells(self, texts: Sequence[str], added: Floats, counts: Integers) -> tuple[Cell, ...]:
        """Tell what values add to score and index (2 x values) as points and as factors on the average hours."""
        ends = self.bundle.effort.hours(self.average_index + np.append(added[1], 0.0))
        return tuple(
            Cell(text=text, points=points, hours_factor=factor, case_count=count)
            for text, points, factor, count in zip(
                texts,
                (added[0] * POINTS_PER_UNIT).tolist(),
                (ends[:-1] / ends[-1]).tolist(),
                counts.tolist(),
                strict=True,
            )
        )


def _side_by_side(bundle: ModelBundle, typical: Sequence[Typical]) -> Floats:
    """Lay every column's values beside those of the others, (most values x columns); the rest is *not known*.

    A value beyond those seen in training counts as the nearest seen one, as in an answer.
    """
    X = np.full((max(len(one.texts) for one in typical), len(typical)), np.nan)
    for place, one in enumerate(typical):
        X[: len(one.values), place] = one.values
    return bundle.abstention.nearest_seen(X)


def _strips(reader: _Reader) -> Iterator[Strip]:
    frame = reader.frame
    themes = {fact.name: fact.theme for fact in frame.scheme.facts}
    for source in frame.sources:
        columns = [place for place, column in enumerate(frame.columns) if column.source == source]
        is_one_of = kind_of(frame, source) is Kind.CHOICE
        rows = (_choice_row(reader, source, columns),) if is_one_of else tuple(_row(reader, one) for one in columns)
        yield Strip(source=source, label=frame.label(source), theme=themes.get(source, ""), rows=rows)


def _row(reader: _Reader, place: int) -> Row:
    column, one = reader.frame.columns[place], reader.typical[place]
    counts = np.bincount(reader.places[place], minlength=len(one.texts))
    label = "" if column.option is None else _option(reader.frame, place)
    return Row(column=column.name, label=label, cells=reader.cells(one.texts, reader.alone[place], counts))


def _choice_row(reader: _Reader, source: str, columns: Sequence[int]) -> Row:
    """Tell one of several exclusive options: its own *yes* with the *no* of all the others."""
    no = np.stack([reader.alone[place][:, 0] for place in columns])
    yes = np.stack([reader.alone[place][:, 1] for place in columns])
    missing = np.stack([reader.alone[place][:, 2] for place in columns]).sum(axis=0)
    none = no.sum(axis=0)
    added = np.column_stack([*(none + yes - no), none, missing])
    found = np.stack([reader.places[place] for place in columns])
    known = found[0] < 2
    counts = [int((one == 1).sum()) for one in found]
    texts = [*(_option(reader.frame, place) for place in columns), "en anden", "ikke oplyst"]
    counts += [int(known.sum()) - sum(counts), int((~known).sum())]
    return Row(column=source, label="", cells=reader.cells(texts, added, np.array(counts)))


def _option(frame: Frame, place: int) -> str:
    column = frame.columns[place]
    option = column.option or ""
    return frame.scheme.fact(column.source).options.get(option, option)


def _heats(reader: _Reader) -> Iterator[Heat]:
    """Yield a heat map for every two columns that either table has a grid for."""
    tables = (reader.score.table, reader.index.table)
    pairs = {(int(one), int(other)) for table in tables for one, other in table.binned.pairs}
    for first, second in sorted(pairs):
        yield _heat(reader, first, second)


def _heat(reader: _Reader, first: int, second: int) -> Heat:
    one, other = reader.typical[first], reader.typical[second]
    shape = (len(one.texts), len(other.texts))
    X = np.full((shape[0] * shape[1], len(reader.typical)), np.nan)
    X[:, first] = np.repeat(one.with_missing, shape[1])
    X[:, second] = np.tile(other.with_missing, shape[0])
    X = reader.bundle.abstention.nearest_seen(X)
    to_score, to_index = (_pair(purified, X, (first, second)) for purified in (reader.score, reader.index))
    added = np.stack([to_score, reader.bundle.effort.beta * to_score + to_index])
    counts = np.bincount(reader.places[first] * shape[1] + reader.places[second], minlength=shape[0] * shape[1])
    cells = reader.cells(list(other.texts) * shape[0], added, counts)
    names = tuple(reader.frame.columns[place].name for place in (first, second))
    return Heat(
        columns=(names[0], names[1]),
        labels=(_label(reader.frame, first), _label(reader.frame, second)),
        texts=(one.texts, other.texts),
        cells=tuple(cells[start : start + shape[1]] for start in range(0, len(cells), shape[1])),
    )


def _pair(purified: Purified, X: Floats, pair: tuple[int, int]) -> Floats:
    """Return what one pair adds beyond its two columns, (rows,); nothing where the table has no grid for it."""
    binned = purified.table.binned
    mine = np.flatnonzero((binned.pairs == pair).all(axis=1))
    return np.asarray(purified.together(binned.bins(np.ascontiguousarray(X.T)))[mine].sum(axis=0))


def _label(frame: Frame, place: int) -> str:
    column = frame.columns[place]
    label = frame.label(column.source)
    return label if column.option is None else f"{label}: {_option(frame, place)}"
