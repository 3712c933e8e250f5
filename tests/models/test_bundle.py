import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from models import bundle as bundles
from models import bundle_arrays
from models.bundle import Manifest, ModelBundle, load, save, sealed
from models.bundle_files import files_in
from pipelines.train import Trained
from sagstyngde.errors import BundleRefused, InputRefused
from tests.models.boosted import Boosted

FLIPS = 70
"""Altered bytes tried in each of the three files."""

Arrays = dict[str, np.ndarray[Any, np.dtype[Any]]]


@pytest.fixture
def folder(boosted: Boosted, tmp_path: Path) -> Path:
    save(boosted.bundle, tmp_path / "bundle")
    return tmp_path / "bundle"


def resealed(folder: Path, change: Callable[[Arrays], None]) -> Path:
    """Change a bundle's arrays and give it the hash that fits: what is wrong must be seen in the arrays themselves."""
    arrays = dict(bundle_arrays.read_arrays((folder / "arrays.npz").read_bytes()))
    change(arrays)
    np.savez_compressed(folder / "arrays.npz", allow_pickle=True, **arrays)
    manifest = TypeAdapter(Manifest).validate_json((folder / "manifest.json").read_bytes())
    fitting = bundles._content_hash(manifest, arrays, bundles.texts_of(files_in(folder)))
    rewritten(folder, content_hash=fitting)
    return folder


def rewritten(folder: Path, **changes: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def same(one: ModelBundle, other: ModelBundle) -> bool:
    mine, theirs = bundles._arrays(one), bundles._arrays(other)
    return (
        one.manifest == other.manifest
        and one.scheme_text == other.scheme_text
        and one.figures == other.figures
        and mine.keys() == theirs.keys()
        and all(mine[name].tobytes() == theirs[name].tobytes() for name in mine)
    )


def test_a_bundle_comes_back_bit_for_bit(boosted: Boosted, folder: Path) -> None:
    assert same(load(folder), boosted.bundle)


def test_what_open_cases_take_comes_back_with_the_day_it_was_learned_on(trained: Trained, tmp_path: Path) -> None:
    save(trained.bundle, tmp_path / "bundle")

    found = load(tmp_path / "bundle")

    assert found.manifest.open_cases_through is not None
    assert found.manifest.open_cases_through > found.manifest.trained_through
    assert (found.remaining.lines == trained.bundle.remaining.lines).all()
    assert found.remaining.lines.any()


def test_time_and_code_version_are_no_content_and_numbers_are(boosted: Boosted) -> None:
    manifest = boosted.bundle.manifest

    later = sealed(replace(boosted.bundle, manifest=replace(manifest, code_version="9.9.9")))
    other = sealed(replace(boosted.bundle, manifest=replace(manifest, slope=manifest.slope + 1e-12)))

    assert later.content_hash == boosted.bundle.content_hash != other.content_hash


@pytest.mark.parametrize("name", ["manifest.json", "arrays.npz", "scheme.toml"])
def test_an_altered_byte_is_refused_or_alters_nothing(boosted: Boosted, folder: Path, name: str) -> None:
    rng = Random(name)  # noqa: S311
    whole = (folder / name).read_bytes()
    refused_count = 0

    for _ in range(FLIPS):
        altered = bytearray(whole)
        altered[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        (folder / name).write_bytes(altered)
        try:
            found = load(folder)
        except BundleRefused:
            refused_count += 1
        else:
            # Bytes of the archive's own bookkeeping, the time of training and the version of the code.
            assert found.content_hash == boosted.bundle.content_hash
            assert bundles._content_hash(found.manifest, bundles._arrays(found), bundles._texts(found)) == (
                boosted.bundle.content_hash
            )

    assert refused_count > FLIPS // 2


@pytest.mark.parametrize("name", ["manifest.json", "arrays.npz", "scheme.toml"])
def test_a_missing_or_cut_file_is_refused(folder: Path, name: str) -> None:
    whole = (folder / name).read_bytes()

    for part in (b"", whole[: len(whole) // 2], whole[:-1]):
        (folder / name).write_bytes(part)
        with pytest.raises(BundleRefused):
            load(folder)
    (folder / name).unlink()
    with pytest.raises(BundleRefused, match="is not there"):
        load(folder)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": bundles.FORMAT - 1},
        {"speed": 1.0},
        {"slope": float("nan")},
        {"bases": [0.0, float("inf"), 0.0]},
        {"slope": 0.5},
        {"column_names": ["x"]},
        {"options": {}},
        {"rare_options": {"henvist": ["ny"]}},
        {"content_hash": ""},
        {"training_cases": "mange"},
    ],
)
def test_a_changed_manifest_is_refused(folder: Path, changes: dict[str, Any]) -> None:
    rewritten(folder, **changes)

    with pytest.raises(BundleRefused) as refused:
        load(folder)

    assert "sagstyngde train" in refused.value.danish


def _set(name: str, value: Any) -> Callable[[Arrays], None]:
    return lambda arrays: arrays.update({name: np.asarray(value)})


def _changed(name: str, change: Callable[[Any], Any]) -> Callable[[Arrays], None]:
    return lambda arrays: arrays.update({name: change(arrays[name])})


def _dropped(arrays: Arrays) -> None:
    del arrays["category.cuts"]


@pytest.mark.parametrize(
    "change",
    [
        _dropped,
        _set("extra", 1.0),
        _set("category.binned.extra", 1.0),
        _changed("category.cuts", lambda cuts: cuts[:-1]),
        _changed("category.cuts", lambda cuts: cuts.astype(np.float32)),
        _changed("category.cuts", lambda cuts: cuts * np.nan),
        _changed("effort.shape", lambda shape: shape[:, :-1]),
        _changed("effort.link.log_hours", lambda heights: heights[::-1]),
        _changed("effort.link.index", lambda index: index * 0.0),
        _changed("category.linear.weights", lambda weights: weights[:-1]),
        _changed("category.binned.strips", lambda strips: strips * np.nan),
        _changed("category.binned.strips", lambda strips: strips[:-1]),
        _changed("category.binned.strips", lambda strips: strips[:, None]),
        _changed("category.binned.thresholds", lambda cuts: cuts * np.nan),
        _changed("category.binned.thresholds", lambda cuts: cuts[:-1]),
        _changed("category.binned.pairs", lambda pairs: pairs + 1000),
        _changed("category.binned.pairs", lambda pairs: pairs - 1000),
        _changed("category.binned.pairs", np.ravel),
        _changed("category.binned.grid_first", lambda grid: grid[:-1]),
        _changed("effort.binned.grid_starts", lambda starts: starts.astype(np.float64)),
        _changed("effort.binned.strip_starts", lambda starts: starts + 1),
        _changed("interval.low", lambda low: low.astype(object)),
        _changed("earlier.rows", lambda rows: rows[:, :-1]),
        _changed("earlier.rows", lambda rows: rows.astype(np.float64)),
        _changed("earlier.rows", lambda rows: rows[0]),
        _changed("earlier.hours", lambda hours: hours[:-1]),
        _changed("earlier.hours", lambda hours: hours - 1e6),
        _changed("earlier.category", lambda category: category + 4),
        _changed("earlier.category", lambda category: category.astype(np.float64)),
        _changed("earlier.family", lambda family: family + len(family)),
        _changed("novelty.distances", lambda distances: distances[::-1]),
        _changed("novelty.distances", lambda distances: distances[:, None]),
        _changed("missing.variances", lambda variances: variances[:-1]),
        _changed("remaining.lines", lambda lines: lines[:, :-1]),
        _changed("remaining.lines", lambda lines: lines * np.nan),
        _set("remaining.standard", [0.0, 0.0, 0.0]),
        _set("remaining.standard", [0.0, 1.0, 0.5]),
    ],
)
def test_tables_that_do_not_fit_are_refused_even_under_a_hash_that_does(
    folder: Path, change: Callable[[Arrays], None]
) -> None:
    with pytest.raises(BundleRefused):
        load(resealed(folder, change))


def test_an_archive_that_unpacks_to_more_than_a_bundle_ever_holds_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle_arrays, "LARGEST_BYTES", 1_000_000)
    with zipfile.ZipFile(folder / "arrays.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("category.cuts.npy", bytes(2_000_000))

    with pytest.raises(BundleRefused, match="too large"):
        load(folder)


def test_an_array_that_claims_to_be_larger_than_any_machine_is_refused(folder: Path) -> None:
    header = BytesIO()
    claim = {"descr": "<f8", "fortran_order": False, "shape": (10**15,)}
    np.lib.format.write_array_header_1_0(header, claim)
    with zipfile.ZipFile(folder / "arrays.npz", "w") as archive:
        archive.writestr("category.cuts.npy", header.getvalue())

    with pytest.raises(BundleRefused):
        load(folder)


def test_a_new_bundle_takes_the_place_of_the_old_and_leaves_nothing_beside_it(boosted: Boosted, folder: Path) -> None:
    newer = sealed(replace(boosted.bundle, manifest=replace(boosted.bundle.manifest, slope=2.0)))

    save(newer, folder)

    assert load(folder).content_hash == newer.content_hash
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_crash_while_writing_leaves_the_old_bundle(
    boosted: Boosted, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez_compressed", crash)
    newer = sealed(replace(boosted.bundle, manifest=replace(boosted.bundle.manifest, slope=2.0)))

    for place in (folder, folder.with_name("new")):
        with pytest.raises(KeyboardInterrupt):
            save(newer, place)

    assert load(folder).content_hash == boosted.bundle.content_hash
    with pytest.raises(BundleRefused, match="is not there"):
        load(folder.with_name("new"))


def test_a_folder_of_other_things_is_never_written_over(boosted: Boosted, tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("case_id\n", "utf-8")

    for place in (tmp_path, tmp_path / "cases.csv", tmp_path / "cases.csv" / "inside"):
        with pytest.raises(InputRefused, match="choose another folder"):
            save(boosted.bundle, place)

    assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]


def test_an_empty_folder_is_a_place_for_a_bundle(boosted: Boosted, tmp_path: Path) -> None:
    save(boosted.bundle, tmp_path)

    assert load(tmp_path).content_hash == boosted.bundle.content_hash
    shutil.rmtree(tmp_path)
