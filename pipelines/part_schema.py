"""Which columns does an assessed part have? Types, names and what they count: docs/data-contract.md says the same."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from models.answer_columns import AnswerColumns
from models.assess import Assessor
from models.explain import POINTS_PER_UNIT
from sagstyngde.assessment import AbstentionReason

FORMAT = "1"
"""Raised when a column changes its name, type or meaning."""

_CODES = pa.dictionary(pa.int8(), pa.string())


def schema_of(assessor: Assessor) -> pa.Schema:
    """Return the columns of a bundle's answers; constants of the bundle stand in the file's metadata."""
    effort, frame = assessor.bundle.effort, assessor.bundle.frame
    fields = [
        pa.field("case_id", pa.string(), nullable=False),
        pa.field("row", pa.int64(), nullable=False),
        pa.field("category", _CODES),
        pa.field("likeliest", _CODES, nullable=False),
        pa.field("likely_codes", pa.list_(pa.string()), nullable=False),
        pa.field("abstentions", pa.list_(pa.string()), nullable=False),
        *(pa.field(f"probability.{code}", pa.float64(), nullable=False) for code in frame.scheme.scale.codes),
        *(pa.field(name, pa.float64(), nullable=False) for name in ("hours", "low", "high", "points")),
        pa.field("monthly_hours", pa.list_(pa.float64(), effort.shape.shape[1]), nullable=False),
        *(pa.field(f"points.{source}", pa.float64(), nullable=False) for source in frame.sources),
        *(pa.field(f"hours.{source}", pa.float64(), nullable=False) for source in frame.sources),
    ]
    constants = {
        "sagstyngde.format": FORMAT,
        "sagstyngde.bundle_hash": assessor.bundle_hash,
        "sagstyngde.scheme": f"{assessor.scheme.name} {assessor.scheme.version}",
        "sagstyngde.synthetic": str(assessor.scheme.synthetic).lower(),
        "sagstyngde.average_hours": repr(assessor.average_hours),
        "sagstyngde.average_points": repr(assessor.bundle.category.table.average * POINTS_PER_UNIT),
        "sagstyngde.interval_level": repr(effort.interval.level),
        "sagstyngde.horizon_months": str(effort.horizon),
    }
    return pa.schema(fields, metadata=constants)


def repetitive(schema: pa.Schema) -> list[str]:
    """Name the columns in which the same values come again and again: there a dictionary saves space."""
    return [name for name in schema.names if name.startswith("points.")] + ["category", "likeliest"]


def as_batch(
    assessor: Assessor, schema: pa.Schema, *, ids: pa.Array, rows: NDArray[np.int64], found: AnswerColumns
) -> pa.RecordBatch:
    """Lay answers out in the schema's columns."""
    scale = pa.array(assessor.scheme.scale.codes, type=pa.string())
    is_withheld = found.withheld.any(axis=1)
    suggested = found.suggested.astype(np.int8)
    columns: list[pa.Array] = [
        ids,
        pa.array(rows),
        pa.DictionaryArray.from_arrays(pa.array(suggested, mask=is_withheld), scale),
        pa.DictionaryArray.from_arrays(pa.array(suggested), scale),
        _runs(scale, found.first, found.last),
        _named(tuple(AbstentionReason), found.withheld),
        *(pa.array(column) for column in np.ascontiguousarray(found.probability.T)),
        *(pa.array(column) for column in (found.hours, found.low, found.high, found.score_points)),
        pa.FixedSizeListArray.from_arrays(pa.array(found.monthly.ravel()), found.monthly.shape[1]),
        *(pa.array(column) for column in np.ascontiguousarray(found.points.T)),
        *(pa.array(column) for column in np.ascontiguousarray(found.source_hours.T)),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _runs(scale: pa.Array, first: NDArray[np.intp], last: NDArray[np.intp]) -> pa.ListArray:
    """Return lists of neighbouring categories' codes."""
    lengths = last - first + 1
    ends = np.cumsum(lengths)
    steps = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - lengths, lengths)
    places = np.repeat(first, lengths) + steps
    return pa.ListArray.from_arrays(_offsets(ends), scale.take(pa.array(places)))


def _named(names: Sequence[str], holds: NDArray[np.bool_]) -> pa.ListArray:
    """Return lists of the names that hold of each row, in their order."""
    texts = pa.array([str(name) for name in names], type=pa.string())
    return pa.ListArray.from_arrays(_offsets(np.cumsum(holds.sum(axis=1))), texts.take(pa.array(np.nonzero(holds)[1])))


def _offsets(ends: NDArray[np.intp]) -> pa.Array:
    return pa.array(np.concatenate(([0], ends)).astype(np.int32))
