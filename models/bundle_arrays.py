"""How do a bundle's tables become named arrays, and back? Every array is checked before anything is looked up in it.

Integers place strips and grids and name categories and years; facts of earlier cases are float32, all else float64.
Arrays are read with ``allow_pickle=False``: no code comes along.
"""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.abstain import AbstentionRule
from models.category import CategoryModel, LikelySets
from models.earlier import EarlierCases
from models.effort import EffortModel, Link
from models.novelty import Novelty
from models.point_table import BinnedTables, Floats, LinearPoints, PointTable
from models.remaining import AGES, WORTH, Remaining
from models.scale_link import ScaleLink
from sagstyngde.errors import BundleRefused

Arrays = Mapping[str, NDArray[Any]]

LARGEST_BYTES = 200 * 1024 * 1024
_USUAL_BYTES = 16 * 1024 * 1024
"""As much may be unpacked from however little: tables of zeros are packed small."""
_LARGEST_RATIO = 100
_MOST_ARRAYS = 1_000
_ENDING = ".npy"
_LINEAR = ("weights", "centres", "fills", "curves", "curve_centres")
_PLACES = frozenset({"groups", "threshold_starts", "strip_starts", "pairs", "grid_starts"})
_INTEGERS = frozenset({f"earlier.{name}" for name in ("category", "is_open", "year", "family")} | {"novelty.distances"})
_SMALL = frozenset({"earlier.rows"})


def arrays_of(
    category: CategoryModel, effort: EffortModel, abstention: AbstentionRule, earlier: EarlierCases
) -> dict[str, NDArray[Any]]:
    """Name everything a bundle must remember beside its manifest's numbers."""
    arrays = {
        "category.cuts": category.link.cuts,
        "category.knots": category.link.knots,
        "category.upto": category.link.upto,
        "category.sets.limits": category.sets.limits,
        "category.sets.groups": category.sets.groups,
        "category.sets.cases": category.sets.cases,
        "effort.shape": effort.shape,
        "effort.link.index": effort.link.index,
        "effort.link.log_hours": effort.link.log_hours,
        "interval.low": effort.interval.low,
        "interval.high": effort.interval.high,
        "range.lowest": abstention.lowest,
        "range.highest": abstention.highest,
        "missing.variances": abstention.variances,
        "novelty.distances": abstention.novelty.distances,
    }
    arrays |= {f"earlier.{item.name}": getattr(earlier, item.name) for item in fields(earlier)}
    for name, table in (("category", category.table), ("effort", effort.table)):
        arrays |= {f"{name}.linear.{key}": value for key, value in asdict(table.linear).items()}
        arrays |= {f"{name}.binned.{key}": value for key, value in asdict(table.binned).items() if key != "base"}
    return {name: np.ascontiguousarray(value, dtype=_stored(name)) for name, value in arrays.items()}


def _stored(name: str) -> type[np.generic]:
    if name in _SMALL:
        return np.float32
    return np.int64 if name in _INTEGERS or name.rpartition(".")[2] in _PLACES else np.float64


def read_arrays(content: bytes) -> Arrays:
    """Read the arrays; raises ``BundleRefused`` where they would not fit in memory or are not arrays alone."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        _check_members(archive.infolist(), len(content))
    with np.load(BytesIO(content), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    if not all(isinstance(value, np.ndarray) for value in arrays.values()):  # numpy hands over other bytes as they are
        raise refused("holds something else than arrays", "rummer andet end tabeller")
    return arrays


def _check_members(members: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Refuse an archive by what it says of itself; a member that holds more than it says is cut off and damaged."""
    whole = sum(item.file_size for item in members)
    if whole > LARGEST_BYTES or whole > max(_USUAL_BYTES, _LARGEST_RATIO * size) or len(members) > _MOST_ARRAYS:
        raise refused("is too large", "er for stor")
    names = {item.filename for item in members}
    if len(names) != len(members) or any(not name.endswith(_ENDING) or "/" in name for name in names):
        raise refused("holds something else than arrays", "rummer andet end tabeller")


def floats(arrays: Arrays, name: str, shape: tuple[int, ...], *, finite: bool = True) -> Floats:
    """Return an array of the wanted shape."""
    values = arrays[name]
    if values.shape != shape or values.dtype != np.float64 or (finite and not np.isfinite(values).all()):
        raise refused("is damaged: an array has the wrong shape or content", "er beskadiget: en tabel passer ikke")
    return values


def link_of(arrays: Arrays) -> Link:
    """Return the link; it must rise."""
    points = arrays["effort.link.index"].shape
    link = Link(
        index=floats(arrays, "effort.link.index", points), log_hours=floats(arrays, "effort.link.log_hours", points)
    )
    if len(points) != 1 or points[0] < 2 or (np.diff(link.index) <= 0.0).any() or (np.diff(link.log_hours) < 0.0).any():
        raise refused("is damaged: hours do not rise with the index", "er beskadiget: timerne stiger ikke som de skal")
    return link


def scale_link_of(arrays: Arrays, slope: float, cuts: int) -> ScaleLink:
    """Return the link to the scale; curves must fall along the score, rise along the scale and stay chances."""
    knots = floats(arrays, "category.knots", arrays["category.knots"].shape)
    upto = floats(arrays, "category.upto", (cuts, len(knots)) if len(knots) else (0, 0))
    link = ScaleLink(slope=slope, cuts=floats(arrays, "category.cuts", (cuts,)), knots=knots, upto=upto)
    sound = (
        knots.ndim == 1
        and bool((np.diff(link.cuts) > 0.0).all())
        and bool((np.diff(knots) > 0.0).all())
        and bool((np.diff(upto, axis=1) <= 0.0).all())
        and bool((np.diff(upto, axis=0) >= 0.0).all())
        and bool(((upto > 0.0) & (upto < 1.0)).all())
    )
    if not sound:
        raise _no_fit()
    return link


def earlier_of(arrays: Arrays, columns: int, categories: int) -> EarlierCases:
    """Return the earlier cases; categories must lie on the scale, and families among the cases."""
    parts: dict[str, Any] = {item.name: arrays[f"earlier.{item.name}"] for item in fields(EarlierCases)}
    earlier = EarlierCases(**parts)
    if earlier.rows.ndim != 2 or not earlier.is_sound(columns, categories):
        raise _no_fit()
    return earlier


def novelty_of(arrays: Arrays) -> Novelty:
    """Return the distances of earlier cases to each other; they must rise."""
    distances = arrays["novelty.distances"]
    if distances.ndim != 1 or (distances < 0).any() or (np.diff(distances) < 0).any():
        raise _no_fit()
    return Novelty(distances=distances)


def remaining_arrays(remaining: Remaining) -> dict[str, NDArray[Any]]:
    """Name what is learned of cases that are still open."""
    standard = np.array([remaining.centre, remaining.scale, remaining.reassessed])
    return {"remaining.lines": np.ascontiguousarray(remaining.lines), "remaining.standard": standard}


def remaining_of(arrays: Arrays) -> Remaining:
    """Return what open cases still take; the scale is positive, an event counts from nothing to in full."""
    centre, scale, reassessed = floats(arrays, "remaining.standard", (3,)).tolist()
    least, most = WORTH
    if scale <= 0.0 or not least <= reassessed <= most:
        raise _no_fit()
    lines = floats(arrays, "remaining.lines", (3, len(AGES)))
    return Remaining(centre=centre, scale=scale, lines=lines, reassessed=reassessed)


def sets_of(arrays: Arrays, level: float, categories: int) -> LikelySets:
    """Return what makes likely sets; groups must run along the scale."""
    groups = arrays["category.sets.groups"]
    if groups.shape != (categories,) or groups[0] != 0 or not np.isin(np.diff(groups), (0, 1)).all():
        raise _no_fit()
    return LikelySets(
        limits=floats(arrays, "category.sets.limits", (categories,), finite=False),
        groups=groups,
        cases=floats(arrays, "category.sets.cases", (categories,)),
        level=level,
    )


def point_table_of(name: str, arrays: Arrays, bases: tuple[float, float], columns: int) -> PointTable:
    """Build a point table and check that every bin of every column lies inside its strips and grids."""
    names = (field.name for field in fields(BinnedTables) if field.name != "base")
    parts: dict[str, Any] = {key: arrays[f"{name}.binned.{key}"] for key in names}
    if not all(part.ndim == (2 if key == "pairs" else 1) for key, part in parts.items()):
        raise _no_fit()
    binned = BinnedTables(base=bases[1], **parts)
    _check_structure(binned, columns)
    linear = LinearPoints(**{key: floats(arrays, f"{name}.linear.{key}", (columns,)) for key in _LINEAR})
    return PointTable(base=bases[0], linear=linear, binned=binned)


def _check_structure(binned: BinnedTables, columns: int) -> None:
    counts = binned.bin_counts
    first, second = binned.pairs.T
    sound = (
        len(binned.threshold_starts) == len(binned.strip_starts) == columns + 1
        and binned.threshold_starts[0] == binned.strip_starts[0] == binned.grid_starts[0] == 0
        and binned.threshold_starts[-1] == len(binned.thresholds)
        and bool((np.diff(binned.threshold_starts) >= 0).all())
        and bool((np.diff(binned.strip_starts) == counts).all())
        and binned.strip_starts[-1] == len(binned.strips)
        and bool(((binned.pairs >= 0) & (binned.pairs < columns)).all())
        and np.array_equal(np.diff(binned.grid_starts), counts[first] * counts[second])
        and binned.grid_starts[-1] == len(binned.grid_first) == len(binned.grid_second)
        and all(np.isfinite(points).all() for points in (binned.strips, binned.grid_first, binned.grid_second))
        and not np.isnan(binned.thresholds).any()
    )
    if not sound:
        raise _no_fit()


def _no_fit() -> BundleRefused:
    return refused("is damaged: its tables do not fit together", "er beskadiget: dens tabeller passer ikke sammen")


def refused(english: str, danish: str) -> BundleRefused:
    """Return a refusal of a bundle, with the way out."""
    return BundleRefused(
        english=f'the model bundle {english}; train again with "sagstyngde train"',
        danish=f'modelpakken {danish}; træn igen med "sagstyngde train"',
    )
