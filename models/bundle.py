"""What is a trained model on disk, and when is it refused? A folder of three files that anybody can check.

``manifest.json`` (numbers and names), ``arrays.npz`` (the tables; loaded with ``allow_pickle=False``) and
``scheme.toml`` (the municipality's scheme as it was). The content hash covers all three but not the time of training or
the version of the code, so that the same data, seed and lock give the same hash. Loading needs numpy and pydantic, no
learning library.
"""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from pydantic import TypeAdapter, ValidationError

from features.frame import Frame
from features.scheme import STRICT
from features.scheme_toml import parse_scheme
from models.abstain import AbstentionRule
from models.category import CategoryModel
from models.effort import EffortModel, HoursInterval, Link
from models.point_table import BinnedTables, Floats, LinearPoints, PointTable
from sagstyngde.errors import BundleRefused, SchemeRefused

FORMAT = 1
LARGEST_BYTES = 200 * 1024 * 1024
_INTEGERS = frozenset({"threshold_starts", "strip_starts", "pairs", "grid_starts"})
_NOT_CONTENT = frozenset({"created_at", "code_version", "content_hash"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The numbers and names of a bundle; ``content_hash`` is filled in when it is sealed.

    ``bands`` are the hours at which effort was cut into categories, where nobody judged them.
    """

    __pydantic_config__: ClassVar = STRICT

    format: int
    scheme_name: str
    scheme_version: str
    synthetic: bool
    trained_through: date
    training_cases: int
    options: Mapping[str, tuple[str, ...]]
    column_names: tuple[str, ...]
    most_missing: int
    least_margin: float
    slope: float
    set_level: float
    beta: float
    horizon: int
    interval_level: float
    bases: tuple[float, float, float]
    bands: tuple[float, ...] | None
    notes: tuple[str, ...]
    created_at: datetime
    code_version: str
    content_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelBundle:
    """Everything an answer needs: the frame, both models, when to keep silent, and the manifest."""

    manifest: Manifest
    scheme_text: str
    frame: Frame
    category: CategoryModel
    effort: EffortModel
    abstention: AbstentionRule

    @property
    def content_hash(self) -> str:
        """The hash by which answers name this bundle."""
        return self.manifest.content_hash

    @property
    def bands(self) -> Floats | None:
        """The hours at which effort was cut into categories; ``None`` where people judged them."""
        return None if self.manifest.bands is None else np.array(self.manifest.bands)


def sealed(bundle: ModelBundle) -> ModelBundle:
    """Return the bundle with its content hash filled in."""
    content_hash = _content_hash(bundle.manifest, _arrays(bundle), bundle.scheme_text)
    return replace(bundle, manifest=replace(bundle.manifest, content_hash=content_hash))


def save(bundle: ModelBundle, folder: Path) -> None:
    """Write a sealed bundle; the folder appears whole or not at all."""
    draft = folder.with_name(folder.name + ".draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    text = json.dumps(asdict(bundle.manifest), indent=1, sort_keys=True, default=str, ensure_ascii=False)
    (draft / "manifest.json").write_text(text, "utf-8")
    (draft / "scheme.toml").write_text(bundle.scheme_text, "utf-8")
    np.savez_compressed(draft / "arrays.npz", allow_pickle=False, **_arrays(bundle))
    if folder.exists():
        shutil.rmtree(folder)
    draft.rename(folder)


def load(folder: Path) -> ModelBundle:
    """Read a bundle and check it against its own hash.

    Raises:
        BundleRefused: a file is missing, unreadable, too large, altered, or made for another format.
    """
    try:
        manifest = TypeAdapter(Manifest).validate_json((folder / "manifest.json").read_bytes())
        if manifest.format != FORMAT:
            raise _refused("was made in another format", "er lavet i et andet format")
        scheme_text = (folder / "scheme.toml").read_text("utf-8")
        arrays = _read_arrays(folder / "arrays.npz")
        if _content_hash(manifest, arrays, scheme_text) != manifest.content_hash:
            raise _refused("has been altered: its hash does not fit", "er ændret: dens kontrolsum passer ikke")
        return _assembled(manifest, arrays, scheme_text)
    except OSError as error:
        raise _refused("is not there or cannot be read", "findes ikke eller kan ikke læses") from error
    except (ValueError, KeyError, IndexError, zipfile.BadZipFile, ValidationError, SchemeRefused) as error:
        raise _refused("is damaged", "er beskadiget") from error


def _refused(english: str, danish: str) -> BundleRefused:
    return BundleRefused(
        english=f'the model bundle {english}; train again with "sagstyngde train"',
        danish=f'modelpakken {danish}; træn igen med "sagstyngde train"',
    )


def _read_arrays(path: Path) -> dict[str, Floats]:
    with zipfile.ZipFile(path) as archive:
        if sum(item.file_size for item in archive.infolist()) > LARGEST_BYTES:
            raise _refused("is too large", "er for stor")
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def _assembled(manifest: Manifest, arrays: dict[str, Floats], scheme_text: str) -> ModelBundle:
    frame = Frame.of(parse_scheme(scheme_text, "scheme.toml"), manifest.options)
    if tuple(column.name for column in frame.columns) != manifest.column_names:
        raise _refused("has other features than this version computes", "har andre træk, end denne version beregner")
    category_base, effort_base, effort_binned = manifest.bases
    columns = len(frame.columns)
    category = CategoryModel(
        table=_table("category", arrays, (0.0, category_base), columns),
        slope=manifest.slope,
        cuts=_floats(arrays, "category.cuts", (len(frame.scheme.scale) - 1,)),
        set_limits=_floats(arrays, "category.set_limits", (len(frame.scheme.scale),), finite=False),
        set_level=manifest.set_level,
    )
    months = frame.scheme.effort.profile_months
    groups = len(arrays["interval.low"])
    effort = EffortModel(
        beta=manifest.beta,
        table=_table("effort", arrays, (effort_base, effort_binned), columns),
        link=_link(arrays),
        shape=_floats(arrays, "effort.shape", (len(frame.scheme.scale), months)),
        horizon=manifest.horizon,
        interval=HoursInterval(
            level=manifest.interval_level,
            edges=_floats(arrays, "interval.edges", (groups - 1,)),
            low=_floats(arrays, "interval.low", (groups,), finite=False),
            high=_floats(arrays, "interval.high", (groups,), finite=False),
            measured_on=" ".join(manifest.notes),
        ),
    )
    abstention = AbstentionRule(
        most_missing=manifest.most_missing,
        least_margin=manifest.least_margin,
        lowest=_floats(arrays, "range.lowest", (columns,), finite=False),
        highest=_floats(arrays, "range.highest", (columns,), finite=False),
    )
    return ModelBundle(
        manifest=manifest, scheme_text=scheme_text, frame=frame, category=category, effort=effort, abstention=abstention
    )


def _floats(arrays: dict[str, Floats], name: str, shape: tuple[int, ...], *, finite: bool = True) -> Floats:
    values = arrays[name]
    if values.shape != shape or values.dtype != np.float64 or (finite and not np.isfinite(values).all()):
        raise _refused("is damaged: an array has the wrong shape or content", "er beskadiget: en tabel passer ikke")
    return values


def _link(arrays: dict[str, Floats]) -> Link:
    points = arrays["effort.link.index"].shape
    link = Link(
        index=_floats(arrays, "effort.link.index", points), log_hours=_floats(arrays, "effort.link.log_hours", points)
    )
    if len(points) != 1 or points[0] < 2 or (np.diff(link.index) <= 0.0).any() or (np.diff(link.log_hours) < 0.0).any():
        raise _refused("is damaged: hours do not rise with the index", "er beskadiget: timerne stiger ikke som de skal")
    return link


def _table(name: str, arrays: dict[str, Floats], bases: tuple[float, float], columns: int) -> PointTable:
    """Build a point table and check that every bin of every column lies inside its strips and grids."""
    part: dict[str, Any] = {
        key.removeprefix(f"{name}.binned."): value for key, value in arrays.items() if key.startswith(f"{name}.b")
    }
    binned = BinnedTables(base=bases[1], **part)
    _check_structure(binned, columns)
    linear = LinearPoints(
        **{key: _floats(arrays, f"{name}.linear.{key}", (columns,)) for key in ("weights", "centres", "fills")}
    )
    return PointTable(base=bases[0], linear=linear, binned=binned)


def _check_structure(binned: BinnedTables, columns: int) -> None:
    counts = binned.bin_counts
    first, second = binned.pairs.reshape(-1, 2).T
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
    )
    if not sound:
        raise _refused("is damaged: its tables do not fit together", "er beskadiget: dens tabeller passer ikke sammen")


def _arrays(bundle: ModelBundle) -> dict[str, Floats]:
    arrays = {
        "category.cuts": bundle.category.cuts,
        "category.set_limits": bundle.category.set_limits,
        "effort.shape": bundle.effort.shape,
        "effort.link.index": bundle.effort.link.index,
        "effort.link.log_hours": bundle.effort.link.log_hours,
        "interval.edges": bundle.effort.interval.edges,
        "interval.low": bundle.effort.interval.low,
        "interval.high": bundle.effort.interval.high,
        "range.lowest": bundle.abstention.lowest,
        "range.highest": bundle.abstention.highest,
    }
    for name, table in (("category", bundle.category.table), ("effort", bundle.effort.table)):
        arrays |= {f"{name}.linear.{key}": value for key, value in asdict(table.linear).items()}
        arrays |= {f"{name}.binned.{key}": value for key, value in asdict(table.binned).items() if key != "base"}
    return {
        name: np.ascontiguousarray(value, dtype=np.int64 if name.rpartition(".")[2] in _INTEGERS else np.float64)
        for name, value in arrays.items()
    }


def _content_hash(manifest: Manifest, arrays: dict[str, Floats], scheme_text: str) -> str:
    content = {key: value for key, value in asdict(manifest).items() if key not in _NOT_CONTENT}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode())
    digest.update(hashlib.sha256(scheme_text.encode()).digest())
    for name in sorted(arrays):
        digest.update(f"{name} {arrays[name].dtype.str} {arrays[name].shape}".encode())
        digest.update(arrays[name].tobytes())
    return digest.hexdigest()
