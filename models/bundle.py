"""What is a trained model on disk, and when is it refused? A folder of four files that anybody can check.

``manifest.json`` (numbers and names), ``arrays.npz`` (tables and earlier cases; loaded with ``allow_pickle=False``),
``scheme.toml`` (the municipality's scheme as it was) and, where it has been tried on newer cases, ``figures.json`` (how
good it was: ``models.told_figures``). The content hash covers all of them but not the time of training or the version
of the code, so that the same data, seed and lock give the same hash. Loading needs numpy and pydantic, no learning
library.
"""

import hashlib
import json
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tokenize import TokenError
from typing import Any, ClassVar

import numpy as np
from pydantic import TypeAdapter, ValidationError

from features.frame import Frame
from features.scheme_toml import parse_scheme
from features.strict import STRICT
from models.abstain import AbstentionRule
from models.bundle_arrays import (
    Arrays,
    arrays_of,
    earlier_of,
    floats,
    link_of,
    novelty_of,
    point_table_of,
    read_arrays,
    refused,
    remaining_arrays,
    remaining_of,
    scale_link_of,
    sets_of,
)
from models.bundle_files import ARRAYS, FIGURES, MANIFEST, SCHEME, Files, check_sizes, files_in
from models.category import CategoryModel
from models.effort import EffortModel, HoursInterval
from models.neighbours import Neighbours
from models.point_table import Floats
from models.remaining import AS_COURSES_SAY, Remaining
from models.told_figures import read_figures
from sagstyngde.errors import InputRefused, SchemeRefused

FORMAT = 4
_DAMAGE = (
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    MemoryError,  # an array that claims to be larger than any machine
    RuntimeError,  # zipfile: encrypted, or compressed in an unknown way
    zipfile.BadZipFile,
    zlib.error,
    TokenError,  # numpy: the header of an array
    ValidationError,
    SchemeRefused,
)
"""What reading altered bytes can end in."""
_NOT_CONTENT = frozenset({"created_at", "code_version", "content_hash"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The numbers and names of a bundle; ``content_hash`` is filled in when it is sealed.

    ``bands`` are the hours at which effort was cut into categories, where nobody judged them. The first of ``notes``
    says what the interval of hours was measured on. ``open_cases_through`` is the day up to which it was learned what
    cases that are still open take; ``None`` where the history could not tell.
    """

    __pydantic_config__: ClassVar = {**STRICT, "allow_inf_nan": False}

    format: int
    scheme_name: str
    scheme_version: str
    synthetic: bool
    trained_through: date
    open_cases_through: date | None
    training_cases: int
    options: Mapping[str, tuple[str, ...]]
    rare_options: Mapping[str, tuple[str, ...]]
    column_names: tuple[str, ...]
    most_missing: int
    usual_variance: float
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
    """Everything an answer needs: the frame, both models, when to keep silent, earlier cases, and the manifest.

    ``remaining`` says what cases that are still open take, beside what their answers said of their course.
    ``figures_text`` is ``figures.json``; ``None`` where it has not been tried on newer cases.
    """

    manifest: Manifest
    scheme_text: str
    frame: Frame
    category: CategoryModel
    effort: EffortModel
    abstention: AbstentionRule
    neighbours: Neighbours
    remaining: Remaining = AS_COURSES_SAY
    figures_text: str | None = None

    @property
    def figures(self) -> dict[str, Any] | None:
        """How good it was on the newest cases, as everybody may read it; ``None`` where nobody has tried."""
        return None if self.figures_text is None else read_figures(self.figures_text)

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
    content_hash = _content_hash(bundle.manifest, _arrays(bundle), _texts(bundle))
    return replace(bundle, manifest=replace(bundle.manifest, content_hash=content_hash))


def save(bundle: ModelBundle, folder: Path) -> None:
    """Write a sealed bundle; the folder appears whole or not at all.

    Raises:
        InputRefused: the folder holds something else than a bundle, or cannot be written to.
    """
    folder = folder.resolve()
    check_place(folder)
    draft, old = (folder.with_name(f"{folder.name}.{end}") for end in ("draft", "old"))
    try:
        _write_files(bundle, draft)
        shutil.rmtree(old, ignore_errors=True)
        if folder.exists():
            folder.rename(old)
        draft.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise _no_place(folder, "cannot be written there", "kan ikke skrives der") from error


def check_place(folder: Path) -> None:
    """Refuse to write a bundle over a folder of other things: it would be lost.

    Raises:
        InputRefused: the folder, or a file of that name, is not a bundle and not empty.
    """
    is_free = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if not is_free and not (folder / MANIFEST).is_file():
        raise _no_place(folder, "is not a bundle and would be lost", "er ikke en modelpakke og ville gå tabt")


def _no_place(folder: Path, english: str, danish: str) -> InputRefused:
    return InputRefused(
        english=f"{folder.name}: {english}; choose another folder",
        danish=f"{folder.name}: {danish}; vælg en anden mappe",
    )


def _write_files(bundle: ModelBundle, draft: Path) -> None:
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    text = json.dumps(asdict(bundle.manifest), indent=1, sort_keys=True, default=str, ensure_ascii=False)
    (draft / MANIFEST).write_text(text, "utf-8")
    for name, content in _texts(bundle).items():
        (draft / name).write_text(content, "utf-8")
    np.savez_compressed(draft / ARRAYS, allow_pickle=False, **_arrays(bundle))


def load(folder: Path) -> ModelBundle:
    """Read a bundle's folder and check it against its own hash.

    Raises:
        BundleRefused: a file is missing, unreadable, too large, altered, or made for another format.
    """
    return loads(files_in(folder))


def loads(files: Files) -> ModelBundle:
    """As ``load``, of the bundle's files by name.

    Raises:
        BundleRefused: a file is missing, too large, altered, or made for another format.
    """
    check_sizes(files)
    try:
        manifest = TypeAdapter(Manifest).validate_json(files[MANIFEST])
        if manifest.format != FORMAT:
            raise refused("was made in another format", "er lavet i et andet format")
        texts = texts_of(files)
        arrays = read_arrays(files[ARRAYS])
        if _content_hash(manifest, arrays, texts) != manifest.content_hash:
            raise refused("has been altered: its hash does not fit", "er ændret: dens kontrolsum passer ikke")
        return _assembled(manifest, arrays, texts)
    except _DAMAGE as error:
        raise refused("is damaged", "er beskadiget") from error


def texts_of(files: Files) -> dict[str, str]:
    """Return the scheme, and the figures where there are any; they must be a report's."""
    texts = {name: files[name].decode() for name in (SCHEME, FIGURES) if name in files}
    if FIGURES in texts:
        read_figures(texts[FIGURES])
    return texts


def _texts(bundle: ModelBundle) -> dict[str, str]:
    figures = {} if bundle.figures_text is None else {FIGURES: bundle.figures_text}
    return {SCHEME: bundle.scheme_text} | figures


def _assembled(manifest: Manifest, arrays: Arrays, texts: Mapping[str, str]) -> ModelBundle:
    frame = Frame.of(parse_scheme(texts[SCHEME], SCHEME), manifest.options, manifest.rare_options)
    if tuple(column.name for column in frame.columns) != manifest.column_names:
        raise refused("has other features than this version computes", "har andre træk, end denne version beregner")
    category_base, effort_base, effort_binned = manifest.bases
    columns = len(frame.columns)
    category = CategoryModel(
        table=point_table_of("category", arrays, (0.0, category_base), columns),
        link=scale_link_of(arrays, manifest.slope, len(frame.scheme.scale) - 1),
        sets=sets_of(arrays, manifest.set_level, len(frame.scheme.scale)),
    )
    months = frame.scheme.effort.profile_months
    effort = EffortModel(
        beta=manifest.beta,
        table=point_table_of("effort", arrays, (effort_base, effort_binned), columns),
        link=link_of(arrays),
        shape=floats(arrays, "effort.shape", (len(frame.scheme.scale), months)),
        horizon=manifest.horizon,
        interval=HoursInterval(
            level=manifest.interval_level,
            low=floats(arrays, "interval.low", (len(frame.scheme.scale),), finite=False),
            high=floats(arrays, "interval.high", (len(frame.scheme.scale),), finite=False),
            measured_on=manifest.notes[0],
        ),
    )
    abstention = AbstentionRule(
        most_missing=manifest.most_missing,
        lowest=floats(arrays, "range.lowest", (columns,), finite=False),
        highest=floats(arrays, "range.highest", (columns,), finite=False),
        variances=floats(arrays, "missing.variances", (len(frame.sources),)),
        usual_variance=manifest.usual_variance,
        novelty=novelty_of(arrays),
    )
    bundle = ModelBundle(
        manifest=manifest,
        scheme_text=texts[SCHEME],
        figures_text=texts.get(FIGURES),
        frame=frame,
        category=category,
        effort=effort,
        abstention=abstention,
        neighbours=Neighbours.of(frame, earlier_of(arrays, columns, len(frame.scheme.scale))),
        remaining=remaining_of(arrays),
    )
    if _kinds(arrays) != _kinds(_arrays(bundle)):
        raise refused("holds other tables than it should", "rummer andre tabeller, end den skal")
    return bundle


def _arrays(bundle: ModelBundle) -> Arrays:
    arrays = arrays_of(bundle.category, bundle.effort, bundle.abstention, bundle.neighbours.earlier)
    return arrays | remaining_arrays(bundle.remaining)


def _kinds(arrays: Arrays) -> dict[str, str]:
    return {name: array.dtype.str for name, array in arrays.items()}


def _content_hash(manifest: Manifest, arrays: Arrays, texts: Mapping[str, str]) -> str:
    content = {key: value for key, value in asdict(manifest).items() if key not in _NOT_CONTENT}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode())
    for name in (SCHEME, FIGURES):
        if name in texts:
            digest.update(hashlib.sha256(texts[name].encode()).digest())
    for name in sorted(arrays):
        digest.update(f"{name} {arrays[name].dtype.str} {arrays[name].shape}".encode())
        digest.update(arrays[name].tobytes())
    return digest.hexdigest()
