"""R08: nothing that is installed is missing from the list, and the list of the model says which, of what, how good."""

import json
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import pytest

from pipelines.evidence.bom import checked, ml_bom, sbom
from pipelines.evidence.components import Scope, canonical, parts
from pipelines.train import Trained

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[3]


def test_every_installed_distribution_is_listed_once_with_its_version() -> None:
    listed = [(canonical(part.name), part.version) for part in parts() if part.purl.startswith("pkg:pypi/")]
    installed = {(canonical(one.metadata["Name"]), one.version) for one in metadata.distributions()}

    assert len(listed) == len(set(listed))
    assert set(listed) == {(name, version) for name, version in installed if name != "sagstyngde"}


def test_every_asset_of_the_web_is_listed_with_the_locks_hash() -> None:
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    web = {part.name: part for part in parts() if part.purl.startswith("pkg:npm/")}

    assert {f"node_modules/{name}" for name in web} == set(locked) - {""}
    assert all(len(part.sha512 or "") == 128 for part in web.values())
    assert web["dkfds"].scope is Scope.REQUIRED
    assert web["axe-core"].scope is Scope.EXCLUDED


def test_what_serving_needs_is_told_apart_from_what_only_training_and_development_need() -> None:
    scopes = {canonical(part.name): part.scope for part in parts()}

    assert {scopes[name] for name in ("fastapi", "numpy", "sqlalchemy", "starlette", "sqlite")} == {Scope.REQUIRED}
    assert {scopes[name] for name in ("mlflow", "scikit-learn", "shap")} == {Scope.OPTIONAL}
    assert {scopes[name] for name in ("ruff", "pytest", "mypy")} == {Scope.EXCLUDED}


def test_nothing_that_serving_needs_is_missing_from_the_lock_or_from_the_list() -> None:
    lines = (ROOT / "requirements" / "run.lock").read_text("utf-8").splitlines()
    locked = {canonical(line.partition("==")[0]) for line in lines if "==" in line}
    ours = (part for part in parts() if part.purl.startswith("pkg:pypi/"))
    required = {canonical(part.name) for part in ours if part.scope is Scope.REQUIRED}

    assert required <= locked


def test_the_list_is_cyclonedx_and_the_same_each_time() -> None:
    found = parts()
    listed = sbom(found, AT)

    assert listed == sbom(reversed(found), AT)
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.6")
    assert len(listed["components"]) == len(found)
    assert {one["ref"] for one in listed["dependencies"]} >= {"sagstyngde", *(part.purl for part in found)}


def test_the_list_of_the_model_names_it_its_data_and_its_figures_by_group(trained: Trained) -> None:
    manifest, figures = trained.bundle.manifest, trained.bundle.figures
    assert figures is not None
    listed = ml_bom(manifest, figures, {"data_hash": "c" * 64}, AT)
    model, data = sorted(listed["components"], key=lambda one: str(one["type"]), reverse=True)
    metrics = model["modelCard"]["quantitativeAnalysis"]["performanceMetrics"]

    assert model["hashes"] == [{"alg": "SHA-256", "content": manifest.content_hash}]
    assert data["hashes"] == [{"alg": "SHA-256", "content": "c" * 64}]
    told = {one["type"]: one["value"] for one in metrics if "slice" not in one}
    assert told["category.accuracy"] == f"{figures['category']['accuracy']:.6g}"
    assert "effort.bias_ratio" in told


def test_a_model_nobody_has_tried_still_has_its_list(trained: Trained) -> None:
    listed = ml_bom(trained.bundle.manifest, None, None, AT)

    assert next(one for one in listed["components"] if "modelCard" in one)["modelCard"]["quantitativeAnalysis"] == {
        "performanceMetrics": []
    }


def test_what_is_no_cyclonedx_is_refused() -> None:
    listed = sbom(parts()[:3], AT)

    with pytest.raises(ValueError, match="not CycloneDX"):
        checked(listed | {"components": [{"name": "without a type"}]})
